"""A link: the settings that define a view as the query of an address, with the links' version."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from attnviz.scenario.settings import KINDS, Settings

# Raised when a setting, or a default, comes to mean something else. A link without a version is of
# version 1.
VERSION = 1
VERSION_NAME = "v"
# The parameters by which Streamlit itself is told how to embed an app.
_STREAMLIT = ("embed", "embed_options")
_MOST_TOLD = 5


def link_of(address: str, settings: Settings, beside: Mapping[str, str] | None = None) -> str:
    """Return the whole link of a view: what differs from the defaults, and the version.

    Args:
        address: The page's own address, without a query.
        settings: The view.
        beside: What else it says, by name, such as the other side of a comparison.
    """
    said = settings.to_query() | dict(beside or {}) | {VERSION_NAME: str(VERSION)}
    return f"{address}?{urlencode(said)}"


def oddities(query: Mapping[str, list[str]], known: Iterable[str] = ()) -> list[str]:
    """Return what a link holds that is not read, or not as it was meant, in words.

    Args:
        query: The values of the link by name, all of them where a name is repeated.
        known: Names that are read beside the settings and the version.
    """
    names = {*KINDS, *known, VERSION_NAME}
    unknown = [_begin(name) for name in query if name not in {*names, *_STREAMLIT}]
    told = [
        f"{name} is in the link more than once; the last one is used."
        for name, texts in query.items()
        if name in names and len(texts) > 1
    ]
    if unknown:
        listed = ", ".join(unknown[:_MOST_TOLD])
        more = f" and {len(unknown) - _MOST_TOLD} more" if len(unknown) > _MOST_TOLD else ""
        told.append(f"In the link and not a setting, so ignored: {listed}{more}.")
    return told + _version(query.get(VERSION_NAME, [str(VERSION)])[-1])


def _version(text: str) -> list[str]:
    version = int(text) if text.isdecimal() and len(text) < 9 else 0
    if version < 1:
        return [f"The link's version, {_begin(text)}, is none; it is ignored."]
    if version > VERSION:
        return [
            f"The link was made by a newer attnviz (version {version}, here {VERSION}): "
            "what it shows may differ here."
        ]
    return []


def _begin(text: str) -> str:
    """Return a text of a link as it may be told: its beginning, in quotes."""
    return f"“{text if len(text) <= 40 else f'{text[:40]}…'}”"
