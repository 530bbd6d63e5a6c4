"""The command line: `attnviz COMMAND [OPTIONS]`, or `python -m attnviz`.

Results go to stdout, progress and messages to stderr. What is wrong is one line, and exit code 2.
"""

import os
import signal
import sys

from attnviz.learning.no_folder import do_without_temporary_folder
from attnviz.learning.onednn import leave_out_onednn
from attnviz.ui.command_line.flags import SWITCHES
from attnviz.ui.command_line.parser import parser_of_commands
from attnviz.ui.command_line.reader import as_flags, hint

# TensorFlow greets on stderr otherwise.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
leave_out_onednn()
do_without_temporary_folder()
# The process is the command's own, whatever else Keras runs on here.
os.environ["KERAS_BACKEND"] = "tensorflow"


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit code.

    One whose reader goes away, as `head` does, or that is interrupted ends without a word.
    """
    try:
        try:
            return _run(sys.argv[1:] if arguments is None else arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, and would then complain.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(arguments: list[str]) -> int:
    options, unknown = parser_of_commands().parse_known_args(as_flags(arguments, SWITCHES))
    if unknown:
        options.parser.unknown(unknown)
    try:
        options.command(options)
    except ValueError as error:
        print(f"attnviz: {error}{hint(error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
