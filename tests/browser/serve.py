"""`streamlit run` with a window into its process: python serve.py PORT [--hold] run app.py ...

GET /facts on PORT tells what the process has loaded, GET /runs by which lines runs of pages stand.
With --hold the import of TensorFlow waits until GET /release.
"""

import gc
import json
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from streamlit import config
from streamlit.web import cli

from attnviz.ui.platform import bytes_of_uploads

released = threading.Event()
STACK_LINES = 16
PACKAGE = str(Path(__file__).resolve().parents[2] / "attnviz")


class HoldTensorFlow(MetaPathFinder):
    """Lets the import of TensorFlow wait, and no other: not while it is looked for, with the lock
    of all imports, but before its code is run.
    """

    def __init__(self) -> None:
        self.looked_for = False

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != "tensorflow" or self.looked_for:
            return None
        self.looked_for = True
        spec = find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        run = spec.loader.exec_module

        def held(module: ModuleType) -> None:
            released.wait()
            run(module)

        spec.loader.exec_module = held  # type: ignore[method-assign]  # of this one loader
        return spec


class Window(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/release":
            released.set()
        if self.path == "/runs":
            self.answer(runs())
            return
        facts = {
            "tensorflow": "tensorflow.python" in sys.modules,
            "frozen_objects": gc.get_freeze_count(),
            "post_script_gc": config.get_option("runner.postScriptGC"),
            "fast_reruns": config.get_option("runner.fastReruns"),
            "file_watcher": config.get_option("server.fileWatcherType"),
            "uploads": bytes_of_uploads(),
        }
        self.answer(json.dumps(facts))

    def answer(self, text: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments: object) -> None:
        """Keep the server's log free of these requests."""


def runs() -> str:
    """Tell by which lines each thread stands that is at something of attnviz."""
    frames = sys._current_frames()
    told = [
        "".join([f"{thread.name}\n", *traceback.format_stack(frames[thread.ident])[-STACK_LINES:]])
        for thread in threading.enumerate()
        if thread.ident in frames and thread is not threading.current_thread()
    ]
    return "\n".join(text for text in told if PACKAGE in text)


def main() -> None:
    # The command `streamlit` has neither this folder nor the working directory on its path.
    sys.path.pop(0)
    port = int(sys.argv.pop(1))
    if sys.argv[1] == "--hold":
        sys.argv.pop(1)
        sys.meta_path.insert(0, HoldTensorFlow())
    window = ThreadingHTTPServer(("127.0.0.1", port), Window)
    threading.Thread(target=window.serve_forever, daemon=True).start()
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
