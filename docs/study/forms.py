"""The study's two forms and their key, as texts; all that they say is computed by the layer."""

import csv
import io
from collections.abc import Mapping

import numpy as np

from docs.study.cases import CASES
from docs.study.control_text import control_text
from docs.study.ideas import IDEAS, OPTIONS, Question
from docs.study.key import COLUMNS, DAYS, KEY, LETTERS

_HEAD = """# Questions on attention, form {form} (day {day})

Your code: ______________    Please write no name on this sheet.

Ten questions, 20 minutes, alone and without notes, books or a computer. Mark **one** answer each.
If you do not know, leave the question empty rather than guess: that is an answer too, and nobody is
graded by this sheet.

Percentages are rounded, so a row of them may sum to 99 or 101.
"""
_KEY_HEAD = """# Key to both forms

For who scores the sheets; not for those who fill them in. The same as a table for the comparison:
`docs/study/key.csv`. Each right answer was computed by the layer.
"""


def questions(form: str) -> dict[str, Question]:
    """Return the questions of a form by idea, in their order.

    Options are shuffled by a fixed seed, so that each letter is right about as often as another.
    """
    random = np.random.default_rng(ord(form))
    places = random.permutation(np.arange(len(IDEAS)) % OPTIONS)
    return {
        idea: _shuffled(ask(CASES[form][idea]), int(place), random)
        for (idea, ask), place in zip(IDEAS.items(), places, strict=True)
    }


def _shuffled(question: Question, place: int, random: np.random.Generator) -> Question:
    """Return a question whose right option is at a place, the others in any order."""
    wrong = [option for option in question.options if not option[1]]
    options = [wrong[n] for n in random.permutation(len(wrong))]
    options.insert(place, next(option for option in question.options if option[1]))
    return Question(question.prompt, tuple(options), question.why)


def answer(question: Question) -> str:
    """Return the letter of the right option."""
    return LETTERS[[right for _, right in question.options].index(True)]


def form_text(form: str, asked: Mapping[str, Question]) -> str:
    """Return a form as Markdown, without a word on what is right."""
    parts = [_HEAD.format(form=form, day=DAYS[form])]
    for number, question in enumerate(asked.values(), start=1):
        options = [
            f"- [ ] {letter}) {text}"
            for letter, (text, _) in zip(LETTERS, question.options, strict=True)
        ]
        parts.append("\n".join([f"## {number}", "", question.prompt, "", *options, ""]))
    return "\n".join(parts)


def key_text(asked: Mapping[str, Mapping[str, Question]]) -> str:
    """Return the key of all forms as Markdown, with the reasons."""
    rows = [
        f"| {number} | {idea} | " + " | ".join(answer(asked[form][idea]) for form in asked) + " |"
        for number, idea in enumerate(IDEAS, start=1)
    ]
    head = ["| question | idea | " + " | ".join(f"form {form}" for form in asked) + " |"]
    parts = [_KEY_HEAD, "\n".join([*head, "|---" * (2 + len(asked)) + "|", *rows]), ""]
    for form, made in asked.items():
        parts += [f"## Form {form}, day {DAYS[form]}", ""]
        for number, question in enumerate(made.values(), start=1):
            letter = answer(question)
            text = question.options[LETTERS.index(letter)][0]
            parts.append(f"{number}. **{letter}) {text}** {question.why}")
        parts.append("")
    return "\n".join(parts)


def key_table(asked: Mapping[str, Mapping[str, Question]]) -> str:
    """Return the key of all forms as CSV."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for form, made in asked.items():
        for number, (idea, question) in enumerate(made.items(), start=1):
            writer.writerow((form, number, idea, answer(question)))
    return table.getvalue()


def files() -> dict[str, str]:
    """Return what the files of the study say, by their names."""
    asked = {form: questions(form) for form in DAYS}
    forms = {f"form_{form.lower()}.md": form_text(form, asked[form]) for form in DAYS}
    return {
        **forms,
        "key.md": key_text(asked),
        KEY: key_table(asked),
        "control_text.md": control_text(),
    }
