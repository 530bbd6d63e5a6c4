"""How large a walk and how long a training becomes, known before, and what there is room for."""

from dataclasses import replace

from attnviz.scenario.catalogue import LOG_LENGTH
from attnviz.scenario.settings import Settings

# Numbers of one walk, of 4 bytes each. As much again is needed while it is taken, which is some
# half a second; a page compares up to seven walks.
MOST_NUMBERS = 15_000_000
# A training that takes longer keeps a server from all others.
MOST_SECONDS = 30 * 60
# As measured on one core, of two: the numbers of walks that training gets through in a second, and
# what each of its steps takes besides.
_NUMBERS_A_SECOND, _STEP_SECONDS = 1.5e8, 0.002


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


def seconds_of_training(settings: Settings, rows: int) -> float:
    """Return about how long a training takes on one core.

    Args:
        settings: The view.
        rows: Of the log that is learned from.
    """
    length = settings.sequence_length if settings.items == "own" else LOG_LENGTH
    learned = replace(settings.unchanged, query="candidate", history="", sequence_length=length)
    numbers, steps = rows * numbers_of(learned), rows / settings.training_batch
    return settings.epochs * (numbers / _NUMBERS_A_SECOND + steps * _STEP_SECONDS)


def refuse_long(settings: Settings, rows: int) -> None:
    """Refuse a training that a server has no time for; arguments as `seconds_of_training`.

    Raises:
        ValueError: if it would take more than half an hour.
    """
    minutes = seconds_of_training(settings, rows) / 60
    if minutes * 60 > MOST_SECONDS:
        raise ValueError(
            f"{settings.epochs} epochs of {rows:,} rows would take about {minutes:,.0f} minutes, "
            f"and a server has {MOST_SECONDS // 60}. Take fewer epochs, shorter histories or "
            "vectors, or train by the command line."
        )
