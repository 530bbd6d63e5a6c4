"""Compares the groups: `python -m docs.study.compare_groups answers.csv`.

Scores the answers by the key, and prints how much each group has gained from day 0 to day 7, the
difference of the gains and its size, with intervals of 95 %.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from attnviz.topics.words import plural
from docs.study.answers import COLUMNS, GROUPS, Person, read_answers
from docs.study.effect import LEAST, Estimate, difference, hedges_g
from docs.study.key import DAYS, Key, read_key


def with_both(people: Sequence[Person], group: str) -> list[Person]:
    """Return those of a group who have taken both forms."""
    return [one for one in people if one.group == group and all(map(one.taken, DAYS))]


def scores(people: Sequence[Person], key: Key) -> np.ndarray:
    """Return how many answers were right, by person and form, (n, 2)."""
    return np.array([[sum(one.right(key, form)) for form in DAYS] for one in people])


def gains(people: Sequence[Person], key: Key, group: str) -> np.ndarray:
    """Return day 7 less day 0, (n,), of those of a group who have taken both forms.

    Raises:
        ValueError: if they are too few for an interval.
    """
    stayed = with_both(people, group)
    if len(stayed) < LEAST:
        raise ValueError(
            f"group {group} has {len(stayed)} with both forms; allowed is {LEAST} or more"
        )
    first, last = scores(stayed, key).T
    return np.asarray(last - first)


def report(people: Sequence[Person], key: Key) -> str:
    """Return all that is printed of the answers.

    Raises:
        ValueError: if they are too few, or too much alike, for a difference.
    """
    one, two = (gains(people, key, group) for group in GROUPS)
    apart, size = difference(one, two), hedges_g(one, two)
    parts = [
        _told_apart(people, key),
        _table(people, key),
        [
            f"Difference in gain, {GROUPS[0]} less {GROUPS[1]}, in answers of {len(key.ideas)}: "
            f"{_said(apart)} (Welch)",
            f"In standard deviations of the gain, Hedges' g: {_said(size)}",
            _meaning(apart),
        ],
        _by_idea(people, key),
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _said(estimate: Estimate) -> str:
    return f"{estimate.value:.2f}, 95 % interval {estimate.low:.2f} to {estimate.high:.2f}"


def _meaning(apart: Estimate) -> str:
    if apart.includes_zero:
        return "The first interval includes 0: no group is shown to have gained more."
    ahead = GROUPS[0] if apart.value > 0 else GROUPS[1]
    return f"The first interval does not include 0: group {ahead} has gained more."


def _told_apart(people: Sequence[Person], key: Key) -> Iterator[str]:
    """Say who is in the comparison, who is not and how they did, and what was left empty."""
    for group in GROUPS:
        own, stayed = [one for one in people if one.group == group], with_both(people, group)
        yield f"Group {group}: {_people(len(own))}, {len(stayed)} of them with both forms."
        for there, missing in (tuple(DAYS), tuple(DAYS)[::-1]):
            left = [one for one in own if one.taken(there) and not one.taken(missing)]
            if left:
                theirs, others = (_mean_right(some, key, there) for some in (left, stayed))
                yield (
                    f"  {len(left)} left out, without form {missing}. On form {there} they had "
                    f"{theirs:.2f} right on average; those with both forms had {others:.2f}."
                )
        if nothing := sum(not any(map(one.taken, DAYS)) for one in own):
            yield f"  {nothing} left out, with no answer at all."
        if empty := sum(one.empty(key, form) for one in stayed for form in DAYS):
            asked = len(stayed) * len(key.answers)
            yield f"  Left empty, which counts as wrong: {empty} of {plural(asked, 'answer')}."


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _mean_right(people: Sequence[Person], key: Key, form: str) -> float:
    return float(np.mean([sum(one.right(key, form)) for one in people]))


def _table(people: Sequence[Person], key: Key) -> Iterator[str]:
    days = "".join(f"{f'day {day}':>14}" for day in DAYS.values())
    yield f"{'mean (SD)':<16}{'people':>8}{days}{'gain':>14}"
    for group in GROUPS:
        both, gained = scores(with_both(people, group), key), gains(people, key, group)
        cells = [f"{some.mean():.2f} ({some.std(ddof=1):.2f})" for some in (*both.T, gained)]
        yield f"{group:<16}{len(both):>8}" + "".join(f"{cell:>14}" for cell in cells)


def _by_idea(people: Sequence[Person], key: Key) -> Iterator[str]:
    """Say how many answers were right by idea, group and day, of those with both forms."""
    columns = [(group, form) for group in GROUPS for form in DAYS]
    heads = "".join(f"{f'{group}, day {DAYS[form]}':>16}" for group, form in columns)
    yield f"{'right, %':<16}{heads}"
    right = [
        np.mean([one.right(key, form) for one in with_both(people, group)], axis=0)
        for group, form in columns
    ]
    for idea, *found in zip(key.ideas, *right, strict=True):
        yield f"{idea:<16}" + "".join(f"{100 * share:>16.0f}" for share in found)


def main(arguments: list[str] | None = None) -> int:
    """Read a table of answers and print the comparison; return the exit code."""
    parser = argparse.ArgumentParser("python -m docs.study.compare_groups", description=__doc__)
    parser.add_argument("answers", type=Path, help=f"CSV with the columns {', '.join(COLUMNS)}")
    path = parser.parse_args(arguments).answers
    key = read_key()
    try:
        print(report(read_answers(path.read_text(encoding="utf-8"), key), key))
    except OSError as error:
        print(f"{path} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    except UnicodeDecodeError:
        print(f"{path} is not text in UTF-8: save it as CSV in UTF-8", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"{path} cannot be compared:\n{error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
