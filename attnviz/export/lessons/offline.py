"""One page that asks a lesson's questions and judges the answers, without a network."""

import html
import json
from pathlib import Path

from attnviz.export.lessons.paper import Paper, Posed
from attnviz.export.lessons.sheet import opening, paragraph
from attnviz.export.modules import one_script
from attnviz.topics.pens import in_html

_FOLDER = Path(__file__).parent
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"


def written(paper: Paper) -> str:
    """Return the page."""
    title = html.escape(paper.name)
    asked = "\n".join(_question(place, posed) for place, posed in enumerate(paper.questions))
    judged = [{"right": sorted(p.right), "near": sorted(p.near)} for p in paper.questions]
    return f"""{opening(title, _POLICY, _FOLDER / "offline.css")}
<main>
<h1>{title}</h1>
{paragraph(in_html(paper.note))}
<noscript><p>The answers are judged by a script, which does not run here.</p></noscript>
{asked}
<section id="end" tabindex="-1" hidden>
<h2>The end of the lesson</h2>
<p id="score" role="status"></p>
{paragraph(in_html(paper.learned))}
{"".join(paragraph(html.escape(words), "soft") for words in paper.left_out)}
<button id="again" type="button">From the beginning</button>
</section>
</main>
<script type="application/json" id="data">{json.dumps(judged)}</script>
<script type="module">
{one_script(_FOLDER / "offline.js")}
</script>
</body>
</html>
"""


def _question(place: int, posed: Posed) -> str:
    choice = '<label><input type="radio" name="q{}" value="{}"> <span>{}</span></label>'
    options = "".join(
        choice.format(place, n, in_html(option)) for n, option in enumerate(posed.options)
    )
    return f"""<form data-question="{place}">
{paragraph(in_html(posed.note), "note")}
{paragraph(in_html(posed.given))}
<fieldset><legend>{in_html(posed.prompt)}</legend>{options}</fieldset>
<button type="submit">Answer</button>
<div class="verdict" role="status"></div>
<div class="told" hidden>
{paragraph(html.escape(posed.why_near), "near")}
{paragraph(in_html(posed.answer))}
{paragraph(in_html(posed.why))}
<button type="button" class="next">Next</button>
</div>
</form>"""
