"""Frames that are sent behind the one that is shown."""

import gzip

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from attnviz.pictures import Panel, Picture, equation
from attnviz.ui.components.frames import Frames
from tests.ui.components.test_picture import unpack


def app() -> None:
    import numpy as np

    from attnviz.pictures import Panel, Picture, equation
    from attnviz.ui.components.frames import Frames, send_all
    from attnviz.ui.components.picture import picture

    def make(index: int) -> Picture:
        return equation(Panel("value", np.full((2, 3), index), "value"))

    frames = Frames(3, make, "test_frames")
    picture(frames, "walk", frame=1)
    send_all(frames, "walk")


def test_the_shown_frame_comes_first_and_all_of_them_behind() -> None:
    ran = AppTest.from_function(app).run()
    assert not ran.exception
    shown, behind = (element.proto.bytes for element in ran.get("bidi_component"))
    shown, behind = unpack(shown), unpack(gzip.decompress(behind))
    assert (shown["count"], shown["frame"], shown["version"]) == (3, 1, behind["version"])
    assert [frame["data"][0]["z"][0, 0] for frame in shown["frames"]] == [1]
    assert behind["key"] == shown["key"] == "walk"
    assert [frame["data"][0]["z"][0, 0] for frame in behind["frames"]] == [0, 1, 2]


def test_frames_are_made_when_they_are_asked_for() -> None:
    made: list[int] = []

    def make(index: int) -> Picture:
        made.append(index)
        return equation(Panel("value", np.ones((1, 1))))

    frames = Frames(4, make, "made")
    assert len(frames) == 4
    assert isinstance(frames[-1], Picture)
    assert made == [3]
    assert len(frames[1:3]) == 2
    assert made == [3, 1, 2]
    with pytest.raises(IndexError):
        _ = frames[4]


def private(base: int) -> None:
    import numpy as np

    from attnviz.pictures import Panel, Picture, equation
    from attnviz.ui.components.frames import Frames, send_all

    def make(index: int) -> Picture:
        return equation(Panel("value", np.full((2, 3), base + index), "value"))

    send_all(Frames(2, make, "one version", private=True), "walk")


def test_a_learners_own_frames_are_not_kept_for_others() -> None:
    for base in (10, 20):
        (sent,) = AppTest.from_function(private, kwargs={"base": base}).run().get("bidi_component")
        frames = unpack(gzip.decompress(sent.proto.bytes))["frames"]
        assert [frame["data"][0]["z"][0, 0] for frame in frames] == [base, base + 1]
