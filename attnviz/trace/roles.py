"""Roles of tensors, and their shapes in words."""

from attnviz.trace.record import Record

EMBEDDINGS = "attention/embedding/embeddings"
"""The path of the weight that holds the items' vectors."""

_ROLES = {
    "history": "key",
    "candidate": "query",
    "unit_input": "key",
    "scores": "weights",
    "scaled": "weights",
    "masked": "weights",
    "normalized": "weights",
    "exponentials": "weights",
    "exponential_sum": "weights",
    "weights": "weights",
    "context": "context",
    "concat": "context",
    "output_projected": "context",
    "output": "context",
}


def role_of(name: str) -> str:
    """Return whose colour a step has: "query", "key", "value", "weights", "context" or "ink"."""
    if name in _ROLES:
        return _ROLES[name]
    if name.startswith("unit_hidden"):
        return "key"
    role = name.split("_")[0]
    return role if role in ("query", "key", "value") else "ink"


def shape_text(record: Record) -> str:
    """Return a record's shape with the names of its axes, such as "B=5 T=10 D=8"."""
    return " ".join(f"{axis}={size}" for axis, size in zip(record.axes, record.shape, strict=True))
