"""Terms are explained where they stand, and each term that is shown is in the glossary."""

import pytest
from wordfreq import zipf_frequency

from attnviz.scenario.settings import LABELS
from attnviz.topics.claim import Claim, Name, Strong, Term, claim
from attnviz.topics.glossary import ALSO, MEANINGS
from attnviz.topics.terms import entry_of, sentence, with_terms
from tests.traces import traced
from tests.vocabulary import words

# From here on a word is of everyday English: once in 300,000 words.
_EVERYDAY = 3.5
# Names, and plain words that are seldom.
_NAMES = (
    "attnviz CSV FuxiCTR JSON keras MovieLens PNG QR RecBole SVG TensorFlow TSV gzip parquet zhou"
)
_SELDOM = (
    "anecdote anew arithmetic busier commas computed defaults diverged divides dotted fewest "
    "formulas heaviest leaps learner lightest lowers mixes moka multiplied predicts projector "
    "recomputed shorten shrinks sidebar squashes stalls tenths undone workbooks"
)
_KNOWN = {*_NAMES.split(), *_SELDOM.split()}


def terms(said: Claim) -> dict[str, str]:
    """Return the entries of a claim's terms, by what stands in it."""
    return {str(span): span.entry for span in said.spans if isinstance(span, Term)}


def test_each_term_of_the_pages_is_in_the_glossary() -> None:
    shown = dict(words())
    for mode in ("attention", "multi_head"):
        trace = traced(mode=mode)
        for record in (*trace.steps.values(), *trace.score_steps.values()):
            for text in (record.title, record.sentence):
                shown |= {word: text for word in text.replace(".", " ").split() if word.isalpha()}
    strange = {
        word: text
        for word, text in shown.items()
        if entry_of(word) is None and word not in _KNOWN and word.lower() not in _KNOWN
        if zipf_frequency(word, "en") < _EVERYDAY
    }
    assert not strange, "Explain these in attnviz/topics/glossary.py, or take plainer words"


@pytest.mark.parametrize("word", ["eigenvalue", "logits", "Hadamard", "perplexity"])
def test_a_term_would_be_noticed(word: str) -> None:
    assert entry_of(word) == ("logit" if word == "logits" else None)
    assert zipf_frequency(word, "en") < _EVERYDAY


def test_the_words_of_the_pages_are_read() -> None:
    shown = words()
    for word in ("softmax", "padding", "held-out", "seed", "PCA", "logit", "DIN", "camping"):
        assert word in shown, word
    assert len(shown) > 600


ASKED_FOR = (
    "key query value unit recipe DIN article logit softmax mask padding seed cosine PCA causal "
    "ReLU T D B C h d F u Tq Tk score weights embedding epoch"
)


@pytest.mark.parametrize("word", ASKED_FOR.split())
def test_what_newcomers_asked_for_is_there(word: str) -> None:
    assert entry_of(word) in MEANINGS


def test_other_forms_lead_to_entries() -> None:
    assert set(ALSO.values()) <= set(MEANINGS)
    assert not set(ALSO) & set(MEANINGS)
    for text, entry in {
        "Keys": "key",
        "queries": "query",
        "histories": "history",
        "held-out": "held out",
        "Padding": "padding",
        "ReLU": "ReLU",
        "T": "T",
        "bicycle": None,
        "t": None,
    }.items():
        assert entry_of(text) == entry


def test_a_term_is_explained_where_it_stands_first() -> None:
    said = with_terms("Softmax makes weights of scores; the weights of a softmax sum to 1.")
    assert terms(said) == {"Softmax": "softmax", "weights": "weights", "scores": "scores"}
    assert str(said) == "Softmax makes weights of scores; the weights of a softmax sum to 1."
    assert sum(isinstance(span, Term) for span in said.spans) == 3


def test_longer_terms_win_and_parts_of_words_are_none() -> None:
    assert terms(with_terms("The interest vector's length, at attention mass 0.5.")) == {
        "interest vector": "interest vector",
        "attention mass": "attention mass",
    }
    assert not terms(with_terms("A keyboard, a handout, D-day, a maskedball; v=h, x.T, 3D"))


def test_what_is_typed_already_stays() -> None:
    said = with_terms(claim("The ", Name("softmax"), " of ", Strong("keys"), Term("mask"), " mask"))
    assert terms(said) == {"mask": "mask"}
    assert said.spans[1:3] == ("softmax", " of ")


def test_stars_stress_and_a_stressed_term_is_explained() -> None:
    said = sentence("Each **head** looks for itself, **always**; a head has keys.")
    assert terms(said) == {"head": "head", "keys": "key"}
    assert [str(span) for span in said.spans if isinstance(span, Strong)] == ["always"]
    assert "*" not in str(said)


def test_the_labels_of_controls_have_no_marks_of_code() -> None:
    assert not [label for label in LABELS.values() if set(label) & set("_=.()'")]
