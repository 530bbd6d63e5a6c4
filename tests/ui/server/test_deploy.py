"""What is deployed agrees with itself: nginx, the compose file, the servers' own settings."""

import json
import re
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from typing import Any

import streamlit as st
import yaml
from streamlit import config

from attnviz.lessons.room import Rooms
from attnviz.ui.server.replicas import COOKIE
from tests.processes import ROOT

NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
COMPOSE = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
READ: dict[str, Any] = yaml.safe_load(COMPOSE)
SERVICES: dict[str, Any] = READ["services"]
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
        assert f"~*^{name}- {name};" in NGINX
    check = ["python", "-m", "attnviz.ui.compute.health", "ready"]
    assert '", "'.join(["CMD", *check]) in COMPOSE


def test_what_the_compose_file_names_is_there() -> None:
    servers = {name: one for name, one in SERVICES.items() if name != "nginx"}
    for server in servers.values():
        assert (ROOT / "deploy" / server["build"]).resolve() == ROOT  # where the Dockerfile is
        _, python, flag, module, _ = server["healthcheck"]["test"]
        assert (python, flag) == ("python", "-m")
        assert find_spec(module)
    # nginx reads its configuration, and finds the servers, where the images have them.
    assert "EXPOSE 8501\n" in DOCKERFILE
    assert {*re.findall(r"server attnviz-\w+:(\d+) ", NGINX)} == {"8501"}
    # In the image, as `up --build` leaves a container as it is where only a mounted file differs.
    build = SERVICES["nginx"]["build"]
    base, copied = build["dockerfile_inline"].splitlines()
    assert re.fullmatch(r"FROM nginx:\d+\.\d+", base)
    _, source, target = copied.split()
    assert (ROOT / "deploy" / build["context"] / source).read_text(encoding="utf-8") == NGINX
    assert target == "/etc/nginx/nginx.conf"
    assert not SERVICES["nginx"].keys() & {"image", "volumes", "configs"}
    (port,) = SERVICES["nginx"]["ports"]
    assert f"listen {port.split(':')[1]};" in NGINX
    assert {*SERVICES["nginx"]["depends_on"]} == {*servers}


def test_a_server_is_found_where_nginx_has_looked_for_it() -> None:
    """nginx asks for an address when it starts, and never again; a server may be down then."""
    servers = {name: one for name, one in SERVICES.items() if name != "nginx"}
    addresses = {name: one["networks"]["default"]["ipv4_address"] for name, one in servers.items()}
    assert len({*addresses.values()}) == len(servers)
    (pool,) = READ["networks"]["default"]["ipam"]["config"]
    subnet = ip_network(pool["subnet"])
    assert subnet.is_private
    # The first ones go to who has none of its own: the host, and nginx.
    assert all(ip_address(one) in [*subnet.hosts()][2:] for one in addresses.values())
    told = dict(one.split(":") for one in SERVICES["nginx"]["extra_hosts"])
    assert told == addresses


def test_a_server_writes_to_no_disk_and_can_gain_no_right() -> None:
    for one in (one for name, one in SERVICES.items() if name != "nginx"):
        assert (one["read_only"], one["tmpfs"], one["cap_drop"]) == (True, "/tmp", ["ALL"])
        assert one["security_opt"] == ["no-new-privileges:true"]


def test_what_the_image_runs_is_there() -> None:
    commands = re.findall(r"CMD (\[.*?\])", DOCKERFILE.replace("\\\n", ""), re.DOTALL)
    check, run = (json.loads(command) for command in commands)
    assert check[:2] == run[:2] == ["python", "-m"]
    assert find_spec(check[2])
    assert run[2:5] == ["streamlit", "run", "app.py"]
    named = {one.removeprefix("--").split("=")[0] for one in run[5:]}
    assert named <= {*config.get_config_options()}
    (user,) = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert f"RUN useradd --create-home {user}\n" in DOCKERFILE


def test_each_variable_that_the_compose_file_sets_is_read() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "attnviz").rglob("*.py")]
    read = {name for source in sources for name in re.findall(r'"(ATTNVIZ_[A-Z]+)"', source)}
    read |= {option.env_var for option in config.get_config_options().values()}
    named = {name for one in SERVICES.values() for name in one.get("environment", {})}
    assert {"ATTNVIZ_SERVER", "STREAMLIT_SERVER_BASE_URL_PATH"} <= named <= read
