"""The small components with made-up data, for the tests of them; ?show= says which."""

from dataclasses import replace

import numpy as np
import streamlit as st

from attnviz.topics.claim import Item as Titled
from attnviz.topics.claim import Name, Number, Term, claim
from attnviz.topics.pens import glossary_in_html
from attnviz.trace.cell import Cell
from attnviz.ui.components.candidates import candidates
from attnviz.ui.components.claims import heading, paragraphs
from attnviz.ui.components.diagram import Node, diagram
from attnviz.ui.components.filmstrip import Frame, filmstrip
from attnviz.ui.components.ribbons import Reading, Ribbons, ribbons
from attnviz.ui.components.shared.item import Item
from attnviz.ui.shell.styles import page_styles
from tests.topics.test_pens import TITLES

CUPS, SHOES = Item(12, "espresso cups", "coffee"), Item(2, "road shoes", "running")
CLICKS = (
    Item(1, "trail shoes", "running"),
    Item(10, "pour-over", "coffee"),
    Item(77, "<img src=x onerror=alert(1)>", '"]<b>'),
    None,
)
VECTORS = ((0.5, -0.5, 0.0), (1.0, -1.0, 0.25))
LAST = {12: Reading((0.25, 0.7, 0.05, 0.0), *VECTORS, 0.9)}
LAST[2] = Reading((0.8, 0.15, 0.05, 0.0), *VECTORS, 0.8)
UNTRAINED = Reading((0.4, 0.3, 0.3, 0.0), *VECTORS, None)

ATTENTION = """history; mask < history; candidate; query < candidate; key < history; value < key;
unit_input < query, key; unit_hidden_1 < unit_input; unit_hidden_2 < unit_hidden_1;
scores < unit_hidden_2; scaled < scores; masked < scaled, mask; weights < masked;
context < weights, value; output < context"""
MULTI_HEAD = """history; mask < history; candidate; query < candidate; key < history; value < key;
query_projected < query; key_projected < key; value_projected < value;
query_heads < query_projected; key_heads < key_projected; value_heads < value_projected;
scores < query_heads, key_heads; scaled < scores; masked < scaled, mask; weights < masked;
context < weights, value_heads; concat < context; output_projected < concat;
output < output_projected"""
KEY_ALONE = """history; candidate; query < candidate; key < history; value < key;
unit_input < key; scores < unit_input; weights < scores; context < weights, value;
output < context"""
CHAIN = "history; key < history; output < key"
GRAPHS = {
    "attention": ATTENTION,
    "multi_head": MULTI_HEAD,
    "key_alone": KEY_ALONE,
    "chain": CHAIN,
}


def graph(text: str) -> list[Node]:
    """Nodes of "name < parent, parent; ..."."""
    pairs = [line.split("<") for line in text.split(";")]
    parents = [tuple(name.strip() for name in "".join(rest).split(",")) for _, *rest in pairs]
    return [
        Node(name.strip(), "key", "B=5 h=4 T_q=1 T_k=10", tuple(filter(None, found)))
        for (name, *_), found in zip(pairs, parents, strict=True)
    ]


def show_ribbons(picture: Ribbons, title: str = "") -> None:
    cell = st.session_state.get("cell")
    place = cell.index[-1] if cell is not None and cell.step == "weights" else None
    ribbons(
        picture,
        key="ribbons",
        title=title,
        pinned=place,
        cell=cell,
        on_pin=lambda cell: st.session_state.update(cell=cell),
    )
    st.text(f"pinned {cell}")


def show_overview() -> None:
    chosen = st.session_state.setdefault("chosen", 12)
    candidates(
        (CUPS, SHOES),
        chosen,
        key="candidates",
        on_choose=lambda item: st.session_state.update(chosen=item),
    )
    candidate = CUPS if chosen == 12 else SHOES
    show_ribbons(
        Ribbons(
            CLICKS,
            candidate,
            LAST[chosen],
            "softmax",
            (UNTRAINED, LAST[chosen]),
            opens={"context": Cell("context", (0, 0, None)), "score": Cell("score", (0,))},
        )
    )


def show_odd(show: str) -> None:
    picture = Ribbons(CLICKS, CUPS, LAST[12], "softmax")
    if show == "raw":
        reading = replace(LAST[12], weights=(-1.5, 4.5, 0.0, 0.0))
        picture = replace(picture, reading=reading, normalization="none")
    if show == "nan":
        picture = replace(picture, reading=replace(LAST[12], weights=(float("nan"),) * 4))
    if show == "unmasked":
        picture = replace(picture, reading=replace(LAST[12], weights=(0.2, 0.4, 0.1, 0.3)))
    if show == "padding":
        reading = replace(UNTRAINED, weights=(0.0,) * 4)
        picture = replace(picture, clicks=(None,) * 4, reading=reading)
    if show == "long":
        clicks = tuple(Item(i, f"item {i}", "coffee") for i in range(150)) + (None,) * 50
        weights = tuple((i + 1) / 11325 for i in range(150)) + (0.0,) * 50
        vector = tuple(np.linspace(-1, 1, 64).tolist())
        picture = replace(picture, clicks=clicks, reading=Reading(weights, vector, vector, 0.5))
    if show == "long titles":
        name = "Noise-cancelling headphones of series {} black, with a case"
        named = tuple(Item(n, name.format(n), "home and kitchen") for n in range(30, 34))
        picture = replace(picture, clicks=named)
        candidates(named, 31, key="candidates", on_choose=lambda _: None)
        page_styles()  # also of Streamlit's own lists
        with st.container(width=280):
            st.selectbox("One of them", [item.title for item in named])
    if show == "one click":
        readings = (Reading((1.0,), *VECTORS, 0.4), Reading((1.0,), *VECTORS, 0.9))
        picture = Ribbons(CLICKS[:1], CUPS, readings[1], "softmax", readings, 1, (0.7, 0.1))
    show_ribbons(picture, "The article's unit" if show == "small" else "")


def show_film() -> None:
    names = ["key", "query", "scores", "weights", "context"] + [f"more_{i}" for i in range(8)]
    frames = [
        Frame(name, "key", "B=5 T=3", np.eye(3), "weights", 1.0, f"Make {name}", f"On {name}.")
        for name in names
    ]

    def stepped(name: str) -> None:
        st.session_state.step = name
        st.session_state.messages = st.session_state.get("messages", 0) + 1

    filmstrip(frames, st.session_state.setdefault("step", "query"), key="film", on_step=stepped)
    st.text(f"step {st.session_state.step} messages {st.session_state.get('messages', 0)}")


def show_diagram(name: str) -> None:
    diagram(
        graph(GRAPHS[name]),
        key="diagram",
        title="The walk",
        current="key",
        on_open=lambda opened: st.session_state.update(opened=opened),
    )
    st.text(f"opened {st.session_state.get('opened')}")


def show_claims() -> None:
    # As a page does: its styles, and what the terms open.
    page_styles()
    for title in TITLES:
        heading(claim("For ", Titled(title), ", ", Number(60, "%"), "."))
        paragraphs(claim("About ", Name(title), "."))
    st.header("Streamlit's **own**", anchor=False)
    heading(claim("Where the ", Term("weights"), " are."))
    st.html(glossary_in_html())


st.set_page_config(layout="wide")
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.text(f"runs {st.session_state.runs}")
wanted = st.query_params.get("show", "overview")
if wanted == "overview":
    show_overview()
elif wanted == "film":
    show_film()
elif wanted == "claims":
    show_claims()
elif wanted in GRAPHS:
    show_diagram(wanted)
else:
    show_odd(wanted)
