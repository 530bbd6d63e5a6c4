"""What a call of the layer is given: ids, features and a mask, checked before anything is computed.

Axes: B samples, T clicks of the history, C candidates, n features of an item; T_q queries, which
are the candidates or, in self-attention, the clicks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

Shape = Sequence[int | None]

AXES: Mapping[str, tuple[str, ...]] = {
    "history": ("B", "T"),
    "candidate": ("B", "C"),
    "history_info": ("B", "T", "n"),
    "candidate_info": ("B", "C", "n"),
}


def ids_by_name(inputs: Any, names: Sequence[str], *, alone: bool = False) -> dict[str, Any]:
    """Return the inputs by name, as integer tensors of a known number of axes.

    Args:
        inputs: A list of `names`.
        names: Keys of `AXES`, in their order.
        alone: Whether the history will do, or a list of what is of the history: its first clicks
            then stand for candidates, which nobody looks at.

    Raises:
        ValueError: if they are not such a list, are ragged, or hold no integers.
    """
    parts = inputs if isinstance(inputs, list | tuple) else [inputs]
    if alone and 2 * len(parts) == len(names):
        found: dict[str, Any] = {}
        for part, name, other in zip(parts, names[::2], names[1::2], strict=True):
            found[name] = ids = _integer_ids(part, name)
            found[other] = ids[:, :1]
        return found
    if not isinstance(inputs, list | tuple) or len(inputs) != len(names):
        raise ValueError(f"inputs must be a list [{', '.join(names)}]")
    return {name: _integer_ids(ids, name) for name, ids in zip(names, inputs, strict=True)}


def _integer_ids(ids: Any, name: str) -> Any:
    """Return `ids` as an int32 or int64 tensor; a cast would turn other ids into wrong ones."""
    ids = _rectangular(ids, name, "pad the shorter ones with 0, as by ids.to_tensor()")
    dtype = _dtype(ids)
    if "int" not in dtype:
        raise ValueError(
            f"{name} has dtype {dtype}; ids must be integers (in a functional model: "
            f"keras.Input(..., dtype='int32'))"
        )
    if isinstance(ids, keras.KerasTensor):
        return ids
    ids = tf.convert_to_tensor(ids) if dtype in ("int32", "int64") else tf.cast(ids, "int64")
    if ids.shape.rank is None:
        raise ValueError(f"{name} has an unknown number of axes; it must be {_written(name)}")
    return ids


def is_symbolic(*given: Any) -> bool:
    """Return whether any of these is an input of a functional model."""
    return any(isinstance(one, keras.KerasTensor) for one in given)


def _rectangular(values: Any, name: str, advice: str) -> Any:
    """Return lists as arrays and tensors as they are; refuse what has rows of several lengths."""
    ragged = isinstance(values, tf.RaggedTensor) or getattr(values, "ragged", False)
    if isinstance(values, tf.SparseTensor):
        raise ValueError(f"{name} is sparse; it must be dense, as by tf.sparse.to_dense")
    if not hasattr(values, "dtype"):
        try:
            values = np.asarray(values)
        except ValueError:  # NumPy's word for lists of different lengths
            ragged = True
    if isinstance(values, np.ndarray) and values.dtype == object:
        ragged = any(isinstance(row, list | tuple | np.ndarray) for row in values.flat)
    if ragged:
        raise ValueError(f"{name} is ragged: its rows have different lengths; {advice}")
    return values


def _dtype(values: Any) -> str:
    """Return the name of a tensor's or an array's type, also of one that Keras does not know."""
    return str(getattr(values.dtype, "name", values.dtype))


def _written(name: str) -> str:
    return "(B,) or (B, C)" if name == "candidate" else f"({', '.join(AXES[name])})"


def _with_candidates(name: str, shape: Shape) -> tuple[int | None, ...]:
    """Return a shape in which one candidate has an axis of its own."""
    return (*shape, 1) if name == "candidate" and len(shape) == 1 else tuple(shape)


def check_shapes(shapes: Mapping[str, Any], features: int) -> None:
    """Check the shapes of the inputs, as far as they are known.

    Args:
        shapes: By the names of `AXES`; None is an unknown size.
        features: n.

    Raises:
        ValueError: for another number of axes, or an axis that differs from another input's.
    """
    known = {"n": (features, "side_info")}
    for name, shape in shapes.items():
        sizes = _with_candidates(name, shape)
        if len(sizes) != len(AXES[name]):
            raise ValueError(f"{name} has the shape {tuple(shape)}; it must be {_written(name)}")
        for axis, size in zip(AXES[name], sizes, strict=True):
            if size is None:
                continue
            wanted, source = known.setdefault(axis, (size, name))
            if size != wanted:
                raise ValueError(
                    f"{name} has the shape {tuple(shape)}; it must be {_written(name)}, with "
                    f"{axis} = {wanted} as in {source}"
                )


def assert_shapes(tensors: Mapping[str, tf.Tensor]) -> None:
    """Check in a graph, when it runs, the sizes that were not known when it was made.

    Raises:
        tf.errors.InvalidArgumentError: when run. XLA drops such checks.
    """
    if tf.executing_eagerly():
        return
    seen: dict[str, tuple[str, int]] = {}
    for name, tensor in tensors.items():
        for place, axis in enumerate(AXES[name][: tensor.shape.rank]):
            first, of = seen.setdefault(axis, (name, place))
            other = tensors[first]
            if first != name and None in (tensor.shape[place], other.shape[of]):
                tf.debugging.assert_equal(
                    tf.shape(tensor)[place],
                    tf.shape(other)[of],
                    f"{name} and {first} must have the same {axis}",
                )


_MASK = "true or 1 where to attend, false or 0 elsewhere"


def mask_values(mask: Any, name: str) -> Any:
    """Return a mask as a tensor or an array of booleans or numbers.

    Raises:
        ValueError: it names the mask by `name`: for a ragged one, or another type.
    """
    mask = _rectangular(mask, name, "fill the shorter ones with false, as by mask.to_tensor()")
    if not any(kind in _dtype(mask) for kind in ("bool", "int", "float")):
        raise ValueError(f"{name} has dtype {_dtype(mask)}; it must be {_MASK}")
    return mask


def boolean(mask: Any, name: str) -> tf.Tensor:
    """Return a mask of booleans, or of the numbers 0 and 1, as booleans.

    Other numbers are refused: of an additive mask, where 0 is "attend", the opposite would be read.

    Raises:
        ValueError: for another type, for a ragged mask and, eagerly, for other numbers.
        tf.errors.InvalidArgumentError: for other numbers in a graph, when it runs.
    """
    mask = tf.convert_to_tensor(mask_values(mask, name))
    if mask.dtype.is_bool:
        return mask
    one = tf.equal(mask, tf.ones([], mask.dtype))
    other = tf.logical_not(tf.logical_or(one, tf.equal(mask, tf.zeros([], mask.dtype))))
    if not tf.executing_eagerly():
        tf.debugging.assert_equal(
            tf.reduce_any(other),
            False,
            f"{name} has other numbers than 0 and 1; it must be {_MASK}",
        )
    elif tf.reduce_any(other):
        value = tf.boolean_mask(mask, other)[0].numpy()
        raise ValueError(
            f"{name} has the number {value:g}; it must be {_MASK} (of an additive mask: mask == 0)"
        )
    return one


def mask_shape(shape: Shape, history: Shape, queries: int | None) -> tuple[int | None, ...]:
    """Return the shape that a mask of `shape` is read as: (B, T), or (B, T_q, T) for pairs.

    As in Keras's layer an axis of 1 stands for all samples or all queries, and one of 1 for the
    heads may follow the samples.

    Args:
        shape: (B, T), (B or 1, T_q or 1, T) or (B or 1, 1, T_q or 1, T); None is an unknown size.
        history: (B, T).
        queries: T_q.

    Raises:
        ValueError: for any other; also (T,), and (T_q, T), which is (B, T) in a batch of T_q.
    """
    batch, clicks = history
    wanted: list[tuple[int | None, ...]] = [(batch,), (clicks,)]
    if len(shape) > 2:
        wanted = [(batch, 1), (queries, 1), (clicks,)]
    if len(shape) > 3:
        wanted.insert(1, (1,))
    fits = (s is None or None in w or s in w for s, w in zip(shape, wanted, strict=False))
    if len(shape) != len(wanted) or not all(fits):
        raise ValueError(
            f"attention_mask has the shape {tuple(shape)}; it must be (B, T), or for pairs of "
            "query and click (B, T_q, T), (B, 1, T) or (1, T_q, T), with "
            f"B = {batch}, T_q = {queries} and T = {clicks}"
        )
    pairs = len(shape) > 2 and shape[-2] != 1
    return (batch, queries, clicks) if pairs else (batch, clicks)


def attention_mask(mask: Any, history: tf.Tensor, queries: tf.Tensor) -> tf.Tensor:
    """Return an `attention_mask` as booleans, (B, T) or (B, T_q, T); see `mask_shape`.

    Args:
        mask: As the caller gave it.
        history: Ids (B, T).
        queries: Ids of those who ask, (B, T_q).

    Raises:
        ValueError: for a shape or a type that is not allowed.
        tf.errors.InvalidArgumentError: in a graph, for one that is known only when it runs.
    """
    mask = boolean(mask, "attention_mask")
    if mask.shape.rank is None:
        raise ValueError("attention_mask has an unknown number of axes; it must be (B, T)")
    read_as = mask_shape(tuple(mask.shape), tuple(history.shape), queries.shape[1])
    batch, clicks = tf.shape(history)[0], tf.shape(history)[1]
    if not tf.executing_eagerly():
        message = "attention_mask must have T = the clicks of history"
        tf.debugging.assert_equal(tf.shape(mask)[-1], clicks, message)
    if mask.shape.rank == 2:
        if not tf.executing_eagerly():
            message = "attention_mask and history must have the same B"
            tf.debugging.assert_equal(tf.shape(mask)[0], batch, message)
        return mask
    if mask.shape.rank == 4:
        mask = tf.squeeze(mask, axis=1)
    if len(read_as) == 2:
        return tf.broadcast_to(mask[:, 0], [batch, clicks])
    return tf.broadcast_to(mask, [batch, tf.shape(queries)[1], clicks])


def symbolic_clicks(mask: keras.KerasTensor, history: Shape, queries: int | None) -> Any:
    """Return a functional model's mask as (B, T); None if it is one of pairs.

    Raises:
        ValueError: for a shape that is not allowed; see `mask_shape`.
    """
    if len(mask_shape(mask.shape, history, queries)) == 3:
        return None
    clicks = keras.ops.cast(mask, "bool")
    while len(clicks.shape) > 2:
        clicks = clicks[:, 0]
    return clicks


def keras_mask(tensor: Any) -> Any:
    """Return the mask that rides on a tensor, or None."""
    return getattr(tensor, "_keras_mask", None)


def set_keras_mask(tensor: Any, mask: Any) -> None:
    """Let a mask ride on a tensor: the layers after it see it, as pooling does."""
    tensor._keras_mask = mask
