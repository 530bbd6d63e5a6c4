"""What a browser says that a page's widgets show, before anybody has touched them."""

from collections.abc import Callable
from typing import Any

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState


def state_of(element: Element) -> WidgetState | None:
    """Return the state that a browser has of a new widget; None for all that has no state yet."""
    kind = element.WhichOneof("type")
    fill = _FILL.get(kind or "")
    if kind is None or fill is None:
        return None
    widget = getattr(element, kind)
    state = WidgetState(id=widget.id)
    fill(widget, state)
    return state


def shows_anew(element: Element) -> bool:
    """Return whether the server says what a widget is to show, whatever it showed."""
    kind = element.WhichOneof("type")
    return kind in _FILL and bool(getattr(element, kind).set_value)


def _slider(widget: Any, state: WidgetState) -> None:
    places = widget.value if widget.set_value else widget.default
    if widget.options:
        state.string_array_value.data.extend(widget.options[int(place)] for place in places)
    else:
        state.double_array_value.data.extend(places)


def _selectbox(widget: Any, state: WidgetState) -> None:
    chosen = widget.raw_value if widget.set_value else widget.options[widget.default]
    state.string_value = chosen


def _button_group(widget: Any, state: WidgetState) -> None:
    begun = [widget.options[place].content for place in widget.default]
    state.string_array_value.data.extend(widget.raw_values if widget.set_value else begun)


def _checkbox(widget: Any, state: WidgetState) -> None:
    state.bool_value = widget.value if widget.set_value else widget.default


_FILL: dict[str, Callable[[Any, WidgetState], None]] = {
    "slider": _slider,
    "selectbox": _selectbox,
    "button_group": _button_group,
    "checkbox": _checkbox,
}
