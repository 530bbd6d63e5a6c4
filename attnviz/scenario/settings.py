"""Settings: all that defines a view, in one frozen record; each range is declared here and once."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Any, Self

from attnviz.scenario import catalogue, recipes
from attnviz.scenario.changes import Change, Changes, Number, OfClicks
from attnviz.scenario.items import Items
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.values import (
    Choice,
    Flag,
    Float,
    Integer,
    InvalidValue,
    Kind,
    Sizes,
    Text,
)

ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "elu", "gelu", "silu", "softplus")
INITIALIZERS = (
    "random_normal",
    "he_normal",
    "glorot_uniform",
    "glorot_normal",
    "random_uniform",
    "zeros",
    "ones",
)
OPTIMIZERS = ("adam", "sgd", "rmsprop", "adagrad")
MOST_ITEMS = 100_000
# The settings of a training that are not the layer's.
FIT = ("training_samples", "training_batch", "optimizer", "learning_rate")


def _setting(default: Any, kind: Kind, label: str, meaning: str) -> Any:
    return field(default=default, metadata={"kind": kind, "label": label, "meaning": meaning})


@dataclass(frozen=True, repr=False)
class Settings:
    """Everything that defines a view, and what each of it may be.

    Field names are the names in links; with hyphens they are the flags of the command line. An
    unset field (None) means "as the recipe says", or for `mode` the recipe's own.

    Raises:
        ValueError: for a value out of range, or values that do not go together; it names the
            setting, the value and what is allowed.

    Example:
        >>> import attnviz
        >>> settings = attnviz.Settings(recipe="din", padding=0.5)
        >>> settings.to_query()
        {'recipe': 'din', 'padding': '0.5'}
        >>> settings.layer["scale"]
        True
    """

    recipe: str = _setting(
        "default",
        Choice(tuple(recipes.RECIPES)),
        "Recipe",
        "Whose attention: a named set-up of published code. Training lists what each sets.",
    )
    mode: str | None = _setting(
        None, Choice(recipes.MODES), "Mode", "Target attention or multi-head attention."
    )
    batch_size: int = _setting(5, Integer(1, 64), "Batch size", "B: how many users at once.")
    sequence_length: int = _setting(
        10, Integer(1, catalogue.MAX_LENGTH), "Sequence length", "T: positions of a history."
    )
    embedding_dim: int | None = _setting(
        None, Integer(1, 64), "Embedding dimension", "D: length of an item's vector."
    )
    num_heads: int | None = _setting(
        None, Integer(1, 8), "Heads", "h: bands of the embedding that attend by themselves."
    )
    normalization: str | None = _setting(
        None, Choice(NORMALIZATIONS), "Normalization", "How scores become weights."
    )
    scale: bool | None = _setting(
        None, Flag(), "Scale", "Divide the scores by the root of the vectors' length."
    )
    mask_padding: bool | None = _setting(None, Flag(), "Mask padding", "Give padding no weight.")
    empty_row: str | None = _setting(
        None,
        Choice(("zero", "uniform", "nan")),
        "Empty history",
        "What the softmax of a history without a click is.",
    )
    items: str = _setting(
        "catalogue",
        Choice(("catalogue", "numbered", "own")),
        "Items",
        "Named items with a click log, numbered ones without a log (untrained), or your own.",
    )
    padding: float = _setting(
        0.2, Float(0.0, 1.0, 0.1), "Padding", "Share of each history that is empty."
    )
    padding_varies: bool = _setting(
        False, Flag(), "Padding varies", "Whether users differ in padding, around its share."
    )
    padding_side: str = _setting(
        "right", Choice(("right", "left")), "Padding side", "Where the empty positions are."
    )
    sample: int = _setting(1, Integer(1, 64), "User", "The user whose numbers are shown.")
    first_user: int = _setting(
        1, Integer(1, 500_000), "First user", "Of your own users, the first one of the batch."
    )
    history: str = _setting(
        "", Text(4000), "History", "User 1's clicks: titles or ids, with commas between."
    )
    candidate: str = _setting("", Text(60), "Candidate", "The item to score: a title or an id.")
    change: tuple[Change, ...] = _setting(
        (),
        Changes(most=40, longest=1200),
        "What if",
        "Clicks and numbers that are changed, and what follows of it.",
    )
    vocabulary_size: int | None = _setting(
        None, Integer(2, MOST_ITEMS), "Vocabulary size", "Number of item ids, with 0 for padding."
    )
    epochs: int = _setting(15, Integer(1, 30), "Epochs", "How many epochs are trained.")
    epoch: int | None = _setting(
        None, Integer(0, 30), "Training epoch", "Whose weights are shown; 0 is untrained."
    )
    training_samples: int = _setting(
        8000,
        Integer(500, 20_000),
        "Training samples",
        "Rows of the click log that are learned from.",
    )
    training_batch: int = _setting(
        256, Integer(16, 1024), "Training batch", "Samples that each step of training looks at."
    )
    optimizer: str = _setting(
        "adam", Choice(OPTIMIZERS), "Optimizer", "The rule that makes a step of a gradient."
    )
    learning_rate: float = _setting(
        0.01, Float(0.0001, 3.0, 0.0001), "Learning rate", "How large the steps of training are."
    )
    seed: int = _setting(0, Integer(0, 9999), "Seed", "Seed of the layer's initial weights.")
    sample_seed: int = _setting(0, Integer(0, 9999), "Sample seed", "Seed of the users.")
    position_embedding: str | None = _setting(
        None,
        Choice(("none", "learned", "sinusoidal")),
        "Positions",
        "Whether the place in the history is told.",
    )
    dropout: float | None = _setting(
        None, Float(0.0, 0.9, 0.1), "Dropout", "Share of weights dropped in training."
    )
    max_sequence_length: int | None = _setting(
        None,
        Integer(catalogue.LOG_LENGTH, catalogue.MAX_LENGTH),
        "Learned places",
        "Rows of learned positions.",
    )
    embeddings_initializer: str | None = _setting(
        None, Choice(INITIALIZERS), "Embedding start", "Initializer of the item vectors."
    )
    hash_bins: int | None = _setting(
        None,
        Integer(2, MOST_ITEMS),
        "Rows by hash",
        "Rows of the item table where a hash of the id picks the row, so that items share one.",
    )
    side_info: bool = _setting(
        False,
        Flag(),
        "Side information",
        "Whether the layer is told each item's interest and price tier beside its id.",
    )
    unit_inputs: str | None = _setting(
        None, Choice(("query_key", "key")), "Unit sees", "What the activation unit is given."
    )
    unit_layers: tuple[int, ...] | None = _setting(
        None, Sizes(4, 256), "Unit layers", "Sizes of the unit's hidden layers."
    )
    unit_activation: str | None = _setting(
        None, Choice(ACTIVATIONS), "Unit activation", "Activation of the unit's hidden layers."
    )
    unit_output_activation: str | None = _setting(
        None, Choice(ACTIVATIONS), "Unit output", "Activation of the unit's output."
    )
    unit_initializer: str | None = _setting(
        None, Choice(INITIALIZERS), "Unit start", "Initializer of the unit's kernels."
    )
    projections: str | None = _setting(
        None,
        Choice(("separate", "shared")),
        "Projections",
        "One linear map a role, or one for all.",
    )
    projection_activation: str | None = _setting(
        None, Choice(ACTIVATIONS), "Projection activation", "Activation of all projections."
    )
    use_bias: bool | None = _setting(None, Flag(), "Bias", "Whether projections have a bias.")
    query: str | None = _setting(
        None,
        Choice(("candidate", "history")),
        "Query",
        "Who asks: the candidate, or every click (self-attention).",
    )
    causal: bool | None = _setting(
        None, Flag(), "Causal", "Whether a click may look only at earlier ones."
    )
    step: str = _setting("", Text(40), "Step", "The step of the walk that is shown.")
    head: int = _setting(0, Integer(0, 8), "Head", "The head that is shown; 0 for the mean of all.")
    all_users: bool = _setting(
        False, Flag(), "All users", "Whether self-attention is shown of all users of the batch."
    )
    same_weights: bool = _setting(
        False,
        Flag(),
        "Learned weights",
        "Whether both sides of a comparison have the weights that side A has learned.",
    )
    pin: str = _setting("", Text(80), "Pinned cell", "A cell, such as weights:0,0,3.")
    projector: bool = _setting(
        False, Flag(), "Projector", "Larger text and no sidebar, for a room."
    )

    def __post_init__(self) -> None:
        for name, kind in KINDS.items():
            value = getattr(self, name)
            if value is not None or DEFAULTS[name] is not None:
                kind.check(name, value)
        if self.unit_layers is not None:
            object.__setattr__(self, "unit_layers", tuple(self.unit_layers))  # a list has no hash
        object.__setattr__(self, "change", tuple(self.change))  # likewise
        recipes.resolve_mode(self.recipe, self.mode)
        if self.epoch is not None and self.epoch > self.epochs:
            raise InvalidValue("epoch", self.epoch, f"0 to the number of epochs, {self.epochs}")
        if self.training_batch > self.training_samples:
            most = f"at most the training samples, {self.training_samples}"
            raise InvalidValue("training_batch", self.training_batch, most)
        if self.sample > self.batch_size:
            raise InvalidValue("sample", self.sample, f"1 to the batch size, {self.batch_size}")
        self._check_layer()
        if len(self.typed_history) > self.sequence_length:
            most = f"at most as many clicks as the sequence length, {self.sequence_length}"
            raise InvalidValue("history", self.history, most)
        if self.candidate and self.typed_candidate == 0:
            raise InvalidValue("candidate", self.candidate, "an item; 0 is padding")

    def __repr__(self) -> str:
        """Return the call that makes them: what differs from the defaults."""
        own = {name: getattr(self, name) for name in KINDS}
        set_apart = (f"{name}={v!r}" for name, v in own.items() if v != DEFAULTS[name])
        return f"Settings({', '.join(set_apart)})"

    def _check_layer(self) -> None:
        dim, heads = self.layer["embedding_dim"], self.layer["num_heads"]
        if self.layer["mode"] == "multi_head" and dim % heads:
            raise InvalidValue("num_heads", heads, f"a divisor of the embedding dimension, {dim}")
        longest = self.layer["max_sequence_length"]
        if longest < self.sequence_length:
            raise InvalidValue(
                "max_sequence_length",
                longest,
                f"the sequence length, {self.sequence_length}, or more",
            )
        if self.items == "catalogue" and self.rows < catalogue.VOCABULARY_SIZE:
            raise InvalidValue(
                "vocabulary_size",
                self.rows,
                f"{catalogue.VOCABULARY_SIZE} or more with the catalogue",
            )

    @cached_property
    def layer(self) -> dict[str, Any]:
        """All arguments of the layer: the recipe's, with the set fields on top."""
        arguments = recipes.layer_arguments(self.recipe, self.mode)
        arguments["vocabulary_size"] = self.rows
        for name in arguments:
            if getattr(self, name) is not None:
                arguments[name] = getattr(self, name)
        arguments["side_info"] = self.known_items.side_info if self.side_info else ()
        return arguments

    @property
    def fit(self) -> dict[str, Any]:
        """How the layer is trained, without the number of epochs: the settings of `FIT`."""
        return {name: getattr(self, name) for name in FIT}

    @property
    def self_attention(self) -> bool:
        """Whether the clicks ask each other, so that no candidate is looked at."""
        return self.layer["mode"] == "multi_head" and self.layer["query"] == "history"

    @property
    def rows(self) -> int:
        """The vocabulary size, by default the catalogue's, the article's 1000, or for items of
        one's own the most there can be.
        """
        if self.vocabulary_size is not None:
            return self.vocabulary_size
        most = {"catalogue": catalogue.VOCABULARY_SIZE, "numbered": 1000}
        return most.get(self.items, MOST_ITEMS)

    @cached_property
    def known_items(self) -> Items:
        """What the ids of a history mean."""
        return catalogue.ITEMS if self.items == "catalogue" else Items(self.rows)

    @cached_property
    def typed_history(self) -> tuple[int, ...]:
        """Ids of the typed history; empty if none was typed."""
        parts = [part for part in self.history.split(",") if part.strip()]
        return tuple(self._item("history", part) for part in parts)

    @cached_property
    def typed_candidate(self) -> int:
        """Id of the typed candidate; 0 if none was typed."""
        return self._item("candidate", self.candidate) if self.candidate else 0

    def _item(self, name: str, text: str) -> int:
        text = text.strip()
        try:
            return self.known_items.find(text)
        except LookupError as error:
            given = int(text) if self.items != "catalogue" and text.isdecimal() else text
            raise InvalidValue(name, given, str(error)) from None

    @property
    def changed_numbers(self) -> tuple[Number, ...]:
        """The numbers of the walk that are changed."""
        return tuple(change for change in self.change if isinstance(change, Number))

    @property
    def changed_clicks(self) -> tuple[OfClicks, ...]:
        """The changes of the users' histories."""
        return tuple(change for change in self.change if isinstance(change, OfClicks))

    @property
    def without_numbers(self) -> Self:
        """These settings with their changed clicks, and no number of the walk changed."""
        clicks = self.changed_clicks
        return self if clicks == self.change else dataclasses.replace(self, change=clicks)

    @property
    def asked_by_candidate(self) -> Self:
        """These settings where the candidate asks, and not every click as in self-attention."""
        return dataclasses.replace(self, query="candidate") if self.self_attention else self

    @property
    def unchanged(self) -> Self:
        """These settings with nothing changed."""
        return dataclasses.replace(self, change=()) if self.change else self

    @property
    def computed(self) -> "Settings":
        """These settings without what only chooses the picture: what a trace depends on."""
        return _computed(self)

    def with_layer(self, recipe: str, mode: str | None = None) -> Self:
        """Return these settings with another recipe's layer, from the same seed.

        Numbers that are changed are of the layer that they were changed in, and not of another.
        """
        own = {name: DEFAULTS[name] for name in self.layer if name in KINDS and name != "seed"}
        kept = {"vocabulary_size": self.vocabulary_size, "recipe": recipe, "mode": mode}
        return dataclasses.replace(self.without_numbers, **{**own, **kept})

    @property
    def untrained(self) -> Self:
        """These settings before training."""
        return self if self.epoch == 0 else dataclasses.replace(self, epoch=0)

    @property
    def shown_epoch(self) -> int:
        """The epoch whose weights are shown; 0 where nothing can be trained."""
        if self.items == "numbered":
            return 0
        return self.epochs if self.epoch is None else self.epoch

    @classmethod
    def from_query(cls, texts: Mapping[str, str]) -> Self:
        """Read settings from texts by name, as the command line does.

        Raises:
            ValueError: for an unknown name, a text that cannot be read, or a value not allowed.
        """
        values = {}
        for name, text in texts.items():
            if name not in KINDS:
                raise InvalidValue("setting", name, "one of " + ", ".join(KINDS))
            values[name] = parsed(name, text)
        return cls(**values)

    def to_query(self) -> dict[str, str]:
        """Return what differs from the defaults, as texts by name: the query of a link."""
        return {
            name: KINDS[name].write(getattr(self, name))
            for name in KINDS
            if getattr(self, name) != DEFAULTS[name]
        }


KINDS: dict[str, Kind] = {f.name: f.metadata["kind"] for f in fields(Settings)}
LABELS: dict[str, str] = {f.name: f.metadata["label"] for f in fields(Settings)}
MEANINGS: dict[str, str] = {f.name: f.metadata["meaning"] for f in fields(Settings)}
# What is looked at, and not what is computed.
VIEW = ("step", "head", "all_users", "same_weights", "pin", "projector")
DEFAULTS: dict[str, Any] = {f.name: f.default for f in fields(Settings)}


def divisors(dim: int) -> tuple[int, ...]:
    """Return the head counts that an embedding of length `dim` allows, at most 8."""
    return tuple(heads for heads in range(1, 9) if dim % heads == 0)


def nearest_divisor(dim: int, heads: int) -> int:
    """Return the largest allowed head count that is not above `heads`."""
    return max(allowed for allowed in divisors(dim) if allowed <= heads)


@lru_cache(maxsize=1024)  # asked for twice a press, and settings take long to be checked
def _computed(settings: Settings) -> Settings:
    return dataclasses.replace(settings, **{name: DEFAULTS[name] for name in VIEW})


def parsed(name: str, text: str) -> Any:
    """Return the value of a setting that a text says.

    Raises:
        InvalidValue: if its kind cannot read it.
    """
    try:
        return KINDS[name].parse(text)
    except ValueError:
        raise InvalidValue(name, text, KINDS[name].allowed) from None
