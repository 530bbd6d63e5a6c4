"""How scores become weights: what is true of each normalization. Its computation is the layer's.

Settings, controls, claims, pictures, exports and lessons read these records. A new one needs a
record here, a step in `layer_normalizations.py`, and a formula of its own in `reference.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Normalization:
    """What is true of a way from scores to weights.

    Attributes:
        name: Its name in settings and links.
        does: What it does with scores, a clause that has its name.
        applied: The same scores once it is applied, as the subject of "sum to".
        word: What stands after "with".
        operator: What stands between scores and weights in a picture.
        code: Lines of Python that make `weights` of `scores` by Keras's `ops`.
        masked_score: What the score becomes that must leave no weight.
        sums_to_one: Whether the weights of a row share 100 %. A row with nothing to attend to then
            has nothing to share, and the layer's `empty_row` says what its weights are.
        keeps_ratios: Whether a click that is left out makes all others grow by one factor.
        bounded: Whether all weights are from 0 to 1.
        within: Names of what is computed on the way, and can be opened.
    """

    name: str
    does: str
    applied: str
    word: str
    operator: str
    code: tuple[str, ...]
    masked_score: float
    sums_to_one: bool
    keeps_ratios: bool
    bounded: bool
    within: tuple[str, ...] = ()


EXPONENTIALS, EXPONENTIAL_SUM = "exponentials", "exponential_sum"

NORMALIZATIONS: dict[str, Normalization] = {
    record.name: record
    for record in (
        Normalization(
            "softmax",
            does="softmax makes shares of them",
            applied="their softmax",
            word="softmax",
            operator="softmax",
            code=("weights = ops.softmax(scores)",),
            masked_score=float("-inf"),
            sums_to_one=True,
            keeps_ratios=True,
            bounded=True,
            within=(EXPONENTIALS, EXPONENTIAL_SUM),
        ),
        Normalization(
            "none",
            does="with none they stay as they are",
            applied="the same scores as they are",
            word="no normalization",
            operator="=",
            code=("weights = scores  # not normalized",),
            masked_score=0.0,
            sums_to_one=False,
            keeps_ratios=False,
            bounded=False,
        ),
        Normalization(
            "sigmoid",
            does="a sigmoid squashes each by itself",
            applied="each through a sigmoid",
            word="a sigmoid",
            operator="sigmoid",
            code=("weights = ops.sigmoid(scores)",),
            masked_score=float("-inf"),
            sums_to_one=False,
            keeps_ratios=False,
            bounded=True,
        ),
    )
}
"""By name, in the order in which they are offered."""


def normalization(name: str) -> Normalization:
    """Return the record of a name.

    Raises:
        ValueError: for a name that there is not; it says which there are.
    """
    if name not in NORMALIZATIONS:
        allowed = ", ".join(map(repr, NORMALIZATIONS))
        raise ValueError(f"normalization={name!r} is not allowed; allowed is one of {allowed}")
    return NORMALIZATIONS[name]
