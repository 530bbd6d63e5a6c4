"""Every claim of every topic, said of settings at their edges: one of anything, or none."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from attnviz import topics
from attnviz.learning.faithfulness import Faithfulness, LayerFaithfulness
from attnviz.learning.head_ablation import Head, HeadAblation
from attnviz.learning.shipped import SHIPPED, shipped
from attnviz.learning.trained import Epoch, Training
from attnviz.scenario.catalogue import ITEMS
from attnviz.scenario.normalizations import NORMALIZATIONS
from attnviz.scenario.settings import Settings
from attnviz.topics import overview
from attnviz.topics.chance import learned_claim
from attnviz.topics.claim import Claim, Item, Name, Number, claim
from attnviz.topics.compared import claims as both_sides
from attnviz.topics.compared.differences import differences
from attnviz.topics.compared.pictures import ComparedStep
from attnviz.topics.compared.units import claims as units
from attnviz.topics.compared.what_if import claims as what_if
from attnviz.topics.compared.what_if.effects import WhatIf
from attnviz.topics.compared_layers import claims as layers
from attnviz.topics.compared_layers import faithfulness
from attnviz.topics.heads import ablation as head_ablation
from attnviz.topics.heads import claims as heads
from attnviz.topics.heads.weights import weights_claim
from attnviz.topics.masks import claims as masks
from attnviz.topics.normalization import claims as normalizations
from attnviz.topics.samples import claims as samples
from attnviz.topics.samples import hashing, side_info
from attnviz.topics.samples.pictures import has_side_info, hashes
from attnviz.topics.training import claims as training
from attnviz.topics.training.pictures import item_vectors
from attnviz.trace.explain import explain
from attnviz.trace.record import EMBEDDINGS, Trace
from tests.topics.sentences import faults
from tests.trace.explain.sound import some_cells
from tests.traces import changed, traced, with_weights

MODES: tuple[dict[str, Any], ...] = (
    {},
    {"mode": "multi_head"},
    {"mode": "multi_head", "num_heads": 1},
    {"mode": "multi_head", "query": "history"},
    {"mode": "multi_head", "query": "history", "causal": True},
)
EDGES: tuple[dict[str, Any], ...] = (
    {},
    {"epoch": 0},
    {"epoch": 1},
    {"batch_size": 1},
    {"sequence_length": 1, "padding": 0.0},
    {"sequence_length": 1, "padding": 1.0},
    {"sequence_length": 2, "padding": 0.5},
    {"sequence_length": 200},
    {"padding": 0.0},
    {"padding": 0.9},
    {"padding": 0.9, "candidate": "moka pot"},
    {"padding": 1.0},
    {"padding": 1.0, "empty_row": "uniform"},
    {"padding": 1.0, "empty_row": "nan"},
    {"embedding_dim": 1, "num_heads": 1},
    {"embedding_dim": 2},
    {"candidate": "rye flour"},
    {"history": "capo", "sequence_length": 1},
    {"history": "moka pot, house beans", "candidate": "burr grinder"},
    {"items": "numbered"},
    {"items": "numbered", "vocabulary_size": 2, "sequence_length": 1},
    {"mask_padding": False},
    {"hash_bins": 2},
    {"hash_bins": 17},
    {"items": "numbered", "hash_bins": 5},
    {"side_info": True},
    {"side_info": True, "hash_bins": 5, "padding": 1.0},
    {"side_info": True, "sequence_length": 1, "padding": 0.0, "candidate": "capo"},
    {"items": "numbered", "side_info": True},
    {"items": "numbered", "vocabulary_size": 2, "sequence_length": 1, "hash_bins": 9},
    {"mask_padding": False, "padding": 1.0},
    {"embeddings_initializer": "zeros"},
    *({"normalization": name} for name in NORMALIZATIONS),
    *({"normalization": name, "padding": 1.0} for name in NORMALIZATIONS),
    *({"normalization": name, "mask_padding": False, "padding": 0.9} for name in NORMALIZATIONS),
)
EIGHT_HEADS: dict[str, Any] = {"mode": "multi_head", "num_heads": 8}
# Words that make a finding of a difference.
_FINDING = ("most weight", "weighs most", "disagree")
_SAID: set[str] = set()
# Modules that make claims of any words; and what is said as a part of other claims alone.
_NO_TOPIC = {f"attnviz.topics.{name}" for name in ("claim", "words", "pens", "terms")}
_PARTS = {
    f"attnviz.topics.overview.{name}" for name in ("heaviest", "sums_to", "none_about", "share_of")
}


@dataclass(frozen=True)
class Said:
    """What was said, and rules that do not hold for it, as it is no whole sentence."""

    what: Claim | str
    without: tuple[str, ...] = ()


def say(function: Callable[..., Any], *arguments: Any) -> Iterator[Said]:
    """Ask a function for what it says, and keep that it was asked."""
    _SAID.add(f"{function.__module__}.{function.__name__}")
    said = function(*arguments)
    for one in said if isinstance(said, list | tuple) else [said]:
        if one:
            yield Said(one)


def parts(function: Callable[..., Any], *arguments: Any) -> Iterator[Said]:
    """The same of what is a part of a sentence."""
    for said in say(function, *arguments):
        yield Said(said.what, ("no end", "a capital missing"))


def of(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings that go together: one number has no two heads."""
    return {**settings, "num_heads": 1} if settings.get("embedding_dim") == 1 else settings


@cache
def _traced(items: tuple[tuple[str, Any], ...]) -> Trace:
    return traced(**dict(items))


def trace_of(settings: dict[str, Any]) -> Trace:
    return _traced(tuple(of(settings).items()))


def all_said(trace: Trace) -> Iterator[Said]:
    """Return all that the pages say of a trace."""
    yield from say(learned_claim, trace)
    yield from say(weights_claim, trace, 0)
    yield from say(samples.samples_claim, trace, 0)
    yield from say(samples.table_claim, trace)
    if hashes(trace):
        yield from say(hashing.hashing_claim, trace)
    if has_side_info(trace):
        yield from say(side_info.side_info_claim, trace, trace.user)
    yield from of_normalizations(trace)
    yield from of_masks(trace)
    users = len(trace.samples.history)
    if trace.self_attention:
        yield from say(heads.clicks_claim, trace, 0)
        yield from say(heads.users_claim, trace, users)
        yield from say(heads.users_claim, trace, 1)
    else:
        yield from say(overview.overview_claim, trace, 0)
        yield from say(training.training_claim, trace, 0)
        yield from of_scaling(trace)
    if not trace.self_attention and trace.layer["mode"] == "multi_head":
        yield from say(overview.overview_claim, trace, 0, 1)
        yield from say(heads.heads_claim, trace, 0)
        yield from (
            Said(finding.note, ("no end", "a capital missing"))
            for finding in heads.findings(trace, 0)
        )
    yield from of_steps(trace)
    for other in ({}, {"epoch": 0, "sequence_length": 1, "padding": 0.0}, EIGHT_HEADS):
        yield from of_both(trace, trace_of(other))
    yield from of_changes(trace)


def of_changes(trace: Trace) -> Iterator[Said]:
    """Return what is said where numbers and clicks are changed, whether they are there or not."""
    index = ",".join("0" * trace["weights"].value.ndim)
    weight, vector = f"weights:{index}=0.5", f"{EMBEDDINGS}:0,0=1"
    numbers = (weight, "key:0,0,0=2", f"{weight};{vector};{EMBEDDINGS}:1,0=1")
    clicks = ("delete:0,0", "add:0,0,1", "move:0,0,1", f"empty:0;{vector}")
    for text in (*numbers, *clicks):
        changes = Settings.from_query({"change": text}).change
        what = WhatIf(trace, changed(trace, change=changes), 0)
        yield from say(what_if.what_if_claim, what)


def of_both(first: Trace, second: Trace) -> Iterator[Said]:
    """Return all that is said of two settings side by side."""
    differing = differences(first, second)
    for name in ("weights", "masked", "value", "context", "output", "history"):
        if not (name in first.steps and name in second.steps):
            continue
        both = ComparedStep(first, second, name)
        yield from say(both_sides.compared_claim, both, differing)
        yield from say(both_sides.heads_sentence, both)
    yield from say(both_sides.alone_sentence, ComparedStep(second, first, "weights", 1))
    yield from say(both_sides.score_sentence, first, second)
    yield from say(both_sides.weights_claim, second, first)
    yield from say(both_sides.learned_claims, first, second)
    yield from say(both_sides.what_they_are)


def of_masks(trace: Trace) -> Iterator[Said]:
    without, masked = (changed(trace, mask_padding=option) for option in (False, True))
    for head in (0, 1):
        yield from say(masks.masks_claim, without, masked, 0, head, "user 1")
        yield from say(masks.sums_sentence, without, masked, 0, head)


def of_normalizations(trace: Trace) -> Iterator[Said]:
    traces = {name: changed(trace, normalization=name) for name in NORMALIZATIONS}
    yield from say(normalizations.normalization_claim, traces, "user 1")
    yield from say(normalizations.what_they_do)
    for note in normalizations.notes(traces).values():
        yield Said(note, ("no end", "a capital missing"))
    if not trace.self_attention:
        yield from say(normalizations.growth_sentence, traces)
        yield from say(normalizations.softmax_or_not, traces)


def of_scaling(trace: Trace) -> Iterator[Said]:
    off, on = (changed(trace, scale=scale, normalization="softmax") for scale in (False, True))
    yield from say(normalizations.scaling_sentence, normalizations.scaling(off, on))


def of_steps(trace: Trace) -> Iterator[Said]:
    for record in (*trace.steps.values(), *trace.score_steps.values()):
        yield Said(record.sentence)
        for index in some_cells(trace, record.name, 1):
            opened = explain(trace, record.name, index)
            yield Said(opened.sentence)
            if opened.note:
                yield Said(opened.note)


def epoch(number: int, **measures: Any) -> Epoch:
    return replace(Epoch(number, 0.7 / (number + 1), 0.9, 0.8, 0.5, 0.5), **measures)


def epochs(*measures: dict[str, Any]) -> tuple[Epoch, ...]:
    return tuple(epoch(number, **one) for number, one in enumerate(measures))


NAN = float("nan")
RUNS: tuple[tuple[Epoch, ...], ...] = (
    epochs({}, {}),
    epochs({}, {"mass": 0.9, "auc": 1.0}),
    epochs({}, {"auc": 0.99}),
    epochs({"chance": None, "mass": None}, {"chance": None, "mass": None}),
    epochs({}, {"mass": None}),
    epochs({}, {"loss": NAN, "auc": NAN, "mass": None}),
    epochs({"loss": NAN}, {"loss": NAN}),
    epochs({}, {"loss": float("inf")}),
    epochs({"auc": NAN}, {"auc": NAN}),
    epochs({}, {"auc": NAN}),
    epochs({}, {"loss": 5.0}),
    epochs({}, {"loss": 0.8}),
    epochs({"mass": 0.0}, {"mass": 1.0}),
)


def of_trainings() -> Iterator[Said]:
    """Return all that is said of trainings and of layers side by side."""
    started, ended = traced(epoch=0), traced()
    dead = replace(ended, steps={**ended.steps, "scores": silent(ended)})
    for run in RUNS:
        for shown in (ended, dead):
            yield from of_training(run, started, shown)
    for name in NORMALIZATIONS:
        yield from of_dead(started, dead, name)
    for epoch_shown in (0, 1, 15):
        yield from of_map(epoch_shown)
    yield from of_layers()


def test_every_claim_of_a_training_is_a_good_sentence() -> None:
    found = dict.fromkeys(
        fault for one in of_trainings() for fault in faults(one.what, *one.without)
    )
    assert not found, "\n".join(found)


def silent(trace: Trace) -> Any:
    record = trace["scores"]
    return replace(record, value=np.zeros_like(record.value))


def of_training(run: tuple[Epoch, ...], started: Trace, ended: Trace) -> Iterator[Said]:
    yield from say(training.trouble, run, started, ended)
    yield from say(training.auc_claim, run)
    yield from say(training.curves_claim, run)
    for text in training.epoch_texts(run):
        yield Said(text, ("no end", "a capital missing"))
    made = shipped(SHIPPED["attention"])
    assert made is not None
    for one, other in pairwise(RUNS):
        yield from say(units.units_claim, one[-1], other[-1])
        yield from say(units.units_entropy_claim, (one[-1], 0.4), (other[-1], None))
        hashed, apart = (replace(made, epochs=each) for each in (one, other))
        yield from say(hashing.cost_claim, hashed, apart, 1)
        yield from say(side_info.gain_claim, hashed, apart, 1)
    trained = replace(ended, training=replace(made, epochs=run), epoch=1)
    yield from say(learned_claim, trained)


def of_dead(started: Trace, dead: Trace, name: str) -> Iterator[Said]:
    settings = replace(dead.settings, normalization=name)
    yield from say(training.trouble, RUNS[1], started, replace(dead, settings=settings))


def of_map(shown: int) -> Iterator[Said]:
    made = shipped(SHIPPED["attention"])
    assert made is not None
    vectors = item_vectors(made.weights[EMBEDDINGS], np.arange(65), ITEMS)
    interests = ITEMS.interest_number(ITEMS.by_interest())
    yield from say(training.map_claim, vectors, interests, shown)
    yield from say(training.map_claim, vectors, np.full_like(interests, -1), shown)


def of_layers() -> Iterator[Said]:
    yield from parts(layers.entropy_claim, [])
    for measured in (
        [("article", 0.9, 0.5), ("default", 0.2, 0.9)],
        [("article", 0.9, 0.95), ("default", 0.2, 0.9)],
        [("article", 0.9, NAN), ("default", None, 0.9), ("din", 0.4, 0.9)],
    ):
        yield from say(layers.entropy_claim, measured)
    for seeds in (1, 2, 3):
        yield from say(layers.layers_claims, trainings(seeds))
    yield from of_heads_and_faithfulness()


def trainings(seeds: int) -> Mapping[str, Mapping[int, Training]]:
    named = {"article": "article_attention", "default": "attention", "none": "attention"}
    named |= {"heads 2": "multi_head_2", "heads 8": "multi_head_8"}
    made = {name: shipped(SHIPPED[which]) for name, which in named.items()}
    return {name: dict.fromkeys(range(seeds), one) for name, one in made.items() if one is not None}


def of_heads_and_faithfulness() -> Iterator[Said]:
    for count in (1, 2, 3):
        for similar in (1.0, 0.85, 0.3, NAN):
            for loss in (0.2, 0.9, NAN):
                alike = np.where(np.eye(count, dtype=bool), 1.0, similar)
                for chance in (0.5, None):
                    every = tuple(Head(0.5, 0.5, 0.2 + loss * n, 0.9) for n in range(count))
                    found = HeadAblation(every, alike, loss and 0.2, 0.9, chance, 1)
                    yield from say(head_ablation.ablation_claim, found)
                    yield from say(head_ablation.ablation_caption, found)
    some, none = Faithfulness(0.5, 1, 0), Faithfulness(None, 0, 1)
    one, other = (LayerFaithfulness(n, some, some) for n in ("article · target", "din · target"))
    unknown = LayerFaithfulness("default · 2 heads", none, none)
    for compared in ([one], [one, other], [unknown], [one, unknown], [one, other, unknown]):
        yield from say(faithfulness.faithfulness_claim, compared)
        if sentence := faithfulness.left_out_sentence(compared):
            yield Said(sentence)


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_every_claim_of_every_edge_is_a_good_sentence(mode: dict[str, Any]) -> None:
    wrong: dict[str, dict[str, Any]] = {}
    for edge in EDGES:
        settings = {**edge, **mode}
        trace = trace_of(settings)
        for said in all_said(trace):
            for fault in faults(said.what, *said.without):
                wrong.setdefault(fault, settings)
    assert not wrong, "\n".join(f"{fault}  {settings}" for fault, settings in wrong.items())


def of_units(**settings: Any) -> Iterator[Said]:
    """Return all that is said of the two units, with two candidates each."""
    recipes: tuple[dict[str, Any], ...] = ({}, {"recipe": "article", "mode": "attention"})
    for other in ("cool box", "moka pot"):
        din, article = (
            [traced(**{**settings, "candidate": item}, **recipe) for item in ("rye flour", other)]
            for recipe in recipes
        )
        yield from say(overview.article_claim, article[1], 0)
        yield from say(overview.seeing_claim, din[1], 0)
        yield from say(units.moved_claim, din, article, 0)
        yield from say(units.moved_claim, article, article, 0)


def test_every_claim_of_the_two_units_is_a_good_sentence() -> None:
    # They are not shown of numbered items, and their normalization is the recipe's.
    shown = [edge for edge in EDGES if edge.get("items") != "numbered"]
    shown = [{k: v for k, v in edge.items() if k != "normalization"} for edge in shown]
    found = dict.fromkeys(
        fault for edge in shown for one in of_units(**edge) for fault in faults(one.what)
    )
    assert not found, "\n".join(found)


@pytest.mark.parametrize("settings", [{}, {"mode": "multi_head"}, {"normalization": "sigmoid"}])
@pytest.mark.parametrize("edge", [{}, {"items": "numbered"}, {"sequence_length": 200}], ids=str)
@pytest.mark.parametrize("noise", [0.0, 0.02, 0.2])
def test_no_claim_finds_anything_in_noise(
    settings: dict[str, Any], edge: dict[str, Any], noise: float
) -> None:
    """A finding needs a difference above what equal weights would give."""
    trace = trace_of({**settings, **edge})
    clicks = trace.samples.history[0] != 0
    around = 1 + noise * np.random.default_rng(0).uniform(-1, 1, len(clicks))
    made = with_weights(trace, np.where(clicks, around / clicks.sum(), 0))
    told = [overview.overview_claim(made, 0)]
    told += [] if edge.get("items") == "numbered" else [training.training_claim(made, 0)]
    for said in told:
        assert not any(word in str(said) for word in _FINDING), said
        assert "equal weights would give" in str(said)
    if trace.layer["mode"] == "multi_head":
        assert "no head gives anything clearly more" in str(heads.heads_claim(made, 0))
        assert {finding.note for finding in heads.findings(made, 0)} == {"nothing stands out"}


@pytest.mark.parametrize("mode", [{}, {"mode": "multi_head"}])
def test_a_finding_is_told_where_there_is_one(mode: dict[str, Any]) -> None:
    trace = trace_of({"items": "numbered", **mode})
    made = with_weights(trace, [0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0, 0])
    assert "click 1, item " in str(overview.overview_claim(made, 0))
    assert "weighs most: 30 % of all weight" in str(overview.overview_claim(made, 0))
    if mode:
        assert "both heads give click 1 the most weight" in str(heads.heads_claim(made, 0))


@pytest.mark.parametrize(
    "said",
    [
        "None of the 1 click is about coffee.",
        "The 1 camping click out of 1 gets 100 %.",
        "User 1 made 1 clicks.",
        "There are 2 click here.",
        "0 of 1 position are padding.",
        "All 3 clicks is about coffee.",
        "Without it, nothing gets a share.",
        "num_heads=2 is not allowed.",
        "Allowed is a divisor of embedding_dim.",
        "It reads Settings.sample, and runs run().",
        "The weights are nan.",
        "The weights  are equal.",
        "The weights are equal ..",
        "the weights are equal.",
        "The weights are equal",
        "One of 'softmax', or none.",
    ],
)
def test_a_bad_sentence_is_found(said: str) -> None:
    assert list(faults(said))


@pytest.mark.parametrize(
    "said",
    [
        "1 of 2 positions is padding.",
        "The loss goes from 1.00 to 0.31; the weights sum to 1.",
        "User 1's ten clicks share 100 %.",
        claim(
            "About ", Name("din_production, a=b  ."), ": ", Number("1", "%"), " of ", Item("'x'")
        ),
    ],
)
def test_a_good_sentence_passes(said: Claim | str) -> None:
    assert list(faults(said, "no end")) == []


def test_all_claims_of_all_topics_are_in_the_grid() -> None:
    """Whoever adds a claim says it here."""
    _SAID.clear()
    for settings in (*MODES, {"hash_bins": 9}, {"side_info": True}):
        list(all_said(trace_of(settings)))
    list(of_trainings())
    list(of_units())
    there = {
        f"{module.__name__}.{name}"
        for found in pkgutil.walk_packages(topics.__path__, topics.__name__ + ".")
        if (module := import_module(found.name)).__name__ not in _NO_TOPIC
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if "Claim" in str(inspect.signature(function).return_annotation)
    }
    assert there - _SAID == _PARTS
