"""The controls: one widget a setting, its range read from `Settings`.

A setting whose default is the recipe's has a first option "as the recipe", which is not in the
link; so no control's default depends on another control.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from attnviz import recipes
from attnviz.kinds import Choice, Flag, Number, Text, Whole
from attnviz.lesson import View
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
# What a page has side by side in a place of its own, by page. Other pages have no control for it,
# or have it in `MORE`; all of them keep it in the link.
OWN: Mapping[str, tuple[str, ...]] = {
    "training": ("epochs", *FIT, "dropout", "embeddings_initializer")
}
# All settings that have a control, on whatever page.
DRAWN = tuple(dict.fromkeys((*CONTROLS, *(name for names in OWN.values() for name in names))))
# What a slider of a wide range stops at, beside the present value.
_STOPS: Mapping[str, tuple[float, ...]] = {
    "training_samples": (500, 1000, 2000, 4000, 8000, 16_000, 20_000),
    "training_batch": (16, 32, 64, 128, 256, 512, 1024),
    "learning_rate": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
}

_PLACEHOLDERS = {"history": "trail shoes, moka pot, sea novel"}

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


def unset(name: str, text: str) -> bool:
    """Whether a link's text is the word that a control shows for an unset setting."""
    return name in _UNSET and text == str(_UNSET[name])


def written(name: str, value: Any) -> str:
    """Return the text of a setting in a link that leaves out another value than the default."""
    unsets = name in _UNSET and value == DEFAULTS[name]
    return str(_UNSET[name]) if unsets else KINDS[name].write(value)


def control(
    name: str, settings: Settings, idle: Mapping[str, str], view: View | None = None
) -> None:
    """Draw the control of a setting.

    Args:
        name: The setting's name, which is the control's key and its name in the link.
        settings: The current settings, which say what is allowed beside them.
        idle: Reasons why a control does nothing here, by setting: it is drawn disabled.
        view: The view of a lesson whose control it is: it says what can be chosen.
    """
    common: dict[str, Any] = {
        "label": LABELS[name],
        "key": name,
        "help": f"{MEANINGS[name]} {idle[name]}" if name in idle else MEANINGS[name],
        "disabled": name in idle,
        "on_change": _reconcile,
        "args": (name,),
    }
    if name == "mode" and name in idle and settings.layer["mode"] != st.session_state[name]:
        _mode_of_page(settings.layer["mode"], common)
        return
    # Where a control begins.
    first = _UNSET.get(name, DEFAULTS[name]) if view is None else st.session_state[name]
    options = _options(name, settings)
    if options is not None:
        if view is not None:
            options = [o for o in options if o == first or view.allows(name, meant(name, o))]
        _choice(name, list(options), first, settings, view, common)
    elif isinstance(KINDS[name], Text):
        st.text_input(placeholder=_PLACEHOLDERS.get(name), value=first, **common)
    else:
        _range(name, first, view, common)


def _mode_of_page(mode: str, common: Mapping[str, Any]) -> None:
    """Show the mode that a page is about where the setting is another one, which stays."""
    words = KINDS["mode"]
    assert isinstance(words, Choice)
    st.segmented_control(
        common["label"],
        words.options,
        default=mode,
        required=True,
        width="stretch",
        key=f"mode_of_page_{mode}",
        help=common["help"],
        disabled=True,
    )


def _options(name: str, settings: Settings) -> Sequence[Any] | None:
    """Return what a control lets choose from; None for a range or a text."""
    kind = KINDS[name]
    if name == "candidate":
        return [_UNSET[name], *(settings.known_items.titles or ())[1:]]
    if name == "num_heads":
        return [AS_RECIPE, *map(str, divisors(settings.layer["embedding_dim"]))]
    if name == "epoch":
        return [*map(str, range(settings.epochs + 1)), _UNSET[name]]
    if name == "sample":
        return range(1, settings.batch_size + 1)
    if name in _STOPS:
        return [kind.write(stop) for stop in sorted({*_STOPS[name], getattr(settings, name)})]
    if not isinstance(kind, Choice | Flag):
        return None
    words = tuple(kind.options) if isinstance(kind, Choice) else ("true", "false")
    return [AS_RECIPE, *words] if _UNSET.get(name) == AS_RECIPE else words


def _choice(
    name: str,
    options: list[Any],
    first: Any,
    settings: Settings,
    view: View | None,
    common: dict[str, Any],
) -> None:
    place = options.index(first) if first in options else 0
    if AS_RECIPE in options:
        common["format_func"] = _naming_own(name, settings)
    if name in ("mode", "items", "padding_side"):
        st.segmented_control(
            options=options, default=options[place], required=True, width="stretch", **common
        )
    elif name in ("num_heads", "epoch", *_STOPS):
        st.select_slider(options=options, value=options[place], **common)
    else:
        # Another candidate than those listed can be typed, unless a lesson lists them.
        typed = name == "candidate" and (view is None or name not in view.limits)
        st.selectbox(options=options, index=place, accept_new_options=typed, **common)


def _naming_own(name: str, settings: Settings) -> Callable[[str], str]:
    """Return how the options of a control are written: the first with what the recipe has."""
    own = dict(recipes.layer_arguments(settings.recipe, settings.mode))
    resolved = own["mode"] == "multi_head" if name == "scale" and own[name] is None else own[name]
    text = KINDS[name].write(resolved)
    return lambda option: f"{AS_RECIPE} ({text})" if option == AS_RECIPE else option


def _range(name: str, first: Any, view: View | None, common: dict[str, Any]) -> None:
    kind = KINDS[name]
    assert isinstance(kind, Whole | Number)
    ends: dict[str, Any] = {"min_value": kind.low, "max_value": kind.high}
    if view is not None and name in view.limits:
        low, high = view.limits[name]
        ends = {"min_value": min(low, first), "max_value": max(high, first)}
    if isinstance(kind, Number):
        ends["step"] = kind.step
    widget: Any = st.number_input if name in ("seed", "sample_seed") else st.slider
    widget(value=first, **ends, **common)


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
