"""Each pen shows a claim as it is, whatever a title holds."""

import re
from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from attnviz.topics.claim import Claim, Item, Name, Number, Strong, Term, claim
from attnviz.topics.pens import glossary_in_html, in_html, in_markdown
from attnviz.topics.words import percent
from tests.said import Page, in_spaces

# Titles, each as HTML and as Markdown write it.
TITLES = {
    "Tom & Jerry": ("Tom &amp; Jerry", "`Tom & Jerry`"),
    "*7*": ("*7*", "`*7*`"),
    "<b>": ("&lt;b&gt;", "`<b>`"),
    "</h2><script>x</script>": (
        "&lt;/h2&gt;&lt;script&gt;x&lt;/script&gt;",
        "`</h2><script>x</script>`",
    ),
    "$x$ \\(y\\)": ("$x$ \\(y\\)", "`$x$ \\(y\\)`"),
    "a `tick` b": ("a `tick` b", "`` a `tick` b ``"),
    "``": ("``", "``` `` ```"),
    ":smile: :red[x] :material/home:": (
        ":smile: :red[x] :material/home:",
        "`:smile: :red[x] :material/home:`",
    ),
    "[a](javascript:b) ![c](d)": ("[a](javascript:b) ![c](d)", "`[a](javascript:b) ![c](d)`"),
    "https://host www.host.org a@host.org": (
        "https://host www.host.org a@host.org",
        "`https://host www.host.org a@host.org`",
    ),
    "\U0001f3ac film": ("\U0001f3ac film", "`\U0001f3ac film`"),
    '"': ("&quot;", '`"`'),
    "'": ("&#x27;", "`'`"),
    "\u0645\u0631\u062d\u0628\u0627": (
        "\u0645\u0631\u062d\u0628\u0627",
        "`\u0645\u0631\u062d\u0628\u0627`",
    ),
    "back\\slash \\* \\n": ("back\\slash \\* \\n", "`back\\slash \\* \\n`"),
    "&amp; #1": ("&amp;amp; #1", "`&amp; #1`"),
    "{0} {title}": ("{0} {title}", "`{0} {title}`"),
}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_shown_as_it_is(title: str) -> None:
    as_html, as_markdown = TITLES[title]
    said = claim("For ", Item(title), ", the 2 ", Name(title), " clicks get ", Number(60, "%"), ".")
    assert str(said) == f"For {title}, the 2 {title} clicks get 60 %."
    assert in_html(said) == (
        f'For <b dir="auto">{as_html}</b>, the 2 <bdi>{as_html}</bdi> clicks get <b>60</b>\xa0%.'
    )
    page = Page(in_html(said))
    assert (in_spaces(page.text), page.tags) == (str(said), ["b", "bdi", "b"])
    assert in_markdown(said) == f"For {as_markdown}, the 2 {as_markdown} clicks get **60**\xa0%."
    page = Page(MarkdownIt("gfm-like", {"linkify": False}).render(in_markdown(said)))
    assert in_spaces(page.text) == f"{said}\n"
    assert page.tags == ["p", "code", "code", "strong"]


def test_each_kind_of_span_is_drawn() -> None:
    said = claim(
        "After ",
        Number(1),
        " ",
        Term("epochs", "epoch"),
        ": ",
        Strong("no"),
        " word, less than ",
        Number("1", "%"),
    )
    assert str(said) == "After 1 epochs: no word, less than 1 %"
    assert in_html(said) == (
        'After <b>1</b> <span class="kept"><button type="button" popovertarget="meaning-epoch" '
        'data-meaning="one pass through the click log in training; epoch 0 is untrained">'
        "epochs</button>:</span> "
        "<b>no</b> word, less than <b>1</b>\xa0%"
    )
    assert in_markdown(said) == "After **1** *epochs*: **no** word, less than **1**\xa0%"


@pytest.mark.parametrize("pen", [in_html, in_markdown])
def test_no_line_ends_between_a_number_and_its_unit(pen: Callable[[Claim | str], str]) -> None:
    said = claim("Of ", percent(0.004), f" and {percent(0.5)}, 5 to 30 % or 100 %.")
    written = pen(said)
    assert not re.search(r"\d\S* %", written)
    assert written.count("\xa0%") == 4
    assert "\xa0" not in pen(Item("a 5 % b"))  # a title is shown as it is


def test_what_belongs_to_a_term_stays_with_it() -> None:
    """A line may end on either side of a button: a full stop began the next one."""

    def kept(*parts: str) -> list[str]:
        found = re.findall('<span class="kept">(.*?)</span>', in_html(claim(*parts)))
        return [re.sub("<[^>]*>", "", one) for one in found]

    mask = Term("mask")
    assert kept("With the ", mask, ". So") == ["mask."]
    assert kept("Padding (", mask, ") and a ", mask) == ["(mask)"]
    assert kept("“", mask, "” is a word, and “", mask, " too") == ["“mask”", "“mask"]
    assert kept(mask, "s and a ", mask, "'s own ", mask) == ["masks", "mask&#x27;s"]


def test_what_a_term_opens_is_in_the_page_once() -> None:
    page = glossary_in_html()
    opened = '<div class="meaning" popover id="meaning-attention-mass"><b>attention mass</b>: '
    assert page.count(opened) == 1
    assert page.count("<div") == page.count(" popover ") == page.count("</div>") > 15


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("![x](https://host/x.png)", r"\!\[x\](https\:" + "\u2060" + r"//host/x.png)"),
        ("<img src=x>", r"\<img src=x\>"),
        (":red[x] $y$ ~~z~~ & &amp;", r"\:red\[x\] \$y\$ \~\~z\~\~ \& \&amp;"),
        ("`a` **b** _c_ snake_case", r"\`a\` \*\*b\*\* \_c\_ snake_case"),
        ("www.host.org and a@host.org", "www\u2060.host.org and a\u2060@host.org"),
        ("- a", r"\- a"),
        (" - a", r" \- a"),
        ("1. a", r"1\. a"),
        ("0.5 and more", "0.5 and more"),
        ("near it: trail shoes (0.5), 'sea novel'", "near it: trail shoes (0.5), 'sea novel'"),
        ("two\n\nlines", "two lines"),
    ],
)
def test_plain_text_is_no_markdown(text: str, written: str) -> None:
    assert in_markdown(text) == written
    page = Page(MarkdownIt("gfm-like", {"linkify": False}).render(written))
    assert page.text.replace("\u2060", "").rstrip("\n") == " ".join(text.split())
    assert page.tags == ["p"]
