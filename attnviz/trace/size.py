"""How large a walk becomes, known before it is taken; and how many users there is room for."""

from dataclasses import replace

from attnviz.scenario.settings import Settings

# Numbers of one walk, of 4 bytes each. As much again is needed while it is taken, which is some
# half a second; a page compares up to seven walks.
MOST_NUMBERS = 15_000_000


def numbers_of(settings: Settings) -> int:
    """Return about how many numbers the walk of one user has, from the shapes of its steps."""
    layer, length = settings.layer, settings.sequence_length
    dim = layer["embedding_dim"]
    if layer["mode"] == "attention":
        unit = (4 if layer["unit_inputs"] == "query_key" else 1) * dim + sum(layer["unit_layers"])
        return int(length * (2 * dim + unit + 8))
    queries = length if settings.self_attention else 1
    return int(5 * layer["num_heads"] * queries * length + 6 * dim * (length + queries))


def within_budget(settings: Settings) -> tuple[Settings, list[str]]:
    """Return settings with as many users as a walk has room for, and what was left out, in words.

    One user of any settings has room.
    """
    most = max(1, MOST_NUMBERS // numbers_of(settings))
    if settings.batch_size <= most:
        return settings, []
    wanted = numbers_of(settings) * settings.batch_size
    told = (
        f"Batch size: {settings.batch_size} users of these settings are {wanted / 1e6:.0f} million "
        f"numbers, and a view has at most {MOST_NUMBERS / 1e6:.0f} million. The first {most} users "
        "are shown."
    )
    return replace(settings, batch_size=most, sample=min(settings.sample, most)), [told]
