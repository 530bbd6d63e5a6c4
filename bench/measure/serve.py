"""`streamlit run` with a stopwatch in its process: python serve.py PORT run app.py ...

GET /times on PORT returns the seconds spent since the last time in layer, figure and script, and
lets go of the kept traces, so that the next run of a page runs the layer again.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from functools import wraps
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web import cli

FIGURES = ("attnviz.topics", "attnviz.pictures.payload", "attnviz.pictures")
spent = dict.fromkeys(("layer", "figure", "script"), 0.0)
inside: set[str] = set()


def timed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, its outermost calls added to a part's time."""

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        if part in inside:
            return function(*arguments, **named)
        inside.add(part)
        start = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[part] += time.perf_counter() - start
            inside.discard(part)

    return call


def watch_parts() -> None:
    """Time the layer's runs, all that makes figures and payloads, and whole scripts."""
    from attnviz.trace import run

    run.run = timed("layer", run.run)
    for name in FIGURES:
        package = import_module(name)
        paths = getattr(package, "__path__", None)
        parts = (found.name for found in walk_packages(paths or (), f"{name}."))
        modules = [import_module(part) for part in parts if not part.endswith(".claims")]
        for module in [*modules, package]:
            for called, function in vars(module).items():
                own = getattr(function, "__module__", "").startswith(name)
                if own and callable(function) and not isinstance(function, type):
                    setattr(module, called, timed("figure", function))
    script = timed("script", ScriptRunner._run_script)
    ScriptRunner._run_script = script  # type: ignore[method-assign]  # to time it


class Window(BaseHTTPRequestHandler):
    """Answers with the times."""

    def do_GET(self) -> None:
        from attnviz.ui.compute.cache import _shared

        # What pictures are sent, once a page has loaded what sends it.
        frames = sys.modules.get("attnviz.ui.components.frames")
        for shelf in (_shared, *([frames._shelf] if frames else [])):
            for key in shelf:
                shelf.drop(key)
        body = json.dumps(spent).encode()
        spent.update(dict.fromkeys(spent, 0.0))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Keep the server's log free of these requests."""


def main() -> None:
    """Start the window and the server."""
    port = int(sys.argv.pop(1))
    watch_parts()
    window = ThreadingHTTPServer(("127.0.0.1", port), Window)
    threading.Thread(target=window.serve_forever, daemon=True).start()
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
