"""Terms in what is said: words that the glossary explains become spans that open their meaning."""

import re
from functools import cache, lru_cache

from attnviz.topics.claim import Claim, Strong, Term, claim, spans_of
from attnviz.topics.glossary import ALSO, MEANINGS

# Words that stand in nearly every sentence: the glossary has them, and no text is full of marks.
_EVERYWHERE = {
    "attention",
    "chance",
    "click",
    "id",
    "item",
    "layer",
    "linear",
    "operand",
    "position",
    "sample",
    "step",
    "training",
    "vector",
}


def with_terms(said: Claim | str) -> Claim:
    """Return what is said with each of its terms explained where it stands first.

    Args:
        said: A claim, whose own terms stay, or a text.
    """
    spans = spans_of(said)
    seen = {span.entry for span in spans if isinstance(span, Term)}
    return claim(*(part for span in spans for part in _marked(span, seen)))


@lru_cache(maxsize=256)
def sentence(text: str) -> Claim:
    """Return a text in which **words** between stars are stressed, with its terms explained."""
    parts = enumerate(text.split("**"))
    spans = [part if place % 2 == 0 else _stressed(part) for place, part in parts if part]
    return with_terms(claim(*spans))


def entry_of(word: str) -> str | None:
    """Return the glossary's entry for a word as it stands in a text; None if it has none."""
    lower = word if word in MEANINGS or word in ALSO else word[:1].lower() + word[1:]
    for form in (lower, lower.removesuffix("s"), lower.removesuffix("es")):
        if form in MEANINGS:
            return form
        if form in ALSO:
            return ALSO[form]
    return None


def _stressed(words: str) -> Strong | Term:
    entry = entry_of(words)
    return Strong(words) if entry is None else Term(words, entry)


def _marked(span: str, seen: set[str]) -> list[str]:
    """Return a span in parts; only words that nobody has typed otherwise can hold terms."""
    if type(span) is not str:
        return [span]
    parts: list[str] = []
    end = 0
    for found in _pattern().finditer(span):
        entry = entry_of(found.group())
        if entry is None or entry in seen or entry in _EVERYWHERE:
            continue
        seen.add(entry)
        parts += [span[end : found.start()], Term(found.group(), entry)]
        end = found.end()
    return [*parts, span[end:]]


@cache
def _pattern() -> re.Pattern[str]:
    """Return what finds terms, longer ones first; words in any case at their beginning."""
    words = sorted({*MEANINGS, *ALSO}, key=len, reverse=True)
    forms = "|".join(f"{_either(word)}s?" if len(word) > 1 else word for word in words)
    return re.compile(rf"(?<![\w'’.=(])(?:{forms})(?![\w=-])")


def _either(word: str) -> str:
    first, rest = word[0], re.escape(word[1:])
    return f"[{first}{first.upper()}]{rest}" if first.islower() else re.escape(word)
