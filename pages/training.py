"""Training: attention forms, epoch by epoch."""

from dataclasses import replace
from functools import partial

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.pens import in_markdown
from attnviz.topics.training.claims import training_claim, trouble
from attnviz.ui.components.claims import heading
from attnviz.ui.compute.cache import epochs_of
from attnviz.ui.compute.with_training import learning, train_again
from attnviz.ui.sections.choices import head_choice
from attnviz.ui.sections.faithfulness import faithfulness
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.props import ribbons_of
from attnviz.ui.sections.recipe_comparison import recipe_comparison
from attnviz.ui.sections.training_replay import curves, heads_forming, item_map, replay
from attnviz.ui.shell.shell import shell
from attnviz.ui.state.open_lesson import alone, end_of_first_picture


@shell(
    "training",
    "How is attention learned?",
    "At first every click counts about the same. Training on clicks and non-clicks can teach the "
    "model where to look.",
)
def training(settings: Settings) -> None:
    if settings.self_attention:
        st.info("Here the candidate asks: self-attention has no training of its own.")
    settings = settings.asked_by_candidate
    trace, training = learning(settings)
    pinned = Pinned(settings, trace)
    user = settings.sample - 1
    if training is not None:
        measures, items = partial(curves, trace, training), partial(item_map, trace, user, training)
        alone("training", measures=measures, map=items, explains=partial(faithfulness, settings))
    head = head_choice(settings, trace, "mean")
    heading(training_claim(trace, user, head))
    if training is None:
        pinned.ribbons(ribbons_of(trace, user, head, "Untrained."), "untrained")
        pinned.open()
    else:
        with st.spinner("Running the layer with the weights of every epoch."):
            epochs = epochs_of(replace(trace.single_user(user), epoch=None).computed, training)
        if problem := trouble(training.epochs, epochs[0], epochs[trace.epoch]):
            st.warning(in_markdown(problem), icon=":material/healing:")
        replay(pinned, trace, user, head, epochs, training)
        pinned.open()
        end_of_first_picture("training")
        train_again(replace(settings, epoch=None))
        if trace["weights"].axes[1] == "h":
            heads_forming(epochs, trace.epoch)
        curves(trace, training)
        item_map(trace, user, training)
    if settings.items != "numbered":
        recipe_comparison(settings)
        faithfulness(settings)
