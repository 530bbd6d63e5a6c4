"""Settings of what comes from outside: what is not allowed is left out or corrected, and told."""

from collections.abc import Mapping
from typing import Any

from attnviz.scenario import recipes
from attnviz.scenario.settings import (
    DEFAULTS,
    KINDS,
    LABELS,
    Settings,
    nearest_divisor,
    parsed,
)
from attnviz.scenario.values import LONGEST_SHOWN, InvalidValue, shortened


def from_query_lenient(
    texts: Mapping[str, str], beside: Mapping[str, Any] | None = None
) -> tuple[Settings, list[str]]:
    """Read settings from a link: what is not allowed is left out, and told.

    Names that are not settings are passed over. A mode that the recipe lacks wins over the
    recipe, which becomes the default one.

    Args:
        texts: Texts by the settings' names.
        beside: Values of settings that are not in `texts`; the defaults for others.

    Returns:
        The settings, and one message for each value that was left out.
    """
    messages: list[str] = []
    values: dict[str, Any] = dict(beside or {})
    for name in KINDS:
        if name not in texts:
            continue
        try:
            values[name] = KINDS[name].check(name, parsed(name, texts[name]))
        except InvalidValue as refused:
            messages.append(in_words(refused))
    settings, unfit = coerce(values)
    return settings, messages + unfit


def coerce(values: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Make settings of values that may not go together.

    A mode that the recipe lacks wins over the recipe, which becomes the default one. A number
    of heads that does not divide the embedding becomes the next lower one that does. Of a
    history the clicks that are not known are left out, or those that are too many. Other values
    that do not fit are left out.

    Returns:
        The settings, and one message for each value that was changed or left out.
    """
    values, messages = dict(values), []
    recipe, mode = values.get("recipe", "default"), values.get("mode")
    if mode is not None and mode not in recipes.RECIPES[recipe]:
        values["recipe"] = "default"
        wanted = recipes.MODE_WORDS[mode]
        messages.append(f"The recipe {recipe} has no {wanted}; the default recipe is used.")
    while True:
        try:
            return Settings(**values), messages
        except InvalidValue as refused:
            if refused.name == "num_heads" and isinstance(heads := refused.value, int):
                dim = values.get("embedding_dim") or recipes.DEFAULTS["embedding_dim"]
                values["num_heads"] = nearest_divisor(dim, heads)
                messages.append(_heads_told(dim, heads, values["num_heads"]))
            elif refused.name == "history":
                length = values.get("sequence_length", DEFAULTS["sequence_length"])
                values["history"], what = _understood(values["history"], refused, length)
                messages.append(f"{in_words(refused)} {what}")
            else:
                messages.append(in_words(refused))
                values[refused.name] = DEFAULTS[refused.name]


def in_mode(settings: Settings, mode: str) -> tuple[Settings, list[str]]:
    """Return settings in a mode, with the default recipe if theirs lacks it, and told."""
    return coerce({name: getattr(settings, name) for name in KINDS} | {"mode": mode})


def in_words(refused: InvalidValue) -> str:
    """Return what is told of a setting's value that is not allowed, as a page calls things."""
    kind, value, allowed = KINDS.get(refused.name), refused.value, refused.allowed
    if kind is not None and allowed == kind.allowed:
        allowed = kind.words
    if isinstance(value, str):
        shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
    elif value is None:
        shown = "what is unset"
    else:
        shown = kind.write(value) if kind is not None and kind.accepts(value) else shortened(value)
    label = LABELS.get(refused.name, refused.name)
    return f"{label}: {shown} is not allowed; allowed is {allowed}."


def _heads_told(dim: int, heads: int, used: int) -> str:
    used_are = "1 head is used" if used == 1 else f"{used} heads are used"
    return f"{heads} heads do not divide an embedding dimension of {dim}; {used_are}."


def _understood(history: str, refused: InvalidValue, length: int) -> tuple[str, str]:
    """Return what of a typed history remains in a sequence, and what became of the rest."""
    parts = [part for part in history.split(",") if part.strip()]
    kept = [part for part in parts if not _names(part, refused.value)]
    if 0 < len(kept) < len(parts):
        return ",".join(kept), "It is left out, and the other clicks are kept."
    if kept:  # all are known, and they are too many
        return ",".join(kept[:length]), "Those that are too many are left out."
    return "", "No click is left of it."


def _names(part: str, value: Any) -> bool:
    """Return whether a part of a typed history is what was refused: a text, or a number."""
    text = part.strip()
    return text == value or (text.isdecimal() and int(text) == value)
