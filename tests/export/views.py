"""Views that are exported: every recipe in every mode, and every option of a walk."""

from attnviz.scenario import recipes
from attnviz.scenario.settings import Settings

VIEWS: dict[str, Settings] = {
    "default": Settings(),
    "multi-head": Settings(mode="multi_head", padding=0.4),
    "self-attention": Settings(mode="multi_head", query="history", causal=True),
    "self-attention, nothing masked": Settings(
        mode="multi_head", query="history", mask_padding=False, epoch=0
    ),
    "causal, nothing masked": Settings(
        mode="multi_head", query="history", causal=True, mask_padding=False, epoch=0
    ),
    "learned places": Settings(position_embedding="learned", dropout=0.2, epoch=0),
    "sinusoids": Settings(
        mode="multi_head", query="history", position_embedding="sinusoidal", epoch=0, dropout=0.1
    ),
    "sigmoid, left padding": Settings(normalization="sigmoid", padding_side="left", epoch=0),
    "numbered, not normalized": Settings(
        items="numbered", mode="multi_head", normalization="none", use_bias=False, num_heads=4
    ),
    "hashed": Settings(hash_bins=17, epoch=0),
    "hashed, self-attention": Settings(mode="multi_head", query="history", hash_bins=9, epoch=0),
    "side information": Settings(side_info=True),
    "side information, hashed, self-attention": Settings(
        mode="multi_head", query="history", hash_bins=9, side_info=True, epoch=0, batch_size=2
    ),
    "side information, key alone": Settings(
        side_info=True, unit_inputs="key", dropout=0.2, epoch=0
    ),
    "long": Settings(sequence_length=50, batch_size=2, unit_layers=(), epoch=0),
    "one user, one click": Settings(batch_size=1, sequence_length=1, scale=True, epoch=0),
    "not a number": Settings(mode="multi_head", empty_row="nan", padding=1.0, epoch=0),
    **{
        f"{name} {mode}": Settings(recipe=name, mode=mode, epoch=0)
        for name, modes in recipes.RECIPES.items()
        for mode in modes
    },
    **{
        f"{name} {mode}, empty": Settings(recipe=name, mode=mode, epoch=0, padding=1.0)
        for name, modes in recipes.RECIPES.items()
        for mode in modes
    },
}
