"""Under the picture: what was changed, and weights, output and all that follows beside what was."""

import streamlit as st

from attnviz.topics.compared.what_if.claims import take_back_words, what_if_claim
from attnviz.topics.compared.what_if.effects import WhatIf
from attnviz.topics.compared.what_if.rows import rows_of
from attnviz.ui.components.claims import paragraphs
from attnviz.ui.components.strips import strips
from attnviz.ui.components.tables import number_table
from attnviz.ui.sections.what_if.clicks import build_a_history
from attnviz.ui.state import address, keys


def what_follows(what: WhatIf) -> None:
    """Show how the clicks can be changed, and where something was, what follows of it."""
    if not what:
        build_a_history(what)
        return
    with st.container(border=True, key=keys.WHAT_IF):
        st.subheader("What if", anchor=False)
        paragraphs(what_if_claim(what))
        for number, rows in enumerate(rows_of(what)):
            strips(rows, key=f"{keys.WHAT_IF} {number}", on_open=address.put_pin)
        if what.effects:
            with st.expander("All that follows, and what moves most in it"):
                number_table(effect.row for effect in what.effects)
        with st.container(horizontal=True, vertical_alignment="center"):
            if address.free("change"):
                st.button(take_back_words(what), on_click=address.put_change, args=((),))
            build_a_history(what)
