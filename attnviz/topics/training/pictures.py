"""Training's pictures: curves over the epochs, the heads' weights, and the map of the items."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from attnviz.learning.trained import Epoch, Further
from attnviz.pictures import Block, Panel, Picture, Series, curves, grid
from attnviz.pictures.drawing import FONT
from attnviz.pictures.labels import as_text
from attnviz.pictures.numbers import limit_for
from attnviz.pictures.palette import INK, LINE, PAGE, SOFT, interest_colour
from attnviz.pictures.scene import Bar, Box, Label, Sketch
from attnviz.pictures.words import panel_words
from attnviz.scenario.items import Items
from attnviz.topics.slices import Slices, weights_limit, weights_scale
from attnviz.trace.record import Trace

SIDE = 400
"""Width of the map and of the similarities, pixels."""
NO_INTEREST = "items"
"""What the map's legend calls items that are of no interest."""
_PLOT = SIDE - 20
_CHARACTER, _LINE = 6.0, 14.0


def curve_figures(
    epochs: Sequence[Epoch], further: Sequence[Further], current: int
) -> dict[str, go.Figure]:
    """Return loss, AUC where it is defined, attention mass where interests are known, and
    entropy, by title.

    Args:
        epochs: A training's measures, two epochs or more.
        further: The same epochs' further measures.
        current: The epoch that is marked.
    """
    x = range(len(epochs))

    def line(name: str, values: Sequence[float | None], head: int) -> Series:
        return Series(name, np.array(values, float), head=head)  # None becomes NaN

    loss = [
        line("held out", [epoch.loss for epoch in epochs], 0),
        line("trained on", [one.train_loss for one in further], 1),
    ]
    auc = [line("AUC", [epoch.auc for epoch in epochs], 0)]
    mass = [line("mass", [epoch.mass for epoch in epochs], 3)]
    entropy = [line("entropy", [one.entropy for one in further], 2)]
    whole = (0.0, 1.0)
    figures = {
        "Loss": (loss, None, None),
        "AUC: are clicks told from non-clicks?": (auc, 0.5, whole),
        "Attention mass on the candidate's interest": (mass, epochs[0].chance, whole),
        "Entropy of the weights: 1 is equal, 0 is one click": (entropy, None, whole),
    }
    return {
        title: curves(x, series, current=current, chance=chance, bounds=bounds)
        for title, (series, chance, bounds) in figures.items()
        if (series is not mass or epochs[0].chance is not None)
        and (series is not auc or not all(np.isnan(epoch.auc) for epoch in epochs))
    }


def head_figure(epochs: Sequence[Trace], user: int, current: int) -> Picture:
    """Return each head's weights, clicks x epochs, one block a head; a line follows the epoch.

    Args:
        epochs: Multi-head traces in which the candidate asks, from epoch 0 on.
        user: Row of the batch, 0-based.
        current: The epoch that is marked.
    """
    slices = Slices(epochs[0], user)
    weights = np.stack([trace["weights"].value[user, :, 0] for trace in epochs], axis=-1)
    scale = weights_scale(epochs[0])
    signed = scale == "signed"
    limit = limit_for(weights) if signed else weights_limit(epochs[0], weights)
    columns = tuple(str(epoch) for epoch in range(len(epochs)))
    blocks = [
        Block(
            f"head {n + 1}",
            (
                Panel(
                    "weights",
                    values,
                    "weights",
                    row_labels=slices.labels,
                    column_labels=columns,
                    scale=scale,
                    limit=limit,
                    masked=np.broadcast_to(slices.masked[:, None], values.shape),
                    padding=np.broadcast_to(slices.padding[:, None], values.shape),
                    cursor="epoch",
                ),
            ),
            head=n,
        )
        for n, values in enumerate(weights)
    ]
    return replace(grid(blocks, wide=2 if len(blocks) < 3 else 4, narrow=1), current=current)


def item_vectors(embeddings: np.ndarray, rows: np.ndarray, items: Items) -> np.ndarray:
    """Return what is drawn of a table of every epoch, by interest.

    Args:
        embeddings: The table, (E, V, D).
        rows: The row of each id in it.
        items: What the ids mean.

    Returns:
        Vectors (E, items, D).
    """
    return embeddings[:, rows[items.by_interest()]].astype(np.float64)


def item_places(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the items in two dimensions, the same two for all epochs, and how much they show.

    The two are the directions in which the items of all epochs together spread most (PCA), each
    turned so that its largest part is positive.

    Args:
        vectors: Finite vectors of the items in each epoch, (E, items, D).

    Returns:
        Places (E, items, 2), and the share of the spread that is seen in them, 0 .. 1.
    """
    epochs, items, dim = vectors.shape
    flat = vectors.reshape(-1, dim)
    flat = flat - flat.mean(axis=0)
    _, spread, directions = np.linalg.svd(flat, full_matrices=False)
    first = directions[:2]
    largest = np.abs(first).argmax(axis=1)
    first = first * np.sign(first[np.arange(len(first)), largest])[:, None]
    places = np.zeros((epochs * items, 2))
    places[:, : len(first)] = flat @ first.T
    total = float((spread**2).sum())
    seen = float((spread[:2] ** 2).sum()) / total if total else 1.0
    return places.reshape(epochs, items, 2), seen


def map_figures(
    places: np.ndarray, items: Items, candidate: int, history: np.ndarray
) -> list[go.Figure]:
    """Return the map of the items after each epoch, all on the same axes.

    Args:
        places: As of `item_places`.
        items: What they are.
        candidate: The candidate's id, ringed and named first.
        history: The ids of the user's clicks, named next, (T,).
    """
    limit = 1.12 * float(np.abs(places).max()) or 1.0
    clicks = {int(item) for item in history if item}
    return [_map(points, limit, items, candidate, clicks) for points in places]


def _map(
    points: np.ndarray, limit: float, items: Items, candidate: int, clicks: set[int]
) -> go.Figure:
    ids = items.by_interest()
    traces = []
    for number in dict.fromkeys(items.interest_number(ids).tolist()):
        own = items.interest_number(ids) == number
        shown = ids[own].tolist()
        traces.append(
            go.Scatter(
                x=points[own, 0],
                y=points[own, 1],
                name=as_text(items.interest_of(shown[0]) or NO_INTEREST),
                mode="markers",
                text=[as_text(items.title(item)) for item in shown],
                hovertemplate="%{text}<extra>%{fullData.name}</extra>",
                marker={
                    "color": interest_colour(number),
                    "size": [15 if item == candidate else 10 for item in shown],
                    "line": {
                        "color": [INK if item in clicks | {candidate} else PAGE for item in shown],
                        "width": [2.5 if item == candidate else 1.5 for item in shown],
                    },
                },
            )
        )
    titles = [items.title(int(item)) for item in ids]
    # Stable: the candidate first, then the clicks, then the others.
    order = sorted(range(len(ids)), key=lambda n: (ids[n] != candidate, ids[n] not in clicks))
    places = label_places(points, limit, titles, order)
    traces.append(
        go.Scatter(
            x=[points[n, 0] for n in places],
            y=[points[n, 1] for n in places],
            mode="markers+text",  # unseen markers keep the names clear of the items
            marker={"size": 12, "opacity": 0},
            text=[
                f"<b>{as_text(titles[n])}</b>" if ids[n] == candidate else as_text(titles[n])
                for n in places
            ],
            textposition=list(places.values()),
            textfont={"family": FONT, "size": 11, "color": INK},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    axis = {
        "range": [-limit, limit],
        "showticklabels": False,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "showline": True,
        "mirror": True,
        "linecolor": LINE,
    }
    return go.Figure(
        traces,
        {
            "width": SIDE,
            "height": SIDE + 40,
            "margin": {"l": 10, "r": 10, "t": 10, "b": 50},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {
                "orientation": "h",
                "y": -0.01,
                "yanchor": "top",
                "x": 0,
                "itemclick": False,
                "itemdoubleclick": False,
                "font": {"size": 12, "color": SOFT},
            },
            "meta": {"alt": "Map of the items: related items lie together once they are learned."},
        },
    )


def label_places(
    points: np.ndarray, limit: float, titles: Sequence[str], order: Sequence[int]
) -> dict[int, str]:
    """Return where to write the names that fit without overlap, by row of `points`.

    Args:
        points: Places of the items, (items, 2).
        limit: The map shows -limit .. limit both ways.
        titles: What they are called.
        order: Rows of the items, those to name first in front; the first one is always named.

    Returns:
        Plotly's text positions; an item whose name would lie on another name, or on another item,
        is left out.
    """
    across, down = (np.array([1, -1]) * points / limit + 1).T * _PLOT / 2
    marks = [(x - 4, y - 4, x + 4, y + 4) for x, y in zip(across, down, strict=True)]
    taken: list[tuple[float, float, float, float]] = []
    found: dict[int, str] = {}
    for item in order:
        x, y = across[item], down[item]
        width = _CHARACTER * len(titles[item]) + 4
        boxes = {
            "middle right": (x + 5, y - _LINE / 2),
            "middle left": (x - 5 - width, y - _LINE / 2),
            "top center": (x - width / 2, y - 5 - _LINE),
            "bottom center": (x - width / 2, y + 5),
            # In a corner of the map only one of these is inside.
            "bottom left": (x - 5 - width, y + 5),
            "bottom right": (x + 5, y + 5),
            "top left": (x - 5 - width, y - 5 - _LINE),
            "top right": (x + 5, y - 5 - _LINE),
        }
        for position, (left, top) in boxes.items():
            box = (left, top, left + width, top + _LINE)
            inside = left >= 0 and top >= 0 and box[2] <= _PLOT and box[3] <= _PLOT
            if inside and not any(_overlap(box, other) for other in taken):
                taken += [box] if found else [box, *marks]  # the first is written in any case
                found[item] = position
                break
    return found


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def similarities(vectors: np.ndarray) -> np.ndarray:
    """Return the cosines between items, (items, D) -> (items, items); 0 where one has length 0."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit = vectors / np.where(lengths > 0, lengths, 1.0)
    return unit @ unit.T


def similarity_figures(vectors: np.ndarray, items: Items) -> list[Picture]:
    """Return item x item similarities after each epoch, (E, items, D), ordered by interest."""
    return [_similarity(similarities(one), items) for one in vectors]


def _similarity(values: np.ndarray, items: Items) -> Picture:
    ids = items.by_interest()
    titles = tuple(items.title(int(item)) for item in ids)
    panel = Panel(
        "similarity", values, row_labels=titles, column_labels=titles, scale="signed", limit=1.0
    )
    gutter, top = 64.0, 12.0
    cell = (SIDE - gutter - 4) / len(titles)
    sketch = Sketch()
    sketch.boxes.append(Box(gutter, top, cell, cell))
    numbers = items.interest_number(ids)
    for number, interest in enumerate(items.interest_names):
        start = int((numbers < number).sum() - (numbers < 0).sum()) * cell
        band, colour = int((numbers == number).sum()) * cell, interest_colour(number)
        if not band:
            continue
        sketch.bars.append(Bar(gutter - 7, top + start + 1, 5, band - 2, colour))
        sketch.bars.append(Bar(gutter + start + 1, top - 7, band - 2, 5, colour))
        if band < _LINE - 3:  # names of thin bands would lie on each other
            continue
        middle = top + start + band / 2
        sketch.labels.append(Label(gutter - 12, middle, interest, "right", 12, INK))
    scene = sketch.scene(SIDE, top + SIDE - gutter + 4)
    words = "Similarity of every item with every other: the cosine of their vectors, by interest."
    return Picture([panel], [[0]], scene, scene, words, panel_words(panel))
