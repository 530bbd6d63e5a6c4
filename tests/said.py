"""The claims of a page that is opened without a browser, read from their HTML as plain text."""

from collections.abc import Iterator
from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

from attnviz.topics.claim import Claim, Item, Number, Strong


class Page(HTMLParser):
    """What a reader of some HTML finds: its text, and the names of its elements."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


class _Claims(HTMLParser):
    """Finds the elements that are claims, which have no other claim in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("class", "claim") in attrs:
            self.found.append((tag, ""))
            self._within = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            tag, text = self.found[-1]
            self.found[-1] = tag, text + data


def claims_in(body: str, tag: str) -> list[str]:
    """Return the texts of the claims in some HTML that are an element of a name."""
    parser = _Claims()
    parser.feed(body)
    parser.close()
    return [in_spaces(text) for name, text in parser.found if name == tag]


def in_spaces(text: str) -> str:
    """Return a text with the spaces at which no line ends as any others."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def headings(app: AppTest) -> list[str]:
    """Return the claims that are headings."""
    return [text for element in app.html for text in claims_in(element.value, "h2")]


def prose(app: AppTest) -> Iterator[tuple[str, bool]]:
    """Return what stands in paragraphs, in the order of the page, and whether it is Markdown.

    What is no Markdown is claims.
    """
    for node in (*app.main, *app.sidebar):
        if node.type == "markdown":
            yield in_spaces(node.value), True
        elif node.type == "html" and (texts := claims_in(node.value, "p")):
            yield "\n\n".join(texts), False


def marked(said: Claim) -> str:
    """Return a claim's words, what is stressed between two stars."""
    return "".join(map(_marked, said.spans))


def _marked(span: str) -> str:
    if isinstance(span, Number):
        return f"**{span.digits}**{span[len(span.digits) :]}"
    return f"**{span}**" if isinstance(span, Strong | Item) else span
