"""Reads what people have answered, checks it line by line, and scores it by the key."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from attnviz.scenario.values import InvalidValue, shortened
from attnviz.topics.words import plural
from docs.study.key import DAYS, LETTERS, Key

COLUMNS = ("code", "group", "form", "question", "answer")
"""The columns of a table of answers: a row is one person's answer to one question."""
GROUPS = ("attnviz", "text")
"""The groups: who has learned with attnviz, and who from the text."""
SEPARATORS = (",", ";", "\t")
_CODE = re.compile(r"(?=.*[0-9])[A-Z0-9-]{2,12}")
_MOST_TOLD = 20


class FaultyAnswers(ValueError):
    """A table that cannot be used: the message has a line for each fault, up to 20 of them."""

    def __init__(self, faults: Sequence[str]) -> None:
        more = len(faults) - _MOST_TOLD
        told = [*faults[:_MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(told))


@dataclass(frozen=True)
class Person:
    """Who has answered.

    Attributes:
        code: The code that stands for the person.
        group: One of `GROUPS`.
        answers: A letter by form and question, "" where the question was left empty; a question
            without a row is not in it.
    """

    code: str
    group: str
    answers: dict[tuple[str, int], str] = field(default_factory=dict)

    def taken(self, form: str) -> bool:
        """Return whether at least one question of a form was answered."""
        return any(letter for (which, _), letter in self.answers.items() if which == form)

    def right(self, key: Key, form: str) -> list[bool]:
        """Return which questions of a form were answered right; what is empty was not."""
        return [
            self.answers.get((which, question)) == letter
            for (which, question), letter in key.answers.items()
            if which == form
        ]

    def empty(self, key: Key, form: str) -> int:
        """Return how many questions of a form were left empty or have no row."""
        return sum(
            not self.answers.get((which, question))
            for which, question in key.answers
            if which == form
        )


def read_answers(text: str, key: Key) -> list[Person]:
    """Read a table of answers.

    Args:
        text: CSV with the columns of `COLUMNS` in any order, with commas, semicolons or tabs.
        key: The key, which says what forms and questions there are.

    Raises:
        FaultyAnswers: if a column or a row cannot be used; each fault is told by its line.
    """
    text = text.removeprefix("\ufeff")
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    table = _Table(key)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        table.faults += _faults_of_columns(names)
        for cells in () if table.faults else reader:
            if any(cell.strip() for cell in cells):
                table.take(names, [cell.strip() for cell in cells], reader.line_num)
    except csv.Error as error:
        table.faults.append(f"line {reader.line_num}: it cannot be read: {error}")
    if table.faults:
        raise FaultyAnswers(table.faults)
    return list(table.people.values())


def _faults_of_columns(names: Sequence[str]) -> Iterator[str]:
    for name in COLUMNS:
        if names.count(name) != 1:
            how = "twice or more" if name in names else "missing"
            yield f"line 1: the column {name} is {how}; the columns are {', '.join(COLUMNS)}"
    for name in names:
        if name not in COLUMNS:
            yield (
                f"line 1: the column {shortened(name)} is not allowed, so that nothing else is "
                f"kept of a person; the columns are {', '.join(COLUMNS)}"
            )


class _Table:
    """What has been read of a table."""

    def __init__(self, key: Key) -> None:
        self.people: dict[str, Person] = {}
        self.faults: list[str] = []
        self._lines: dict[tuple[str, str, str], int] = {}
        numbers = [str(number) for number in range(1, len(key.ideas) + 1)]
        self._rules: tuple[tuple[str, Callable[[str], object], str], ...] = (
            (
                "code",
                _CODE.fullmatch,
                "2 to 12 letters and digits with a digit among them, and no name",
            ),
            ("group", GROUPS.__contains__, " or ".join(GROUPS)),
            ("form", DAYS.__contains__, " or ".join(DAYS)),
            ("question", numbers.__contains__, f"a whole number, 1 to {len(numbers)}"),
            (
                "answer",
                ("", *LETTERS).__contains__,
                f"{', '.join(LETTERS)}, or nothing where the question was left empty",
            ),
        )

    def take(self, names: Sequence[str], cells: Sequence[str], line: int) -> None:
        """Take up a row: its answer, or its faults."""
        where = f"line {line}: "
        if len(cells) != len(names):
            self.faults.append(f"{where}{plural(len(cells), 'cell')}, and not {len(names)}")
            return
        row = dict(zip(names, cells, strict=True))
        row |= {name: row[name].upper() for name in ("code", "form")}
        row |= {name: row[name].lower() for name in ("group", "answer")}
        wrong = [rule for rule in self._rules if not rule[1](row[rule[0]])]
        self.faults += [f"{where}{InvalidValue(n, row[n], what)}" for n, _, what in wrong]
        if wrong:
            return
        code, form, question = row["code"], row["form"], row["question"]
        person = self.people.setdefault(code, Person(code, row["group"]))
        if person.group != row["group"]:
            said = f"{code} is of group {row['group']} here, and of {person.group} before"
            self.faults.append(where + said)
        before = self._lines.setdefault((code, form, question), line)
        if before != line:
            said = f"{code} has answered question {question} of form {form} in line {before}"
            self.faults.append(where + said)
        person.answers[form, int(question)] = row["answer"]
