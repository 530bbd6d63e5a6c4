"""What holds for every test: no skips, no deadlines for properties, browsers first, and pages that
run without a browser wait for nobody.
"""

import sys
from collections.abc import Generator, Iterator
from functools import cache
from typing import Any, TypeVar

import pytest
from hypothesis import settings

# The same examples in every run: what passes here passes everywhere.
settings.register_profile("attnviz", settings(), deadline=None, derandomize=True)
settings.load_profile("attnviz")

_TOLD_LINES = 40

AnyReport = TypeVar("AnyReport", pytest.TestReport, pytest.CollectReport)


def _refuse_skip(report: AnyReport) -> AnyReport:
    """Make a report of a skip, or of an expected failure, one of a failure."""
    marked = hasattr(report, "wasxfail")
    if report.skipped or marked:
        reason = report.wasxfail if marked else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped or expected to fail here: {reason}"
        if marked:
            del report.wasxfail
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    return _refuse_skip((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell at the end once more of pages and servers of failed tests: a long log is cut above."""
    for report in [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]:
        for title, text in report.sections:
            if title.startswith(("Page ", "Server ")):
                terminalreporter.write_sep("-", f"{report.nodeid}: {title}")
                terminalreporter.write_line("\n".join(text.splitlines()[-_TOLD_LINES:]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browsers, which take longest."""
    items.sort(key=lambda item: "browser" not in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def pages_run_at_once() -> Iterator[None]:
    """Let `AppTest` look for installed components once, run whole pages, and wait for no hand.

    For each app Streamlit reads what all installed packages say of themselves, which is the same
    in every test. Of a run of a page's parts `AppTest` keeps these parts alone. No hand moves where
    there is no browser; servers of browser tests do wait.
    """
    if "streamlit.testing.v1" not in sys.modules:  # and what runs no page need not load it
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    from attnviz.ui.state import controls, pacing

    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        patch.setattr(controls, "redraw_numbers", lambda _name: None)
        patch.setattr(pacing, "RESTED_SECONDS", 0.0)
        yield
