"""Ribbons and candidates in a real browser, on made-up data; and how wide all components are."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visits import announce, says, settle

STACK, CARD = 280, 32
ODD = ("raw", "nan", "unmasked", "padding", "long", "small", "one click", "long titles")
GRAPHS = ("attention", "multi_head", "key_alone", "chain")


def cards(page: Page) -> Locator:
    return page.locator(".list .card")


def thickness(page: Page) -> list[float]:
    """Heights of the ribbons' ends, from their paths, px."""
    return page.locator(".flow path").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('d')"
        "  ? path.getBBox().height && path.getAttribute('d').match(/V([\\d.]+)/)[1]"
        "    - path.getAttribute('d').match(/100 ([\\d.]+)V/)[1] : 0)"
    )


def starts(page: Page) -> list[float]:
    return page.locator(".flow path").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('d')"
        "  ? path.getAttribute('d').match(/ 0 ([\\d.]+)Z/)[1]"
        "    - path.getAttribute('d').match(/M0 ([\\d.]+)/)[1] : 0)"
    )


def test_ribbons_are_as_thick_as_the_weights(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    assert thickness(page) == pytest.approx([0.25 * STACK, 0.7 * STACK, 0.05 * STACK, 0], abs=0.1)
    assert starts(page) == pytest.approx([0.25 * CARD, 0.7 * CARD, 0.05 * CARD, 0], abs=0.1)
    numbers = page.locator(".numbers span:visible")
    assert numbers.all_text_contents() == ["25 %", "70 %"]  # 5 % is too thin
    assert page.locator(".own").all_text_contents() == ["pour-over coffee 70 %"]
    assert page.locator(".card.empty").inner_text() == "padding, masked"
    assert page.locator(".score .number").inner_text() == "0.90"
    label = page.locator(".flow svg").get_attribute("aria-label") or ""
    assert "espresso cups" in label
    assert "pour-over 70 %" in label


def test_the_largest_number_of_each_vector_is_as_dark(visit: Callable[[str], Page]) -> None:
    page = visit("overview")  # the largest of context is 0.50, and of query 1.00
    colours = page.locator(".vector .cell:first-child").evaluate_all(
        "cells => cells.map((cell) => getComputedStyle(cell).backgroundColor)"
    )
    assert len(colours) == 2
    assert len(set(colours)) == 1
    expect(page.locator(".legend")).to_contain_text("Each vector has its own colours.")


def test_text_of_learners_stays_text(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    assert page.locator(".list img").count() == 0
    assert cards(page).nth(2).locator(".click").inner_text() == "<img src=x onerror=alert(1)>"


def test_the_table_says_what_the_picture_shows(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    table = page.locator(".unseen table tr")
    expect(table).not_to_have_count(0)
    rows = table.all_inner_texts()
    assert rows[2].split("\t") == ["2", "pour-over", "coffee", "70 %"]
    assert rows[4].split("\t") == ["4", "padding", "", "masked"]
    assert rows[5].split("\t") == ["context", "0.50 −0.50 0.00"]


@pytest.mark.parametrize("way", ["click", "keyboard"])
def test_another_candidate_re_weights_in_place(visit: Callable[[str], Page], way: str) -> None:
    page = visit("overview")
    nodes = page.locator(".flow path, .list .card, .bar .part, .cell")
    nodes.evaluate_all("nodes => nodes.forEach((node, i) => (node.kept = i))")
    if way == "click":
        page.get_by_text("road shoes").click()
    else:
        page.get_by_role("radio", name="espresso cups").focus()
        page.keyboard.press("ArrowRight")
    says(page, "runs 2")
    settle(page)
    assert page.get_by_role("radio", name="road shoes").is_checked()
    assert thickness(page)[:2] == pytest.approx([0.8 * STACK, 0.15 * STACK], abs=0.1)
    assert page.locator(".own .click").all_text_contents() == ["trail shoes"]
    kept = nodes.evaluate_all("nodes => nodes.map((node) => node.kept)")
    assert kept == list(range(len(kept)))


def test_re_weighting_eases(app: str, new_page: Callable[..., Page]) -> None:
    page = new_page(reduced_motion="no-preference")
    page.goto(f"{app}?show=overview")
    settle(page)
    page.evaluate(
        "() => { probe.seen = []; const root = [...document.querySelectorAll('*')]"
        "  .find((element) => element.shadowRoot?.querySelector('.flow')).shadowRoot;"
        "new MutationObserver(() => probe.seen.push(parseFloat("
        "  root.querySelector('.bar .part').style.height)))"
        "  .observe(root.querySelector('.bar .part'), {attributes: true}); }"
    )
    page.get_by_text("road shoes").click()
    says(page, "runs 2")
    settle(page)
    page.wait_for_function("end => probe.seen.at(-1) >= end", arg=0.8 * STACK - 1.1)
    heights = page.evaluate("probe.seen")
    assert heights == sorted(heights)
    assert len(set(heights)) > 3
    assert heights[-1] == pytest.approx(0.8 * STACK - 1, abs=0.1)


def test_a_click_pins_and_unpins(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    page.evaluate(
        "() => window.addEventListener('attnviz:cursor', ({detail}) =>"
        "  detail.pinned && (probe.heard = detail.cell))"
    )
    cards(page).nth(1).click()
    says(page, "pinned weights:0,0,1")
    assert page.evaluate("probe.heard") == {"step": "weights", "index": [0, 0, 1]}
    expect(cards(page).nth(1)).to_have_attribute("aria-pressed", "true")
    assert cards(page).nth(1).evaluate("card => getComputedStyle(card).outlineStyle") == "solid"
    cards(page).nth(1).click()
    says(page, "pinned None")
    assert page.evaluate("probe.heard") is None
    assert page.locator(".card.pinned").count() == 0


def test_a_number_of_a_vector_and_the_score_are_opened_where_they_can_be(
    visit: Callable[[str], Page],
) -> None:
    page = visit("overview")
    page.locator(".vector.context .cell").nth(1).click()
    says(page, "pinned context:0,0,1")
    expect(page.locator(".cell.pinned")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    says(page, "pinned context:0,0,2")
    page.locator("button.number").click()
    says(page, "pinned score:0")
    expect(page.locator(".cell.pinned")).to_have_count(0)
    page.locator("button.number").click()
    says(page, "pinned None")
    # This picture says of no query where it stands.
    assert page.locator(".vector.query .cell:disabled").count() == 3
    stops = page.locator(".vector.context .cell").evaluate_all(
        "cells => cells.map(({tabIndex}) => tabIndex)"
    )
    assert sorted(stops) == [-1, -1, 0]


def test_a_ribbon_is_its_clicks(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    page.locator(".flow path").nth(1).click()
    says(page, "pinned weights:0,0,1")


def test_a_cell_pinned_elsewhere_is_pinned_here(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    for index, expected in (([0, 0, 2], ["true"]), ([1, 0, 2], [])):
        cell = {"step": "weights", "index": index}
        announce(page, {"kind": "cell", "cell": cell, "pinned": True, "source": "test"})
        assert (
            cards(page).evaluate_all(
                "cards => cards.map((card) => card.ariaPressed).filter((set) => set === 'true')"
            )
            == expected
        )
    says(page, "runs 1")


def test_the_epoch_cursor_needs_no_server(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    announce(page, {"kind": "epoch", "index": 0, "source": "test"})
    assert thickness(page)[:3] == pytest.approx([0.4 * STACK, 0.3 * STACK, 0.3 * STACK], abs=0.1)
    assert page.locator(".score .number").inner_text() == "–"
    announce(page, {"kind": "epoch", "index": 9, "source": "test"})
    assert thickness(page)[0] == pytest.approx(0.4 * STACK, abs=0.1)
    says(page, "runs 1")


def test_raw_weights_keep_their_sign_and_number(visit: Callable[[str], Page]) -> None:
    page = visit("raw")
    assert thickness(page) == pytest.approx([0.25 * STACK, 0.75 * STACK, 0, 0], abs=0.1)
    assert page.locator(".numbers span:visible").all_text_contents() == ["−1.50", "4.50"]
    assert page.locator("path.negative").count() == 1
    assert "sum to 3.00, not to 1" in page.locator(".legend").inner_text()


def test_weights_that_are_no_numbers(visit: Callable[[str], Page]) -> None:
    page = visit("nan")
    assert thickness(page) == [0, 0, 0, 0]
    assert page.locator(".weight:visible").all_text_contents() == ["NaN"] * 4


def test_padding_speaks_only_where_it_is_not_masked(visit: Callable[[str], Page]) -> None:
    page = visit("unmasked")
    assert thickness(page)[3] == pytest.approx(0.3 * STACK, abs=0.1)
    assert page.locator(".card.padded .click").inner_text() == "padding"
    page = visit("padding")
    assert thickness(page) == [0, 0, 0, 0]
    assert page.locator(".card.empty").count() == 4
    assert "every weight is 0" in page.locator(".legend").inner_text()


def test_a_long_history_shows_the_heaviest_and_says_what_it_leaves_out(
    visit: Callable[[str], Page],
) -> None:
    page = visit("long")
    titles = page.locator(".list .click").all_text_contents()
    assert titles[:12] == [f"item {i}" for i in range(138, 150)]
    rest = sum(range(1, 139)) / 11325
    assert titles[12:] == ["+ 138 more of coffee", "50 × padding, masked"]
    # A weight for which its ribbon is too thin stands on the click.
    assert page.locator(".weight:not(.at-ribbon)").all_inner_texts() == ["1 %"] * 12 + [""]
    assert page.locator(".numbers span:visible").all_inner_texts() == [f"{100 * rest:.0f} %"]
    assert sum(thickness(page)) == pytest.approx(STACK, abs=0.1)
    assert page.locator(".unseen table tr").count() == 203


def test_the_weights_of_a_single_click_stand_in_their_frame(visit: Callable[[str], Page]) -> None:
    page = visit("one click")
    frame, row, card, cursor = (
        page.locator(name).bounding_box()
        for name in (".timeline .frame", ".timeline g", ".list .card", ".timeline .cursor")
    )
    assert frame
    assert row
    assert card
    assert cursor
    for around, within in ((frame, row), (frame, card)):
        assert around["y"] == pytest.approx(within["y"], abs=2)
        assert around["height"] == pytest.approx(within["height"], abs=3)
    assert cursor["y"] == pytest.approx(frame["y"], abs=4)
    bar, legend = (page.locator(name).bounding_box() for name in (".bar .part", ".legend"))
    assert bar
    assert legend
    assert bar["y"] + bar["height"] <= legend["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(
    app: str, new_page: Callable[..., Page], scheme: str
) -> None:
    page = new_page(width=390, height=844, color_scheme=scheme)
    for show in (*ODD, "overview", "film", *GRAPHS):
        page.goto(f"{app}?show={show}")
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, show
        box = page.get_by_test_id("stBidiComponentIsolated").last.bounding_box()
        assert box is not None
        assert box["x"] >= 0, show
        assert box["x"] + box["width"] <= 390, show
        legend_or_name = page.locator(".legend, .sentence, .node .shape").first
        colour = legend_or_name.evaluate("text => getComputedStyle(text).color")
        assert (sum(map(int, colour[4:-1].split(","))) > 384) == (scheme == "dark"), show


@pytest.mark.parametrize("width", [390, 1280])
def test_long_titles_that_begin_alike_are_told_apart(
    app: str, new_page: Callable[..., Page], width: int
) -> None:
    page = new_page(width=width, height=844)
    page.goto(f"{app}?show=long titles")
    settle(page)
    rests = page.locator(".click .rest")
    assert [text[:2] for text in rests.all_inner_texts()] == ["30", "31", "32", "33"]
    assert min(rests.evaluate_all("rests => rests.map((rest) => rest.clientWidth)")) > 30
    chips = page.locator(".chip").evaluate_all(
        "chips => chips.map((chip) => chip.clientHeight - chip.querySelector('.name').scrollHeight)"
    )
    assert len(chips) == 4
    assert min(chips) >= 8  # also in two lines
    page.get_by_role("combobox").click()
    ends = page.get_by_role("option").evaluate_all(
        "rows => rows.map((row) => {"
        "  const words = document.createRange();"
        "  words.selectNodeContents(row);"
        "  return row.closest('[role=listbox]').getBoundingClientRect().right"
        "    - words.getBoundingClientRect().right;"
        "})"
    )
    assert min(ends) > 0


def test_on_a_phone_the_numbers_are_on_the_clicks(app: str, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{app}?show=overview")
    settle(page)
    assert page.locator(".weight:visible").all_text_contents()[:3] == ["25 %", "70 %", "5 %"]
    assert page.locator(".numbers").is_hidden()
    list_box, score_box = (
        page.locator(name).bounding_box() for name in (".list", ".score .number")
    )
    assert list_box is not None
    assert score_box is not None
    assert score_box["y"] >= list_box["y"] + list_box["height"]
