"""A claim is typed spans, and its plain text is what they read together."""

import pytest

from attnviz.topics.claim import Claim, Item, Name, Number, Strong, Term, claim, joined
from attnviz.topics.words import listed, number, percent, short


def kinds(said: Claim) -> list[tuple[str, str]]:
    return [(type(span).__name__, str(span)) for span in said.spans]


def test_spans_and_claims_follow_each_other() -> None:
    share = claim("less than ", Number(1, "%"))
    said = claim("For ", Item("<b>"), ": ", share, claim(), " of ", Name("camping"), Strong("!"))
    assert f"{said}" == "For <b>: less than 1 % of camping!"
    assert kinds(said) == [
        ("str", "For "),
        ("Item", "<b>"),
        ("str", ": "),
        ("str", "less than "),
        ("Number", "1 %"),
        ("str", " of "),
        ("Name", "camping"),
        ("Strong", "!"),
    ]
    assert not claim()
    assert str(claim()) == ""


def test_a_number_has_its_unit_apart() -> None:
    share = Number("60", "%")
    assert (share, share.digits, share.unit) == ("60 %", "60", "%")
    assert (Number(3), Number(3).digits, Number(3).unit) == ("3", "3", "")


@pytest.mark.parametrize(
    ("share", "reads"),
    [
        (0.0, "0 %"),
        (0.004, "less than 1 %"),
        (0.6, "60 %"),
        (0.9997, "more than 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_reads_as_a_percentage(share: float, reads: str) -> None:
    said = percent(share)
    assert str(said) == reads
    assert [type(span) for span in said.spans if span[-1] == "%"] == [Number]


def test_what_formats_a_number_makes_a_span_of_it() -> None:
    made = number(-0.001), short(0.0123), short(1e-9), number(float("nan"))
    assert made == ("0.00", "0.012", "almost 0", "–")
    assert {type(one) for one in made} == {Number}


def test_a_list_keeps_its_spans() -> None:
    assert kinds(listed([Item("a"), claim(Number(2), " b"), "c"])) == [
        ("Item", "a"),
        ("str", ", "),
        ("Number", "2"),
        ("str", " b"),
        ("str", " and "),
        ("str", "c"),
    ]
    assert [str(listed(words)) for words in ([], ["a"], ["a", "b"])] == ["", "a", "a and b"]
    assert str(joined("; ", ["a", claim("b"), "c"])) == "a; b; c"
    assert not joined("; ", [])


def test_a_term_is_one_of_the_glossary() -> None:
    term = Term("epochs", "epoch")
    assert (term, term.entry) == ("epochs", "epoch")
    assert term.meaning.startswith("one pass through the click log")
    with pytest.raises(KeyError, match="vibes"):
        Term("vibes")
