"""What each recipe sets: its own arguments against those of the default, and whose code it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from attnviz.scenario.recipes import MODE_WORDS, RECIPES
from attnviz.scenario.wording import setting_words


@dataclass(frozen=True)
class RecipeRow:
    """A recipe in one mode.

    Attributes:
        name: Its name.
        mode: The mode, as settings have it.
        words: The mode in words.
        apart: What sets it apart, in a sentence.
        changes: What it changes against the default, a text each: a setting's label and value.
        source: Whose code it is, and where it stands.
    """

    name: str
    mode: str
    words: str
    apart: str
    changes: tuple[str, ...]
    source: str


def recipe_rows() -> Iterator[RecipeRow]:
    """Return all recipes in each of their modes, in the order in which they are offered."""
    for name, modes in RECIPES.items():
        for mode, recipe in modes.items():
            changes = tuple(
                setting_words(argument, value) for argument, value in recipe.arguments.items()
            )
            words = MODE_WORDS[mode]
            yield RecipeRow(name, mode, words, recipe.apart, changes, recipe.source)
