"""Film strip, stepper and diagram in a real browser, on made-up data."""

from collections.abc import Callable
from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import announce, says, settle

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
    expect(scroller).to_have_attribute("data-more", "after")
    scroller.evaluate("node => { node.scrollLeft = node.scrollWidth; }")
    expect(scroller).to_have_attribute("data-more", "before")


def test_a_node_opens(visit: Callable[[str], Page]) -> None:
    page = visit("attention")
    assert page.locator("[aria-current=step] .name").inner_text() == "key"
    page.locator(".node", has_text="unit hidden 2").click()
    says(page, "opened unit_hidden_2")
    announce(page, {"kind": "step", "index": 3, "step": "weights", "source": "test"})
    expect(page.locator("[aria-current=step] .name")).to_have_text("weights")
