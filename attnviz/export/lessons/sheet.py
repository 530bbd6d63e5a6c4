"""A sheet to print: the questions with room for an answer, and the key on a page of its own."""

import html
from collections.abc import Iterator
from pathlib import Path

from attnviz.export.lessons.paper import LETTERS, Paper, Posed
from attnviz.pictures.palette import palette_styles
from attnviz.topics.pens import in_html

_FOLDER = Path(__file__).parent
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def written(paper: Paper) -> str:
    """Return the page."""
    title = html.escape(paper.name)
    asked = "\n".join(_question(posed) for posed in paper.questions)
    key = "\n".join(_answer(posed) for posed in paper.questions)
    return f"""{opening(title, _POLICY, _FOLDER / "sheet.css")}
<main>
<h1>{title}</h1>
<p class="who"><span>Name</span><span>Date</span></p>
{paragraph(in_html(paper.note))}
<ol>
{asked}
</ol>
</main>
<section class="key">
<h1>Key: {title}</h1>
<ol>
{key}
</ol>
{paragraph(in_html(paper.learned))}
{"".join(paragraph(html.escape(words)) for words in paper.left_out)}
</section>
</body>
</html>
"""


def opening(title: str, policy: str, sheet: Path) -> str:
    """Return what a page of a lesson begins with, up to its body.

    Args:
        title: Its title, as HTML.
        policy: What it may load and run.
        sheet: Its styles, beside the palette.
    """
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>
{palette_styles(":root")}
{sheet.read_text(encoding="utf-8")}
</style>
</head>
<body>"""


def paragraph(text: str, kind: str = "") -> str:
    """Return HTML as a paragraph of a class; nothing for nothing."""
    return f'<p class="{kind}">{text}</p>' if text else ""


def _question(posed: Posed) -> str:
    options = "".join(f"<li>{in_html(option)}</li>" for option in posed.options)
    note = paragraph(in_html(posed.note), "note") + paragraph(in_html(posed.given), "note")
    return f'<li>{note}<p class="asked">{in_html(posed.prompt)}</p><ol>{options}</ol></li>'


def _answer(posed: Posed) -> str:
    parts = [", ".join(_letters(posed.right)), in_html(posed.answer)]
    if posed.near:
        parts.append(f"Close: {', '.join(_letters(posed.near))}. {html.escape(posed.why_near)}")
    return f"<li><b>{parts[0]}</b> {' '.join(parts[1:])} {in_html(posed.why)}</li>"


def _letters(places: frozenset[int]) -> Iterator[str]:
    return (LETTERS[place] for place in sorted(places))
