"""The walk: every step of the layer, one tensor at a time."""

import streamlit as st

from attnviz.figures.parts import Slices
from attnviz.figures.walk import step_figure
from attnviz.pin import Pin
from attnviz.ui import address
from attnviz.ui.filmstrip import filmstrip
from attnviz.ui.opened import opened_number, operands_of
from attnviz.ui.picture import Cell, picture
from attnviz.ui.reading import frames_of
from attnviz.ui.shell import shell
from attnviz.ui.units import unit_beside_unit
from attnviz.ui.view import view

settings = shell(
    "walk",
    "Walk the steps",
    "One user, one candidate. Each step makes one tensor from the tensors before it; the picture "
    "shows the arithmetic.",
)
trace, _ = view(settings)
user, head = settings.sample - 1, max(settings.head - 1, 0)
names = [*trace.steps, *trace.score_steps]
step = settings.step if settings.step in names else "weights"

filmstrip(
    frames_of(trace, Slices(trace, user, head)),
    step,
    key="strip",
    on_step=lambda name: address.put("step", name),
)
pinned = Pin.parse(settings.pin)
if pinned and not pinned.fits(trace):
    pinned = None
picture(
    [step_figure(trace, name, user, head) for name in names],
    "equation",
    frame=names.index(step),
    pinned=Cell(pinned.step, pinned.index) if pinned else None,
    outlined=operands_of(trace, pinned) if pinned else (),
    on_pin=address.put_pin,
)
record = trace[step]
formula, code = st.columns(2)
formula.latex(record.formula)
with code.expander("The code that ran"):
    st.code(record.source, language="python")
if pinned:
    opened_number(trace, pinned)
unit_beside_unit(settings, trace)
