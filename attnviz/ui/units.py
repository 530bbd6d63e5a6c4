"""The article's unit beside DIN's, on the same user and two candidates."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from attnviz.claims.units import units_claim
from attnviz.figures.units import units_figure
from attnviz.settings import Settings
from attnviz.trace import Trace
from attnviz.ui.cache import trace_of, training_of
from attnviz.ui.picture import picture
from attnviz.ui.reading import candidate_choices
from attnviz.ui.trainer import Job

if TYPE_CHECKING:
    from attnviz.training import Training


def _shipped(settings: Settings) -> "Training":
    training = training_of(settings)
    if training is None or isinstance(training, Job):
        raise LookupError(f"no training comes with the package for {settings.texts()}")
    return training


def unit_beside_unit(settings: Settings, trace: Trace) -> None:
    """Show scores and weights of both units; `trace` is the view's own."""
    st.subheader("The article's unit beside DIN's", anchor=False)
    if settings.items != "catalogue":
        st.markdown("Choose the catalogue's items to compare what the two units have learned.")
        return
    user = settings.sample - 1
    shown = int(trace.samples.candidate[user])
    other = next(i for i in candidate_choices(trace, user, shown) if i.item_id != shown)
    # The layers of both recipes as they are, from seed 0: these trainings come with the package.
    units = {
        name: replace(settings.with_layer(recipe, "attention"), seed=0, epochs=15, epoch=None)
        for name, recipe in (("DIN's unit", "default"), ("article's unit", "article"))
    }
    trainings = {name: _shipped(of) for name, of in units.items()}
    titles = (trace.samples.items.title(shown), other.title)
    named = [
        (name, trace_of(replace(of, candidate=title), trainings[name]))
        for name, of in units.items()
        for title in titles
    ]
    st.markdown(
        "DIN's unit sees query and key, the article's the key alone. The same clicks, two "
        "candidates: only DIN's weights move."
    )
    picture(units_figure(named, user), "units", hint="")
    din, article = (training.epochs[-1] for training in trainings.values())
    st.markdown(units_claim(din, article))
