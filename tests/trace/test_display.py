"""A walk shows itself in a notebook, whoever has imported what before."""

import pytest

from tests.processes import printed_by

SHOWN = "trace._repr_html_().count('<tr')"


def test_a_walk_of_the_package_is_drawn() -> None:
    code = "import attnviz\ntrace = attnviz.run(attnviz.Settings(epoch=0))"
    assert (
        int(printed_by(f"{code}\nprint({SHOWN} - len(trace.steps) - len(trace.score_steps))")) == 0
    )


@pytest.mark.parametrize("name", ["run", "from_keras", "from_torch", "from_weights", "Trace"])
def test_each_way_to_a_walk_registers_its_card(name: str) -> None:
    code = f"import attnviz\nattnviz.{name}\nfrom attnviz.trace.display import html"
    found = "html.dispatch(attnviz.Trace).__name__"
    assert printed_by(f"{code}\nprint({found})") == "card"


def test_a_walk_that_nobody_draws_is_written() -> None:
    code = "from attnviz.trace.display import html\nprint(html(['<b>']))"
    assert printed_by(code) == "<pre>[&#x27;&lt;b&gt;&#x27;]</pre>"
