"""The unit of the article beside DIN's, on the same user and two candidates."""

from dataclasses import replace

import streamlit as st

from attnviz.scenario import recipes
from attnviz.scenario.settings import DEFAULTS, FIT, Settings
from attnviz.topics.compared.units.claims import moved_claim, units_claim, units_entropy_claim
from attnviz.topics.compared.units.pictures import units_figure
from attnviz.topics.words import plural
from attnviz.trace.record import Trace
from attnviz.ui.components.claims import paragraphs, prose
from attnviz.ui.components.picture import picture
from attnviz.ui.compute.awaited import awaited
from attnviz.ui.compute.cache import entropy_of, trace_of
from attnviz.ui.sections.kept import kept
from attnviz.ui.sections.props import another_item
from attnviz.ui.sections.side_by_side.sides import compare_link

_DIN, _ARTICLE = "DIN's unit", "the article's unit"
# How the trainings that come with the package were made.
_SHIPPED = {name: DEFAULTS[name] for name in ("seed", "epochs", *FIT)}


def unit_beside_unit(settings: Settings, trace: Trace) -> None:
    """Show scores and weights of both units; `trace` is the view's own."""
    st.subheader("Two units: with and without the candidate", anchor=False)
    if settings.items == "numbered":
        prose("Choose the catalogue's items to compare what two units have learned.")
        return
    user = settings.sample - 1
    units = {
        name: _as_trained(settings, settings.with_layer(recipe, "attention"))
        for name, recipe in ((_DIN, "default"), (_ARTICLE, "article"))
    }
    trainings = {name: awaited(of, name) for name, of in units.items()}
    din, article = (trainings[name] for name in (_DIN, _ARTICLE))
    if din is None or article is None:
        return
    candidates = [str(int(trace.samples.candidate[user])), str(another_item(trace, user))]
    traces = {
        name: [trace_of(replace(of, candidate=item), trainings[name]) for item in candidates]
        for name, of in units.items()
    }
    paragraphs(_made(settings))
    paragraphs(moved_claim(traces[_DIN], traces[_ARTICLE], user))
    named = [(name, one) for name, ones in traces.items() for one in ones]
    picture(kept(units_figure, named, user), "units", hint="")
    compare_link(units[_ARTICLE], units[_DIN], "Compare the two units, step by step")
    last = (din.epochs[-1], article.epochs[-1])
    if last[0].chance is not None:
        paragraphs(units_claim(*last))
        return
    entropies = (entropy_of(units[_DIN], din), entropy_of(units[_ARTICLE], article))
    paragraphs(units_entropy_claim((last[0], entropies[0]), (last[1], entropies[1])))


def _made(settings: Settings) -> str:
    """Return with which settings both were made, as they need not be those of the view."""
    if settings.items == "own":
        return (
            f"Both have learned from your clicks, with D = {settings.embedding_dim or 8}, softmax, "
            f"{plural(settings.epochs, 'epoch')} and the view's seed, whatever else is set."
        )
    ships = f"D = {recipes.DEFAULTS['embedding_dim']}, softmax, epoch {DEFAULTS['epochs']}, seed 0"
    return f"Both are shown as they come with attnviz ({ships}), whatever is set above."


def _as_trained(view: Settings, unit: Settings) -> Settings:
    """Return a unit's layer as it is shown: as it ships, or on one's own clicks as the view's."""
    learned = {"embedding_dim": view.embedding_dim} if view.items == "own" else _SHIPPED
    return replace(unit, epoch=None, **learned)
