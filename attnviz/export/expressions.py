"""A walk as lines of Python: a step becomes an expression of Keras, by its kind of arithmetic."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attnviz.export.model import LINE, attribute
from attnviz.layer import arithmetic as kinds
from attnviz.layer.step import Step
from attnviz.scenario.normalizations import EXPONENTIALS, normalization

_INDENT = 8
_OPERATORS = {"+": "+", "−": "-", "×": "*"}


class Lines:
    """The lines that compute the last step of a walk, from `history` and `candidate`.

    A variable is named for the role of what it holds, and holds the next tensor of this role once
    no step needs it any more.

    Args:
        walk: The steps of a layer for one candidate, or of self-attention.
        empty_row: What the weights of a row are that has nothing to attend to, where they are to
            sum to one.
    """

    def __init__(self, walk: Sequence[Step], empty_row: str) -> None:
        self.empty_row = empty_row
        self.steps = _needed(walk)
        self._held: dict[str, str] = {}  # by step, the expression that has its tensor
        self._lines: list[str] = []
        self._left: list[Step] = []
        for number, step in enumerate(self.steps, start=1):
            self._left = self.steps[number:]
            self._write(step)

    @property
    def lines(self) -> list[str]:
        """The lines, the last of which returns the last step."""
        return self._lines

    def of(self, step: Step, parent: int = 0) -> str:
        """Return the expression of a step's parent."""
        return self._held[step.parents[parent]]

    def mask(self, step: Step) -> str:
        """Return a step's second parent, a mask, with axes of length 1 up to the step's own."""
        mask = _given(step)[1]
        return _aligned(self._held[mask.name], mask.axes, step.axes)

    def add(self, line: str) -> None:
        """Add a line before the one of the step that is written."""
        self._lines.append(line)

    def free(self, name: str) -> str:
        """Return the variable that holds a step, if no later one needs it, else a new name."""
        held = self._held[name]
        return held if not self._needed_later(held) and held.isidentifier() else f"each_{name}"

    def _needed_later(self, held: str) -> bool:
        return any(self._held.get(name) == held for step in self._left for name in step.parents)

    def _write(self, step: Step) -> None:
        expression = WRITTEN[type(step.arithmetic)](self, step, step.arithmetic)
        if isinstance(step.arithmetic, kinds.Ids | kinds.Features):
            self._held[step.name] = expression
        elif not self._left:
            self.add(f"return {self._last_of(expression)}")
        else:
            variable = self._variable(step)
            self._held[step.name] = variable
            if expression != variable:
                self.add(_commented(f"{variable} = {expression}", step))

    def _last_of(self, variable: str) -> str:
        """Return what the line before makes a variable of, in its place; else the variable."""
        start = f"{variable} = "
        if not self._lines[-1].startswith(start):
            return variable
        return self._lines.pop().removeprefix(start)

    def _variable(self, step: Step) -> str:
        variable = self._by_role(step)
        return step.name if self._needed_later(variable) else variable

    def _by_role(self, step: Step) -> str:
        if isinstance(step.arithmetic, kinds.SideBySide):
            return "features"
        if isinstance(step.arithmetic, kinds.Hash):
            return "rows"
        if isinstance(step.arithmetic, kinds.Normalize):
            return "weights"
        first = _given(step)[0]
        if step.role == first.role and not isinstance(first.arithmetic, kinds.Ids | kinds.Hash):
            return self._held[first.name]
        return {"weights": "scores", "ink": step.name}.get(step.role, step.role)


def _needed(walk: Sequence[Step]) -> list[Step]:
    """Return the steps that the last one is made of, and it."""
    names = {walk[-1].name}
    for step in reversed(walk):
        names |= {*step.parents} if step.name in names else set()
    return [step for step in walk if step.name in names]


def _given(step: Step) -> list[Step]:
    return [given for given in step.arguments if hasattr(given, "arithmetic")]


def _commented(line: str, step: Step) -> str:
    """Return a line with the axes behind it, where they are others than the first parent's."""
    if isinstance(step.arithmetic, kinds.NotPadding):
        return f"{line}  # padding has the id 0"
    axes = ", ".join("1" if axis == "C" else axis for axis in step.axes)
    comment = f"  # ({axes})"
    fits = _INDENT + len(line) + len(comment) <= LINE
    return line + comment if fits and step.axes != _given(step)[0].axes else line


def _aligned(expression: str, axes: Sequence[str], wanted: Sequence[str]) -> str:
    """Return a tensor with axes of length 1 where it lacks one; clicks are keys among pairs."""
    own = ["T_k" if axis == "T" and "T" not in wanted else axis for axis in axes]
    index = [":" if axis in own else "None" for axis in wanted]
    while index and index[-1] == ":":
        index.pop()
    return f"{expression}[{', '.join(index)}]" if index else expression


def _ids(_lines: Lines, step: Step, _kind: kinds.Ids) -> str:
    return f"{step.name}[:, None]" if "C" in step.axes else step.name


def _features(_lines: Lines, step: Step, _kind: kinds.Features) -> str:
    ids = "candidate[:, None]" if "C" in step.axes else "history"
    return f"ops.take(INFO, {ids}, axis=0)"


def _not_padding(lines: Lines, step: Step, _kind: kinds.NotPadding) -> str:
    return f"ops.not_equal({lines.of(step)}, 0)"


def _not_ahead(lines: Lines, step: Step, _kind: kinds.NotAhead) -> str:
    lines.add("place = ops.arange(history.shape[1])")
    (given,) = _given(step)
    if isinstance(given.arithmetic, kinds.Ids):
        return "(place[:, None] >= place)[None]"
    mask = _aligned(lines.of(step), given.axes, step.axes)
    return f"ops.logical_and({mask}, place[:, None] >= place)"


def _hash(lines: Lines, step: Step, _kind: kinds.Hash) -> str:
    return f"self.hashing({lines.of(step)})"


def _lookup(lines: Lines, step: Step, kind: kinds.Lookup) -> str:
    return f"self.{attribute(kind.path)}({lines.of(step)})"


def _lookup_with_features(lines: Lines, step: Step, _kind: kinds.LookupWithFeatures) -> str:
    return f"self.look_up({lines.of(step)}, {lines.of(step, 1)})"


def _lookup_place(lines: Lines, step: Step, kind: kinds.LookupPlace) -> str:
    return f"self.{attribute(kind.path)}(ops.arange({lines.of(step)}.shape[1]))"


def _sinusoid(lines: Lines, step: Step, _kind: kinds.Sinusoid) -> str:
    return f"sinusoids({lines.of(step)}.shape[1], {step.value.shape[-1]})"


def _copy(lines: Lines, step: Step, kind: kinds.Copy) -> str:
    if kind.dropped is None:
        return lines.of(step)
    return f"{lines.of(step)}[{':, ' * kind.dropped}0]"


def _combine(lines: Lines, step: Step, kind: kinds.Combine) -> str:
    return f"{lines.of(step)} {_OPERATORS[kind.operator]} {lines.of(step, 1)}"


def _side_by_side(lines: Lines, step: Step, kind: kinds.SideBySide) -> str:
    operands: list[str] = []
    for given in _given(step):
        wanted = (*step.axes[:-1], given.axes[-1])
        expression = _aligned(lines.of(step, len(operands)), given.axes, wanted)
        if "T" in wanted and "T" not in given.axes:
            expression = f"ops.repeat({expression}, history.shape[1], axis={wanted.index('T')})"
        operands.append(expression)
    if len(kind.parts) == 1:
        return operands[0]
    for number, (expression, given) in enumerate(zip(operands, _given(step), strict=True)):
        variable = lines.free(given.name)
        if expression != variable:
            lines.add(f"{variable} = {expression}")
        operands[number] = variable
    parts = [
        f" {_OPERATORS.get(part.operator, '')} ".join(operands[n] for n in part.parents)
        for part in kind.parts
    ]
    return f"ops.concatenate([{', '.join(parts)}], axis=-1)"


def _linear(lines: Lines, step: Step, kind: kinds.Dense | kinds.Project) -> str:
    expression = f"self.{attribute(kind.path)}({lines.of(step)})"
    if len(step.axes) < len(_given(step)[0].axes):
        return f"ops.squeeze({expression}, axis=-1)"
    return expression


def _split(lines: Lines, step: Step, _kind: kinds.Split) -> str:
    return f"self.split({lines.of(step)})"


def _join(lines: Lines, step: Step, _kind: kinds.Join) -> str:
    return f"self.join({lines.of(step)})"


def _dot(lines: Lines, step: Step, _kind: kinds.Dot) -> str:
    return f"ops.matmul({lines.of(step)}, ops.transpose({lines.of(step, 1)}, (0, 1, 3, 2)))"


def _scale(lines: Lines, step: Step, kind: kinds.Scale) -> str:
    return f"{lines.of(step)} / {kind.root_of}**0.5"


def _fill(lines: Lines, step: Step, kind: kinds.Fill) -> str:
    # Of −∞ alone a softmax makes what is no number; of equal scores, also of −1e9, equal weights.
    least = "-np.inf" if lines.empty_row == "nan" and _by_exponentials(lines) else "-1e9"
    fill = least if kind.fill < 0 else "0.0"
    return f"ops.where({lines.mask(step)}, {lines.of(step)}, {fill})"


def _by_exponentials(lines: Lines) -> bool:
    made = [s.arithmetic for s in lines.steps if isinstance(s.arithmetic, kinds.Normalize)]
    return any(EXPONENTIALS in normalization(kind.name).within for kind in made)


def _normalize(lines: Lines, step: Step, kind: kinds.Normalize) -> str:
    record, by_itself = normalization(kind.name), _by_exponentials(lines)
    if lines.of(step) != "scores":
        lines.add(f"scores = {lines.of(step)}")
    for line in record.code:
        lines.add(line)
    if len(step.parents) == 1 or not record.sums_to_one:
        return "weights"
    mask = lines.mask(step)
    if lines.empty_row == "zero":
        lines.add(f"weights = ops.where({mask}, weights, 0.0)  # nothing to attend to: no weight")
    elif not by_itself:
        share = "np.nan" if lines.empty_row == "nan" else "1 / scores.shape[-1]"
        lines.add(f"attends = ops.any({mask}, axis=-1, keepdims=True)")
        lines.add(f"weights = ops.where(attends, weights, {share})")
    return "weights"


def _squash(lines: Lines, step: Step, _kind: kinds.Squash) -> str:
    return f"ops.sigmoid({lines.of(step)})"


def _drop(lines: Lines, step: Step, kind: kinds.Drop) -> str:
    return f"self.{attribute(kind.path)}({lines.of(step)}, training=training)"


def _weighted_sum(lines: Lines, step: Step, _kind: kinds.WeightedSum) -> str:
    return f"ops.matmul({lines.of(step)}, {lines.of(step, 1)})"


WRITTEN: Mapping[type[kinds.Kind], Callable[[Lines, Step, Any], str]] = {
    kinds.Ids: _ids,
    kinds.Features: _features,
    kinds.NotPadding: _not_padding,
    kinds.NotAhead: _not_ahead,
    kinds.Hash: _hash,
    kinds.Lookup: _lookup,
    kinds.LookupWithFeatures: _lookup_with_features,
    kinds.LookupPlace: _lookup_place,
    kinds.Sinusoid: _sinusoid,
    kinds.Copy: _copy,
    kinds.Combine: _combine,
    kinds.SideBySide: _side_by_side,
    kinds.Project: _linear,
    kinds.Dense: _linear,
    kinds.Split: _split,
    kinds.Join: _join,
    kinds.Dot: _dot,
    kinds.Scale: _scale,
    kinds.Fill: _fill,
    kinds.Squash: _squash,
    kinds.Normalize: _normalize,
    kinds.Drop: _drop,
    kinds.WeightedSum: _weighted_sum,
}
"""By kind, the expression of a step; each is given the lines so far, the step and the kind.

Only what a walk of ids has can be written: no vectors or masks that were given to it.
"""
