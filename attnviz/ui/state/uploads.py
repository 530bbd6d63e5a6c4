"""The sessions whose pages have asked for a file: others may send none."""

from attnviz.ui import platform

_asking: set[str] = set()


def ask_for_files() -> None:
    """Let this session send files from now on."""
    _asking.add(platform.session())
    for name in list(_asking):
        if not platform.is_connected(name):
            _asking.discard(name)  # it asks again when it is back


def may_send_files(session: str) -> bool:
    """Return whether a session's page has asked for a file."""
    return session in _asking and platform.is_connected(session)
