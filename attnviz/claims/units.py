"""What the training of two units shows: only one of them learned to attend."""

from typing import TYPE_CHECKING

from attnviz.claims.words import number

if TYPE_CHECKING:  # training imports TensorFlow
    from attnviz.training import Epoch


def units_claim(din: "Epoch", article: "Epoch") -> str:
    """Return the claim in Markdown from the last epochs of both trainings."""
    return (
        f"On held-out users DIN's unit puts **{_share(din.mass)}** of the weight on clicks of the "
        f"candidate's interest, the article's **{_share(article.mass)}**; chance is "
        f"**{_share(article.chance)}**. The AUC is **{number(din.auc, 3)}** and "
        f"**{number(article.auc, 3)}**: a good metric does not show that attention works."
    )


def _share(value: float | None) -> str:
    return "none" if value is None else number(value)
