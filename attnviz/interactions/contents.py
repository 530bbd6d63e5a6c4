"""Columns without names: what each is, by what is in it."""

import pandas as pd

from attnviz.interactions.asked import NONE, Doubt
from attnviz.interactions.choice import AND, Choice, is_of_days
from attnviz.interactions.times import is_number, looks_like_time, read_times

_MOST_GUESSED = 100  # columns; more are no table of clicks, and each takes its time
_SINCE_1990, _UNTIL_2100 = 631_152_000, 4_102_444_800


def guess_clicks(choice: Choice) -> None:
    """Guess columns without names: the time wherever it is, then who, then what."""
    sample = choice.sample
    if "time" not in choice.columns:
        _guess_time(choice)
    ids = _ids(sample[choice.free()[:_MOST_GUESSED]])
    guessed = [role for role in ("user", "item") if role not in choice.columns]
    for role in guessed:
        order = [name for name in ids if name in choice.free()]
        if role == "item" and "user" in choice.columns:
            order = _without_determined(sample, order)
        if order:
            choice.give(role, order[0], "by its content: the first that can be one")
    if {"user", "item"} <= choice.columns.keys():
        _guess_words(choice)
        user, item = choice.columns["user"], choice.columns["item"]
        told = (
            f"No header names the columns; {user} was taken as the user and {item} as the item. "
            "Look at a user's history: it may be the other way round."
        )
        if guessed:
            choice.doubts.append(Doubt("user", told, (user, item)))
    if "label" not in choice.settled:
        _doubt_label(choice)


def _doubt_label(choice: Choice) -> None:
    """Ask whether a column of 0 and 1 tells clicks from what was only shown."""
    for name in choice.free()[:_MOST_GUESSED]:
        if set(choice.sample[name].unique()) == {"0", "1"}:
            told = (
                f"The column {name!r} holds 0 and 1 alone. If 0 means shown but not clicked, it is "
                "the label; without a header all rows were taken as clicks."
            )
            choice.doubts.append(Doubt("label", told, (NONE, name)))
            return


def _ids(sample: pd.DataFrame) -> list[str]:
    """Return the columns that can name users or items, those that look like stars last."""
    likely: list[str] = []
    last: list[str] = []
    for name in sample:
        texts = sample[name]
        different = texts.nunique()
        measures = texts.str.fullmatch(r"-?\d*\.\d*[1-9]\d*").mean() > 0.1
        if different < 2 or measures or _numbers_rows(texts):
            continue
        few = different <= 10 and len(texts) > 5 * different
        stars = few and all(is_number(text) for text in texts.unique())
        stars = stars and not any(  # what tells a title is an item
            _determines(sample, name, other) and sample[other].nunique() == different
            for other in sample
            if other != name
        )
        (last if stars else likely).append(str(name))
    return likely + last


def _numbers_rows(texts: pd.Series) -> bool:
    """Whether these count the rows: whole numbers, each but once."""
    return len(texts) > 20 and texts.is_unique and texts.str.fullmatch(r"\d+").all()


def _guess_time(choice: Choice) -> None:
    kinds = {name: _kind_of_time(choice.sample[name]) for name in choice.free()[:_MOST_GUESSED]}
    dates, days, clocks, numbers = (
        [name for name, found in kinds.items() if found == kind]
        for kind in ("date", "day", "clock", "number")
    )
    if dates:
        choice.give("time", dates[0], "by its content: dates")
    elif numbers:
        choice.give("time", numbers[-1], "by its content: numbers of the size of a date")
        if len(numbers) > 1:
            told = f"The columns {' and '.join(numbers)} can each be times; the last was taken."
            choice.doubts.append(Doubt("time", told, tuple(reversed(numbers))))
    elif days and clocks:
        choice.give("time", f"{days[0]}{AND}{clocks[0]}", "by their content: days, and times")
    elif days:
        choice.give("time", days[0], "by its content: dates")


def _kind_of_time(texts: pd.Series) -> str:
    """Return "date", "day" or "clock" for texts that are such, "number" for one of the size of a
    date, "" for others.
    """
    filled = texts[texts != ""]
    shown = filled.iloc[:200]
    if not len(shown):
        return ""
    if shown.str.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?").mean() > 0.9:
        return "clock"
    if sum(looks_like_time(text) for text in shown) > 0.9 * len(shown):
        return "day" if is_of_days(texts) else "date"
    if shown.str.fullmatch(r"\d{8,19}(\.\d+)?|\d\.\d+[eE]\+\d+").mean() > 0.9:
        times = read_times(filled)
        seconds = times.values.dropna() / 10**9
        if times.dated and len(seconds):
            likely = seconds.between(_SINCE_1990, _UNTIL_2100).mean() > 0.9
            return "number" if likely else ""
    return ""


def _without_determined(sample: pd.DataFrame, names: list[str]) -> list[str]:
    """Return columns without those that another one of them tells: an item's, not items."""
    kept = []
    for name in names:
        count = sample[name].nunique()
        told = any(
            other != name
            and sample[other].nunique() > count
            and not _is_unique(sample[other])
            and _determines(sample, other, name)
            for other in names
        )
        if not told:
            kept.append(name)
    return kept or names


def _is_unique(texts: pd.Series) -> bool:
    return bool(texts.nunique() > 0.9 * len(texts))


def _determines(sample: pd.DataFrame, one: str, other: str) -> bool:
    """Whether rows with the same in one column have the same in the other."""
    pairs = sample[[one, other]].drop_duplicates()
    return len(pairs) == sample[one].nunique()


def _guess_words(choice: Choice) -> None:
    sample, item = choice.sample, choice.columns["item"]
    items = sample[item].nunique()
    if not _repeats(sample[item]):
        return
    told = [name for name in choice.free()[:_MOST_GUESSED] if _determines(sample, item, name)]
    readable = {name: float(sample[name].str.fullmatch(r"[^\d]{3,}").mean()) for name in told}
    again = [name for name in told if 2 <= sample[name].nunique() <= items / 2]
    why = "by its content: the same for all clicks of an item"
    if again:
        choice.give("category", max(again, key=lambda name: readable[name]), why)
    texts = [name for name in told if sample[name].nunique() > items / 2]
    texts = [name for name in texts if sample[name].str.contains(r"[^\W\d_]{2} ").mean() > 0.5]
    if texts:
        choice.give("title", texts[0], f"{why}, and in words")


def _repeats(texts: pd.Series) -> bool:
    return bool(texts.nunique() <= len(texts) / 2)


def guess_items(choice: Choice) -> None:
    """Guess titles and categories by what is in them: titles differ, categories come again."""
    sample = choice.sample
    letters = [
        name
        for name in choice.free()
        if sample[name].str.contains(r"[^\W\d_]{2}").mean() > 0.5
        and sample[name].str.contains("://").mean() < 0.5
    ]
    again = [name for name in letters if 2 <= sample[name].nunique() <= len(sample) / 2]
    differ = [name for name in letters if sample[name].nunique() > len(sample) / 2]
    if differ:
        choice.give("title", differ[0], "by its content: texts that differ")
    if again:
        choice.give("category", again[0], "by its content: texts that come again")
