"""The items of a view: what each id is called, and what it belongs to."""

import difflib
import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Feature:
    """What is known of items beside their ids, one of a few values: side information.

    Attributes:
        name: What it is called, such as "price tier".
        values: What its values are called; they count from 1, as 0 is padding's.
        of_items: The value of each id, (vocabulary_size,), 0 .. len(values).
    """

    name: str
    values: tuple[str, ...]
    of_items: np.ndarray

    def value_of(self, number: int) -> str:
        """Return what a value is called; "padding" for 0."""
        return self.values[number - 1] if number else "padding"


@dataclass(
    frozen=True, eq=False, repr=False
)  # compared by identity: there is one record for each set of items
class Items:
    """What can be clicked. Ids are 1 .. vocabulary_size - 1; 0 is padding.

    Attributes:
        vocabulary_size: Number of ids, with 0.
        titles: What each id is called, "padding" first; None for items that are only numbered.
        interests: Number of each id's interest, (vocabulary_size,), -1 for none, as padding has;
            None where interests are not known.
        interest_names: What the interests are called.
        features: What else is known of each item, for a layer with side information.
        file_ids: What a learner's own file calls the ids from 1 on; those that come after are
            shared by items that are rare. None for items that are of no file.
    """

    vocabulary_size: int
    titles: tuple[str, ...] | None = None
    interests: np.ndarray | None = None
    interest_names: tuple[str, ...] = ()
    features: tuple[Feature, ...] = ()
    file_ids: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        return f"<Items: {self.vocabulary_size} ids>"

    @property
    def side_info(self) -> tuple[int, ...]:
        """How many values each feature has, with 0 for padding: the layer's `side_info`."""
        return tuple(1 + len(feature.values) for feature in self.features)

    @cached_property
    def info(self) -> np.ndarray:
        """The value of each feature of each id, (vocabulary_size, features)."""
        of_items = [feature.of_items for feature in self.features]
        return np.array(of_items, np.int64).reshape(-1, self.vocabulary_size).T

    @property
    def each_has_a_row(self) -> bool:
        """Whether no items of a learner's file share a row of the embedding table."""
        return self.file_ids is None or len(self.file_ids) == self.vocabulary_size - 1

    def title(self, item: int) -> str:
        """Return what to call an item: its title, or "item 417"; "padding" for 0."""
        if item == 0:
            return "padding"
        return f"item {item}" if self.titles is None else self.titles[item]

    def interest_number(self, ids: np.ndarray) -> np.ndarray:
        """Return the number of each id's interest, shaped as `ids`; -1 for none."""
        return np.full(np.shape(ids), -1) if self.interests is None else self.interests[ids]

    def interest_of(self, item: int) -> str:
        """Return the name of an item's interest; "padding" for 0, "" for none."""
        if item == 0:
            return "padding"
        number = int(self.interest_number(np.array(item)))
        return "" if number < 0 else self.interest_names[number]

    def of_interest(self, name: str) -> list[int]:
        """Return the ids of an interest, in order."""
        number = self.interest_names.index(name)
        return [int(item) for item in np.flatnonzero(self.interests == number)]

    def by_interest(self, most: int = 64) -> np.ndarray:
        """Return the first ids, at most `most` of them, ordered by interest; those of none last."""
        ids = np.arange(1, min(self.vocabulary_size, most + 1))
        numbers = self.interest_number(ids)
        return ids[
            np.argsort(np.where(numbers < 0, len(self.interest_names), numbers), kind="stable")
        ]

    def related(self, ids: np.ndarray, item: np.ndarray | int) -> np.ndarray:
        """Return which ids share their interest with `item`; none is shared with padding."""
        wanted = self.interest_number(np.asarray(item))
        return np.asarray((self.interest_number(ids) == wanted) & (wanted >= 0))

    @cached_property
    def _ids_by_title(self) -> dict[str, int]:
        # The first of two with one title is found, which is the lower id.
        return {self.title(item).lower(): item for item in reversed(range(self.vocabulary_size))}

    @cached_property
    def _ids_by_file_id(self) -> dict[str, int]:
        # As the file writes it, or in lower case: of two that differ in their case, the lower id.
        numbered = list(enumerate(self.file_ids or (), start=1))
        return {name.lower(): item for item, name in reversed(numbered)} | {
            name: item for item, name in numbered
        }

    def first_match(self, text: str) -> int | None:
        """Return the id that `text` names as `find` does, or else the first whose title has it.

        A text of digits alone is matched whole: 9 is not found in "item 19".
        """
        try:
            return self.find(text)
        except LookupError:
            wanted = " ".join(text.split()).lower()
            if not wanted:
                return None
            whole = wanted.isdecimal()
            pattern = re.compile(rf"(?<!\d){wanted}(?!\d)" if whole else re.escape(wanted))
            for names in (self._ids_by_title, self._ids_by_file_id):
                matches = (item for name, item in names.items() if item and pattern.search(name))
                if (first := min(matches, default=None)) is not None:
                    return first
            return None

    def find(self, text: str) -> int:
        """Return the id that `text` names: an item's title in any case, or its number.

        Of a learner's own items, the number is the id that the file has, and comes first.

        Raises:
            LookupError: if there is no such item; the message says what is allowed and what is
                near.
        """
        wanted = " ".join(text.split()).lower()
        for name in (text.strip(), wanted):
            if name in self._ids_by_file_id:
                return self._ids_by_file_id[name]
        if self.titles is not None and wanted in self._ids_by_title:
            return self._ids_by_title[wanted]
        own = self.file_ids is not None
        if not own and wanted.isdecimal() and int(wanted) < self.vocabulary_size:
            return int(wanted)
        last = self.vocabulary_size - 1
        if self.titles is None:
            raise LookupError(f"a whole number, 0 to {last}")
        names = {**self._ids_by_title, **self._ids_by_file_id}
        near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)
        hint = f"; near it: {', '.join(near)}" if near else ""
        ids = "the id that it has in your file" if own else f"an id from 0 to {last}"
        raise LookupError(f"the title of an item or {ids}{hint}")
