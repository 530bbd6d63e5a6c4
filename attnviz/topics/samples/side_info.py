"""Side information: what the layer is told of each click beside its id, and what it brings."""

from collections import Counter

import numpy as np

from attnviz.learning.trained import Training
from attnviz.pictures import Block, Panel, Picture, grid
from attnviz.scenario.items import Feature
from attnviz.topics.claim import Claim, Item, Name, Number, Term, claim, joined
from attnviz.topics.slices import Slices
from attnviz.topics.words import listed, number
from attnviz.trace.record import Trace


def side_info_claim(trace: Trace, user: int) -> Claim:
    """Return what the layer is told of a user's clicks and candidate; true for every setting.

    Args:
        trace: The trace; its layer has side information.
        user: Row of the batch, 0-based.
    """
    items, samples = trace.samples.items, trace.samples
    names = [claim(Term(feature.name)) for feature in items.features]
    told = claim(
        Term("Side information", "side information"), ": beside its id, the layer is told "
    )
    told = claim(told, "of each item its ", joined(" and its ", names), ". ")
    history = samples.history[user]
    clicks = history[history != 0]
    if len(clicks):
        counts = [_counted(feature, clicks) for feature in items.features]
        made = " click " if len(clicks) == 1 else " clicks "
        told = claim(told, f"User {user + 1}'s ", Number(len(clicks)), made, joined("; ", counts))
        told = claim(told, ". ")
    else:
        told = claim(told, f"User {user + 1} has no click of which anything could be told. ")
    if trace.self_attention:
        return claim(told, "The candidate is not looked at.")
    asked = int(samples.candidate[user])
    values = [claim(Name(f.value_of(int(f.of_items[asked])))) for f in items.features]
    return claim(told, "The candidate, ", Item(items.title(asked)), ", is ", listed(values), ".")


def _counted(feature: Feature, clicks: np.ndarray) -> Claim:
    """Return how many of some clicks have each value of a feature, the most frequent first."""
    counts = Counter(int(value) for value in feature.of_items[clicks])
    each = [claim(f"{count} ", Name(feature.value_of(v))) for v, count in counts.most_common()]
    return claim("by ", Term(feature.name), ": ", joined(", ", each))


def side_info_figure(trace: Trace, user: int) -> Picture:
    """Return which value of each feature each click of a user has.

    Args:
        trace: The trace; its layer has side information.
        user: Row of the batch, 0-based.

    Returns:
        A line a value, a column a position of the history: 1 where the click has the value, and
        nothing at padding.
    """
    features = trace.samples.items.features
    values = trace["history_info"].value[user].T  # (n, T)
    has = [
        given == np.arange(1, len(feature.values) + 1)[:, None]
        for feature, given in zip(features, values, strict=True)
    ]
    panel = Panel(
        " and ".join(feature.name for feature in features),
        np.concatenate(has).astype(np.float32),
        "key",
        row_labels=tuple(value for feature in features for value in feature.values),
        column_labels=Slices(trace, user).labels,
        at=(0, "column"),
        scale="grey",
    )
    return grid([Block("Each column is a click", (panel,))], wide=1, narrow=1)


def gain_claim(informed: Training, ids_alone: Training, epoch: int) -> Claim:
    """Return the AUC on held-out users with and without side information.

    Args:
        informed: The training with side information.
        ids_alone: The same without.
        epoch: After which epoch both are compared.
    """
    told, untold = informed.epochs[epoch].auc, ids_alone.epochs[epoch].auc
    if not np.isfinite([told, untold]).all():
        return claim()
    return claim(
        "On held-out users the ",
        Term("AUC"),
        " after epoch ",
        Number(epoch),
        " is ",
        number(told, 3),
        " with ",
        Term("side information"),
        ", and ",
        number(untold, 3),
        " without.",
    )


def gain_rows(informed: Training, ids_alone: Training) -> list[dict[str, str]]:
    """Return the AUC after each epoch that both have, with side information and without."""
    return [
        {
            "epoch": str(told.epoch),
            "AUC with side information": number(told.auc, 3),
            "AUC without": number(untold.auc, 3),
        }
        for told, untold in zip(informed.epochs, ids_alone.epochs, strict=False)
    ]
