"""Plain text stays plain."""

import re

import pytest

from attnviz.plain import plain


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://host/x.png)",
        "[x](javascript:alert)",
        "<img src=x>",
        ":red[x] :material/home: $x$ ~~x~~ `x` **x** _x_ & &amp;",
        "https://host and www.host.org and a@host.org",
    ],
)
def test_marks_are_escaped(text: str) -> None:
    made = plain(text)
    assert re.sub(r"\\(.)", r"\1", made).replace("\N{WORD JOINER}", "") == text
    assert not re.search(r"(?<!\\)[`*\[\]<>$~!&]|(?<!\\):\w|://|www\.|\w@", made)


def test_words_are_left_as_they_are() -> None:
    said = "num_heads=3 is not allowed; near it: trail shoes (0.5), 'sea novel'"
    assert plain(said) == said
    assert plain("two\n\nlines") == "two lines"
