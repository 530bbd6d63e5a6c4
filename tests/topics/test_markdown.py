"""Plain text stays plain."""

import re

import pytest

from attnviz.topics.markdown import escape_markdown, spans


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
    made = escape_markdown(text)
    assert re.sub(r"\\(.)", r"\1", made).replace("\N{WORD JOINER}", "") == text
    assert not re.search(r"(?<!\\)[`*\[\]<>$~!&]|(?<!\\):\w|://|www\.|\w@", made)


def test_words_are_left_as_they_are() -> None:
    said = "num_heads=3 is not allowed; near it: trail shoes (0.5), 'sea novel'"
    assert escape_markdown(said) == said
    assert escape_markdown("two\n\nlines") == "two lines"


@pytest.mark.parametrize(
    "text",
    [
        "Tom & Jerry",
        "<b>$x$</b>",
        "back\\slash \\* \\n",
        "**not bold** *nor* this",
        "https://host and www.host.org and a@host.org",
        "\U0001f3ac \u0645\u0631\u062d\u0628\u0627",
    ],
)
def test_what_is_escaped_can_be_read_again(text: str) -> None:
    assert spans(f"For **{escape_markdown(text)}**, 1 of **2**.") == [
        ("For ", False),
        (text, True),
        (", 1 of ", False),
        ("2", True),
        (".", False),
    ]
    assert spans(escape_markdown(text)) == [(text, False)]
