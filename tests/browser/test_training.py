"""The training page in a browser: a replay moves all pictures, and tells the server once."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.pictures import described
from tests.browser.servers import Server
from tests.browser.visits import settle

LAST = 15


def messages(page: Page) -> list[object]:
    """Return the list that what is sent to the server will be added to; call before `goto`."""
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    return sent


def ribbons(page: Page) -> list[str]:
    paths = page.locator(".st-key-replay .flow path")
    return list(paths.evaluate_all("paths => paths.map((path) => path.getAttribute('d'))"))


def line(page: Page, key: str) -> float:
    """Return where the marked epoch is on a curve, px."""
    line = page.locator(f".st-key-{key} .overlay line")
    return float(line.get_attribute("x1") or "nan")


def places(page: Page) -> list[float]:
    """Return where the items of the first interest are on the map.

    While a page runs again, the map before and the one after, which is not drawn yet, can both be
    there for a moment.
    """
    drawn = "graphs => graphs.find((graph) => graph.data)"
    return list(
        page.locator(".st-key-map .graph").evaluate_all(
            f"graphs => {{ const {{ data }} = ({drawn})(graphs); "
            "return [...data[0].x, ...data[0].y]; }"
        )
    )


def similar(page: Page) -> list[float]:
    """Return the colours of the similarities' cells."""
    drawing = page.locator(".st-key-similarities .drawing")
    return list(drawing.evaluate("node => [...node.cells[0].bytes]"))


def said(page: Page) -> str:
    return page.locator(".st-key-scrubber output").inner_text()


def state(page: Page) -> list[object]:
    return [ribbons(page), line(page, "curve_0"), places(page), similar(page)]


def test_a_replay_moves_everything_and_asks_the_server_once(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(height=1400, own_tab=True)
    sent = messages(page)
    page.goto(server.url("training", epoch=0))
    settle(page)
    sent.clear()
    flat = state(page)
    page.evaluate(
        "() => { window.heard = [];"
        " addEventListener('attnviz:cursor', ({ detail }) => heard.push(detail.index)); }"
    )
    page.locator(".st-key-scrubber button.play").click()
    page.locator(".st-key-scrubber output", has_text=f"epoch {LAST} ").wait_for()
    played = page.evaluate("heard")
    moved = state(page)
    settle(page)
    assert played[:LAST] == list(range(1, LAST + 1))
    assert set(played[LAST:]) <= {LAST}  # its run tells its pictures where we are
    for before, now in zip(flat, moved, strict=True):
        assert now != before
    assert len(sent) == 1  # when it had ended
    assert "epoch" not in page.url
    assert f"After {LAST} epochs" in page.locator("h2").first.inner_text()


def test_a_replay_can_be_paused_and_the_link_holds_the_epoch(server: Server, page: Page) -> None:
    page.goto(server.url("training", epoch=0))
    settle(page)
    # Both presses in one go, so that no slow machine lets the replay end between them.
    page.locator(".st-key-scrubber button.play").evaluate(
        "button => { button.click(); setTimeout(() => button.click(), 1000); }"
    )
    page.get_by_role("button", name="Play").wait_for()
    page.wait_for_url(lambda url: "epoch=0" not in url)
    settle(page)
    paused = said(page).split()[1]
    assert 0 < int(paused) < LAST
    assert page.url.endswith(f"epoch={paused}")
    assert f"After {paused} epoch" in page.locator("h2").first.inner_text()


@pytest.mark.parametrize("key", ["timeline", "curve", "keyboard"])
def test_an_epoch_is_taken_anywhere(server: Server, page: Page, key: str) -> None:
    page.goto(server.url("training"))
    settle(page)
    if key == "timeline":
        box = page.locator(".st-key-replay .timeline").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] * 4.5 / (LAST + 1), box["y"] + 20)
    elif key == "curve":
        graph = page.locator(".st-key-curve_2 .graph")
        graph.scroll_into_view_if_needed()
        x, y = graph.evaluate(
            """graph => {
                const { left, top } = graph.getBoundingClientRect();
                const { xaxis, width } = graph.layout;
                const [low, high] = xaxis.range;
                return [left + (graph.data[0].x[4] - low) / (high - low) * width, top + 60];
            }"""
        )
        page.mouse.click(x, y)
    else:
        page.locator(".st-key-scrubber .scrubber").focus()
        for _ in range(LAST - 4):
            page.keyboard.press("ArrowLeft")
    settle(page)
    assert said(page).startswith("epoch 4 ")
    assert "epoch=4" in page.url
    assert "After 4 epochs" in page.locator("h2").first.inner_text()


def test_the_scrubber_stays_in_sight(server: Server, page: Page) -> None:
    page.goto(server.url("training"))
    settle(page)
    page.locator(".st-key-map").scroll_into_view_if_needed()
    page.locator(".st-key-map .graph").hover()
    box = page.locator(".st-key-scrubber .scrubber").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 900 - box["height"]


def test_the_measures_of_an_epoch_fit_beside_the_scrubber_on_a_phone(
    server: Server, page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server.url("training"))
    settle(page)
    words = page.locator(".st-key-scrubber .epoch").bounding_box()
    box = page.locator(".st-key-scrubber .stepper").bounding_box()
    assert words is not None
    assert box is not None
    assert words["height"] <= box["height"]
    assert words["x"] + words["width"] <= box["x"] + box["width"]


def test_heads_are_marked_at_the_epoch(server: Server, page: Page) -> None:
    page.goto(server.url("training", mode="multi_head", epoch=3))
    settle(page)
    marks = page.locator(".st-key-heads .overlay rect.pin")
    assert marks.count() == 2
    before = float(marks.first.get_attribute("x") or "nan")
    page.locator(".st-key-scrubber .scrubber").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(50)
    after = float(marks.first.get_attribute("x") or "nan")
    assert after > before


def test_a_click_on_the_map_chooses_the_candidate(server: Server, page: Page) -> None:
    page.goto(server.url("training"))
    settle(page)
    graph = page.locator(".st-key-map .graph")
    graph.scroll_into_view_if_needed()
    point = graph.locator(".scatterlayer .trace").nth(1).locator("path.point").first
    box = point.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settle(page)
    assert "candidate=" in page.url
    assert "coffee" in page.locator("h2").first.inner_text()


def test_how_it_trains_is_in_the_link_on_every_page(server: Server, page: Page) -> None:
    rate = page.locator(".st-key-learning_rate input")
    page.goto(server.url("training", learning_rate="0.02", optimizer="sgd", epochs=1))
    settle(page)
    page.get_by_role("button", name="How it trains").click()
    settle(page)
    assert rate.get_attribute("aria-valuetext") == "0.02"
    rate.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    wanted = {"learning_rate=0.03", "optimizer=sgd", "epochs=1"}
    for title in ("Masks", "Overview", "Training"):
        assert set(urlsplit(page.url).query.split("&")) == wanted
        page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
        settle(page)
    assert set(urlsplit(page.url).query.split("&")) == wanted
    page.get_by_role("button", name="How it trains · 3 set").click()
    settle(page)
    assert rate.get_attribute("aria-valuetext") == "0.03"


def test_a_run_that_diverges_is_a_lesson(server: Server, page: Page) -> None:
    page.goto(
        server.url("training", optimizer="sgd", learning_rate="3", normalization="none", epochs="3")
    )
    page.get_by_text("This training diverged.").wait_for(timeout=60_000)
    settle(page)
    assert "the weights are not numbers" in page.locator("h2").first.inner_text()
    assert page.get_by_text("No ribbons: the weights are not numbers").is_visible()
    assert page.get_by_test_id("stException").count() == 0


def test_training_can_be_cancelled_and_taken_up(server: Server, page: Page) -> None:
    page.goto(server.url("training", seed=77, epochs=30))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    settle(page)
    assert "Untrained" in page.locator("h2").first.inner_text()
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("Training these settings").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Train", exact=True).wait_for()


def test_rows_of_dots_are_a_table_too(server: Server, page: Page) -> None:
    page.goto(server.url("training"))
    settle(page)
    learners = page.locator(".st-key-learners")
    learners.get_by_text("Numbers as a table").click()
    rows = learners.locator("table tr")
    # A dot a seed: the other tests on this server may have asked for more of them.
    assert rows.nth(0).locator("th").nth(1).inner_text() == "median"
    named = [rows.nth(n).locator("th").first.inner_text() for n in range(1, rows.count())]
    assert {"default · target", "default · 8 heads", "article · target"} <= set(named)
    assert rows.nth(1).locator("td").first.inner_text().startswith("0.99")


def middle(box: FloatRect) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_keys_go_over_the_map_and_choose_the_candidate(server: Server, page: Page) -> None:
    page.goto(server.url("training"))
    settle(page)
    stage = page.locator(".st-key-map .stage")
    ring, told = (
        page.locator(".st-key-map .overlay .focus"),
        page.locator(".st-key-map [aria-live]"),
    )
    assert "Enter chooses it." in described(stage)
    stage.focus()
    assert ring.count() == 0
    page.keyboard.press("Home")
    first = told.inner_text()
    marks = page.locator(".st-key-map .graph .point")
    for presses in range(3):
        # The ring lies around the point that is told: the marks are drawn in the same order.
        around, mark = ring.bounding_box(), marks.nth(presses).bounding_box()
        assert around
        assert mark
        assert middle(around) == pytest.approx(middle(mark), abs=1)
        page.keyboard.press("PageDown")
    last = told.inner_text()
    assert last != first
    title, interest = last.split(", ")
    shown = page.locator(".st-key-map .hoverlayer .hovertext")
    expect(shown).to_contain_text(title)
    page.keyboard.press("Enter")
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["candidate"] == [title]
    assert interest in page.locator("h2").first.inner_text()
    stage.blur()
    assert ring.count() == 0
    expect(shown).to_have_count(0)
