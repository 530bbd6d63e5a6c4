"""Who learns to attend? Every recipe and number of heads on the same log, side by side."""

from collections.abc import Mapping, Sequence
from statistics import median

import streamlit as st

from attnviz.learning.store import STORE
from attnviz.learning.trained import Training
from attnviz.scenario.settings import Settings
from attnviz.topics.claim import Claim, Term, claim, joined
from attnviz.topics.compared_layers.claims import entropy_claim, layer_row, layers_claims
from attnviz.topics.compared_layers.pictures import chance_of, layer_name, layers_figure, masses
from attnviz.topics.compared_layers.recipes import RecipeRow, recipe_rows
from attnviz.topics.pens import in_markdown
from attnviz.topics.words import listed, plural
from attnviz.ui.components.chart import chart
from attnviz.ui.components.claims import paragraphs, prose
from attnviz.ui.components.tables import number_table
from attnviz.ui.compute.awaited import reason
from attnviz.ui.compute.cache import (
    entropy_of,
    forget_training,
    go_on_with,
    known_training,
    seconds_of,
    trainer,
    training_key,
    training_of,
)
from attnviz.ui.compute.compared_layers import (
    ComparedLayer,
    Trained,
    asked,
    compared,
    compared_layers,
    seeds_of,
    trained,
)
from attnviz.ui.compute.job import Job
from attnviz.ui.compute.user_data import required_user_data
from attnviz.ui.state import address, keys

# All weights of all epochs of one's own trainings are kept, MB: what is made of them has the rest.
_MOST_KEPT = STORE.budget * 3 // 4 // 1_000_000

# How wide the columns of the table of recipes are, beside each other.
_TABLE = [3, 4, 4, 4, 3]

_Found = tuple[ComparedLayer, Mapping[int, Training]]


def recipe_comparison(settings: Settings) -> None:
    """Show those that are trained, what that says, and buttons that train the others.

    Args:
        settings: The view, which tells whose clicks they learn from.
    """
    st.subheader("Who learns to attend?", anchor=False)
    layers = compared_layers(settings)
    go_on_with(asked(settings))
    there = trained(layers)
    shown = [
        (layer, found) for layer in layers if (found := there.found[training_key(layer.settings)])
    ]
    _recipe_table(settings)
    prose(
        "Every layer learns from the same log for 15 epochs and is as its recipe has it, whatever "
        "is set above."
        if settings.items == "catalogue"
        else f"Every layer learns from your clicks for {plural(settings.epochs, 'epoch')}. It has "
        "the D, the sequence length and the training settings of this page; all else is as its "
        f"recipe has it. Seed {settings.seed} is trained first, as every training takes its time."
    )
    if settings.items == "own" and required_user_data().data.items.interests is None:
        _by_entropy(shown)
    else:
        _by_mass(shown, layers_claims(compared(settings, there)))
    if there.to_go:
        _progress(layers, there.to_go, asked(settings))
        if asked(settings):
            st.button("Cancel", on_click=_cancel, args=(settings,), key=keys.CANCEL_COMPARED)
    if there.failed:
        count = plural(len(there.failed), "training")
        st.warning(f"{count} failed, the last one: {reason(there.failed[-1])}")
    _buttons(settings, there, len(layers))


def _recipe_table(settings: Settings) -> None:
    """Show all recipes, what each changes against the default, and its source, when asked for."""
    table = st.expander("What each recipe sets", key=keys.RECIPE_TABLE, on_change="rerun")
    if not table.open:
        return
    with table:
        names = ("Recipe", "What sets it apart", "What it changes", "Source", "")
        for column, name in zip(st.columns(_TABLE), names, strict=True):
            column.markdown(f"**{name}**" if name else "")
        for row in recipe_rows():
            shown = (row.name, row.mode) == (settings.recipe, settings.layer["mode"])
            _recipe_row(row, shown)


def _recipe_row(row: RecipeRow, shown: bool) -> None:
    name, apart, changes, source, take = st.columns(_TABLE)
    name.markdown(f"**{in_markdown(row.name)}**  \n{row.words}")
    apart.markdown(in_markdown(row.apart))
    listed = "  \n".join(map(in_markdown, row.changes))
    changes.markdown(listed or "nothing: it is the default")
    source.markdown(in_markdown(row.source))
    if address.free("recipe") and address.free("mode"):
        take.button(
            "Shown" if shown else "Take it over",
            key=f"take {row.name} {row.mode}",
            disabled=shown,
            on_click=address.put_recipe,
            args=(row.name, row.mode),
        )


def _by_mass(shown: Sequence[_Found], claims: Sequence[Claim]) -> None:
    measures = claim(
        Term("Mass", "attention mass"),
        " is the share of the weights on clicks of the candidate's own interest over held-out "
        "users, ",
        Term("chance"),
        " what equal weights would give it.",
    )
    paragraphs(joined(" ", [measures, *claims]))
    if not shown:
        return
    chance = chance_of(next(iter(shown[0][1].values())))
    _picture(shown, [masses(found) for _, found in shown], ("chance", chance))
    st.caption(
        "Attention mass: a dot is a seed, the line their median; equal weights would lie on the "
        "dotted line. The table has the medians; seconds are those of a training in this server."
    )
    number_table(layer_row(one.name, found, _seconds(one, found)) for one, found in shown)


def _by_entropy(shown: Sequence[_Found]) -> None:
    entropies = [_entropies(one, found) for one, found in shown]
    most_and_least = entropy_claim(
        [
            (name, median(values.values()) if values else None, _auc(found))
            for name, values, (_, found) in zip(_names(shown), entropies, shown, strict=True)
        ]
    )
    measure = claim(
        "Your items have no categories, so nobody knows which clicks belong to a candidate, and "
        "there is no attention mass. ",
        Term("Entropy", "entropy"),
        " is how evenly the weights are spread over a held-out user's clicks: 0 is all on one, 1 "
        "is equal. It does not say whether they are the right clicks. ",
    )
    paragraphs(claim(measure, most_and_least))
    if not shown:
        return
    _picture(shown, entropies, ("equal", 1.0))
    st.caption(
        "Entropy of the weights after the last epoch, on at most 2,000 held-out samples: a dot is "
        "a seed, the line their median. The table has the medians."
    )
    number_table(
        layer_row(one.name, found, _seconds(one, found), values)
        for (one, found), values in zip(shown, entropies, strict=True)
    )


def _entropies(layer: ComparedLayer, found: Mapping[int, Training]) -> dict[int, float]:
    """Return the entropy of a layer's weights by seed, where they are not all 0."""
    measured = {seed: entropy_of(layer.views[seed], one) for seed, one in found.items()}
    return {seed: value for seed, value in measured.items() if value is not None}


def _auc(found: Mapping[int, Training]) -> float:
    return median(one.epochs[-1].auc for one in found.values())


def _picture(
    shown: Sequence[_Found], values: Sequence[Mapping[int, float]], level: tuple[str, float]
) -> None:
    measured = list(zip(_names(shown), values, strict=True))
    chart(layers_figure(measured, level), "learners")


def _names(shown: Sequence[_Found]) -> list[str]:
    return [layer_name(one.name, next(iter(found.values()))) for one, found in shown]


def _seconds(layer: ComparedLayer, found: Mapping[int, Training]) -> float | None:
    spent = (seconds_of(layer.views[seed]) for seed in found)
    known = [seconds for seconds in spent if seconds is not None]
    return median(known) if known else None


def _kept(settings: Settings, trainings: int) -> float:
    """Return about how much memory the weights of so many trainings take in the session, MB."""
    if settings.items != "own":
        return 0.0
    table = required_user_data().data.items.vocabulary_size * settings.layer["embedding_dim"] * 4
    return trainings * (settings.epochs + 1) * table / 1e6


def _buttons(settings: Settings, there: Trained, layers: int) -> None:
    """Offer what is missing: the first seed of all layers, then all seeds, as far as they fit."""
    seeds = seeds_of(settings)
    missing = sorted(there.missing, key=lambda one: seeds.index(one.seed))
    first = [one for one in missing if one.seed == seeds[0]]
    few, all_seeds = _kept(settings, layers), _kept(settings, layers * len(seeds))
    with st.container(horizontal=True, vertical_alignment="center"):
        if first and few <= _MOST_KEPT:
            named = f"the other {len(first)}" if len(first) > 1 else "the last one"
            _button(f"Train {named}", settings, first, there.seconds)
        if len(missing) > len(first) and all_seeds <= _MOST_KEPT:
            named = str(listed([str(seed) for seed in sorted(seeds)]))
            label = f"Train on seeds {named}: {len(missing)} more"
            _button(label, settings, missing, there.seconds)
    if missing and all_seeds > _MOST_KEPT:
        no_layers = bool(first) and few > _MOST_KEPT
        what, kept = ("other layers", few) if no_layers else ("other seeds", all_seeds)
        st.caption(
            f"The {what} are not offered: the session would keep {kept:,.0f} MB of weights, and "
            f"at most {_MOST_KEPT} are kept. With fewer epochs or a smaller D it is less."
        )


def _button(label: str, settings: Settings, wanted: list[Settings], seconds: float | None) -> None:
    """Offer to train these, and on one's own clicks say how long it will take."""
    st.button(label, on_click=_train, args=(settings, wanted))
    if settings.items == "own" and seconds is not None:
        st.caption(f"{_about(seconds * len(wanted))}, one after the other.")


def _about(seconds: float) -> str:
    if seconds < 90:
        return f"About {max(1, round(seconds))} s"
    return f"About {plural(round(seconds / 60), 'minute')}"


def _train(settings: Settings, missing: list[Settings]) -> None:
    under_way = [one for one in asked(settings) if not _ended(one)]
    for one in missing:
        if isinstance(known := known_training(one), Job) and known.failure is not None:
            forget_training(one)
    if settings.items == "own":
        required_user_data().compare(missing, trainer())
    else:
        for one in missing:
            training_of(one)
    st.session_state[keys.COMPARED_TRAININGS + settings.items] = [*under_way, *missing]


def _ended(settings: Settings) -> bool:
    if settings.items == "own" and required_user_data().queued(settings):
        return False
    known = known_training(settings)
    return not isinstance(known, Job) or known.future.done()


def _cancel(settings: Settings) -> None:
    if settings.items == "own":
        required_user_data().stop()
    else:
        for one in asked(settings):
            if not _ended(one):
                forget_training(one)
    asked(settings).clear()


@st.fragment(run_every=0.5)
def _progress(layers: Sequence[ComparedLayer], to_go: int, wanted: Sequence[Settings]) -> None:
    """Show how far all of them are, and run the page again whenever one has ended."""
    now = trained(layers)
    if now.to_go != to_go:
        st.rerun()
    whole = max(to_go, len(wanted))
    share = (whole - to_go + sum(job.share for job in now.waiting)) / whole
    many = f"{to_go} trainings to go, one after the other" if to_go > 1 else "One to go"
    left = "" if now.seconds_left is None else f": {_about(now.seconds_left).lower()}"
    st.progress(share, f"{many}{left}. What is there is shown meanwhile.")
