"""The walk as a diagram of its tensors, and the way to the page that goes through them."""

from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.ui.components.diagram import diagram
from attnviz.ui.compute.view import tensorflow_loads
from attnviz.ui.sections.props import nodes_of
from attnviz.ui.state import address, keys
from attnviz.ui.state.pages import page_link


def walk_diagram(settings: Settings, trace: Trace) -> None:
    """Draw the walk; a click on a tensor makes it the step that is shown."""
    step = settings.step if settings.step in trace.steps else "weights"
    diagram(
        nodes_of(trace),
        key=keys.DIAGRAM,
        title="The walk from clicks to the interest vector",
        current=step,
        on_open=lambda n: address.put("step", n),
    )


def way_to_the_walk() -> None:
    """Link to the page on the walk, where its tensors could be shown."""
    if tensorflow_loads():
        page_link("walk", address.link(), "Walk through these tensors, one at a time")
