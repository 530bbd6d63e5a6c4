"""What the heads' claim says, for every kind of weights."""

import numpy as np
import pytest

from attnviz.scenario import catalogue
from attnviz.topics.heads.claims import clicks_claim, findings, heads_claim, users_claim
from tests.said import marked
from tests.traces import traced, with_weights

# User 1: three camping clicks, five others, two of padding.
CAMPING, OTHER, PADDING = [0, 1, 2], 5, 8


def on(*places: int, size: float = 1.0) -> np.ndarray:
    """Return weights (T,) of a size at each of some places."""
    weights = np.zeros(10)
    weights[list(places)] = size
    return weights


def heads_with(*by_head: np.ndarray, **settings: object) -> str:
    trace = traced(mode="multi_head", num_heads=len(by_head), **settings)
    return marked(heads_claim(with_weights(trace, np.stack(by_head)[None, :, None]), 0))


def test_findings_are_shares_of_the_layers_weights() -> None:
    trace = traced(mode="multi_head", num_heads=4)
    weights = np.abs(trace["weights"].value[0, :, 0])
    interests = [catalogue.ITEMS.interest_of(int(item)) for item in trace.samples.history[0]]
    for finding, row in zip(findings(trace, 0), weights, strict=True):
        own = [interest == finding.what for interest in interests]
        assert finding.share == pytest.approx(row[own].sum() / row.sum(), abs=1e-5)
        assert finding.share >= row[np.array(interests) == "camping"].sum() - 1e-5


@pytest.mark.parametrize(
    ("by_head", "said"),
    [
        ([on(0)], "the one head gives **camping** the most weight, **100** %."),
        ([on(0), on(1)], "both heads give **camping** the most weight."),
        ([on(0)] * 4, "all **4** heads give **camping** the most weight."),
        (
            [on(0), on(1), on(2), on(PADDING)],
            "**3** of 4 heads give **camping** the most weight.",
        ),
        (
            [on(0), on(PADDING)],
            "the 2 heads disagree on what gets the most weight: **camping** (1) and "
            "**padding** (1).",
        ),
        ([on(PADDING), on(PADDING + 1)], "both heads give **padding** the most weight."),
        ([on(0, PADDING), on(0, PADDING)], "no head has a favourite."),
        ([on(0, PADDING)], "the one head has no favourite."),
        (
            [on(0), on(0), on(0, PADDING), on(9)],
            "**2** of 4 heads give **camping** the most weight; 1 has no favourite.",
        ),
        ([on(0, size=-3), on(1, size=0.5)], "both heads give **camping** the most weight."),
        ([on(), on()], "no head attends to anything: every weight is **0**."),
        ([on(0), on()], "**1** of 2 heads gives **camping** the most weight; 1 has no favourite."),
        (
            [on(0, size=np.nan), on(1)],
            "the history is empty, and this recipe's softmax is not a number.",
        ),
    ],
)
def test_every_kind_of_agreement(by_head: list[np.ndarray], said: str) -> None:
    assert heads_with(*by_head) == f"For **cool box**, {said}"


def test_a_candidate_without_a_related_click_is_told() -> None:
    claim = heads_with(on(0), on(1), candidate="capo")
    assert claim == (
        "For **capo**, none of the 8 clicks is about music, and both heads give **camping** "
        "the most weight."
    )


def test_numbered_items_have_no_interests() -> None:
    claim = heads_with(on(0), on(0), items="numbered")
    assert claim.endswith("both heads give **click 1** the most weight.")


def test_notes_under_the_heads() -> None:
    trace = traced(mode="multi_head")
    weights = np.stack([on(0), on()])[None, :, None]
    assert [finding.note for finding in findings(with_weights(trace, weights), 0)] == [
        "camping 100 %",
        "no weight",
    ]


def test_clicks_that_ask_only_their_own_interest() -> None:
    trace = traced(mode="multi_head", query="history", causal=True, padding=0.0)
    claim = marked(clicks_claim(with_weights(trace, np.eye(10)), 0))
    assert "gives **100** % of its attention to clicks of its own interest" in claim


def test_equal_weights_are_chance() -> None:
    trace = traced(mode="multi_head", query="history", padding=0.0)
    said = marked(clicks_claim(with_weights(trace, 0.1), 0)).split("**")
    assert said[1] == said[3]


def test_no_click_asks() -> None:
    empty = traced(mode="multi_head", query="history", padding=1.0)
    assert marked(clicks_claim(empty, 0)) == "The history is empty: there is **no** click to ask."


def test_clicks_that_get_nothing() -> None:
    trace = traced(mode="multi_head", query="history")
    assert marked(clicks_claim(with_weights(trace, 0.0), 0)).endswith("every weight is **0**.")


def test_all_users_clicks_are_told_together() -> None:
    trace = traced(mode="multi_head", query="history", padding=0.0)
    users = len(trace.samples.history)
    claim = marked(users_claim(with_weights(trace, np.eye(10)), users))
    assert claim.startswith(
        f"The clicks of {users} users give **100** % of their attention to clicks of their own"
    )
    said = marked(users_claim(with_weights(trace, 0.1), users)).split("**")
    assert said[1] == said[3]


def test_users_without_any_attention_do_not_count() -> None:
    trace = traced(mode="multi_head", query="history", padding=0.0)
    weights = np.zeros(trace["weights"].value.shape)
    weights[1] = np.eye(10)
    assert marked(users_claim(with_weights(trace, weights), 2)).startswith(
        "The clicks of one user give"
    )
    nobody = "**No** click of these users gets any attention."
    assert marked(users_claim(with_weights(trace, 0.0), 2)) == nobody
    assert marked(users_claim(traced(mode="multi_head", query="history", padding=1.0), 2)) == nobody
