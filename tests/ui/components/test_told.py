"""What a component tells is taken for input, also where Streamlit has dropped its state."""

from tests.processes import printed_by

GONE = """
from attnviz.ui.components.shared.told import when_shown, when_told
heard = []
when_shown("gone", heard.append)()
when_told("gone", "step", lambda value: isinstance(value, str), heard.append)()
print(heard)
"""


def test_nothing_is_told_where_the_state_is_gone() -> None:
    assert printed_by(GONE).splitlines()[-1] == "[]"
