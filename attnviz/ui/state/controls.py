"""The controls: one widget a setting, its range read from `Settings`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from attnviz.lessons.lesson import View
from attnviz.scenario import catalogue, recipes
from attnviz.scenario.lenient import coerce, in_words
from attnviz.scenario.settings import (
    DEFAULTS,
    FIT,
    KINDS,
    LABELS,
    MEANINGS,
    Settings,
    divisors,
    nearest_divisor,
)
from attnviz.scenario.values import Choice, Flag, Float, Integer, InvalidValue, Text
from attnviz.ui.state.control_values import AS_RECIPE, STOPS, UNSET, meant, shown, unset
from attnviz.ui.state.open_lesson import open_lesson
from attnviz.ui.state.pacing import redraw_numbers
from attnviz.ui.state.visit import present, pressed_of, visit

SIDEBAR = ("batch_size", "sequence_length", "num_heads", "normalization", "recipe", "epoch")
MORE = (
    "embedding_dim",
    "hash_bins",
    "side_info",
    "mask_padding",
    "scale",
    "padding",
    "padding_varies",
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
# What the control of the mode calls each, in as few letters as it has room for.
_MODES = {"attention": "target", "multi_head": "multi-head"}
# What is offered for the rows of a hashed table, beside the present number.
_HASHED_ROWS = (9, 17, 33, 65, 257, 1025, 4097)
# What is said of the weights below the controls.
_SAID_OF_WEIGHTS = ("epoch", "seed")
# What these let choose depends on what they show.
_OFFERS_AS_SHOWN = ("num_heads", "epoch")
_PLACEHOLDERS = {"history": "trail shoes, moka pot, sea novel"}


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
        "on_change": _hear,
        "args": (name,),
    }
    first = visit().chosen[name]
    if name == "mode" and name in idle and settings.layer["mode"] != first:
        _mode_of_page(settings.layer["mode"], common)
        return
    present(name, first)
    options = _options(name, settings, first)
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
        format_func=_MODES.__getitem__,
        key=f"mode_of_page_{mode}",
        help=common["help"],
        disabled=True,
    )


def _options(name: str, settings: Settings, first: Any) -> Sequence[Any] | None:
    """Return what a control lets choose from, where it shows this; None for a range or a text."""
    kind = KINDS[name]
    if name == "candidate":
        return [UNSET[name], *(settings.known_items.titles or ())[1:]]
    if name == "num_heads":
        return _with_unset(name, divisors(settings.layer["embedding_dim"]), settings, first)
    if name == "epoch":
        return _with_unset(name, range(settings.epochs + 1), settings, first)
    if name == "hash_bins":
        bins = settings.hash_bins
        offered = sorted({*_HASHED_ROWS, *([] if bins is None else [bins])})
        return [UNSET[name], *map(str, offered)]
    if name == "sample":
        return range(1, settings.batch_size + 1)
    if name in STOPS:
        return [kind.write(stop) for stop in sorted({*STOPS[name], getattr(settings, name)})]
    if not isinstance(kind, Choice | Flag):
        return None
    words = tuple(kind.options) if isinstance(kind, Choice) else ("true", "false")
    return [AS_RECIPE, *words] if UNSET.get(name) == AS_RECIPE else words


def _number_of_unset(name: str, settings: Settings) -> int | None:
    """Return the number that a setting has while it is unset; None where no control lists it."""
    if name == "epoch":
        return settings.epochs
    if name == "num_heads":
        dim: int = settings.layer["embedding_dim"]
        return nearest_divisor(dim, _recipe_value(name, settings))
    return None


def _with_unset(name: str, numbers: Iterable[int], settings: Settings, first: Any) -> list[str]:
    """Return numbers in their order, the one that an unset setting has by the word for unset.

    So each is offered once, and a step is a step. A number that was set by itself stays.
    """
    own = _number_of_unset(name, settings)
    word = UNSET[name] if first != str(own) else str(own)
    return [word if number == own else str(number) for number in numbers]


def _recipe_value(name: str, settings: Settings) -> Any:
    """Return what the recipe has for a setting."""
    return recipes.layer_arguments(settings.recipe, settings.mode)[name]


def _choice(
    name: str,
    options: list[Any],
    first: Any,
    settings: Settings,
    view: View | None,
    common: dict[str, Any],
) -> None:
    place = options.index(first) if first in options else 0
    if name == "epoch":
        last = f"{settings.epochs} (last)"
        common["format_func"] = lambda option: last if option == UNSET[name] else option
    elif AS_RECIPE in options:
        common["format_func"] = _naming_own(name, settings)
    elif name == "mode":
        common["format_func"] = _MODES.__getitem__
    if name in ("mode", "padding_side"):
        st.segmented_control(
            options=options, default=options[place], required=True, width="stretch", **common
        )
    elif name in ("num_heads", "epoch", *STOPS) and len(options) > 1:
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
    if name == "num_heads":
        used = nearest_divisor(settings.layer["embedding_dim"], resolved)
        marked = f"{used} (as the recipe)" if used == resolved else f"{used} (recipe: {resolved})"
        return lambda option: marked if option == AS_RECIPE else option
    return lambda option: f"{AS_RECIPE} ({text})" if option == AS_RECIPE else option


def _range(name: str, first: Any, view: View | None, common: dict[str, Any]) -> None:
    kind = KINDS[name]
    assert isinstance(kind, Integer | Float)
    ends: dict[str, Any] = {"min_value": kind.low, "max_value": kind.high}
    if view is not None and name in view.limits:
        low, high = view.limits[name]
        ends = {"min_value": min(low, first), "max_value": max(high, first)}
    if isinstance(kind, Float):
        ends["step"] = kind.step
    widget: Any = st.number_input if name in ("seed", "sample_seed") else st.slider
    widget(value=first, **ends, **common)


def _hear(name: str) -> None:
    """Take over what a control shows; where only the numbers follow, they alone are drawn."""
    is_another = name in pressed_of([name])  # else it could not be read: the whole page tells it
    _take(name)
    is_taken = is_another and st.session_state.get(name) == visit().chosen[name]
    if is_taken and name not in _SAID_OF_WEIGHTS:
        redraw_numbers(name)


def _take(name: str) -> None:
    """Take over what the control of a setting shows, and correct what no longer goes with it.

    What comes from a browser is input like a link's: a value that cannot be chosen becomes the
    default, and is told.
    """
    control = st.session_state.get(name)
    if control is None:
        return
    visit().presented[name] = visit().page, control
    if name == "candidate":
        control = _first_match(control)
    try:
        value = meant(name, control)
        if value != DEFAULTS[name]:
            KINDS[name].check(name, value)
    except (TypeError, ValueError):
        visit().messages.append(in_words(InvalidValue(name, control, KINDS[name].allowed)))
        value = DEFAULTS[name]
    visit().chosen[name] = shown(name, value)
    _reconcile(name)


def take_cut_off() -> bool:
    """Take over what controls show that was not heard of yet, at the beginning of a run.

    Else a control would go back to what it showed before the last press.

    Returns:
        Whether there was any.
    """
    cut_off = pressed_of(DRAWN)
    for name in cut_off:
        _take(name)
    return bool(cut_off)


def shown_around(settings: Settings) -> dict[str, Any]:
    """Return what all controls show, by their settings, and "" with what they let choose."""
    here = visit()
    firsts = tuple(here.chosen[name] for name in _OFFERS_AS_SHOWN)
    return {**here.chosen, "": (_offered(settings, here.page, firsts), here.answer)}


# A press looks twice whether what stands around the numbers is another.
@lru_cache(maxsize=256)
def _offered(settings: Settings, page: str, firsts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what the controls of a page let choose, and say beside it."""
    first = dict(zip(_OFFERS_AS_SHOWN, firsts, strict=True))
    drawn = (*CONTROLS, *OWN.get(page, ()))
    options = {name: _options(name, settings, first.get(name)) for name in drawn}
    of_recipe = dict(recipes.layer_arguments(settings.recipe, settings.mode))  # in their labels
    return options, of_recipe, sliders(settings)


def _first_match(typed: Any) -> Any:
    """Return the first of the listed candidates that has what was typed in it, else what was typed.

    A list shows what was typed before what it matches, and Enter takes the first.
    """
    items = catalogue.ITEMS
    if not isinstance(typed, str) or visit().chosen["items"] != "catalogue":
        return typed
    known = typed == UNSET["candidate"]
    found = None if known else items.first_match(typed)
    return typed if found is None else items.title(found)


def sliders(settings: Settings) -> Mapping[str, str]:
    """Return what can be typed into each slider, in words, by the setting's name."""
    dim, epochs = settings.layer["embedding_dim"], settings.epochs
    return {name: _typeable(name, dim, epochs) for name in DRAWN if _is_slider(name)}


def _is_slider(name: str) -> bool:
    numeric = isinstance(KINDS[name], Integer | Float)
    return numeric and name not in ("seed", "sample_seed", "sample")


def _typeable(name: str, embedding_dim: int, epochs: int) -> str:
    if name == "num_heads":
        return ", ".join(map(str, divisors(embedding_dim)))
    if name == "epoch":
        return f"0 to {epochs}, or {UNSET[name]}"
    kind = KINDS[name]
    assert isinstance(kind, Integer | Float)
    return f"{kind.low:g} to {kind.high:g}"


def take_typed(name: str, text: str, number: int) -> None:
    """Take over what was typed into the slider of a setting, as if it had been dragged there.

    What it cannot be is told in words, and the slider stays where it is.

    Args:
        name: The setting's name.
        text: What was typed.
        number: Of what was typed, which the answer names.
    """
    settings = coerce({n: meant(n, shown) for n, shown in visit().chosen.items()})[0]
    value = _read(name, text)
    options = _options(name, settings, visit().chosen[name])
    if value == _number_of_unset(name, settings) and shown(name, value) not in (options or ()):
        value = DEFAULTS[name]  # the list has its word alone
    listed = options is None or name in STOPS or shown(name, value) in options
    if value is _UNREADABLE or not listed:
        visit().answer = number, f"{sliders(settings)[name]}, not {text[:20]}"
        return
    lesson = open_lesson()
    if lesson is not None and not lesson.view.allows(name, value):
        visit().answer = number, f"The lesson does not let you choose {text[:20]}"
        return
    visit().chosen[name] = shown(name, value)
    _reconcile(name)
    visit().answer = number, ""


_UNREADABLE = object()


def _read(name: str, text: str) -> Any:
    """Return the value of a setting that a text means; `_UNREADABLE` if it can be none."""
    kind, said = KINDS[name], text.strip()
    if unset(name, said):
        return DEFAULTS[name]
    try:
        # A comma is a point on many a keyboard.
        return kind.check(name, kind.parse(said.replace(",", ".")))
    except ValueError:
        return _UNREADABLE


def _reconcile(name: str) -> None:
    """After a change of one control, correct the others that no longer go with it."""
    chosen = visit().chosen
    if name == "batch_size":
        chosen["sample"] = min(chosen["sample"], chosen["batch_size"])
    elif name == "training_samples":
        if _value("training_batch") > _value("training_samples"):
            chosen["training_batch"] = UNSET["training_batch"]
    elif name == "epochs":
        if (_value("epoch") or 0) > chosen["epochs"]:
            chosen["epoch"] = UNSET["epoch"]
    elif name == "items":
        chosen["history"], chosen["candidate"], chosen["change"] = "", UNSET["candidate"], ()
    elif name == "sample_seed":
        chosen["change"] = ()  # those of other users mean nothing here
    elif name in ("mode", "recipe", "embedding_dim", "num_heads"):
        _reconcile_layer(name)


def _reconcile_layer(name: str) -> None:
    chosen = visit().chosen
    recipe, mode = chosen["recipe"], chosen["mode"]
    if name == "recipe" and mode not in recipes.RECIPES[recipe]:
        (chosen["mode"],) = recipes.RECIPES[recipe]
    elif name == "mode" and mode not in recipes.RECIPES[recipe]:
        chosen["recipe"] = "default"
    heads = _value("num_heads")
    if heads is None:  # the recipe's own, which `Settings.coerce` fits to the embedding, and tells
        return
    if chosen["mode"] == "multi_head" and chosen["embedding_dim"] % heads:
        chosen["num_heads"] = str(nearest_divisor(chosen["embedding_dim"], heads))


def _value(name: str) -> Any:
    return meant(name, visit().chosen[name])
