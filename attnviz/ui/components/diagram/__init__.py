"""The layer's walk, from clicks to the interest vector, as a diagram of its tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from attnviz.pictures.palette import ROLES
from attnviz.ui import components
from attnviz.ui.components.shared.told import when_told

_mount = components.component("diagram", "diagram/main.js", "diagram/style.css")


@dataclass(frozen=True)
class Node:
    """A tensor of the walk.

    Attributes:
        name: The step's name.
        role: Whose colour it has, a key of `palette.ROLES`.
        shape: Its shape, such as "B=5 T=10 D=8".
        parents: Names of the nodes it was computed from; these stand before it.
        moved: Axes of the shape that are marked for a moment, as their lengths have changed.

    Raises:
        ValueError: if there is no such role.
    """

    name: str
    role: str
    shape: str
    parents: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"role={self.role!r} is not allowed; allowed is one of {list(ROLES)}")


def diagram(
    nodes: Sequence[Node],
    *,
    key: str,
    title: str,
    current: str = "",
    on_open: Callable[[str], None],
) -> None:
    """Draw the walk, left to right; where it is too wide for the page it folds, then scrolls.

    Args:
        nodes: The tensors, in the order of the walk.
        key: Streamlit's key.
        title: The heading over it.
        current: Name of the node that is marked; the page's step cursor moves the mark.
        on_open: Called with a node's name before the page runs again, when it was clicked.

    Raises:
        ValueError: if two nodes have one name, or a node comes before one of its parents.
    """
    seen: set[str] = set()
    for node in nodes:
        if node.name in seen:
            raise ValueError(f"name={node.name!r} is not allowed twice; allowed is one node a name")
        if missing := [parent for parent in node.parents if parent not in seen]:
            raise ValueError(
                f"parents={missing!r} of {node.name!r} are not allowed; allowed are nodes before it"
            )
        seen.add(node.name)

    def is_node(name: Any) -> bool:
        return isinstance(name, str) and name in seen

    _mount(
        key=key,
        data={"title": title, "nodes": [vars(node) for node in nodes], "current": current},
        on_opened_change=when_told(key, "opened", is_node, on_open),
    )
