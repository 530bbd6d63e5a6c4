"""A walk as a notebook shows it by itself: a table with a small picture of every tensor."""

import html

import numpy as np

from attnviz.export.weights_table import WEIGHTS_STYLE, weights_tables
from attnviz.layer.arithmetic import MAKES_WEIGHTS
from attnviz.pictures import Panel, number_text
from attnviz.pictures.palette import nearest_stop, palette_styles, scale_positions
from attnviz.pictures.panel import rectangles
from attnviz.topics.heads.weights import weights_claim
from attnviz.topics.pens import in_html
from attnviz.topics.slices import Slices
from attnviz.trace import display
from attnviz.trace.given_weights import WeightsWalk
from attnviz.trace.record import Record, Walk, shape_text

# Pixels of a picture, at most; and cells, of which more could not be told apart.
_WIDTH, _HEIGHT, _CELL = 168.0, 60.0, 9.0
_MOST = 64
_MOST_HEADS, _MOST_CELLS = 8, 4_000  # of all heads of a tensor

# Jupyter and the editors tell their own theme by attributes and not by the browser's preference.
_DARK = (
    '[data-jp-theme-light="false"] .attnviz',
    ".vscode-dark .attnviz",
    'html[theme="dark"] .attnviz',
    'html[data-theme="dark"] .attnviz',
)
_STYLE = f"""
.attnviz {{ color-scheme: light; max-width: 880px; font: 13px/1.4 system-ui, sans-serif; }}
{", ".join(_DARK)} {{ color-scheme: dark; }}
.attnviz table {{ border-collapse: collapse; margin: 0; color: inherit; font-size: 13px; }}
.attnviz td {{ padding: 4px 12px 4px 0; border: 0; border-top: 1px solid var(--line);
  background: none; text-align: left; vertical-align: middle; }}
.attnviz p {{ margin: 0 0 6px; }}
.attnviz b {{ color: var(--role, inherit); white-space: nowrap; }}
.attnviz small {{ color: var(--soft); font-size: 12px; }}
.attnviz svg {{ display: block; margin: 0 0 3px; }}
{WEIGHTS_STYLE}"""


STYLE = f"<style>{palette_styles('.attnviz')}{_STYLE}</style>"
"""What all of a notebook's displays look like."""


@display.html.register
def card(walk: Walk) -> str:
    """Return a walk as HTML for a notebook, light and dark, without scripts.

    The pictures are of one user. Where weights are a matrix, those of the weights are of each head,
    and others of the first one. Of weights alone, tables with their titles stand above.
    """
    rows = "\n".join(
        _row(walk, record) for record in (*walk.steps.values(), *walk.score_steps.values())
    )
    tables = weights_tables(walk, walk.user) if isinstance(walk, WeightsWalk) else ""
    return (
        f'<div class="attnviz">{STYLE}\n'
        f"<p><strong>{html.escape(walk.title)}</strong></p>\n"
        f"<p>{in_html(weights_claim(walk, walk.user))}</p>\n{tables}"
        f'<table class="steps">\n{rows}\n</table></div>'
    )


def _row(walk: Walk, record: Record) -> str:
    heads = cells = 1
    if walk.by_query and "h" in record.axes and isinstance(record.arithmetic, MAKES_WEIGHTS):
        heads, cells = record.shape[1], record.shape[2] * record.shape[3]
    shown = min(heads, _MOST_HEADS, max(1, _MOST_CELLS // cells))
    pictures = [
        _picture(Slices(walk, walk.user, head).panel(record.name, hatched=True))
        for head in range(shown)
    ]
    if shown < heads:
        which = f"heads 1 to {shown}" if shown > 1 else "head 1"
        pictures.append(f"<small>{which} of {heads}</small>")
    return (
        f'<tr><td><b data-role="{record.role}">{record.name}</b><br/>'
        f"<small>{shape_text(record)}</small></td><td>{''.join(pictures)}</td>"
        f"<td>{html.escape(record.title)}<br/><small>{html.escape(record.sentence)}</small></td></tr>"
    )


def _picture(panel: Panel) -> str:
    """A panel's cells as SVG, one path a colour of its scale; a single number as it is written."""
    if panel.values.size == 1:
        return number_text(
            float(panel.values[0, 0]), 3 if panel.scale not in ("grey", "plain") else 0
        )
    # A number a click lies down, so that the table's rows stay low.
    colours = _colours(panel).T if panel.columns == 1 else _colours(panel)
    places = colours[:_MOST, :_MOST]
    rows, columns = places.shape
    cell = min(_CELL, _WIDTH / columns, _HEIGHT / rows)
    paths = []
    for colour in np.unique(places[places >= 0]).tolist():
        boxes = rectangles(places == colour)
        path = "".join(f"M{x} {y}h{w}v{h}h-{w}z" for y, x, h, w in boxes)
        paths.append(f'<path d="{path}" style="fill:var(--{panel.scale}-{colour})"/>')
    masked = "".join(f"M{x} {y}h{w}v{h}h-{w}z" for y, x, h, w in rectangles(places < 0))
    if masked:
        paths.append(f'<path d="{masked}" style="fill:var(--hatch)"/>')
    cut = colours.shape != places.shape
    words = f"{panel.name}: {panel.rows} by {panel.columns} numbers"
    return (
        f'<svg role="img" aria-label="{words}" width="{columns * cell:.0f}" '
        f'height="{max(rows * cell, 3):.0f}" viewBox="0 0 {columns} {rows}" '
        f'preserveAspectRatio="none" shape-rendering="crispEdges">{"".join(paths)}'
        f'<rect width="{columns}" height="{rows}" style="fill:none;stroke:var(--line);'
        f'vector-effect:non-scaling-stroke"/></svg>'
        + (f"<small>the first {rows} by {columns}</small>" if cut else "")
    )


def _colours(panel: Panel) -> np.ndarray:
    """Return the stop of its scale that is nearest to each cell; -1 where there is no number."""
    nearest = nearest_stop(panel.scale, scale_positions(panel.shown, panel.bounds))
    return np.where(np.isfinite(panel.shown), nearest, -1)
