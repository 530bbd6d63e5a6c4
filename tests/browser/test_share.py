"""Share: the link that is copied shows the same numbers, wherever it is opened."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.servers import Server
from tests.browser.visits import settle

# Its training is not shipped.
VIEW = {
    "mode": "multi_head",
    "num_heads": "4",
    "epochs": "1",
    "seed": "3",
    "sample": "2",
    "step": "context",
    "pin": "context:1,2,0,1",
}


def shared(page: Page) -> str:
    """Return the link that the page offers to copy."""
    page.locator(".st-key-open_share button").click()
    settle(page)
    return page.get_by_role("dialog").get_by_role("textbox", name="Link").input_value()


def numbers(page: Page) -> str:
    """Return all words and numbers of the page below its controls."""
    opened = page.locator(".st-key-equation")
    assert opened.count() == 1
    return page.get_by_test_id("stMainBlockContainer").inner_text()


def test_two_servers_show_the_same_numbers(
    server: Server, fresh_server: Callable[..., Server], new_page: Callable[..., Page]
) -> None:
    first, second = new_page(), new_page()
    first.goto(server.url("walk", **VIEW))
    settle(first)
    seen = numbers(first)
    assert "context[head" in seen
    link = shared(first)
    assert link.startswith(f"http://127.0.0.1:{server.port}/walk?")
    there = fresh_server()
    assert there.port != server.port
    second.goto(there.url("walk") + "?" + urlsplit(link).query)
    settle(second)
    assert numbers(second) == seen
    assert "v=" not in second.url


@pytest.mark.parametrize("name", ["", "heads"])
def test_defaults_leave_the_link_short(server: Server, page: Page, name: str) -> None:
    page.goto(server.url(name))
    settle(page)
    assert shared(page) == server.url(name, v=1)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("v=7", "made by a newer attnviz (version 7, here 1)"),
        ("colour=red&seed=1", "not a setting, so ignored: “colour”"),
        ("![x](https://host.invalid/x.png)=1", "“![x](https://host.invalid/x.png)”"),
        ("candidate=![x](https://host.invalid/x.png)", "Candidate: ![x](https://host.invalid"),
        (
            "recipe=[x](https://host.invalid) :red[x]",
            "Recipe: [x](https://host.invalid) :red[x] is",
        ),
    ],
)
def test_what_is_ignored_is_told_as_plain_text(
    server: Server, page: Page, query: str, said: str
) -> None:
    page.goto(server.url("walk") + "?" + query)
    settle(page)
    alert = page.get_by_test_id("stAlert")
    assert said in alert.inner_text().replace("\N{WORD JOINER}", "")
    assert alert.locator("img, a").count() == 0
    assert page.get_by_test_id("stException").count() == 0


def test_a_pin_in_vain_is_told(server: Server, page: Page) -> None:
    page.goto(server.url("masks", pin="weights:9,9,9"))
    settle(page)
    assert page.get_by_text(
        "The opened number of weights is not there with these settings"
    ).is_visible()


def test_streamlits_own_parameters_stay(server: Server, page: Page) -> None:
    page.goto(server.url("walk", embed="true", seed="1"))
    settle(page)
    assert page.get_by_test_id("stAlert").count() == 0
    assert "embed=true" in page.url
