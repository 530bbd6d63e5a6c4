"""The walk: every step of the layer, one tensor at a time."""

from functools import partial

import streamlit as st

from attnviz.scenario.settings import Settings
from attnviz.topics.slices import Slices
from attnviz.topics.walk import step_picture
from attnviz.trace.missing import shown_step
from attnviz.ui.components.filmstrip import filmstrip
from attnviz.ui.components.frames import Frames, send_all
from attnviz.ui.compute.user_data import cache_tag
from attnviz.ui.compute.view import view
from attnviz.ui.sections.choices import head_choice
from attnviz.ui.sections.learned import learned
from attnviz.ui.sections.pinned import Pinned
from attnviz.ui.sections.props import frames_of
from attnviz.ui.sections.side_by_side.units import unit_beside_unit
from attnviz.ui.sections.step_notes import formula_and_code
from attnviz.ui.sections.take_away import take_away
from attnviz.ui.sections.what_if.page import what_if
from attnviz.ui.shell.shell import shell
from attnviz.ui.state import address
from attnviz.ui.state.open_lesson import end_of_first_picture
from attnviz.ui.state.pacing import shows_record, yield_to_browser


@shell(
    "walk",
    "Walk the steps",
    "One user, one candidate. Each step makes one tensor from the tensors before it; the picture "
    "shows the arithmetic.",
)
def walk(settings: Settings) -> None:
    trace, training = view(settings)
    user = settings.sample - 1
    head = max(head_choice(settings, trace) - 1, 0) if trace.by_query else 0
    names = [*trace.steps, *trace.score_steps]
    step = shown_step(settings, trace)
    strip = st.container()
    pinned = Pinned(settings, trace)
    equations = Frames(
        len(names),
        lambda n: step_picture(trace, names[n], user, head),
        version=repr((trace.settings, trace.epoch, user, head, cache_tag(trace.settings))),
        private=trace.settings.items == "own" or shows_record(),
    )
    pinned.picture(equations, "equation", frame=names.index(step))
    yield_to_browser()
    with strip:
        frames = frames_of(trace, Slices(trace, user, head))
        filmstrip(frames, step, key="strip", on_step=partial(address.put, "step"))
    what_if(pinned, trace, training, settings.head)
    formula_and_code(trace[step])
    learned(trace)
    send_all(equations, "equation")
    end_of_first_picture("walk")
    unit_beside_unit(settings, trace)
    take_away(trace, training)
