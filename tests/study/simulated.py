"""Studies that were never made: answers of people who know as much as they are told to."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from docs.study.answers import COLUMNS, GROUPS
from docs.study.key import DAYS, LETTERS, Key


@dataclass(frozen=True)
class Study:
    """What is true of a study.

    Attributes:
        people: How many a group has.
        known: By group, the chance of a right answer on either day, of somebody in the middle.
        spread: Whose chance is how far from that at most; the same on both days. All are as likely.
        lost: Share of those who do not come back on day 7.
        empty: Share of the wrong answers that are left empty.
    """

    people: int
    known: Mapping[str, tuple[float, float]]
    spread: float = 0.15
    lost: float = 0.0
    empty: float = 0.0

    def difference(self, questions: int) -> float:
        """Return the true difference in gain, in questions."""
        one, two = (last - first for first, last in (self.known[group] for group in GROUPS))
        return questions * (one - two)

    def size(self, questions: int) -> float:
        """Return the true difference in standard deviations of the gain.

        Given a person's chance p, the variance of the number of right answers is n p (1 - p). What
        a person is ahead of others is the same on both days, and so is not in the gain.
        """
        ahead = self.spread**2 / 3  # the variance of a uniform number within ± spread
        gained = [
            sum(questions * (p * (1 - p) - ahead) for p in self.known[group]) for group in GROUPS
        ]
        return self.difference(questions) / math.sqrt(sum(gained) / len(gained))

    def answers(self, key: Key, seed: int) -> str:
        """Return a table of answers as a lecturer would type it."""
        random = np.random.default_rng(seed)
        first, _ = DAYS
        wrong = {letter: LETTERS.replace(letter, "") for letter in LETTERS}
        lines = [",".join(COLUMNS)]
        for group in GROUPS:
            ahead = random.uniform(-self.spread, self.spread, self.people)
            stays = random.random(self.people) >= self.lost
            chance, blank = random.random((2, self.people, len(key.answers)))
            which = random.integers(0, len(LETTERS) - 1, chance.shape)
            for n in range(self.people):
                for place, ((form, question), right) in enumerate(key.answers.items()):
                    if form != first and not stays[n]:
                        continue
                    given = "" if blank[n, place] < self.empty else wrong[right][which[n, place]]
                    if chance[n, place] < self.known[group][int(form != first)] + ahead[n]:
                        given = right
                    lines.append(f"{group[0]}{n:03},{group},{form},{question},{given}")
        return "\n".join(lines) + "\n"
