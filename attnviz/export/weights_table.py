"""Weights as tables for a notebook: numbers on their colours, with the titles of both sides."""

import html

from attnviz.pictures import Panel
from attnviz.pictures.palette import (
    DARK,
    SCALE_STOPS,
    nearest_stop,
    number_colour,
    scale_positions,
)
from attnviz.topics.heads.weights import weights_claim
from attnviz.topics.pens import in_html
from attnviz.topics.slices import Slices
from attnviz.trace.record import Walk

# Of more, a table says less than a figure.
_MOST_HEADS, _MOST_ROWS, _MOST_COLUMNS = 4, 20, 12

_COLOURS = "\n".join(
    f".attnviz td.{scale}-{stop} {{ background: var(--{scale}-{stop}); "
    f"color: light-dark({(light := number_colour(scale, place))}, {DARK[light]}); }}"
    for scale in ("weights", "signed")
    for stop, place in enumerate(SCALE_STOPS[scale])
)
WEIGHTS_STYLE = f"""
{_COLOURS}
.attnviz table.weights {{ margin: 0 0 10px; }}
.attnviz table.weights th, .attnviz table.weights td {{ padding: 3px 7px; border: 0;
  text-align: right; font-weight: 400; vertical-align: bottom; }}
.attnviz table.weights tbody th {{ max-width: 220px; }}
.attnviz table.weights thead th {{ max-width: 90px; overflow-wrap: anywhere; color: var(--soft); }}
.attnviz table.weights .masked {{ background: var(--hatch); }}
.attnviz table.weights caption {{ caption-side: top; text-align: left; padding: 4px 0; }}
"""


def weights_tables(walk: Walk, user: int) -> str:
    """Return a user's weights as HTML: a table a head, or of one query a column a head."""
    weights = walk["weights"]
    heads = weights.shape[1] if walk.by_query and "h" in weights.axes else 1
    shown = min(heads, _MOST_HEADS)
    tables = [_table(walk, user, head, heads) for head in range(shown)]
    rest = f"<p><small>Heads 1 to {shown} of {heads}.</small></p>" if shown < heads else ""
    return "\n".join(tables) + rest


def _table(walk: Walk, user: int, head: int, heads: int) -> str:
    panel = Slices(walk, user, head).panel("weights", hatched=True)
    rows, columns = min(panel.rows, _MOST_ROWS), min(panel.columns, _MOST_COLUMNS)
    said = ""
    if heads > 1:
        said = f"Head {head + 1}. {in_html(weights_claim(walk, user, head))}"
    if (rows, columns) != (panel.rows, panel.columns):
        said += f" The first {rows} by {columns} of {panel.rows} by {panel.columns}."
    caption = f"<caption>{said.strip()}</caption>" if said else ""
    names = panel.column_labels[:columns]
    top = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in names)
    head_row = f"<thead><tr><td></td>{top}</tr></thead>" if names else ""
    texts = panel.texts(*panel.forms[0])
    lines = "\n".join(
        f'<tr><th scope="row">{html.escape(panel.row_labels[row])}</th>'
        + "".join(
            _cell(panel, row, column, texts[row * panel.columns + column])
            for column in range(columns)
        )
        + "</tr>"
        for row in range(rows)
    )
    return f'<table class="weights">{caption}{head_row}<tbody>\n{lines}\n</tbody></table>'


def _cell(panel: Panel, row: int, column: int, text: str) -> str:
    if panel.occurs("masked")[row, column]:
        return '<td class="masked"></td>'
    place = float(scale_positions(panel.values[row, column], panel.bounds))
    if place != place:  # not a number
        return f"<td>{text}</td>"
    return f'<td class="{panel.scale}-{int(nearest_stop(panel.scale, place))}">{text}</td>'
