"""What a view looks at, and what it would look at and its trace does not have."""

from attnviz.scenario.changes import Added, Deleted, Moved, OfClicks
from attnviz.scenario.settings import Settings
from attnviz.trace.cell import Cell, is_side
from attnviz.trace.explain.compared import Compared
from attnviz.trace.record import Trace, step_words


def shown_step(settings: Settings, trace: Trace) -> str:
    """Return the step that a view shows: its own, or weights where its trace has no such step."""
    there = settings.step in trace.steps or settings.step in trace.score_steps
    return settings.step if there else "weights"


def shown_head(settings: Settings, trace: Trace) -> int:
    """Return the head that a view shows, counted from 1; 0 for all, as where its trace has no
    such head.
    """
    weights = trace["weights"]
    heads = weights.shape[1] if weights.axes[1] == "h" else 0
    return settings.head if settings.head <= heads else 0


def missing_targets(settings: Settings, trace: Trace) -> list[str]:
    """Return what of a view is not in its trace, in words: one message each.

    Args:
        settings: The view.
        trace: The trace that is shown for it.
    """
    told = []
    pin = Cell.parse(settings.pin)
    if settings.pin and (pin is None or not (pin.side or pin.fits(trace))):
        number = "pinned number" if pin is None else f"opened number of {step_words(pin.step)}"
        told.append(f"The {number} is not there with these settings, so none is opened.")
    if settings.step and settings.step != shown_step(settings, trace):
        told.append(f"The step {settings.step} is not of this walk; weights is shown.")
    layer = trace.settings.layer
    if layer["mode"] == "multi_head" and settings.head != shown_head(settings, trace):
        told.append(
            f"Head {settings.head} is not there: this layer has {_heads(layer['num_heads'])}."
        )
    told += [_unmade(change, trace) for change in trace.samples.left_out]
    told += dict.fromkeys(
        f"The changed number of {step_words(number.step)} is not there with these settings, so "
        "the change is left out."
        for number in settings.changed_numbers
        if number not in trace.changed
    )
    return told


def _unmade(change: OfClicks, trace: Trace) -> str:
    """Return in words why a change of clicks was not made."""
    user, users = change.user + 1, len(trace.samples.history)
    if user > users:
        return f"A change is of user {user}, who is not there: {_users(users)}."
    match change:
        case Deleted(place=place):
            return f"User {user} has no click at position {place + 1} that could go."
        case Moved(place=place, to=to):
            ends = f"position {place + 1} to position {to + 1}"
            return f"A click goes from {ends} only where both are clicks of user {user}."
        case Added(item=item) if not 0 < item < trace.samples.items.vocabulary_size:
            return f"There is no item {item} that could be added to the clicks of user {user}."
    return f"There is no room for one more click: the history of user {user} is full."


def _users(count: int) -> str:
    return "there is one user" if count == 1 else f"there are {count} users"


def _heads(count: int) -> str:
    return "one head" if count == 1 else f"{count} heads"


def missing_side(text: str, trace: Trace, compared: Compared, by_link: bool) -> str:
    """Return in words that a pin of a side is not of this page; "" where there is nothing to tell.

    A pin is kept from page to page, so what another page compares is told of only where it came
    by link and nothing is opened for it.

    Args:
        text: The view's pin.
        trace: The trace that is shown.
        compared: The walks that the page compares.
        by_link: Whether the pin came by a link to this page.
    """
    pin = Cell.parse(text)
    if pin is None or not pin.side or compared.fits(pin):
        return ""
    opened = pin.plain.fits(trace)
    if not is_side(pin.side):
        number = "the page's own number is meant" if opened else "no number is opened"
        return f"The pinned cell {text} is of a side that no page has; {number}."
    if by_link and not opened:
        return f"The pinned cell {text} is not of what this page compares; no number is opened."
    return ""
