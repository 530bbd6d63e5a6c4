"""A machine without a folder for temporary files, or with a full disk."""

import json

from tests.processes import printed_by

CODE = """
import tempfile
tempfile._candidate_tempdir_list = list  # what `gettempdir` tries; without any it raises OSError
import json
from attnviz.ui.compute.cache import tensorflow_loading
loading = tensorflow_loading()
loading.join()
import attnviz
from attnviz.export import FORMATS
trace = attnviz.run(attnviz.Settings(epoch=0))
def tried(made):
    try:
        return len(made.written(trace, None)) > 1000
    except ValueError as error:
        return str(error)
written = {name: tried(made) for name, made in FORMATS.items()}
print(json.dumps([loading.failed, written]))
"""


def test_the_layer_runs_and_what_needs_a_folder_says_so() -> None:
    failed, written = json.loads(printed_by(CODE).splitlines()[-1])
    assert not failed
    assert written == {
        "notebook": True,
        "html": True,
        "code": True,
        "npz": True,
        "keras": "a Keras model is written by way of a file, and no folder for temporary files can "
        "be written to on this machine",
    }
