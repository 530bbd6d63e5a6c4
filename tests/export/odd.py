"""A trace whose items have titles that other languages would read as their own."""

from functools import cache

import numpy as np

from attnviz import run
from attnviz.interactions.dataset import Interactions, interactions_of
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace

# Each title as HTML shows it.
IN_HTML = {
    "Tom & Jerry": "Tom &amp; Jerry",
    "<b>": "&lt;b&gt;",
    "a </script> b": "a &lt;/script&gt; b",
    "$x$": "$x$",
    '"quotes"': "&quot;quotes&quot;",
    'it\'s "both"': "it&#x27;s &quot;both&quot;",
    "🎬 film": "🎬 film",
    "مرحبا": "مرحبا",
    "back\\slash \\n \\\\": "back\\slash \\n \\\\",
    "**bold** `code` _it_": "**bold** `code` _it_",
    "{x} [y](https://z.org)": "{x} [y](https://z.org)",
    "&amp; #1": "&amp;amp; #1",
}
TITLES = tuple(IN_HTML)


@cache
def odd_clicks() -> Interactions:
    """Return clicks of 20 users on items with these titles, all of one category or another."""
    rng = np.random.default_rng(0)
    rows = [
        f"u{user},i{item},{1_700_000_000 + 60 * place}"
        for user in range(20)
        for place, item in enumerate(rng.permutation(len(TITLES))[:11])
    ]
    cells = (title.replace('"', '""') for title in TITLES)
    items = [f'i{n},"{cell}",<i>c{n % 2}</i>' for n, cell in enumerate(cells)]
    return interactions_of(
        "\n".join(["user,item,timestamp", *rows]).encode(),
        items_content="\n".join(["item,title,category", *items]).encode(),
    )


def odd_trace(title: str = TITLES[0], **settings: object) -> Trace:
    """Return an untrained trace in which the item with a title is the candidate."""
    data = odd_clicks()
    values = {
        "items": "own",
        "vocabulary_size": data.items.vocabulary_size,
        "candidate": str(data.items.find(title)),
        "sequence_length": 12,
        "batch_size": 6,
        "epoch": 0,
    }
    return run(Settings(**(values | settings)), None, data)  # type: ignore[arg-type]  # by name
