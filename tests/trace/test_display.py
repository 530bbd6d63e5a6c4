"""A walk shows itself in a notebook, whoever has imported what before."""

from tests.processes import printed_by

SHOWN = "trace._repr_html_().count('<tr')"


def test_a_walk_of_the_package_is_drawn() -> None:
    code = "import attnviz\ntrace = attnviz.run(attnviz.Settings(epoch=0))"
    assert (
        int(printed_by(f"{code}\nprint({SHOWN} - len(trace.steps) - len(trace.score_steps))")) == 0
    )


WAYS = ["run", "from_keras", "from_torch", "from_weights", "Trace"]
# A process for each, of one that has loaded Keras and nothing of attnviz.
EACH_WAY = f"""
import os, sys
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
for name in {WAYS}:
    assert not [module for module in sys.modules if module.startswith("attnviz")]
    process = os.fork()
    if process == 0:
        import attnviz
        getattr(attnviz, name)
        from attnviz.trace.display import html
        print(name, html.dispatch(attnviz.Trace).__name__, flush=True)
        os._exit(0)
    os.waitpid(process, 0)
"""


def test_each_way_to_a_walk_registers_its_card() -> None:
    assert printed_by(EACH_WAY).splitlines() == [f"{name} card" for name in WAYS]


def test_a_walk_that_nobody_draws_is_written() -> None:
    code = "from attnviz.trace.display import html\nprint(html(['<b>']))"
    assert printed_by(code) == "<pre>[&#x27;&lt;b&gt;&#x27;]</pre>"
