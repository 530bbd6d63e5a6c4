"""Whether the server of this machine is well: python -m attnviz.ui.compute.health [PORT].

For a container. Ends with 0 if the body of its health page says so, else with 1.
"""

import sys
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener


def is_well(port: int) -> bool:
    """Return whether a server on this machine answers that it is well."""
    opener = build_opener(ProxyHandler({}))  # a proxy would not reach this machine's own ports
    try:
        with opener.open(f"http://127.0.0.1:{port}/_stcore/health", timeout=4) as answer:
            return bool(answer.read().strip() == b"ok")
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    raise SystemExit(not is_well(int(sys.argv[1]) if len(sys.argv) > 1 else 8501))
