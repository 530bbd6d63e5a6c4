"""Ribbons, candidates, film strip and diagram in a real browser, on made-up data."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.servers import DIRECT, ROOT
from tests.browser.visits import settle

STACK, CARD = 280, 32
ODD = ("raw", "nan", "unmasked", "padding", "long", "small")
GRAPHS = ("attention", "multi_head", "key_alone", "chain")

NODES_UNDER_EDGES = """() => {
  const root = [...document.querySelectorAll("*")]
    .find((element) => element.shadowRoot?.querySelector(".node")).shadowRoot;
  const inside = (box, { x, y }) =>
    x > box.offsetLeft + 3 && x < box.offsetLeft + box.offsetWidth - 3 &&
    y > box.offsetTop + 3 && y < box.offsetTop + box.offsetHeight - 3;
  return [...root.querySelectorAll(".canvas path")].flatMap((path) => {
    const part = path.getTotalLength() / 199;
    const points = Array.from({ length: 200 }, (_, i) => path.getPointAtLength(part * i));
    return [...root.querySelectorAll(".node")]
      .filter((box) => points.some((point) => inside(box, point)))
      .map((box) => box.textContent);
  });
}"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of component_app.py."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = str(Path(__file__).with_name("component_app.py"))
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    log = tmp_path_factory.mktemp("components") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--server.fileWatcherType", "none"],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            try:
                if DIRECT.open(url + "_stcore/health", timeout=5).read() == b"ok":
                    break
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=15)
    assert "Traceback (most recent call last)" not in log.read_text()


@pytest.fixture
def visit(app: str, page: Page) -> Callable[[str], Page]:
    """Return a function that opens one of the app's views."""

    def opened(show: str) -> Page:
        page.goto(f"{app}?show={show}")
        settle(page)
        return page

    return opened


def says(page: Page, text: str) -> None:
    expect(page.get_by_text(text, exact=True)).to_be_visible()


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


def announce(page: Page, detail: dict[str, object]) -> None:
    page.evaluate(
        "detail => window.dispatchEvent(new CustomEvent('attnviz:cursor', {detail}))", detail
    )


def test_ribbons_are_as_thick_as_the_weights(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    assert thickness(page) == pytest.approx([0.25 * STACK, 0.7 * STACK, 0.05 * STACK, 0], abs=0.1)
    assert starts(page) == pytest.approx([0.25 * CARD, 0.7 * CARD, 0.05 * CARD, 0], abs=0.1)
    numbers = page.locator(".numbers span:visible")
    assert numbers.all_text_contents() == ["25 %", "70 %"]  # 5 % is too thin
    assert page.locator(".own").all_text_contents() == ["pour-overcoffee70 %"]
    assert page.locator(".card.empty").inner_text() == "padding, masked"
    assert page.locator(".score .number").inner_text() == "0.90"
    label = page.locator(".flow svg").get_attribute("aria-label") or ""
    assert "espresso cups" in label
    assert "pour-over 70 %" in label


def test_text_of_learners_stays_text(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    assert page.locator(".list img").count() == 0
    assert cards(page).nth(2).locator(".click").inner_text() == "<img src=x onerror=alert(1)>"


def test_the_table_says_what_the_picture_shows(visit: Callable[[str], Page]) -> None:
    page = visit("overview")
    rows = page.locator(".unseen table tr").all_inner_texts()
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
    says(page, "pinned 1")
    assert page.evaluate("probe.heard") == {"step": "weights", "index": [0, 0, 1]}
    expect(cards(page).nth(1)).to_have_attribute("aria-pressed", "true")
    assert cards(page).nth(1).evaluate("card => getComputedStyle(card).outlineStyle") == "solid"
    cards(page).nth(1).click()
    says(page, "pinned None")
    assert page.evaluate("probe.heard") is None
    assert page.locator(".card.pinned").count() == 0


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
    assert titles[12:] == [f"+ 138 more, {rest:.0%}".replace("%", " %"), "50 × padding, masked"]
    assert sum(thickness(page)) == pytest.approx(STACK, abs=0.1)
    assert page.locator(".unseen table tr").count() == 203


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


def test_many_steps_are_one_message(visit: Callable[[str], Page]) -> None:
    page = visit("film")
    page.evaluate(
        "() => { probe.steps = []; window.addEventListener('attnviz:cursor',"
        "  ({detail}) => probe.steps.push(`${detail.kind} ${detail.index} ${detail.step}`)); }"
    )
    page.get_by_role("listbox").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("probe.steps") == [
        "step 2 scores",
        "step 3 weights",
        "step 4 context",
        "step 3 weights",
        "step 12 more_7",
        "step 0 key",
        "step 1 query",
    ]
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("heading", name="Make scores").is_visible()
    says(page, "step scores messages 1")
    settle(page)
    says(page, "runs 2")
    assert page.locator("[aria-selected=true] .name").inner_text() == "scores"


def test_the_stepper_steps_and_stops_at_both_ends(visit: Callable[[str], Page]) -> None:
    page = visit("film")
    page.get_by_label("Previous step").click()
    expect(page.get_by_label("Previous step")).to_be_disabled()
    says(page, "step key messages 1")
    page.get_by_label("Step", exact=True).fill("12")
    expect(page.get_by_label("Next step")).to_be_disabled()
    says(page, "step more_7 messages 2")
    page.locator(".frame").nth(11).click()
    says(page, "step more_6 messages 3")
    settle(page)
    strip, frame = (
        page.locator(name).bounding_box() for name in (".strip", "[aria-selected=true]")
    )
    assert strip is not None
    assert frame is not None
    assert strip["x"] <= frame["x"] <= strip["x"] + strip["width"] - frame["width"]


def test_playing_tells_the_server_when_it_stops(visit: Callable[[str], Page]) -> None:
    page = visit("film")
    page.get_by_label("Play").click()
    expect(page.locator("[aria-selected=true] .name")).to_have_text("weights")
    says(page, "runs 1")
    page.get_by_label("Pause").click()
    says(page, "runs 2")
    expect(page.get_by_label("Play")).to_be_visible()


def test_the_strip_follows_the_step_of_others(visit: Callable[[str], Page]) -> None:
    page = visit("film")
    announce(page, {"kind": "step", "index": 4, "source": "test"})
    expect(page.locator("[aria-selected=true] .name")).to_have_text("context")
    settle(page)
    says(page, "runs 1")


def test_thumbnails_have_the_colours_of_the_theme(app: str, new_page: Callable[..., Page]) -> None:
    page = new_page(color_scheme="light")
    page.goto(f"{app}?show=film")
    settle(page)
    pixel = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 2, 1).data]"
    ends = page.locator("canvas").first.evaluate(pixel)
    assert ends == [0x6E, 0x0D, 0x4C, 255, 0xFD, 0xFC, 0xFD, 255]
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert page.locator("canvas").first.evaluate(pixel)[:3] == [0xFF, 0xC4, 0xEA]


@pytest.mark.parametrize("show", GRAPHS)
def test_the_diagram_reads_left_to_right_and_nothing_overlaps(
    visit: Callable[[str], Page], show: str
) -> None:
    page = visit(show)
    boxes = page.locator(".node").evaluate_all(
        "nodes => nodes.map((node) => [node.offsetLeft, node.offsetTop,"
        "  node.offsetLeft + node.offsetWidth, node.offsetTop + node.offsetHeight])"
    )
    for (left, top, right, bottom), (x, y, to_x, to_y) in combinations(boxes, 2):
        assert right <= x or to_x <= left or bottom <= y or to_y <= top
    labels = page.locator(".node .name").all_text_contents()
    place = dict(zip(labels, boxes, strict=True))
    for node in page.locator(".node").all():
        name, _, parents = (node.get_attribute("aria-label") or "").partition(", from ")
        for parent in filter(None, parents.split(", ")):
            left, top, *_ = place[name.split(",")[0]]
            assert place[parent][2] <= left or place[parent][3] <= top
    assert page.locator(".canvas path").count() == sum(
        len((node.get_attribute("aria-label") or "").partition(", from ")[2].split(", "))
        for node in page.locator(".node[aria-label*=', from ']").all()
    )
    assert page.evaluate(NODES_UNDER_EDGES) == []


def test_the_diagram_fits_with_small_nodes_or_fades_at_its_edge(
    app: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=1440)
    page.goto(f"{app}?show=multi_head")
    settle(page)
    scroller = page.locator(".scroller")
    hidden = "node => node.scrollWidth - node.clientWidth"
    assert scroller.evaluate(hidden) <= 0
    page.set_viewport_size({"width": 390, "height": 900})
    settle(page)
    assert scroller.evaluate(hidden) > 0
    expect(scroller).to_have_class("scroller more")
    scroller.evaluate("node => { node.scrollLeft = node.scrollWidth; }")
    expect(scroller).to_have_class("scroller")


def test_a_node_opens(visit: Callable[[str], Page]) -> None:
    page = visit("attention")
    assert page.locator("[aria-current=step] .name").inner_text() == "key"
    page.locator(".node", has_text="unit hidden 2").click()
    says(page, "opened unit_hidden_2")
    announce(page, {"kind": "step", "index": 3, "step": "weights", "source": "test"})
    expect(page.locator("[aria-current=step] .name")).to_have_text("weights")
