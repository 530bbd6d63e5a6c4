"""The last step of both walks: the shape in which the layer hands its result on.

Axes: B samples, C candidates, T clicks of the history, T_q queries, D the embedding.
"""

import tensorflow as tf

from attnviz.layer.arithmetic import Copy, Fill
from attnviz.layer.step import step

_OUTPUT = r"\text{output}"
_HANDED_ON = Copy("The number is handed on as it is.")


@step(
    title="Hand it on",
    name="output",
    axes="B D",
    formula=r"o = c_1",
    sentence="There is one candidate, so its axis is dropped: one vector a sample.",
    role="context",
    symbol=_OUTPUT,
    arithmetic=Copy("There is one candidate, and this is its number.", dropped=1),
)
def one_candidate(vectors: tf.Tensor) -> tf.Tensor:
    return tf.squeeze(vectors, axis=1)


@step(
    title="Hand it on",
    name="output",
    axes="B C D",
    formula=r"o = c",
    sentence="One vector for each candidate of a sample.",
    role="context",
    symbol=_OUTPUT,
    arithmetic=_HANDED_ON,
)
def several_candidates(vectors: tf.Tensor) -> tf.Tensor:
    return tf.identity(vectors)


@step(
    title="Hand it on",
    name="output",
    axes="B T D",
    formula=r"o_t = c_t \text{ where the mask is true, else } 0",
    sentence="One vector for each click; what stands at padding is set to 0.",
    role="context",
    symbol=_OUTPUT,
    arithmetic=Fill(0.0),
)
def clicks(vectors: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    return tf.where(mask[:, :, None], vectors, tf.zeros([], vectors.dtype))


@step(
    title="Hand it on",
    name="output",
    axes="B T_q D",
    formula=r"o = c",
    sentence="One vector for each query.",
    role="context",
    symbol=_OUTPUT,
    arithmetic=_HANDED_ON,
)
def all_queries(vectors: tf.Tensor) -> tf.Tensor:
    return tf.identity(vectors)


@step(
    title="Hand it on",
    name="output",
    axes="B T D",
    formula=r"o_t = c_t",
    sentence="One vector for each click; nothing is masked, so padding counts as a click.",
    role="context",
    symbol=_OUTPUT,
    arithmetic=_HANDED_ON,
)
def all_clicks(vectors: tf.Tensor) -> tf.Tensor:
    return tf.identity(vectors)
