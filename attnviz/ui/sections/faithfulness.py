"""Does attention explain? Weights beside what a click changes, layer by layer."""

import streamlit as st

from attnviz.learning.faithfulness import FEWEST_CLICKS, USERS, LayerFaithfulness
from attnviz.scenario.settings import Settings
from attnviz.topics.compared_layers.faithfulness import (
    faithfulness_claim,
    faithfulness_rows,
    left_out_sentence,
)
from attnviz.topics.compared_layers.pictures import faithfulness_figure, layer_name
from attnviz.ui.components.chart import chart
from attnviz.ui.components.claims import paragraphs, prose
from attnviz.ui.components.tables import number_table
from attnviz.ui.compute.cache import faithfulness_of
from attnviz.ui.compute.compared_layers import comparable, compared_layers
from attnviz.ui.compute.job import Job
from attnviz.ui.state import keys


def faithfulness(settings: Settings) -> None:
    """Show, if the learner asks for it, how far weights and left-out clicks agree.

    Args:
        settings: The view, which tells whose clicks are left out.
    """
    st.subheader("Does attention explain?", anchor=False)
    prose(
        "A weight says how much of a click is in the interest vector. It need not say how much the "
        "click matters. So each click is left out in turn (made padding), the model runs again, "
        "and the order of the changes is compared with the order of the weights: 1 is the same "
        "order, 0 no relation, −1 the opposite."
    )
    if not st.toggle("Leave each click out", key=keys.FAITHFULNESS):
        return
    with st.spinner("Running each layer without each click."):
        layers = _layers(settings)
    if not layers:
        st.markdown("No layer is trained yet.")
        return
    paragraphs(faithfulness_claim(layers))
    chart(faithfulness_figure(layers), "agreements")
    number_table(faithfulness_rows(layers))
    st.caption(
        "Spearman's rank correlation, the mean over held-out users who clicked the candidate, "
        f"{USERS} at most; hollow is untrained, filled trained. A click's change is the logit with "
        "it minus the logit without, so that one that speaks for the candidate counts above 0. "
        f"Equal values share their rank; a user of fewer than {FEWEST_CLICKS} clicks is left out. "
        f"{left_out_sentence(layers)} With softmax the weight of a click that is gone goes to "
        "those that stay: where many say the same, none of them is missed, however large its "
        "weight."
    )


def _layers(settings: Settings) -> list[LayerFaithfulness]:
    """Return the layers whose training is there, from the first seed."""
    found = []
    for layer in compared_layers(settings):
        training = comparable(layer.settings)
        if training is None or isinstance(training, Job):
            continue
        before, after = (
            faithfulness_of(layer.settings, training, epoch)
            for epoch in (0, len(training.epochs) - 1)
        )
        found.append(LayerFaithfulness(layer_name(layer.name, training), before, after))
    return found
