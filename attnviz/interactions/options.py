"""The options of the command line that say how files of clicks and of items are read."""

import argparse

from attnviz.interactions.asked import FORMATS, NONE, SEPARATORS, Asked
from attnviz.interactions.files.limits import Unreadable
from attnviz.interactions.layouts import ITEM_ROLES, ROLES

_WORDS = {"\\t": "\t", "bar": "|", "\\x01": "\x01", "double colon": "::", "ctrl-a": "\x01"}


def add_options(parser: argparse._ActionsContainer) -> None:
    """Add the options that say how a file of clicks, and with --items- one of items, is read."""
    for before, roles in (("", ROLES), ("items-", ITEM_ROLES)):
        of = "file of items" if before else "file of clicks"
        for role in roles:
            parser.add_argument(
                f"--{before}{role}-column",
                metavar="COLUMN",
                help=f"The {of}: which column is the {role}; a header's name, a number from 1, "
                f"or {NONE}.",
            )
        parser.add_argument(
            f"--{before}separator",
            metavar="SEPARATOR",
            type=_separator,
            help=f"The {of}: what stands between two cells; {', '.join(SEPARATORS.values())}.",
        )
        parser.add_argument(
            f"--{before}header",
            action=argparse.BooleanOptionalAction,
            help=f"The {of}: whether the first row names the columns.",
        )
    parser.add_argument(
        "--time-format",
        metavar="FORMAT",
        default="",
        help=f"How times are read: {', '.join(FORMATS)}, or a pattern such as %%d.%%m.%%Y %%H:%%M.",
    )


def asked_in(options: argparse.Namespace, *, of_items: bool = False) -> Asked:
    """Return what the options say about one of the files."""
    before, roles = ("items_", ITEM_ROLES) if of_items else ("", ROLES)
    columns = {role: getattr(options, f"{before}{role}_column", None) for role in roles}
    return Asked(
        getattr(options, f"{before}separator", None),
        getattr(options, f"{before}header", None),
        tuple((role, column) for role, column in columns.items() if column is not None),
        "" if of_items else getattr(options, "time_format", ""),
    )


def flags_for(error: Unreadable) -> str:
    """Return in a sentence which options may mend what is wrong with a file; "" for none."""
    before = "items-" if error.of_items else ""
    flags = [
        "--time-format FORMAT" if about == "time_format" else f"--{before}{about}-column COLUMN"
        for about in error.about
    ]
    return f" To say how it is read: {', '.join(flags)}." if flags else ""


def _separator(said: str) -> str:
    known = {one: one for one in SEPARATORS} | _WORDS
    known |= {name: one for one, name in SEPARATORS.items()}
    if said not in known:
        raise argparse.ArgumentTypeError(
            f"{said!r} is not known; allowed are {', '.join(SEPARATORS.values())}, or the marks "
            "themselves"
        )
    return known[said]
