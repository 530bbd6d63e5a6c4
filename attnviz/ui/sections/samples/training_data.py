"""What the weights were trained on: rows of the click log, its rule, and what came out."""

import streamlit as st

from attnviz.learning.trained import Training
from attnviz.scenario.catalogue import HELD_OUT, LOG_SEED
from attnviz.scenario.settings import Settings
from attnviz.topics.samples.claims import log_rows
from attnviz.topics.words import number
from attnviz.ui.components.tables import number_table
from attnviz.ui.compute.user_data import required_user_data

_ROWS = 8
# Of more epochs the table scrolls, and the last row that is seen is seen by half.
_EPOCHS, _HEIGHT = 6, 265


def trained_on(settings: Settings, training: Training | None) -> None:
    """Show what the shown weights were trained on, and how well they do on held-out users."""

    if settings.items == "numbered":
        st.markdown(
            "**Nothing.** Numbered items are drawn at random: nobody clicked them for a reason, so "
            "there is no log to learn from, and the layer stays as it was made. "
            "Choose *catalogue* under *Items* for a layer that has learned."
        )
        return
    if settings.items == "own":
        st.markdown(own_log(training))
        if training is not None:
            _measures(training)
        return
    st.markdown(
        f"A click log of {settings.training_samples:,} samples, made by a rule that the layer is "
        "not told: a user has 2 or 3 of the 8 interests and clicks 4 to 10 items of them. Every "
        "other candidate is of an interest of the history and **was clicked**; the rest are of "
        f"other interests and **were not**. The first {_ROWS} rows:"
    )
    st.table(log_rows(_ROWS, LOG_SEED), border="horizontal", hide_index=True)
    if training is None:
        st.markdown("The weights that are shown are **untrained**: they have not seen the log yet.")
        return
    st.markdown(
        f"After each epoch, on {HELD_OUT:,} users that were held out. *Mass* is the share of the "
        "weights on clicks of the candidate's own interest, and *chance* what equal weights would "
        "give it; a dash where all weights are 0."
    )
    _measures(training)


def _measures(training: Training) -> None:
    """Show what was measured after each epoch."""

    def text(value: float | None) -> str:
        return "–" if value is None else number(value, 3)

    rows = [
        {
            "epoch": str(epoch.epoch),
            "loss": text(epoch.loss),
            "AUC": text(epoch.auc),
            "accuracy": text(epoch.accuracy),
            "attention mass": text(epoch.mass),
            "chance": text(epoch.chance),
        }
        for epoch in training.epochs
    ]
    number_table(rows, height=_HEIGHT if len(rows) > _EPOCHS else None)


def own_log(training: Training | None) -> str:
    """Return what one's own clicks were made into, in Markdown."""
    data = required_user_data().data
    told = (
        f"{data.report.used:,} clicks of {len(data.users):,} users on "
        f"{data.items.vocabulary_size - 1:,} items, from your file. Each user's **last click is "
        "held out**. Every click before it is a sample, with the clicks before that as history; "
        "and once more with an item that the user never clicked, drawn by popularity: that one "
        "**was not clicked**."
    )
    if training is None:
        return f"{told} The weights that are shown are **untrained**."
    mass = (
        ""
        if training.epochs[-1].chance is not None
        else " Without categories there is no attention mass."
    )
    return f"{told} After each epoch, on the clicks that were held out:{mass}"
