"""An explanation as a notebook shows it by itself: the formula, and the table of its operands."""

import html
import re

from attnviz.export.card import STYLE
from attnviz.pictures.palette import LATEX
from attnviz.topics.pens import mathml
from attnviz.trace import display
from attnviz.trace.explain.explanation import Explanation, Strip

# Of more terms the formula and the table have the first, and the one that is spoken of.
_MOST = 24
# Formulas have colours that both themes share; a notebook knows its theme.
_ROLE_OF = {colour.lower(): role for role, colour in LATEX.items()}

_STYLE = """<style>
.attnviz table.operands th, .attnviz table.operands td { padding: 2px 10px 2px 0; border: 0;
  text-align: right; font-weight: 400; }
.attnviz table.operands th[scope="row"] { color: var(--role, inherit); text-align: left; }
.attnviz table.operands .own { font-weight: 700; }
.attnviz math { font-size: 15px; margin: 6px 0; text-align: left; }
</style>"""


@display.html.register
def explanation_card(about: Explanation) -> str:
    """Return an explanation as HTML for a notebook, light and dark, without scripts."""
    parts = (
        f"<p><strong>{html.escape(about.title)}</strong></p>",
        f"<p>{html.escape(about.sentence)}</p>",
        _formula(about.latex(8)),
        _table(about),
        f"<p><small>{html.escape(about.note)}</small></p>" if about.note else "",
        f"<p><small>The {about.whose}'s number is {about.value:.9g}; recomputed in float64 it is "
        f"{about.recomputed:.9g}.</small></p>",
    )
    said = "\n".join(part for part in parts if part)
    return f'<div class="attnviz">{STYLE}{_STYLE}\n{said}</div>'


def _formula(latex: str) -> str:
    """Return a formula as MathML, in the roles' colours of the notebook's theme."""
    return re.sub(
        r'mathcolor="(#[0-9a-fA-F]{6})"',
        lambda found: f'style="color:var(--{_ROLE_OF[found[1].lower()]})"',
        mathml(latex, block=True),
    )


def _table(about: Explanation) -> str:
    """Return the strips: a row each, a column a term, and the sums where there are any."""
    if not about.strips:
        return ""
    places = list(range(len(about.columns)))[:_MOST]
    if about.focus is not None and about.focus not in places:
        places[-1] = about.focus
    more = len(about.columns) - len(places)
    summed = any(strip.sum for strip in about.strips)
    names = "".join(
        f'<th scope="col"{_own(about, place)}>{html.escape(about.columns[place])}</th>'
        for place in places
    )
    ends = (f"<th>{more} more</th>" if more else "") + ("<th>Σ</th>" if summed else "")
    rows = "\n".join(_row(about, strip, places, more > 0, summed) for strip in about.strips)
    then = ""
    if about.then:
        then = f"<p>{html.escape(about.then[0])} of it: {html.escape(about.then[1])}</p>"
    return (
        f'<table class="operands"><thead><tr><td></td>{names}{ends}</tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table>{then}"
    )


def _row(about: Explanation, strip: Strip, places: list[int], more: bool, summed: bool) -> str:
    cells = "".join(
        f"<td{_own(about, place)}>{html.escape(strip.texts[place])}</td>" for place in places
    )
    ends = ("<td>…</td>" if more else "") + (f"<td>{strip.sum}</td>" if summed else "")
    label = html.escape(f"{strip.operator} {strip.label}".strip())
    return f'<tr><th scope="row" data-role="{strip.role}">{label}</th>{cells}{ends}</tr>'


def _own(about: Explanation, place: int) -> str:
    return ' class="own"' if place == about.focus else ""
