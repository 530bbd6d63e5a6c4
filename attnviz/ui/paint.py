"""The order of a run: the picture that the learner looks at first, all else behind it."""

import time

# A browser that gets everything at once draws everything before it paints anything.
_SECONDS = 0.03


def paint() -> None:
    """Give the browser time to paint what the page has sent so far."""
    time.sleep(_SECONDS)
