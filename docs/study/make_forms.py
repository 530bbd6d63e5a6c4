"""Writes the forms, their key and the control group's text: `python -m docs.study.make_forms`."""

import os
import sys
from pathlib import Path

from attnviz.learning.onednn import leave_out_onednn

FOLDER = Path(__file__).parent


def main() -> int:
    """Write the files beside this one, and return the exit code."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow greets on stderr otherwise
    leave_out_onednn()
    from docs.study.forms import files  # it loads TensorFlow, which reads that from the environment

    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
