"""What every answer says, and how the server is set: nothing is open that need not be."""

import tomllib

import streamlit as st
from starlette.datastructures import Headers

from attnviz.ui.server.headers import SayHowToUseIt
from tests.processes import ROOT
from tests.ui.server.asking import Inner, asked, scope_of


def test_every_answer_says_how_to_use_it() -> None:
    for status in (200, 404, 500):
        start, _ = asked(SayHowToUseIt(Inner(status)), scope_of("http"))
        headers = Headers(raw=start["headers"])
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        # A view in a frame of a course's page is a feature.
        assert "x-frame-options" not in headers
        assert "content-security-policy" not in headers


def test_the_server_is_set_for_strangers() -> None:
    assert st.get_option("server.enableXsrfProtection") is True
    assert st.get_option("server.enableCORS") is True
    assert st.get_option("server.corsAllowedOrigins") == []
    assert st.get_option("browser.gatherUsageStats") is False
    assert st.get_option("server.maxUploadSize") == 50
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["showErrorDetails"] == "none"  # tests show them, as `make run` does
