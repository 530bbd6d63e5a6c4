"""The commands: what each is for, its flags, and an example."""

import argparse
from collections.abc import Callable
from pathlib import Path

import attnviz
from attnviz.export import FORMATS
from attnviz.export.lessons import LESSON_FORMATS
from attnviz.export.lessons.paper import LARGEST_VARIANT
from attnviz.interactions.options import add_options
from attnviz.trace.cell import OVER_HEADS
from attnviz.ui.command_line import commands
from attnviz.ui.command_line.app import app
from attnviz.ui.command_line.flags import SHOWN, TRAINED, WALKED, add_settings
from attnviz.ui.command_line.reader import Parser

EXAMPLES = {
    "app": "attnviz app --port 8600",
    "article": "attnviz article",
    "clicks": "attnviz clicks ratings.csv --items films.csv",
    "trace": "attnviz trace --mode multi_head --num-heads 4",
    "explain": "attnviz explain weights 0 0 2",
    "train": "attnviz train --recipe din --epochs 3 --out weights.npz",
    "export": "attnviz export html --out walk.html --mode multi_head",
    "lesson": "attnviz lesson gift padding --variant 3 --out padding.gift.txt",
}
"""A line for each command, which runs as it stands."""


def parser_of_commands() -> Parser:
    """Return the parser of all commands; what it reads holds its `command` and `parser`."""
    parser = Parser(
        prog="attnviz",
        description="See what attention does in a recommender.",
        epilog="attnviz COMMAND --help tells the flags of a command, with an example.",
    )
    version = f"attnviz {attnviz.__version__}"
    parser.add_argument("--version", action="version", version=version)
    # Its commands say themselves what they are called.
    added = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], None], meaning: str, usage: str = ""
    ) -> Parser:
        one: Parser = added.add_parser(
            name,
            help=meaning,
            description=meaning,
            usage=f"attnviz {name} {usage}[OPTIONS]",
            epilog=f"example:\n  {EXAMPLES[name]}",
        )
        one.set_defaults(command=run, parser=one)
        return one

    _add_app(command("app", app, "Open the app in a browser, and serve it until Ctrl-C."))
    _add_json(command("article", commands.article, "Replay the article's test in both modes."))
    _add_clicks(
        command("clicks", commands.clicks, "Say how a file of your own clicks is read.", "FILE ")
    )
    _add_trace(
        command(
            "trace", commands.trace, "Print every step of the walk: name, axes, shape, formula."
        )
    )
    _add_explain(
        command(
            "explain",
            commands.explain,
            "Print the arithmetic that made one number.",
            "STEP INDEX ... ",
        )
    )
    _add_train(command("train", commands.train, "Train the click model and print its epochs."))
    _add_export(
        command(
            "export",
            commands.export,
            "Write a view to a file that others can open.",
            "FORMAT --out FILE ",
        )
    )
    _add_lesson(
        command(
            "lesson",
            commands.lesson,
            "Write a lesson's questions and answers to a file.",
            "FORMAT LESSON --out FILE ",
        )
    )
    return parser


def _add_app(parser: Parser) -> None:
    parser.add_argument(
        "--port", metavar="N", type=int, help="Where it is served. Default: 8501, or the next free."
    )
    parser.add_argument(
        "--address",
        metavar="HOST",
        default="localhost",
        help="Who may ask for it: 0.0.0.0 for other machines too. Default: localhost.",
    )
    parser.add_argument(
        "--browser",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="Whether a browser is opened. Default: true.",
    )


def _add_clicks(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="The file: a row for each click.")
    parser.add_argument("--items", metavar="FILE", dest="items_file", help="A file of its items.")
    _add_json(parser)
    add_options(parser.add_argument_group("how the files are read; what is not said is guessed"))


def _add_trace(parser: Parser) -> None:
    _add_json(parser)
    parser.add_argument("--values", action="store_true", help="With --json: print values too.")
    _add_files(parser, weights=True)
    add_settings(parser, WALKED)
    _add_reading(parser)


def _add_explain(parser: Parser) -> None:
    parser.add_argument("of", metavar="STEP", help="A step of the walk, such as weights.")
    parser.add_argument(
        "index",
        metavar="INDEX",
        type=_place,
        nargs="+",
        help="Its place: a number an axis, from 0; for the head also mean or max.",
    )
    _add_json(parser)
    parser.add_argument("--all", action="store_true", help="Print all terms, not just 8.")
    _add_files(parser, weights=True)
    add_settings(parser, WALKED)
    _add_reading(parser)


def _add_train(parser: Parser) -> None:
    _add_json(parser)
    out = "Write the weights: an npz; - for stdout, with the table on stderr."
    parser.add_argument("--out", metavar="FILE", type=Path, help=out)
    parser.add_argument(
        "--ship", action="store_true", help="Train and write what comes with the package."
    )
    _add_files(parser, weights=False)
    add_settings(parser, TRAINED)
    _add_reading(parser)


def _add_export(parser: Parser) -> None:
    parser.add_argument(
        "format",
        choices=FORMATS,
        metavar="FORMAT",
        help=" ".join(f"{name}: {made.meaning}" for name, made in FORMATS.items()),
    )
    out = "The file; - for stdout."
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help=out)
    _add_files(parser, weights=True)
    add_settings(parser, SHOWN)
    _add_reading(parser)


def _add_lesson(parser: Parser) -> None:
    parser.add_argument(
        "format",
        choices=LESSON_FORMATS,
        metavar="FORMAT",
        help=" ".join(f"{name}: {made.meaning}" for name, made in LESSON_FORMATS.items()),
    )
    parser.add_argument(
        "of", metavar="LESSON", help="A lesson that comes along, by its name; a link; or a file."
    )
    out = "The file; - for stdout."
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help=out)
    parser.add_argument(
        "--variant",
        metavar="NUMBER",
        type=_variant,
        default=0,
        help="Other users and another order of answers, the same for the same number; 0 for the "
        "lesson's own. Default: 0.",
    )


def _variant(text: str) -> int:
    if not text.isdecimal() or int(text) > LARGEST_VARIANT:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not allowed; allowed is a whole number, 0 to {LARGEST_VARIANT}"
        )
    return int(text)


def _add_json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="Print one JSON object.")


def _add_files(parser: Parser, *, weights: bool) -> None:
    group = parser.add_argument_group("files")
    group.add_argument(
        "--data",
        metavar="FILE",
        help="A file of your own clicks: user, item, time. Then --items is a file of the "
        "items' titles and categories, and --vocabulary-size the most rows of the table.",
    )
    if weights:
        group.add_argument("--weights", metavar="FILE", type=Path, help="What train --out wrote.")


def _add_reading(parser: Parser) -> None:
    add_options(parser.add_argument_group("how the file of --data is read"))


def _place(text: str) -> int | str:
    """Return an entry of an index as it is meant."""
    if text in OVER_HEADS:
        return text
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(
            f"{text!r} is not allowed; allowed is a whole number from 0, or {', '.join(OVER_HEADS)}"
        )
    return int(text)
