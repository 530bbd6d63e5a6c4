"""How a command line is read: what is written otherwise is told what was meant."""

import argparse
import difflib
import re
from collections.abc import Collection, Sequence
from typing import Any, NoReturn

from attnviz.interactions.files.limits import Unreadable
from attnviz.interactions.options import flags_for
from attnviz.scenario.values import InvalidValue

_CHOICES = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)$")


def meant(word: str, known: Collection[str]) -> str:
    """Return "; did you mean ...?" with what is nearest to a word; "" if nothing is near."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def hint(error: ValueError) -> str:
    """Return what to say instead of what was wrong, to put behind it; "" if that is not known."""
    if isinstance(error, Unreadable):
        return flags_for(error)
    if not isinstance(error, InvalidValue) or not isinstance(error.value, str):
        return ""
    return meant(error.value, re.findall(r"[\w/]+", error.allowed.partition("one of ")[2]))


def as_flags(arguments: Sequence[str], switches: Collection[str]) -> list[str]:
    """Return arguments as the parser knows them.

    Args:
        arguments: Flags may have underscores, as settings have in links, and what is true or false
            may have its value behind it.
        switches: Flags of what is true or false, such as "--causal", which has "--no-causal" too.
    """
    waiting, done = list(arguments), list[str]()
    while waiting and waiting[0] != "--":
        one = waiting.pop(0)
        if one.startswith("--"):
            flag, equals, value = one.partition("=")
            one = (flag := flag.replace("_", "-")) + equals + value
            if flag in switches:
                if not equals and waiting and waiting[0].lower() in ("true", "false"):
                    value = waiting.pop(0)
                value = value.lower()
                one = {"false": f"--no-{flag[2:]}", "true": flag, "": flag}.get(value, one)
        done.append(one)
    return done + waiting


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line each, with what was meant; exit code 2."""

    def __init__(self, **options: Any) -> None:
        formatter = argparse.RawDescriptionHelpFormatter
        super().__init__(**options, allow_abbrev=False, formatter_class=formatter)

    def error(self, message: str) -> NoReturn:
        if found := _CHOICES.search(message):
            message += meant(found[1], re.findall(r"[\w-]+", found[2]))
        self.exit(2, f"{self.prog}: {' '.join(message.split())}; see {self.prog} --help\n")

    def unknown(self, arguments: Sequence[str]) -> NoReturn:
        """End for arguments that the command does not have."""
        flag = next((one.partition("=")[0] for one in arguments if one.startswith("--")), "")
        hint = meant(flag, re.findall(r"--[\w-]+", self.format_help())) if flag else ""
        self.error(f"unrecognized arguments: {' '.join(arguments)}{hint}")
