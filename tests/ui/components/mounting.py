"""Mount a component without a browser and see what it would be sent."""

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest


def sent(app: Callable[[], None]) -> dict[str, Any]:
    """Return the data of the one component that a script mounts; raise what the script raised."""
    run = AppTest.from_function(app).run()
    if run.exception:
        raise AssertionError(run.exception[0].message)
    (component,) = run.get("bidi_component")
    data: dict[str, Any]
    (data,) = json.loads(component.proto.json)
    return data
