"""A lesson as a sheet, for Moodle, as a page: the layer's own answers, whatever its texts hold."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from attnviz.__main__ import main
from attnviz.export.lessons import LESSON_FORMATS, lesson_from
from attnviz.export.lessons.paper import Paper, Posed, paper
from attnviz.learning.trained import Training
from attnviz.lessons import lesson_file, lesson_of, lesson_text
from attnviz.lessons.draw_question import DrawQuestion
from attnviz.lessons.lesson import Lesson, View
from attnviz.lessons.measure_question import MeasureQuestion
from attnviz.lessons.question import ChangeQuestion, OwnQuestion, WeightQuestion
from attnviz.lessons.sides_question import SidesQuestion
from attnviz.scenario.settings import Settings
from attnviz.topics.overview import click_weights
from attnviz.topics.words import number
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.export.lessons.gift_reader import Question, read
from tests.said import Page
from tests.traces import traced

HOSTILE = "~ = # { } : \\ </script><script>alert(1)</script> <img src=x onerror=alert(2)> ::[html]"
MADE = Lesson(
    HOSTILE[:80],
    f"A {HOSTILE}",
    (
        View("overview", question=WeightQuestion(why=f"**Because** $x^{{2}}$ {HOSTILE}")),
        View("overview", question=DrawQuestion()),
        View("walk"),
        View(
            "masks",
            note="A note.\nOf two lines.",
            question=OwnQuestion(HOSTILE, ("$\\frac{1}{2}$ = 50 %", HOSTILE, "~"), (0, 2)),
        ),
        View("masks", question=ChangeQuestion("score", {"mask_padding": "false"})),
    ),
    "Learned.",
)


def trace_of(settings: Settings, _training: Training | None) -> Trace:
    return traced(**{name: getattr(settings, name) for name in ("mask_padding", "sample_seed")})


def made(variant: int = 0) -> Paper:
    return paper(MADE, variant, trace_of)


def gift(variant: int = 0) -> list[Question]:
    return read(LESSON_FORMATS["gift"].written(made(variant)).decode())


def test_no_file_of_a_lesson_is_named_as_another() -> None:
    assert len({made.suffix for made in LESSON_FORMATS.values()}) == len(LESSON_FORMATS)


def test_answers_are_the_layers_own() -> None:
    weights = traced()["weights"].value[0].ravel()
    first = gift()[0]
    right = [answer.text for answer in first.answers if answer.share == 100]
    assert [text.split(" · ")[0] for text in right] == [str(int(weights.argmax()) + 1)]
    related = [answer for answer in first.answers if answer.share == 50]
    assert related
    assert all("as the candidate is" in answer.feedback for answer in related)
    assert {answer.share for answer in first.answers} == {100, 50, 0}
    assert html.unescape(first.text).startswith(
        "User 1 clicked sleeping bag, hammock, fire steel, bib shorts, tyre levers, moka pot, "
        "milk frother, chain oil; 2 positions are padding. The candidate is cool box.<br>"
    )


def test_moodle_reads_each_text_as_it_was_written() -> None:
    first, own, change = gift()
    assert html.unescape(own.text) == f"A note.<br>Of two lines.<br>{html.unescape(HOSTILE)}"
    assert "<script" not in own.text
    assert [html.unescape(answer.text) for answer in own.answers] == [
        "\\(\\frac{1}{2}\\) = 50 %",
        HOSTILE,
        "~",
    ]
    assert [answer.share for answer in own.answers] == [100, 0, 100]
    assert r"<b>Because</b> \(x^{2}\) ~ = # { } : &#92; &lt;/script" in first.general
    assert change.answers[0].text == "Yes, it changes"
    assert len({question.name for question in gift()}) == 3


def test_what_begins_an_answer_is_neither_its_share_nor_its_format() -> None:
    question = OwnQuestion("p", ("%50%a", "**%100%** b", "[html]c", "$\\{x\\}$"), (1,))
    written = LESSON_FORMATS["gift"].written(
        paper(Lesson("t", "", (View("walk", question=question),)), 0, trace_of)
    )
    (found,) = read(written.decode())
    assert [(html.unescape(a.text), a.share) for a in found.answers] == [
        ("%50%a", 0),
        ("<b>%100%</b> b", 100),
        ("[html]c", 0),
        (r"\(\{x\}\)", 0),
    ]


def test_what_moodle_would_not_read_as_a_choice_is_left_out() -> None:
    """It reads answers that are all right as texts to be typed, and refuses a single one."""
    everything = OwnQuestion("p", ("a", "b"), (0, 1))
    one_click = View("overview", question=WeightQuestion())
    several = View("walk", question=OwnQuestion("p", ("a", "b", "c"), (0, 1)))
    lesson = Lesson("t", "", (View("walk", question=everything), one_click, several))
    made = paper(lesson, 0, lambda _of, _with: traced(sequence_length=1, padding=0.0))
    assert [words.partition(":")[0] for words in made.left_out] == [
        "View 1 cannot be asked here",
        "View 2 cannot be asked here",
    ]
    (left,) = read(LESSON_FORMATS["gift"].written(made).decode())
    assert [answer.share for answer in left.answers] == [100, 100, 0]


def test_what_no_file_can_hold_is_said_in_each() -> None:
    (said,) = made().left_out
    assert said == (
        "View 2 cannot be asked here: its answer is drawn, and a file has answers to choose from."
    )
    for made_as in LESSON_FORMATS.values():
        assert said in made_as.written(made()).decode()
    drawn = Lesson("t", "", (View("overview", question=DrawQuestion()),))
    with pytest.raises(ValueError, match=r"No question of the lesson can be written: View 1"):
        LESSON_FORMATS["gift"].written(paper(drawn, 0, trace_of))


COMPARED = View(
    "compare",
    Settings(normalization="none", same_weights=True),
    question=SidesQuestion("sum"),
    beside=Settings(),
)


def in_words(view: View, variant: int = 0) -> Posed:
    (posed,) = paper(Lesson("t", "", (view,)), variant, run).questions
    return posed


def test_a_comparison_is_told_in_words_in_each_file() -> None:
    posed = in_words(COMPARED)
    given = str(posed.given)
    assert given.startswith("Two settings side by side. Side A: User 1 clicked sleeping bag, ")
    assert "Side B:" not in given  # the same clicks
    differs = "Normalization: softmax on side A, none on B. Both have the weights of A."
    assert str(posed.prompt).startswith(f"{differs}\n")
    first = traced()
    second = run(replace(first.settings, normalization="none"), first.training)
    sums = [float(click_weights(trace, 0, 0).sum()) for trace in (first, second)]
    assert posed.right == {0 if sums[0] > sums[1] else 2}
    for made_as in LESSON_FORMATS.values():
        written = made_as.written(paper(Lesson("t", "", (COMPARED,)), 0, run)).decode()
        text = re.sub(r"</?bdi>|</?b>|\\", "", written)
        assert differs in text
        assert "On side B" in text
    own = replace(COMPARED, question=OwnQuestion("Why?", ("a", "b"), (0,)))
    posed = in_words(own)
    assert (str(posed.given), str(posed.prompt)) == (given, f"{differs}\nWhy?")
    assert in_words(own, 5).given == posed.given  # its author has marked the answers


def test_of_a_comparison_of_two_users_both_are_told() -> None:
    posed = in_words(replace(COMPARED, beside=Settings(sample=2)))
    given = str(posed.given)
    assert " Side A: User 2 clicked " in given
    assert " Side B: User 1 clicked " in given
    assert "User: 2 on side A, 1 on B" in str(posed.prompt)


def test_a_variant_of_a_comparison_is_of_other_users_and_keeps_what_differs() -> None:
    apart = replace(
        COMPARED,
        settings=replace(COMPARED.settings, candidate="moka pot"),
        beside=Settings(candidate="cool box"),
    )
    first, other = in_words(apart), in_words(apart, 7)
    assert first.given != other.given
    assert first.prompt == other.prompt
    assert "Candidate: cool box on side A, moka pot on B" in str(other.prompt)


@pytest.mark.parametrize("variant", [0, 3])
def test_a_question_of_a_change_is_answered_with_the_same_learned_weights(variant: int) -> None:
    """As the page answers it: with softmax's weights, also where there is no softmax."""
    changed = {"normalization": "none"}
    view = View("overview", question=MeasureQuestion("sum", changed))
    seed = {"sample_seed": variant} if variant else {}
    own = traced(**seed)
    other = run(replace(own.settings, normalization="none"), own.training)
    total = float(click_weights(other, 0, 0).sum())
    answer = str(in_words(view, variant).answer)
    assert answer.endswith(f" to {number(total)}.")


@pytest.mark.parametrize("name", ["sheet", "offline"])
def test_a_page_has_text_and_nothing_of_what_it_says(name: str) -> None:
    text = LESSON_FORMATS[name].written(made()).decode()
    assert "<img" not in text
    assert "alert(1)</script>" not in text
    assert text.count("<script") == (2 if name == "offline" else 0)
    assert not re.search(r"https?://(?!www\.w3\.org/1998/Math)", text)
    assert "default-src 'none'" in text
    page = Page(text)
    assert HOSTILE[:70] in page.text
    assert "math" in page.tags
    assert "Learned." in page.text


def test_the_key_stands_behind_the_questions_on_a_page_of_its_own() -> None:
    text = LESSON_FORMATS["sheet"].written(made()).decode()
    asked, key = text.split('<section class="key">')
    assert "break-before: page" in asked
    answers = [str(posed.answer) for posed in made().questions]
    for answer in (answers[0], answers[2]):
        assert html.escape(answer) in key
        assert html.escape(answer) not in asked
    assert re.findall(r"<li><b>([a-z, ]+)</b>", key)[1:] == ["a, c", "a"]


def test_each_variant_asks_about_others_and_is_the_same_again() -> None:
    papers = [made(variant) for variant in (0, 1, 2)]
    assert made(2) == papers[2]
    assert len({str(one.questions[0].options) for one in papers}) == 3
    for one in papers[1:]:
        assert not one.note
        assert not any(posed.note for posed in one.questions)
        own = one.questions[1]
        texts = {str(own.options[place]) for place in own.right}
        assert texts == {"\\frac{1}{2} = 50 %", "~"}
        weights = traced(sample_seed=one.variant)["weights"].value[0].ravel()
        (right,) = one.questions[0].right
        assert str(one.questions[0].options[right]).startswith(f"{int(weights.argmax()) + 1} · ")
    assert papers[1].name.endswith(" · variant 1")


def test_a_lesson_is_found_by_name_link_and_file(tmp_path: Path) -> None:
    text = lesson_text(MADE)
    file = tmp_path / "lesson.json"
    file.write_bytes(lesson_file(MADE))
    assert lesson_from("padding") == lesson_of("padding")
    assert lesson_from(text) == lesson_from(f"http://h/?lesson={text}&at=2") == MADE
    assert lesson_from(str(file)) == MADE
    with pytest.raises(ValueError, match=r"'nothing' cannot be read: .* are embeddings, three_can"):
        lesson_from("nothing")
    with pytest.raises(ValueError, match="cannot be read: a part of it is missing"):
        lesson_from(text[:-9])


def test_the_command_writes_a_file_and_tells_what_it_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "padding.gift.txt"
    assert main(["lesson", "gift", "padding", "--out", str(out), "--variant", "3"]) == 0
    assert read(out.read_text(encoding="utf-8"))
    assert f"{out}: " in capsys.readouterr().err
    assert main(["lesson", "gift", "nothing", "--out", str(out)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["lesson", "gift", "padding", "--out", str(out), "--variant", "-1"])
