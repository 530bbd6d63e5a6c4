"""The numbers of the control group's text: the ten ideas, on users that no question has."""

import textwrap
from pathlib import Path
from string import Template

from attnviz.pictures.numbers import number_text
from attnviz.topics.masks.claims import padding_weight
from attnviz.topics.overview import click_weights
from attnviz.topics.words import listed, number, percent
from docs.study.cases import CASES, Case
from docs.study.ideas import measures, options_of_sum, shape_of, telling_place, tenths
from docs.study.tensors import candidate, depth, shares, titles, traced

TEMPLATE = Path(__file__).with_name("control_text.template.md")
"""The text, with a name for each number that is computed."""
_CASES, _WIDTH = CASES["text"], 120


def control_text() -> str:
    """Return the text with its numbers.

    Raises:
        KeyError: if it asks for a number that is not computed.
    """
    text = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(text_values())
    paragraphs = [textwrap.fill(part, _WIDTH) for part in text.strip().split("\n\n")]
    return "\n\n".join(paragraphs) + "\n"


def text_values() -> dict[str, str]:
    """Return what stands for each name of the text."""
    return {
        **_shapes(_CASES["shape"]),
        **_candidates(_CASES["candidate"]),
        **_strangers(_CASES["softmax"]),
        **_sum(_CASES["weighted sum"]),
        **_padding(_CASES["padding"]),
        **_heads(_CASES["heads"]),
        **_scale(_CASES["scale"]),
        **_blind(_CASES["unit"]),
        **_measures(_CASES["measure"]),
    }


def _shapes(case: Case) -> dict[str, str]:
    trace = traced(case.settings)
    batch, length = trace.samples.history.shape
    return {
        "batch": f"{batch}",
        "length": f"{length}",
        "dim": f"{trace['value'].shape[-1]}",
        **{f"{name}_shape": shape_of(trace[name]) for name in ("value", "weights", "context")},
    }


def _candidates(case: Case) -> dict[str, str]:
    one, two = traced(case.settings), traced(case.settings, candidate=case.other)
    return {
        "history": str(listed(titles(one))),
        "candidate": f"*{candidate(one)}*",
        "weights": shares(click_weights(one, one.user)),
        "other": f"*{candidate(two)}*",
        "other_weights": shares(click_weights(two, two.user)),
    }


def _strangers(case: Case) -> dict[str, str]:
    trace = traced(case.settings)
    weights = click_weights(trace, trace.user)
    assert trace.score is not None, "a layer with a candidate has a score"
    return {
        "strangers": str(listed(titles(trace))),
        "stranger": f"*{candidate(trace)}*",
        "stranger_weights": shares(weights),
        "stranger_most": str(percent(float(weights.max()))),
        "stranger_score": str(number(float(trace.score[trace.user]), 3)),
    }


def _sum(case: Case) -> dict[str, str]:
    trace = traced(case.settings)
    place = telling_place(trace)
    weights = [number_text(float(one), 2) for one in click_weights(trace, trace.user)]
    values = [number_text(float(one), 2) for one in trace["value"].value[trace.user, :, place]]
    terms = [f"{weight} × {value}" for weight, value in zip(weights, values, strict=True)]
    told = ("sum_context", "sum_mean", "sum_sum", "sum_heaviest")
    options = options_of_sum(trace, place)
    return {
        "place": f"{place + 1}",
        "sum_weights": str(listed(weights)),
        "sum_values": str(listed(values)),
        "sum_terms": " + ".join(terms),
        **{name: number_text(value, 2) for name, value in zip(told, options, strict=True)},
    }


def _padding(case: Case) -> dict[str, str]:
    masked, without = (traced(case.settings, mask_padding=on) for on in (True, False))
    head = case.settings.head
    weights = click_weights(masked, masked.user, head)
    most = int(weights.argmax())
    return {
        "padding_length": f"{len(weights)}",
        "padding_clicks": f"{len(titles(masked))}",
        "padding_click": titles(masked)[most],
        "padding_masked": str(percent(float(weights[most]))),
        "padding_share": str(percent(padding_weight(without, without.user, head)[0])),
        "padding_without": str(percent(float(click_weights(without, without.user, head)[most]))),
    }


def _heads(case: Case) -> dict[str, str]:
    trace = traced(case.settings)
    return {"heads": f"{trace['query_heads'].shape[1]}", "band": f"{depth(trace)}"}


def _scale(case: Case) -> dict[str, str]:
    plain, scaled = (traced(case.settings, scale=on) for on in (False, True))
    return {
        "depth": f"{depth(plain)}",
        "scale_before": shares(click_weights(plain, plain.user, 1)),
        "scale_after": shares(click_weights(scaled, scaled.user, 1)),
    }


def _blind(case: Case) -> dict[str, str]:
    one, two = traced(case.settings), traced(case.settings, candidate=case.other)
    before, after = click_weights(one, one.user), click_weights(two, two.user)
    sees_both = traced(case.settings.with_layer("default"), candidate=case.other)
    most = int(before.argmax())
    return {
        "blind_candidate": f"*{candidate(one)}*",
        "blind_click": titles(one)[most],
        "blind_before": tenths(before[most]),
        "blind_other": f"*{candidate(two)}*",
        "blind_after": tenths(after[most]),
        "seeing": tenths(click_weights(sees_both, two.user)[most]),
    }


def _measures(case: Case) -> dict[str, str]:
    auc, mass, chance = measures(case)
    return {"auc": number_text(auc, 3), "mass": tenths(mass), "chance": tenths(chance)}
