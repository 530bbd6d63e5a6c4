"""What the small components are given of a trace."""

from attnviz.topics.slices import Slices
from attnviz.ui.sections.props import frames_of
from tests.traces import traced


def test_the_strip_says_where_there_is_nothing_to_share() -> None:
    trace = traced(padding=1.0)
    said = {frame.name: frame.sentence for frame in frames_of(trace, Slices(trace, 0))}
    assert said["weights"] == (
        "There is no click to attend to, so a softmax would be 0 / 0; here every weight is then 0."
    )
    assert said["context"] == trace["context"].sentence
