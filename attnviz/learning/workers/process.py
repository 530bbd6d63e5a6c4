"""A worker process: python -m attnviz.learning.workers.process, by the server alone.

Reads from standard input what to train, and writes to standard output how far it is and what came
of it, as pickles. Ends with its input, and so with the server.
"""

import os
import pickle
import sys
from concurrent.futures import CancelledError
from typing import BinaryIO

from attnviz.learning.workers.there import Came, run_there
from attnviz.learning.workers.work import Progress

# Pages come first: a training only has the processor time that they leave.
_NICE = 10


def serve(read: BinaryIO, write: BinaryIO) -> None:
    """Run one work after the other, until there is nothing more to read."""

    def send(message: Progress | Came | None) -> None:
        pickle.dump(message, write, pickle.HIGHEST_PROTOCOL)
        write.flush()

    def tell(progress: Progress | None) -> None:
        send(progress)
        if not pickle.load(read):
            raise CancelledError

    while True:
        try:
            asked = pickle.load(read)
        except EOFError:
            return
        if asked is None:  # whether anybody is here
            send(None)
            continue
        work, arguments = asked
        try:
            came = Came(run_there(work, arguments, tell))
        except (MemoryError, RuntimeError) as error:
            came = Came(error=error)
        del asked, work, arguments  # a learner's clicks stay no longer than their training
        send(came)
        del came


def main() -> None:
    """Serve by the standard streams; what others print there goes to the log."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if sys.platform != "win32":
        os.nice(_NICE)
    write = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, write)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # the server has ended in the middle of a training


if __name__ == "__main__":
    main()
