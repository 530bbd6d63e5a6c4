"""The first steps of both walks: ids and mask as given, and the vectors looked up for them.

Axes: B samples, T clicks of the history, C candidates, D the embedding; T_q queries and T_k keys,
which are T in self-attention; n features of an item, and F numbers of several rows side by side.
"""

from collections.abc import Sequence

import keras
import tensorflow as tf

from attnviz.layer.arithmetic import (
    Combine,
    Copy,
    Features,
    Given,
    Hash,
    Ids,
    Lookup,
    LookupPlace,
    LookupWithFeatures,
    NotAhead,
    NotPadding,
    Project,
    Sinusoid,
    path_of,
)
from attnviz.layer.parts.embeddings import (
    ItemEmbedding,
    ItemHashing,
    LearnedPositions,
    sinusoids,
)
from attnviz.layer.step import step

_MASK = r"\text{mask}"


@step(
    title="The user's clicks",
    name="history",
    axes="B T",
    formula=r"i_1, \dots, i_T",
    sentence="Ids of the items that each user clicked, oldest first; 0 is padding.",
    role="key",
    symbol="i",
    arithmetic=Ids(),
)
def given_history(history: tf.Tensor) -> tf.Tensor:
    return history


@step(
    title="The item to score",
    name="candidate",
    axes="B C",
    formula=r"i_q",
    sentence="Id of the candidate: would this user click it?",
    role="query",
    symbol="i_q",
    arithmetic=Ids(),
)
def given_candidate(candidate: tf.Tensor) -> tf.Tensor:
    return candidate


@step(
    title="Where there is a click",
    name="mask",
    axes="B T",
    formula=r"\text{mask}_t = (i_t \neq 0)",
    sentence="True where there is a click to attend to, false where there is padding.",
    role="ink",
    symbol=_MASK,
    arithmetic=NotPadding(),
)
def history_mask(history: tf.Tensor) -> tf.Tensor:
    return tf.not_equal(history, 0)


@step(
    title="Where to attend",
    name="mask",
    axes="B T",
    formula=r"\text{mask}_t",
    sentence="The mask was given: true where there is a click to attend to.",
    role="ink",
    symbol=_MASK,
    arithmetic=Given(),
)
def given_mask(mask: tf.Tensor) -> tf.Tensor:
    return mask


@step(
    title="What asks",
    name="query",
    axes="B T_q D",
    formula="q",
    sentence="The vectors that ask, as they were given.",
    role="query",
    symbol="q",
    arithmetic=Given(),
)
def given_query(query: tf.Tensor) -> tf.Tensor:
    return query


@step(
    title="What is compared",
    name="key",
    axes="B T_k D",
    formula="k",
    sentence="The vectors that the queries are compared with, as they were given.",
    role="key",
    symbol="k",
    arithmetic=Given(),
)
def given_key(key: tf.Tensor) -> tf.Tensor:
    return key


@step(
    title="What is summed",
    name="value",
    axes="B T_k D",
    formula="v",
    sentence="The vectors that are summed by weight, as they were given.",
    role="value",
    symbol="v",
    arithmetic=Given(),
)
def given_value(value: tf.Tensor) -> tf.Tensor:
    return value


@step(
    title="Where to attend",
    name="mask",
    axes="B T_q T_k",
    formula=r"\text{mask}_{q,k}",
    sentence="The mask was given: true where a query may attend to a key.",
    role="ink",
    symbol=_MASK,
    arithmetic=Given(),
)
def given_pairs(mask: tf.Tensor) -> tf.Tensor:
    return mask


@step(
    title="Where to attend",
    name="mask",
    axes="B C T",
    formula=r"\text{mask}_{q,k}",
    sentence="The mask was given: true where a candidate may attend to a click.",
    role="ink",
    symbol=_MASK,
    arithmetic=Given(),
)
def given_candidate_pairs(mask: tf.Tensor) -> tf.Tensor:
    return mask


@step(
    title="Do not look ahead",
    name="causal_mask",
    axes="B T_q T_k",
    formula=r"\text{mask}_{q,k} = \text{mask}_{q,k} \wedge (k \le q)",
    sentence="A click may look at itself and at earlier clicks, not at later ones.",
    role="ink",
    symbol=_MASK,
    arithmetic=NotAhead(),
)
def causal_pairs(mask: tf.Tensor) -> tf.Tensor:
    place = tf.range(tf.shape(mask)[1])
    return tf.logical_and(mask, place[None, :, None] >= place[None, None, :])


@step(
    title="Do not look ahead",
    name="causal_mask",
    axes="B T_q T_k",
    formula=r"\text{mask}_{q,k} = \text{mask}_k \wedge (k \le q)",
    sentence="A click may look at itself and at earlier clicks, not at later ones.",
    role="ink",
    symbol=_MASK,
    arithmetic=NotAhead(),
)
def causal_mask(mask: tf.Tensor) -> tf.Tensor:
    place = tf.range(tf.shape(mask)[1])
    return tf.logical_and(mask[:, None, :], place[None, :, None] >= place[None, None, :])


@step(
    title="Do not look ahead",
    name="causal_mask",
    axes="B T_q T_k",
    formula=r"\text{mask}_{q,k} = (k \le q)",
    sentence="A click may look at itself and at earlier clicks, not at later ones.",
    role="ink",
    symbol=_MASK,
    arithmetic=NotAhead(),
)
def unpadded_causal_mask(history: tf.Tensor) -> tf.Tensor:
    place = tf.range(tf.shape(history)[1])
    return tf.logical_and(
        place[None, :, None] >= place[None, None, :], tf.ones_like(history, "bool")[:, None, :]
    )


_HASH = r"1 + \text{hash}(%s) \bmod (N - 1)"
_HASH_SENTENCE = (
    "The table has fewer rows than there are items: a hash of the id tells the row, and items can "
    "share one. Padding keeps row 0."
)


@step(
    title="Hash the candidate to a row",
    name="candidate_row",
    formula="r_q = " + _HASH % "i_q",
    sentence=_HASH_SENTENCE,
    symbol="r_q",
    arithmetic=lambda candidate, hashing: Hash(hashing.num_bins),
)
def candidate_row(candidate: tf.Tensor, hashing: ItemHashing) -> tf.Tensor:
    return hashing(candidate)


@step(
    title="Hash each click to a row",
    name="history_rows",
    formula="r_t = " + _HASH % "i_t",
    sentence=_HASH_SENTENCE,
    symbol="r",
    arithmetic=lambda history, hashing: Hash(hashing.num_bins),
)
def history_rows(history: tf.Tensor, hashing: ItemHashing) -> tf.Tensor:
    return hashing(history)


@step(
    title="Look up the candidate",
    name="query",
    axes="B C D",
    formula=r"q = E[\,i_q\,]",
    sentence="Row i of the embedding table is the vector of item i; the candidate's is the query.",
    role="query",
    symbol="q",
    arithmetic=lambda candidate, embedding: Lookup(path_of(embedding)),
)
def lookup_query(candidate: tf.Tensor, embedding: keras.layers.Embedding) -> tf.Tensor:
    return embedding(candidate)


@step(
    title="Look up each click",
    name="key",
    axes="B T D",
    formula=r"k_t = E[\,i_t\,]",
    sentence="Row i of the embedding table is the vector of item i; each click's is a key.",
    role="key",
    symbol="k",
    arithmetic=lambda history, embedding: Lookup(path_of(embedding)),
)
def lookup_key(history: tf.Tensor, embedding: keras.layers.Embedding) -> tf.Tensor:
    return embedding(history)


_INFO_SENTENCE = (
    "Side information: what is known of {} beside its id, a number for each feature. "
    "0 is padding's."
)
_JOINED = r"[\,E[\,i_%s\,],\; E^{(1)}[\,f%s_{%s1}\,],\; \dots\,]"
_JOINED_SENTENCE = (
    "Each feature has a table of vectors of its own, as the items have; the rows of {} are put "
    "side by side."
)
_PROJECTED_SENTENCE = "One linear map, the same for clicks and candidate, makes of them {}."


@step(
    title="What is known of the candidate",
    name="candidate_info",
    axes="B C n",
    formula=r"f^q_1, \dots, f^q_n",
    sentence=_INFO_SENTENCE.format("the candidate"),
    role="query",
    symbol="f^q",
    arithmetic=Features(),
)
def given_candidate_info(info: tf.Tensor) -> tf.Tensor:
    return info


@step(
    title="What is known of each click",
    name="history_info",
    axes="B T n",
    formula=r"f_{t,1}, \dots, f_{t,n}",
    sentence=_INFO_SENTENCE.format("each click's item"),
    role="key",
    symbol="f",
    arithmetic=Features(),
)
def given_history_info(info: tf.Tensor) -> tf.Tensor:
    return info


def side_by_side(
    ids: tf.Tensor, info: tf.Tensor, embedding: ItemEmbedding, tables: Sequence[ItemEmbedding]
) -> tf.Tensor:
    """Return the rows of ids (...) and of their features (..., n) in (..., D (1 + n))."""
    rows = [table(info[..., place]) for place, table in enumerate(tables)]
    return tf.concat([embedding(ids), *rows], axis=-1)


@step(
    title="Look up the candidate and its features",
    name="query_joined",
    axes="B C F",
    formula=r"\bar q = " + _JOINED % ("q", "^q", ""),
    sentence=_JOINED_SENTENCE.format("the candidate"),
    role="query",
    symbol=r"\bar q",
    arithmetic=lambda ids, info, *tables: LookupWithFeatures(tuple(map(path_of, tables))),
)
def query_joined(
    candidate: tf.Tensor, info: tf.Tensor, embedding: ItemEmbedding, *tables: ItemEmbedding
) -> tf.Tensor:
    return side_by_side(candidate, info, embedding, tables)


@step(
    title="Look up each click and its features",
    name="key_joined",
    axes="B T F",
    formula=r"\bar k_t = " + _JOINED % ("t", "", "t,"),
    sentence=_JOINED_SENTENCE.format("each click"),
    role="key",
    symbol=r"\bar k",
    arithmetic=lambda ids, info, *tables: LookupWithFeatures(tuple(map(path_of, tables))),
)
def key_joined(
    history: tf.Tensor, info: tf.Tensor, embedding: ItemEmbedding, *tables: ItemEmbedding
) -> tf.Tensor:
    return side_by_side(history, info, embedding, tables)


@step(
    title="Make one vector of the candidate",
    name="query",
    axes="B C D",
    formula=r"q = \bar q\, W + b",
    sentence=_PROJECTED_SENTENCE.format("the query, a vector of length D"),
    role="query",
    symbol="q",
    arithmetic=lambda joined, dense: Project.of(dense),
)
def query_of_joined(joined: tf.Tensor, dense: keras.layers.Dense) -> tf.Tensor:
    return dense(joined)


@step(
    title="Make one vector of each click",
    name="key",
    axes="B T D",
    formula=r"k_t = \bar k_t\, W + b",
    sentence=_PROJECTED_SENTENCE.format("the key, a vector of length D"),
    role="key",
    symbol="k",
    arithmetic=lambda joined, dense: Project.of(dense),
)
def key_of_joined(joined: tf.Tensor, dense: keras.layers.Dense) -> tf.Tensor:
    return dense(joined)


@step(
    title="The same vectors as values",
    name="value",
    formula=r"v_t = k_t",
    sentence="A click's vector plays two roles: as key it is compared, as value it is summed.",
    role="value",
    symbol="v",
    arithmetic=Copy("The click's vector is key and value alike."),
)
def keys_as_values(key: tf.Tensor) -> tf.Tensor:
    return tf.identity(key)


@step(
    title="Every click asks",
    name="query",
    formula=r"q_t = k_t",
    sentence="In self-attention each click is a query to all the others; "
    "the candidate is not looked at.",
    role="query",
    symbol="q",
    arithmetic=Copy("In self-attention the click's vector is the query too."),
)
def keys_as_queries(key: tf.Tensor) -> tf.Tensor:
    return tf.identity(key)


@step(
    title="A vector for each place",
    name="positions",
    axes="T D",
    formula=r"p_t = P[\,t\,]",
    sentence="Attention by itself knows no order; a learned vector a place tells it.",
    role="ink",
    symbol="p",
    arithmetic=lambda history, table: LookupPlace(path_of(table)),
)
def learned_positions(history: tf.Tensor, table: LearnedPositions) -> tf.Tensor:
    return table(tf.shape(history)[1])


@step(
    title="A vector for each place",
    name="positions",
    axes="T D",
    formula=r"p_{t,2i} = \sin\frac{t}{10000^{2i/D}}, \quad p_{t,2i+1} = \cos\frac{t}{10000^{2i/D}}",
    sentence="Attention by itself knows no order; sines and cosines of the place tell it.",
    role="ink",
    symbol="p",
    arithmetic=Sinusoid(),
)
def sinusoidal_positions(history: tf.Tensor, dim: int, dtype: str) -> tf.Tensor:
    return sinusoids(tf.shape(history)[1], dim, dtype)


@step(
    title="Add the places",
    formula=r"x'_t = x_t + p_t",
    sentence="The vector of a click now also tells where in the history it stands.",
    arithmetic=Combine("+", "The click's number, and the same number of its place, added."),
)
def positioned(vectors: tf.Tensor, positions: tf.Tensor) -> tf.Tensor:
    return vectors + positions
