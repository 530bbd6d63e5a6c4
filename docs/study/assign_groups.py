"""Draws codes and groups: `python -m docs.study.assign_groups 40 --seed 7 > codes.csv`.

Codes come in the order in which people take them. Among each four, two are of either group, in an
order that the seed draws, so that the groups stay alike in size whenever people stop coming.
"""

import argparse
import csv
import sys

import numpy as np

from attnviz.scenario.values import Integer
from docs.study.answers import GROUPS

_LETTERS, _DIGITS = "BCDFGHJKLMNPRSTVWXZ", "23456789"  # none that look alike, and no words
_PEOPLE = Integer(2, 1000)
_BLOCK = 2 * len(GROUPS)


def assigned(people: int, seed: int) -> list[tuple[str, str]]:
    """Return a code and a group for each person.

    Args:
        people: How many, 2 to 1,000.
        seed: Seed of codes and order, 0 or more.

    Raises:
        ValueError: for a number that is not allowed.
    """
    _PEOPLE.check("people", people)
    Integer(0).check("seed", seed)
    random = np.random.default_rng(seed)
    pairs = [one + two for one in _LETTERS for two in _LETTERS]
    numbers = [one + two for one in _DIGITS for two in _DIGITS]
    codes = [pair + digits for pair in pairs for digits in numbers]
    drawn = random.choice(codes, people, replace=False).tolist()
    blocks = [random.permutation(GROUPS * 2) for _ in range(0, people, _BLOCK)]
    return list(zip(drawn, np.concatenate(blocks).tolist(), strict=False))


def main(arguments: list[str] | None = None) -> int:
    """Print a table of codes and groups; return the exit code."""
    parser = argparse.ArgumentParser("python -m docs.study.assign_groups", description=__doc__)
    parser.add_argument("people", type=int, help=f"how many may take part: {_PEOPLE.allowed}")
    parser.add_argument("--seed", type=int, required=True, help="any number; note it down")
    asked = parser.parse_args(arguments)
    try:
        rows = assigned(asked.people, asked.seed)
    except ValueError as error:
        parser.error(str(error))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("code", "group"))
    writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
