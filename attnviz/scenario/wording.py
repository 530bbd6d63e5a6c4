"""How settings read in words: in lists of what is set, and of what differs."""

from collections.abc import Callable, Mapping
from typing import Any

from attnviz.scenario.recipes import MODE_WORDS
from attnviz.scenario.settings import KINDS, LABELS, Settings
from attnviz.scenario.values import Flag, Sizes

NOT_SET = "–"
_OWN_WORDS: Mapping[str, Callable[[Any], str]] = {
    "mode": MODE_WORDS.__getitem__,
    "padding": lambda value: f"{100 * value:g} %",
    "dropout": lambda value: f"{100 * value:g} %",
    "query": {"candidate": "the candidate", "history": "every click"}.__getitem__,
    "unit_inputs": {"query_key": "query and key", "key": "the key alone"}.__getitem__,
    "change": lambda value: "; ".join(one.words for one in value),
}


def value_words(name: str, value: Any) -> str:
    """Return how a value of a setting reads; "–" where there is none.

    >>> value_words("mask_padding", False), value_words("unit_layers", (80, 40))
    ('no', '80, 40')
    """
    if value is None or value in ("", ()):
        return "none" if value == () and isinstance(KINDS[name], Sizes) else NOT_SET
    if name in _OWN_WORDS:
        return _OWN_WORDS[name](value)
    if isinstance(KINDS[name], Flag):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return KINDS[name].write(value).replace(",", ", ")


def set_words(settings: Settings) -> dict[str, str]:
    """Return what is set apart from the defaults, by name: each as "Batch size: 64"."""
    return {name: setting_words(name, getattr(settings, name)) for name in settings.to_query()}


def setting_words(name: str, value: Any) -> str:
    """Return a setting with a value, as its control is called: "Batch size: 64"."""
    return f"{LABELS[name]}: {value_words(name, value)}"
