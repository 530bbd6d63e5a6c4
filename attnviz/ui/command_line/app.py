"""The app, opened from wherever attnviz is installed."""

import argparse
import runpy
import sys
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).parents[2]


def script() -> Path:
    """Return the app's script, which has its pages and Streamlit's settings beside it.

    A wheel has them inside the package, and a checkout above it.
    """
    installed = _PACKAGE / "app" / "app.py"
    return installed if installed.is_file() else _PACKAGE.parent / "app.py"


def app(options: argparse.Namespace) -> None:
    """Run the app's server until it is interrupted, and open a browser.

    Raises:
        ValueError: if what the app needs is not installed.
    """
    if find_spec("streamlit") is None:
        raise ValueError("the app needs Streamlit, as by: pip install 'attnviz[app]'")
    flags = [f"--server.address={options.address}"]
    if options.port is not None:  # else the first that is free
        flags.append(f"--server.port={options.port}")
    if not options.browser:
        flags.append("--server.headless=true")
    sys.argv = ["streamlit", "run", str(script()), *flags]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
