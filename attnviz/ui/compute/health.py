"""Whether the server of this machine is well: python -m attnviz.ui.compute.health [ready] [PORT].

For a container. Ends with 0 if the body of its health page says so, else with 1; with "ready" if it
can draw a picture at once.
"""

import os
import sys
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

# The address below the base path, and the body there, by what is asked.
_PAGES = {"well": ("_stcore/health", b"ok"), "ready": ("ready", b"ready")}


def is_well(port: int, asked: str = "well") -> bool:
    """Return whether a server on this machine answers that it is well, or "ready"."""
    opener = build_opener(ProxyHandler({}))  # a proxy would not reach this machine's own ports
    base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    page, body = _PAGES[asked]
    path = "/".join(part for part in (base, page) if part)
    try:
        with opener.open(f"http://127.0.0.1:{port}/{path}", timeout=4) as answer:
            return bool(answer.read().strip() == body)
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    asked = "ready" if "ready" in sys.argv else "well"
    ports = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    raise SystemExit(not is_well(ports[0] if ports else 8501, asked))
