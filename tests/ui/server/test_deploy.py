"""What is deployed agrees with itself: nginx, the compose file, the servers' own settings."""

import re

import streamlit as st

from attnviz.lessons.room import Rooms
from attnviz.ui.server.replicas import COOKIE
from tests.processes import ROOT

NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
COMPOSE = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
NAMES = ("a", "b", "c")


def test_nginx_knows_the_servers_of_the_compose_file() -> None:
    services = re.findall(r"^  (attnviz-\w+):$", COMPOSE, re.MULTILINE)
    assert services == [f"attnviz-{name}" for name in NAMES]
    assert re.findall(r"ATTNVIZ_SERVER: (\w+)", COMPOSE) == [*NAMES]
    waited_for = re.findall(r"(attnviz-\w+): \{ condition: service_healthy \}", COMPOSE)
    assert waited_for == services
    groups = re.findall(r"upstream server_(\w+) \{(.*?)\}", NGINX, re.DOTALL)
    assert [name for name, _ in groups] == [*NAMES]
    for place, (_, text) in enumerate(groups):
        named = re.findall(r"server attnviz-(\w+):8501 [^;]*?(backup)?(?: weight=\d+)?;", text)
        # Each is followed by the next ones, in a circle.
        circle = [*NAMES[place:], *NAMES[:place]]
        assert named == [(circle[0], ""), (circle[1], "backup"), (circle[2], "backup")]


def test_all_of_them_name_the_same_things() -> None:
    (base,) = set(re.findall(r"STREAMLIT_SERVER_BASE_URL_PATH: (\w+)", COMPOSE))
    assert f"location /{base}/ {{" in NGINX
    assert f"location = /{base}/_stcore/stream {{" in NGINX
    assert f"$cookie_{COOKIE} " in NGINX
    assert f"client_max_body_size {st.get_option('server.maxUploadSize') + 1}m;" in NGINX
    for name in NAMES:
        Rooms(name)  # the code of a room can begin with it
    check = ["python", "-m", "attnviz.ui.compute.health", "ready"]
    assert '", "'.join(["CMD", *check]) in COMPOSE
