"""Each name of the package has an example, and the example does what it says."""

import doctest
import io
from importlib import import_module

import pytest

import attnviz
from tests.processes import printed_by
from tests.trace.torch.stand_in import install


@pytest.mark.parametrize("name", attnviz.__all__)
def test_the_example_of_a_name_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "from_torch":
        install(monkeypatch)
    (example,) = doctest.DocTestFinder(recurse=False).find(getattr(attnviz, name), name, globs={})
    assert len(example.examples) > 1
    told = io.StringIO()
    doctest.DocTestRunner().run(example, out=told.write)
    assert not told.getvalue()


@pytest.mark.parametrize("first", ["", "import attnviz.trace.explain.compared"])
def test_explain_is_the_function_whoever_has_imported_its_folder(first: str) -> None:
    code = f"{first}\nimport attnviz\nfrom attnviz import explain\nprint(explain.__qualname__)"
    assert printed_by(f"{code}\nprint(attnviz.explain is explain)") == "explain\nTrue"


@pytest.mark.parametrize(
    ("home", "name"),
    [("attnviz.trace.explain", "explain"), ("attnviz.topics.walk", "step_figure")],
)
def test_the_paths_of_before_lead_to_the_same(home: str, name: str) -> None:
    assert getattr(attnviz, name) is getattr(import_module(home), name)
