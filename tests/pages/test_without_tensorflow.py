"""A server that cannot load TensorFlow: what needs none of it works, and the rest says so."""

import json

import pytest

from attnviz.ui.state.pages import PAGES
from tests.processes import printed_by

# In a process of its own, where TensorFlow can be made impossible to import.
CODE = """
import json
import sys
import threading
sys.modules["tensorflow"] = None
threading.excepthook = lambda failed: None
from attnviz.lessons import SHIPPED
from streamlit.testing.v1 import AppTest
from tests.pages.opening import opened, whole, words
from tests.processes import ROOT
from attnviz.ui.state import keys
from attnviz.ui.state.pages import PAGES
told = {}
def note(name, app):
    told[name] = words(app), [error.value for error in app.error], len(app.sidebar.markdown)
def tell(name, page, **link):
    note(name, opened(page, **link))
for name, page in PAGES.items():
    if name != "overview":
        tell(name, name)
overview = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
overview.session_state[keys.ARTICLE_TEST] = True
note("overview", whole(overview.run()))
tell("a lesson", "walk", lesson=next(iter(SHIPPED)), at="1")
tell("a question", "masks", lesson="padding", at="2")
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[str, list[str], int]]:
    """Return what each page says, its errors, and more."""
    found: dict[str, tuple[str, list[str], int]] = json.loads(printed_by(CODE).splitlines()[-1])
    return found


WORKING = {"lessons", "data", "teach"}


def test_every_page_says_what_is_missing_once(
    told: dict[str, tuple[str, list[str], int]],
) -> None:
    lacking = {name: errors for name, (_, errors, _) in told.items() if name not in WORKING}
    assert set(lacking) == {*PAGES, "a lesson", "a question"} - WORKING
    for name, errors in lacking.items():
        (said,) = errors
        assert said.startswith("This server could not load TensorFlow"), name


def test_what_needs_no_tensorflow_works(told: dict[str, tuple[str, list[str], int]]) -> None:
    assert {name: told[name][1] for name in WORKING} == {name: [] for name in WORKING}
    assert "Open a file" in told["data"][0]
