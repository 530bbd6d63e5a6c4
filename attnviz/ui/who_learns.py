"""Who learns to attend? Every recipe and number of heads on the same log, side by side."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

import streamlit as st

from attnviz.claims.learners import entropy_claim, learner_row, learners_claims
from attnviz.claims.words import listed, plural
from attnviz.figures.learners import chance_of, layer_name, learners_figure, masses
from attnviz.settings import Settings
from attnviz.ui.awaited import reason
from attnviz.ui.cache import (
    entropy_of,
    forget_training,
    known_training,
    seconds_of,
    trainer,
    training_key,
    training_of,
)
from attnviz.ui.learners import SEEDS, Learner, Trained, compared, learners, trained
from attnviz.ui.number_table import number_table
from attnviz.ui.own import mine
from attnviz.ui.picture import picture
from attnviz.ui.trainer import Job

if TYPE_CHECKING:
    from attnviz.training import Training

# The settings whose trainings this learner has asked for here, by items: these may be cancelled.
_ASKED = "attnviz: compared, "
# All weights of all epochs of one's own trainings are kept in the session, MB.
_MOST_KEPT = 500

_Found = tuple[Learner, "Mapping[int, Training]"]


def who_learns(settings: Settings) -> None:
    """Show those that are trained, what that says, and buttons that train the others.

    Args:
        settings: The view, which tells whose clicks they learn from.
    """
    layers = learners(settings)
    there = trained(layers)
    shown = [
        (layer, found) for layer in layers if (found := there.found[training_key(layer.settings)])
    ]
    st.markdown(
        "Every layer learns from the same log for 15 epochs."
        if settings.items == "catalogue"
        else f"Every layer learns from your clicks for {plural(settings.epochs, 'epoch')}, with "
        f"the view's D, history and training settings, and from seed {settings.seed} alone, as "
        "each takes its time."
    )
    if settings.items == "own" and mine().data.items.interests is None:
        _by_entropy(shown)
    else:
        _by_mass(shown, learners_claims(compared(settings, there)))
    if there.to_go:
        _progress(layers, there.to_go, _asked(settings))
        if _asked(settings):
            st.button("Cancel", on_click=_cancel, args=(settings,), key="cancel_compared")
    if there.failed:
        count = plural(len(there.failed), "training")
        st.warning(f"{count} failed, the last one: {reason(there.failed[-1])}")
    if settings.items == "own" and (kept := _kept(settings, len(layers))) > _MOST_KEPT:
        st.caption(
            f"The other layers are not offered: the session would keep {kept:,.0f} MB of weights, "
            f"and at most {_MOST_KEPT} are kept. With fewer epochs or a smaller D it is less."
        )
    else:
        _buttons(settings, there)


def _by_mass(shown: Sequence[_Found], claims: Sequence[str]) -> None:
    st.markdown(
        "*Mass* is the share of the weights on clicks of the candidate's own interest over "
        "held-out users, *chance* what equal weights would give it. " + " ".join(claims)
    )
    if not shown:
        return
    chance = chance_of(next(iter(shown[0][1].values())))
    _picture(shown, [masses(found) for _, found in shown], ("chance", chance))
    st.caption(
        "Attention mass: a dot is a seed, the line their median; equal weights would lie on the "
        "dotted line. The table has the medians; seconds are those of a training in this server."
    )
    number_table(learner_row(one.name, found, _seconds(one, found)) for one, found in shown)


def _by_entropy(shown: Sequence[_Found]) -> None:
    entropies = [
        entropy_of(one.settings, training) for one, found in shown for training in found.values()
    ]
    last = [training.epochs[-1] for _, found in shown for training in found.values()]
    named = zip(_names(shown), entropies, last, strict=True)
    claim = entropy_claim([(name, entropy, epoch.auc) for name, entropy, epoch in named])
    st.markdown(
        "Your items have no categories, so nobody knows which clicks belong to a candidate, and "
        "there is no attention mass. *Entropy* is how evenly the weights are spread over a "
        "held-out user's clicks: 0 is all on one, 1 is equal. It does not say whether they are "
        f"the right clicks. {claim}"
    )
    if not shown:
        return
    values = [{} if entropy is None else {0: entropy} for entropy in entropies]
    _picture(shown, values, ("equal", 1.0))
    st.caption("Entropy of the weights after the last epoch, on at most 2,000 held-out samples.")
    number_table(
        learner_row(one.name, found, _seconds(one, found), entropy)
        for (one, found), entropy in zip(shown, entropies, strict=True)
    )


def _picture(
    shown: Sequence[_Found], values: Sequence[Mapping[int, float]], level: tuple[str, float]
) -> None:
    measured = list(zip(_names(shown), values, strict=True))
    picture(learners_figure(measured, level), "learners", hint="")


def _names(shown: Sequence[_Found]) -> list[str]:
    return [layer_name(one.name, next(iter(found.values()))) for one, found in shown]


def _seconds(learner: Learner, found: "Mapping[int, Training]") -> float | None:
    spent = (seconds_of(learner.views[seed]) for seed in found)
    known = [seconds for seconds in spent if seconds is not None]
    return median(known) if known else None


def _kept(settings: Settings, layers: int) -> float:
    """Return about how much memory the weights of so many layers take, MB."""
    table = mine().data.items.vocabulary_size * settings.layer["embedding_dim"] * 4
    return layers * (settings.epochs + 1) * table / 1e6


def _buttons(settings: Settings, there: Trained) -> None:
    missing = there.missing
    seeds = SEEDS if settings.items == "catalogue" else (settings.seed,)
    first = [one for one in missing if one.seed == seeds[0]]
    with st.container(horizontal=True, vertical_alignment="center"):
        if first:
            named = f"the other {len(first)}" if len(first) > 1 else "the last one"
            st.button(f"Train {named}", on_click=_train, args=(settings, first))
            if settings.items == "own" and there.seconds is not None:
                st.caption(f"{_about(there.seconds * len(first))}, one after the other.")
        if len(missing) > len(first):
            label = f"Train on seeds {listed([str(seed) for seed in seeds])}: {len(missing)} more"
            st.button(label, on_click=_train, args=(settings, missing))


def _about(seconds: float) -> str:
    if seconds < 90:
        return f"About {max(1, round(seconds))} s"
    return f"About {plural(round(seconds / 60), 'minute')}"


def _asked(settings: Settings) -> list[Settings]:
    asked: list[Settings] = st.session_state.setdefault(_ASKED + settings.items, [])
    return asked


def _train(settings: Settings, missing: list[Settings]) -> None:
    under_way = [one for one in _asked(settings) if not _ended(one)]
    for one in missing:
        if isinstance(known := known_training(one), Job) and known.failure is not None:
            forget_training(one)
    if settings.items == "own":
        mine().compare(missing, trainer())
    else:
        for one in missing:
            training_of(one)
    st.session_state[_ASKED + settings.items] = [*under_way, *missing]


def _ended(settings: Settings) -> bool:
    if settings.items == "own" and mine().queued(settings):
        return False
    known = known_training(settings)
    return not isinstance(known, Job) or known.future.done()


def _cancel(settings: Settings) -> None:
    if settings.items == "own":
        mine().stop()
    else:
        for one in _asked(settings):
            if not _ended(one):
                forget_training(one)
    _asked(settings).clear()


@st.fragment(run_every=0.5)
def _progress(layers: Sequence[Learner], to_go: int, asked: Sequence[Settings]) -> None:
    """Show how far all of them are, and run the page again whenever one has ended."""
    now = trained(layers)
    if now.to_go != to_go:
        st.rerun()
    whole = max(to_go, len(asked))
    share = (whole - to_go + sum(job.share for job in now.waiting)) / whole
    many = f"{to_go} trainings to go, one after the other" if to_go > 1 else "One to go"
    left = "" if now.seconds_left is None else f": {_about(now.seconds_left).lower()}"
    st.progress(share, f"{many}{left}. What is there is shown meanwhile.")
