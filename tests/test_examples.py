"""Each name of the package has an example, and the example does what it says."""

import doctest
import io
import re
from importlib import import_module

import pytest

import attnviz
from tests.processes import ROOT, printed_by
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


def test_what_the_readme_does_in_a_notebook_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    shown = [block for block in blocks if re.search(r"attnviz\.from_", block)]
    assert len(shown) == 2
    for block in shown:
        done = printed_by(block)
        told = re.findall(r"print\(.*  # (.*)", block)
        assert done.splitlines() == told


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
