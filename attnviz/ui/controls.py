"""The controls: one widget a setting, its range read from `Settings`.

A setting whose default is the recipe's has a first option "as the recipe", which is not in the
link; so no control's default depends on another control.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from attnviz import recipes
from attnviz.kinds import Choice, Flag, Kind, Number, Whole
from attnviz.settings import (
    DEFAULTS,
    FIT,
    KINDS,
    LABELS,
    MEANINGS,
    Settings,
    divisors,
    nearest_divisor,
)

SIDEBAR = ("batch_size", "sequence_length", "num_heads", "normalization", "recipe", "epoch")
MORE = (
    "embedding_dim",
    "mask_padding",
    "scale",
    "padding",
    "padding_side",
    "position_embedding",
    "dropout",
    "query",
    "causal",
    "items",
    "epochs",
    "seed",
    "sample_seed",
    "history",
)
PAGE = ("mode", "sample", "candidate")
CONTROLS = (*SIDEBAR, *MORE, *PAGE)
# Drawn on every page, so Streamlit keeps them and the link together; those of `MORE` come and go.
BOUND = (*SIDEBAR, *PAGE)
# What only one page has controls for, by page; the others keep it in the link.
OWN: Mapping[str, tuple[str, ...]] = {"training": (*FIT, "embeddings_initializer")}
# What a slider of a wide range stops at, beside the present value.
_STOPS: Mapping[str, tuple[float, ...]] = {
    "training_samples": (500, 1000, 2000, 4000, 8000, 16_000, 20_000),
    "training_batch": (16, 32, 64, 128, 256, 512, 1024),
    "learning_rate": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
}

# What a control shows where the setting is unset; it is not in the link.
AS_RECIPE = "as the recipe"
_UNSET = {
    **dict.fromkeys(
        (
            "num_heads",
            "normalization",
            "mask_padding",
            "scale",
            "position_embedding",
            "query",
            "causal",
            "embeddings_initializer",
        ),
        AS_RECIPE,
    ),
    **{name: KINDS[name].write(DEFAULTS[name]) for name in _STOPS},
    "epoch": "last",
    "candidate": "the user's own",
    "mode": "attention",
    "embedding_dim": recipes.DEFAULTS["embedding_dim"],
    "dropout": recipes.DEFAULTS["dropout"],
}
# Settings whose control is a row of words, not of values.
_WORDS = tuple(name for name, unset in _UNSET.items() if isinstance(unset, str))


def shown(name: str, value: Any) -> Any:
    """Return what the control of a setting shows for its value."""
    if name not in _UNSET:
        return value
    if value == DEFAULTS[name]:
        return _UNSET[name]
    return KINDS[name].write(value) if name in _WORDS else value


def meant(name: str, shown: Any) -> Any:
    """Return the value of a setting for what its control shows; the inverse of `shown`."""
    if name not in _UNSET:
        return shown
    if shown is None or shown == _UNSET[name]:
        return DEFAULTS[name]
    return KINDS[name].parse(shown) if name in _WORDS else shown


def control(name: str, settings: Settings, idle: Mapping[str, str]) -> None:
    """Draw the control of a setting.

    Args:
        name: The setting's name, which is the control's key and its name in the link.
        settings: The current settings, which say what is allowed beside them.
        idle: Reasons why a control does nothing here, by setting: it is drawn disabled.
    """
    common: dict[str, Any] = {
        "label": LABELS[name],
        "key": name,
        "bind": "query-params" if name in BOUND else None,
        "help": f"{MEANINGS[name]} {idle[name]}" if name in idle else MEANINGS[name],
        "disabled": name in idle,
        "on_change": _reconcile,
        "args": (name,),
    }
    kind = KINDS[name]
    if name == "candidate":
        _candidate(settings, common)
    elif name == "num_heads":
        heads = [str(heads) for heads in divisors(settings.layer["embedding_dim"])]
        _words(st.select_slider, [AS_RECIPE, *heads], settings, common)
    elif name == "epoch":
        st.select_slider(
            options=[*map(str, range(settings.epochs + 1)), "last"], value="last", **common
        )
    elif name == "sample":
        users = list(range(1, settings.batch_size + 1))
        st.selectbox(options=users, **common)
    elif name in ("mode", "items", "padding_side"):
        _segments(kind, common)
    elif name in _UNSET and isinstance(kind, Choice | Flag):
        options = kind.options if isinstance(kind, Choice) else ("true", "false")
        _words(st.selectbox, [AS_RECIPE, *options], settings, common)
    elif isinstance(kind, Choice):
        st.selectbox(options=list(kind.options), **common)
    elif name in ("seed", "sample_seed"):
        whole = _as(Whole, kind)
        st.number_input(min_value=whole.low, max_value=whole.high, value=DEFAULTS[name], **common)
    elif name == "history":
        st.text_input(
            placeholder="trail shoes, moka pot, sea novel", value=DEFAULTS[name], **common
        )
    else:
        _slider(kind, settings, common)


def _as(kind: type, value: Kind) -> Any:
    assert isinstance(value, kind)
    return value


def _slider(kind: Kind, settings: Settings, common: dict[str, Any]) -> None:
    name = common["key"]
    if name in _STOPS:
        stops = sorted({*_STOPS[name], getattr(settings, name)})
        st.select_slider(options=[kind.write(stop) for stop in stops], value=_UNSET[name], **common)
        return
    default = _UNSET.get(name, DEFAULTS[name])
    if isinstance(kind, Number):
        st.slider(min_value=kind.low, max_value=kind.high, value=default, step=kind.step, **common)
    elif isinstance(kind, Whole):
        st.slider(min_value=kind.low, max_value=kind.high, value=default, **common)


def _segments(kind: Kind, common: dict[str, Any]) -> None:
    options = _as(Choice, kind).options
    st.segmented_control(
        options=options, default=options[0], required=True, width="stretch", **common
    )


def _words(widget: Any, options: list[str], settings: Settings, common: dict[str, Any]) -> None:
    name = common["key"]
    own = dict(recipes.layer_arguments(settings.recipe, settings.mode))
    resolved = own["mode"] == "multi_head" if name == "scale" and own[name] is None else own[name]
    text = KINDS[name].write(resolved)
    widget(
        options=options,
        format_func=lambda option: f"{AS_RECIPE} ({text})" if option == AS_RECIPE else option,
        **common,
    )


def _candidate(settings: Settings, common: dict[str, Any]) -> None:
    titles = (settings.known_items.titles or ())[1:]
    st.selectbox(options=[_UNSET["candidate"], *titles], index=0, accept_new_options=True, **common)


def _reconcile(name: str) -> None:
    """After a change of one control, correct the others that no longer go with it."""
    state = st.session_state
    if name == "batch_size":
        state.sample = min(state.sample, state.batch_size)
    elif name == "training_samples":
        if _value("training_batch") > _value("training_samples"):
            state.training_batch = _UNSET["training_batch"]
    elif name == "epochs":
        if (_value("epoch") or 0) > state.epochs:
            state.epoch = _UNSET["epoch"]
    elif name == "items":
        state.history, state.candidate = "", _UNSET["candidate"]
    elif name in ("mode", "recipe", "embedding_dim", "num_heads"):
        _reconcile_layer(name)


def _reconcile_layer(name: str) -> None:
    state = st.session_state
    if name == "recipe" and state.mode not in recipes.RECIPES[state.recipe]:
        (state.mode,) = recipes.RECIPES[state.recipe]
    elif name == "mode" and state.mode not in recipes.RECIPES[state.recipe]:
        state.recipe = "default"
    heads = _value("num_heads") or recipes.layer_arguments(state.recipe, state.mode)["num_heads"]
    if state.mode == "multi_head" and state.embedding_dim % heads:
        state.num_heads = str(nearest_divisor(state.embedding_dim, heads))


def _value(name: str) -> Any:
    return meant(name, st.session_state[name])
