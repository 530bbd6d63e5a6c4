"""Server, command line and tests multiply alike: without oneDNN, unless the user asks for it."""

import pytest

from attnviz.learning.onednn import VARIABLE
from tests.processes import printed_by

# Tells what TensorFlow would find in the environment, in place of loading it.
LOADED = f"""
import os, sys
class Loaded:
    def find_spec(self, name, path=None, target=None):
        if name == "tensorflow":
            print(os.environ.get("{VARIABLE}"), flush=True)
            os._exit(0)
sys.meta_path.insert(0, Loaded())
"""
COMMAND = "from attnviz.__main__ import main; main(['trace', '--epoch', '0'])"
SERVER = "from attnviz.ui.compute.cache import tensorflow_loading; tensorflow_loading().join()"
TESTS = "import tests.traces, tensorflow"


@pytest.mark.parametrize("code", [COMMAND, SERVER, TESTS])
def test_all_of_them_load_it_alike(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.delenv(VARIABLE)
    assert printed_by(LOADED + code) == "0"


@pytest.mark.parametrize("code", [COMMAND, SERVER, TESTS])
def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    assert printed_by(LOADED + code) == "1"


def test_a_notebook_that_imports_attnviz_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    assert printed_by(f"{LOADED}import attnviz; attnviz.run(attnviz.Settings(epoch=0))") == "None"
