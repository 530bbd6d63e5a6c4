"""The address bar is the state: every view is a link, and survives links, reload, Back, Forward."""

import random
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, WebSocketRoute

from tests.browser.screenshots import page_names
from tests.browser.servers import Server
from tests.browser.visits import settle

SLIDERS = ("batch_size", "num_heads", "epoch")
BOXES = ("normalization", "candidate", "recipe")
DEFAULTS = {
    "batch_size": "5",
    "num_heads": "2 (as the recipe)",
    "epoch": "15 (last)",
    "normalization": "as the recipe (softmax)",
    "candidate": "the user's own",
    "recipe": "default",
}
SET = {
    "batch_size": "7",
    "num_heads": "4",
    "epoch": "3",
    "normalization": "none",
    "candidate": "moka pot",
    "mask_padding": "false",
    "mode": "multi_head",
}
WITHOUT_SETTINGS = ("lessons", "teach")  # they hide the controls, and keep the link
UNIT_LAYERS = {"unit_layers": "20"}  # a setting without a control


def link(page: Page) -> dict[str, str]:
    """Return the settings that the address bar names."""
    return {name: texts[-1] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def shown(page: Page) -> dict[str, str]:
    """Return what the controls show, but for those that show their default."""

    def control(name: str) -> str:
        field = page.locator(f".st-key-{name} input").first
        value = field.get_attribute("aria-valuetext") if name in SLIDERS else field.input_value()
        assert value is not None
        return value

    values = {name: control(name) for name in (*SLIDERS, *BOXES)}
    mode = page.locator(".st-key-mode [aria-checked=true]")
    if mode.count():  # a page that is about one mode shows that one
        values["mode"] = {"target": "attention", "multi-head": "multi_head"}[mode.inner_text()]
    changed = {name: text for name, text in values.items() if text != DEFAULTS.get(name)}
    if changed.get("mode") == "attention":
        del changed["mode"]
    if page.get_by_text("More settings · 1 set").count():  # closed, so its controls are not drawn
        changed["mask_padding"] = SET["mask_padding"]
    told = page.get_by_text("Set by the link:")
    if told.count():
        changed["unit_layers"] = told.inner_text().split()[-1]
    return changed


def visit(page: Page, title: str) -> None:
    """Go to a page by the menu."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
    settle(page)


def test_cold_deep_links(
    fresh_server: Callable[..., Server], new_page: Callable[..., Page]
) -> None:
    """All of them open before TensorFlow is loaded, which the server has to do but once."""
    server = fresh_server(hold_tensorflow=True)
    everything = {**SET, **UNIT_LAYERS}
    pages = {name: new_page() for name in page_names()}
    for name, page in pages.items():
        page.goto(server.url(name, **everything))
    assert not server.facts()["tensorflow"]
    server.release_tensorflow()
    for name, page in pages.items():
        settle(page)
        assert link(page) == everything, name
        if name not in WITHOUT_SETTINGS:
            assert shown(page) == everything, name


def test_settings_survive_links_reload_and_history(server: Server, page: Page) -> None:
    everything = {**SET, **UNIT_LAYERS}
    page.goto(server.url("heads", **everything))
    settle(page)
    visited = ["/heads"]
    for title in ("Masks", "Walk the steps", "Overview"):
        visit(page, title)
        visited.append(urlsplit(page.url).path)
        assert (shown(page), link(page)) == (everything, everything), title
    page.reload()
    settle(page)
    assert (shown(page), link(page)) == (everything, everything)
    for path in visited[-2::-1]:  # one step back a page: no entry in between
        page.go_back()
        settle(page)
        assert (urlsplit(page.url).path, shown(page), link(page)) == (path, everything, everything)
    page.go_forward()
    settle(page)
    assert (urlsplit(page.url).path, shown(page), link(page)) == (
        visited[1],
        everything,
        everything,
    )


def test_changes_are_in_the_link_and_come_back(server: Server, page: Page) -> None:
    page.goto(server.url("walk"))
    settle(page)
    page.locator(".st-key-batch_size input").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert link(page) == {"batch_size": "6"}
    visit(page, "Heads")
    page.locator(".st-key-num_heads input").focus()
    page.keyboard.press("End")
    settle(page)
    assert link(page) == {"batch_size": "6", "num_heads": "8"}
    page.go_back()
    settle(page)
    assert (link(page), shown(page)) == ({"batch_size": "6"}, {"batch_size": "6"})
    page.go_forward()
    settle(page)
    page.reload()
    settle(page)
    assert shown(page)["num_heads"] == "8"
    assert link(page) == {"batch_size": "6", "num_heads": "8"}


def test_reset_empties_the_link(server: Server, page: Page) -> None:
    page.goto(server.url("masks", **SET, **UNIT_LAYERS))
    settle(page)
    page.get_by_role("button", name="Reset", exact=True).click()
    settle(page)
    assert (shown(page), link(page)) == ({}, {})


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"batch_size": "9000"}, "Batch size: 9000 is not allowed"),
        ({"batch_size": "many"}, "Batch size: many is not allowed"),
        ({"recipe": "din", "mode": "multi_head"}, "The recipe din has no multi-head attention"),
        (
            {"mode": "multi_head", "num_heads": "3"},
            "3 heads do not divide an embedding",
        ),
        ({"history": "trial shoes"}, "near it: trail shoes"),
        ({"candidate": "<script>alert(1)</script>"}, "Candidate: <script>"),
        ({"sequence_length": "2000000000"}, "Sequence length: 2000000000 is not allowed"),
        ({"epoch": "20"}, "Training epoch: 20 is not allowed"),
    ],
)
def test_what_a_link_cannot_have_is_said(
    server: Server, page: Page, query: dict[str, str], said: str
) -> None:
    page.goto(server.url("walk", **query))
    settle(page)
    assert said in page.get_by_test_id("stAlert").first.inner_text()
    assert page.get_by_test_id("stException").count() == 0
    assert page.locator("h1").inner_text() == "Walk the steps"


def test_what_is_typed_for_a_candidate_is_the_first_that_has_it(server: Server, page: Page) -> None:
    page.goto(server.url(epoch=0))
    settle(page)
    box = page.locator(".st-key-candidate input")
    box.click()
    box.press_sequentially("novel")
    box.press("Enter")
    settle(page)
    assert box.input_value() == "sea novel"
    assert link(page)["candidate"] == "sea novel"
    assert page.get_by_test_id("stAlert").count() == 0


def test_repeated_parameter_is_said(server: Server, page: Page) -> None:
    page.goto(server.url("walk") + "?batch_size=3&batch_size=4")
    settle(page)
    assert "batch_size is in the link more than once" in page.get_by_test_id("stAlert").inner_text()


def test_projector_has_no_sidebar(server: Server, page: Page) -> None:
    page.goto(server.url("walk", projector="true"))
    settle(page)
    assert not page.get_by_test_id("stSidebar").is_visible()
    assert link(page) == {"projector": "true"}


def test_a_slider_moves_shapes_and_picture(server: Server, page: Page) -> None:
    page.goto(server.url("walk", step="key"))
    settle(page)
    drawing = page.locator(".st-key-equation .drawing")

    def rows() -> int:
        return int(drawing.evaluate("({cells}) => Math.max(...cells.map(({rows}) => rows))"))

    before = rows()
    assert "T=10" in page.locator(".st-key-strip .box").inner_text()
    page.locator(".st-key-sequence_length input").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert "T=11" in page.locator(".st-key-strip .box").inner_text()
    assert rows() == before + 1
    assert link(page) == {"step": "key", "sequence_length": "11"}


def test_any_sequence_of_changes_opens_afresh(
    server: Server, new_page: Callable[..., Page]
) -> None:
    choose = random.Random(5)
    page = new_page()
    page.goto(server.url())
    settle(page)
    for _ in range(14):
        kind = choose.choice(("slide", "slide", "recipe", "mode", "page"))
        if kind == "slide":
            name = choose.choice(SLIDERS)
            field = page.locator(f".st-key-{name} input")
            if field.is_enabled():
                field.focus()
                page.keyboard.press(choose.choice(("ArrowRight", "ArrowLeft", "Home", "End")))
        elif kind == "recipe":
            page.locator(".st-key-recipe input").click()
            page.get_by_role("option").nth(choose.randrange(10)).click()
        elif kind == "mode":
            option = page.locator(".st-key-mode").get_by_text(
                choose.choice(("target", "multi-head"))
            )
            if option.is_enabled():
                option.click()
        else:
            visit(page, choose.choice(("Overview", "Walk the steps", "Masks")))
        settle(page)
    afresh = new_page()
    afresh.goto(page.url)
    settle(afresh)
    assert (shown(afresh), link(afresh)) == (shown(page), link(page))
    assert page.get_by_test_id("stException").count() == 0


def test_a_control_under_more_settings_keeps_the_focus(server: Server, page: Page) -> None:
    """Not so where the label, which counts what is set, changed while it was open."""
    page.goto(server.url("masks"))
    settle(page)
    page.get_by_text("More settings").click()
    settle(page)
    page.locator(".st-key-sample_seed input").focus()
    for seed in (1, 2):
        page.keyboard.press("ArrowUp")
        page.wait_for_url(f"**sample_seed={seed}")
        settle(page)
    assert page.locator(".st-key-sample_seed input").evaluate("n => n === document.activeElement")


def test_the_address_says_what_is_shown_where_back_overtakes_a_page(
    server: Server, own_tab: Page
) -> None:
    page, held = own_tab, list[Callable[[], None]]()
    holds = False

    def route(browser: WebSocketRoute) -> None:
        connected = browser.connect_to_server()

        def told(message: str | bytes) -> None:
            if holds:
                held.append(lambda: browser.send(message))
            else:
                browser.send(message)

        connected.on_message(told)

    page.route_web_socket(re.compile("_stcore/stream"), route)
    page.goto(server.url("", epoch=0))
    settle(page)
    slider = page.locator(".st-key-sequence_length input")
    slider.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    page.keyboard.press("ArrowRight")
    # The page is left before its last change is in the address, and come back to before the server
    # has said anything of the next one, which then writes what it is to show.
    page.wait_for_timeout(200)  # those around the numbers would wait for it
    holds = True
    page.get_by_role("link", name="Compare the two layers above").click()
    page.wait_for_timeout(500)
    page.go_back(wait_until="commit")
    page.wait_for_timeout(500)
    holds = False
    for send in held:
        send()
    settle(page)
    assert page.locator("h1").inner_text() == "What does the model look at?"
    assert slider.input_value() == link(page).get("sequence_length", "10")
