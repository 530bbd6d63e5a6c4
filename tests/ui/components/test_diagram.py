import pytest

from attnviz.ui.components.diagram import Node, diagram
from tests.ui.components.mounting import sent


def test_the_browser_gets_the_graph() -> None:
    def app() -> None:
        from attnviz.ui.components.diagram import Node, diagram

        nodes = [
            Node("history", "key", "B=5 T=10"),
            Node("key", "key", "B=5 T=10 D=8", ("history",)),
        ]
        diagram(nodes, key="walk", title="The walk", current="key", on_open=lambda name: None)

    data = sent(app)
    assert (data["title"], data["current"]) == ("The walk", "key")
    assert [(node["name"], node["parents"]) for node in data["nodes"]] == [
        ("history", []),
        ("key", ["history"]),
    ]


def refused(*nodes: Node) -> str:
    with pytest.raises(ValueError, match="allowed") as caught:
        diagram(nodes, key="refused", title="", on_open=lambda name: None)
    return str(caught.value)


def test_a_name_stands_once() -> None:
    assert "'key'" in refused(Node("key", "key", ""), Node("key", "key", ""))


def test_parents_come_first() -> None:
    assert "['query']" in refused(Node("scores", "weights", "", ("query",)))


def test_a_role_is_one_of_the_palette() -> None:
    with pytest.raises(ValueError, match=r"role='red'.*'query'"):
        Node("key", "red", "")
