"""The exported page in a browser without a network: steps, epochs, hover, both themes, a phone."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from attnviz.export import FORMATS
from attnviz.export.html import LARGEST
from attnviz.learning.shipped import shipped
from attnviz.scenario.settings import Settings
from attnviz.trace.record import Trace
from attnviz.trace.run import run
from tests.export.odd import odd_trace

SETTINGS = Settings(epochs=2)
SVG = "{http://www.w3.org/2000/svg}"
# Of its first user, by epoch: what the camping clicks get, in per cent.
CANDIDATE, CAMPING, PERCENT = "cool box", [0, 1, 2], [38, 36, 99]


@pytest.fixture(scope="module")
def trace() -> Trace:
    return run(SETTINGS)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, trace: Trace) -> Path:
    path = tmp_path_factory.mktemp("page") / "walk.html"
    path.write_bytes(FORMATS["html"].written(trace, shipped(SETTINGS)))
    return path


def opened(page: Page, file: Path) -> Page:
    page.context.set_offline(True)
    page.goto(file.as_uri())
    expect(page.locator("#picture .drawing")).to_be_visible()
    return page


ROOT = 'document.getElementById("picture").shadowRoot'
DRAWING = f'{ROOT}.querySelector(".drawing")'


def expect_drawn(page: Page, *texts: str) -> None:
    """Wait until the picture has all of these texts."""
    page.wait_for_function(
        f"wanted => {{ const {{numbers = [], labels = []}} = {DRAWING} ?? {{}};"
        "const texts = [...numbers, ...labels].flatMap(({runs}) => runs.map(({text}) => text));"
        "return wanted.every(part => texts.some(text => text.includes(part))); }",
        arg=list(texts),
    )


def test_the_page_is_below_its_limit_and_has_no_plotly(file: Path, page: Page) -> None:
    assert file.stat().st_size < LARGEST
    assert "plotly.js" not in file.read_text()
    opened(page, file)
    assert page.evaluate("window.Plotly === undefined")


def test_a_browser_that_cannot_unpack_the_pictures_says_so(own_tab: Page, file: Path) -> None:
    page = own_tab
    page.add_init_script("delete window.DecompressionStream")
    page.goto(file.as_uri())
    expect(page.locator("#picture")).to_contain_text("too old to unpack the pictures")
    page.get_by_role("button", name="Next step").click()
    expect(page.locator("section:visible")).to_have_count(1)
    page.get_by_role("slider").press("Home")
    expect(page.locator(".claim:visible")).to_contain_text(f"{PERCENT[0]} %")


def test_a_picture_is_saved_without_a_network(page: Page, file: Path, trace: Trace) -> None:
    opened(page, file)
    page.get_by_text("Save or zoom").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as SVG").click()
    root = ElementTree.fromstring(download.value.path().read_bytes())
    groups = [group for group in root.iter(f"{SVG}g") if group.get("data-step") == "weights"]
    mask = trace["mask"].value[SETTINGS.sample - 1]
    assert [len(group) for group in groups] == [int(mask.sum())]


def test_buttons_and_keys_walk_the_steps(page: Page, file: Path, trace: Trace) -> None:
    opened(page, file)
    names = [*trace.steps, *trace.score_steps]
    heading = page.locator("header.current h2")
    at = names.index("weights")
    expect(heading).to_have_text(f"{at + 1}. {trace['weights'].title}")
    page.get_by_role("button", name="Next step").click()
    expect(heading).to_have_text(f"{at + 2}. {trace['context'].title}")
    page.keyboard.press("ArrowRight")
    expect(heading).to_have_text(f"{at + 3}. {trace['output'].title}")
    page.locator("nav").get_by_role("button", name="key", exact=True).click()
    expect(page.locator("math:visible")).to_have_count(1)
    expect(page.locator("section:visible pre")).to_have_text(trace["key"].source)
    expect_drawn(page, "key", "history")
    page.keyboard.press("ArrowLeft")
    expect(heading).to_contain_text(trace["query"].title)


def test_an_epoch_has_its_own_numbers(page: Page, file: Path, trace: Trace) -> None:
    opened(page, file)
    user = SETTINGS.sample - 1
    assert trace.samples.items.title(int(trace.samples.candidate[user])) == CANDIDATE
    for epoch, share in enumerate(PERCENT):
        own = run(Settings(epochs=2, epoch=epoch))
        assert round(100 * float(own["weights"].value[user, 0, CAMPING].sum())) == share
        page.locator("#epoch").fill(str(epoch))
        # The 3 clicks of 8 would have 38 % by equal weights; 5 more than that are a finding.
        rest = "" if share >= 43 else ", and equal weights would give them 38 %"
        claim = f"For {CANDIDATE}, the 3 camping clicks out of 8 get {share} % of the attention"
        claim = f"{claim}{rest}."
        expect(page.locator(".claim:visible")).to_have_text(claim)
        expect(page.locator("#measures")).to_contain_text(f"{epoch}: attention mass")
        expect_drawn(page, *(f"{weight:.2f}" for weight in own["weights"].value[user, 0, :8]))


def test_pointing_at_a_cell_reads_it(page: Page, file: Path, trace: Trace) -> None:
    opened(page, file)
    title = trace.samples.items.title(int(trace.samples.history[SETTINGS.sample - 1, 0]))
    expect_drawn(page, title)
    box = page.evaluate(
        f"""() => {{
          const drawing = {DRAWING};
          const {{ left, top }} = drawing.getBoundingClientRect();
          const {{ numbers: [{{x, y}}], axes }} = drawing;
          return [left + (x / axes.x[1]) * axes.width, top + (y / axes.y[0]) * axes.height];
        }}"""
    )
    page.mouse.move(*box)
    expect(page.locator("#picture .tip")).to_be_visible()
    expect(page.locator("#picture .tip")).to_contain_text(title)


def test_both_themes_and_a_phone(new_page: Callable[..., Page], file: Path) -> None:
    backgrounds = set()
    for scheme in ("light", "dark"):
        page = opened(new_page(width=390, color_scheme=scheme), file)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        backgrounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        expect_drawn(page, "sleeping b", "weights")
    assert backgrounds == {"rgb(252, 251, 248)", "rgb(21, 23, 28)"}


def test_every_step_is_drawn_on_a_page_narrower_than_its_picture(
    new_page: Callable[..., Page], file: Path, trace: Trace
) -> None:
    page = opened(new_page(width=660), file)
    for name in (*trace.steps, *trace.score_steps):
        words = name.replace("_", " ")
        page.locator("nav").get_by_role("button", name=words, exact=True).click()
        expect_drawn(page, words)


# Texts that are written on a canvas, whatever wrote them.
CANVAS_TEXTS = """
window.canvasTexts = new Set();
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.canvasTexts.add(text);
    return fillText.call(this, text, ...rest);
};
"""
ODD = ("Tom & Jerry", "<b>", "$x$", '"quotes"', "🎬 film", "مرحبا", "&amp; #1")


@pytest.mark.parametrize("title", ODD)
def test_a_title_is_read_as_it_is_written(own_tab: Page, tmp_path: Path, title: str) -> None:
    page = own_tab
    trace = odd_trace(title, step="candidate")
    file = tmp_path / "odd.html"
    file.write_bytes(FORMATS["html"].written(trace, None))
    page.add_init_script(CANVAS_TEXTS)
    opened(page, file)
    claim = page.locator(".claim:visible")
    expect(claim).to_contain_text(f"For {title}, ")
    assert claim.locator("b").first.inner_text() == title
    page.locator("nav").get_by_role("button", name="weights", exact=True).click()
    user = trace.user
    clicks = [trace.samples.items.title(int(item)) for item in trace.samples.history[user]]
    named = [text for text in ODD if text in clicks]
    assert named
    page.wait_for_function("texts => texts.every(text => canvasTexts.has(text))", arg=named)
