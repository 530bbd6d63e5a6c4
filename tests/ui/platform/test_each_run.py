"""What Streamlit would make anew in each run is made once, or quickly."""

import inspect
from collections.abc import Iterator
from copy import deepcopy

import pytest
from streamlit import config
from streamlit.cursor import Cursor, LockedCursor, RunningCursor
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.Empty_pb2 import Empty
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from attnviz.ui.platform import (
    copy_cursors_quickly,
    make_theme_once,
)


@pytest.fixture
def theme_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Yield the sections of the theme that Streamlit has made."""
    made: list[str] = []
    make = inspect.unwrap(app_session._populate_theme_msg)  # a page may have run before

    def noting(message: CustomThemeConfig, section: str = "theme") -> None:
        made.append(section)
        make(message, section)

    monkeypatch.setattr(app_session, "_populate_theme_msg", noting)
    monkeypatch.setattr(config, "_config_options", deepcopy(config.get_config_options()))
    make_theme_once.cache_clear()
    make_theme_once()
    yield made
    make_theme_once.cache_clear()


def test_a_theme_is_made_once_and_says_what_streamlit_makes_of_it(
    theme_once: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def theme() -> CustomThemeConfig:
        message = CustomThemeConfig()
        app_session._populate_theme_msg(message)
        app_session._populate_theme_msg(message.dark, "theme.dark")
        return message

    config.set_option("theme.primaryColor", "#123456")
    config.set_option("theme.dark.primaryColor", "#abcdef")
    first, second = theme(), theme()
    assert first == second
    assert (first.primary_color, first.dark.primary_color) == ("#123456", "#abcdef")
    assert theme_once == ["theme", "theme.dark"]
    second.primary_color = "#ffffff"
    assert theme().primary_color == "#123456"  # nobody's message is another's

    config.set_option("theme.primaryColor", "#654321")
    monkeypatch.setattr(config, "_config_options", dict(config.get_config_options()))
    assert theme().primary_color == "#654321"  # as after a file that was changed


def place_with_a_spinner() -> RunningCursor:
    outer = RunningCursor(0, (4, 2))
    outer.lock_element()
    inner = outer.open_block()
    inner.lock_element()
    inner.get_transient_cursor()
    inner.get_transient_cursor()
    inner.transient_elements[1] = Element(empty=Empty())
    return inner


def told(place: Cursor) -> tuple[object, ...]:
    return (
        type(place),
        place.delta_path,
        place.transient_index,
        list(place.transient_elements.items()),
    )


def test_a_copied_place_is_as_streamlit_copies_it_and_goes_its_own_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(Cursor, "__deepcopy__", raising=False)
    place = place_with_a_spinner()
    by_streamlit = deepcopy(place)
    copy_cursors_quickly.cache_clear()
    copy_cursors_quickly()
    assert hasattr(Cursor, "__deepcopy__")
    container = DeltaGenerator(cursor=place, parent=DeltaGenerator(cursor=RunningCursor(0)))
    copied = deepcopy((container, {"main": place}))[0]._cursor
    assert copied is not None
    assert told(copied) == told(by_streamlit)
    assert set(vars(copied)) == set(vars(by_streamlit))
    assert all(  # what is copied by reference cannot be changed
        deepcopy(value) is value
        for name, value in vars(place).items()
        if name != "_transient_elements"
    )
    locked = place.lock_element()
    assert told(deepcopy(locked)) == (LockedCursor, [0, 4, 2, 1, 1], 0, [])
    for one in (place_with_a_spinner(), locked):
        before, copy = told(one), deepcopy(one)
        copy.transient_elements[2] = Element(empty=Empty())
        assert told(one) == before
        if isinstance(copy, RunningCursor):
            copy.lock_element()
        assert told(one) == before
