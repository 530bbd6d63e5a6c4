"""Masked numbers, and what is left out of a sum because of a mask."""

import numpy as np

from attnviz.layer import arithmetic as kinds
from attnviz.trace.cell import ALL
from attnviz.trace.explain.explanation import Arithmetic
from attnviz.trace.explain.opened import Line, Opened
from attnviz.trace.explain.writing import latex_number, symbol
from attnviz.trace.record import Record


def mask_line(cell: Opened, name: str) -> Line:
    """Return the mask of all keys for the cell's query; `name` is the mask's step."""
    user = cell.index[0]
    if cell.trace[name].value.ndim == 2:
        return cell.line(name, user, ALL)
    return cell.line(name, user, cell.index[-2], ALL)


def _attended(cell: Opened) -> np.ndarray:
    """Return which keys the cell's query may attend to (T,)."""
    steps = cell.trace.steps
    length = cell.trace.samples.history.shape[1]
    name = next((name for name in ("causal_mask", "mask") if name in steps), None)
    return np.full(length, True) if name is None else mask_line(cell, name).numbers


def left_out(cell: Opened, nothing: np.ndarray, own: int | None = None) -> tuple[np.ndarray, str]:
    """Say which keys stay in a sum over the keys, and which are left out.

    Left out is what is masked and adds nothing; all stay where nothing else would be left.

    Args:
        cell: A cell of the weights or of the context.
        nothing: Where a key adds nothing (T,).
        own: A key that stays in any case.

    Returns:
        True where a key stays (T,), and the note.
    """
    dropped = nothing & ~_attended(cell)
    if dropped.all():
        return np.full(len(dropped), True), "There is no click to attend to."
    if own is not None:
        dropped[own] = False
    count = int(dropped.sum())
    if not count:
        return ~dropped, ""
    several = count > 1
    note = (
        f"{_kinds(cell, dropped)} {'have' if several else 'has'} weight 0 and "
        f"{'are' if several else 'is'} left out."
    )
    return ~dropped, note


def _kinds(cell: Opened, dropped: np.ndarray) -> str:
    """Return what was left out, such as "2 padded clicks and 1 later click"."""
    count = int(dropped.sum())
    mask = cell.trace.steps.get("mask")
    if mask is not None and mask.value.ndim == 3:
        return _counted(count, "masked key")
    padded = 0 if mask is None else int((dropped & ~mask.value[cell.index[0]]).sum())
    kinds = ((padded, "padded click"), (count - padded, "later click"))
    return " and ".join(_counted(n, kind) for n, kind in kinds if n)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def masked(cell: Opened, kind: kinds.Fill) -> Arithmetic:
    """A number where the mask is true, else what it is filled with.

    The mask is of the last axes of scores (B, ..., T_k), or of the clicks of an output (B, T, D).
    """
    source, mask_record = cell.parent(0), cell.parent(1)
    mask = cell.line(mask_record.name, *_mask_index(cell, mask_record))
    number = cell.line(source.name, *cell.index)
    attend = bool(mask.numbers[0])
    result = number.values[0] if attend else kind.fill
    later = isinstance(mask_record.arithmetic, kinds.NotAhead) and cell.index[-1] > cell.index[-2]
    given = isinstance(mask_record.arithmetic, kinds.Given) and mask_record.value.ndim == 3
    what = "masked" if given else "a later click" if later else "padding"
    becomes = "−∞, of which the normalization leaves nothing" if np.isinf(kind.fill) else "0"
    return Arithmetic(
        recomputed=float(result),
        sentence="The mask is true here, so the number stays as it is."
        if attend
        else f"The mask is false here: this is {what}, and the number becomes {becomes}.",
        symbols=f"{cell.symbol} = {symbol(source, cell.index)}" if attend else cell.symbol,
        columns=(cell.label,),
        strips=(number.strip(), mask.strip(), cell.result([result])),
        operands=(*number.cells, *mask.cells),
    )


def _mask_index(cell: Opened, mask: Record) -> tuple[int, ...]:
    if mask.value.ndim == 3:
        return (cell.index[0], *cell.index[-2:])
    clicks = "T_k" if "T_k" in cell.record.axes else "T"
    return cell.index[0], cell.index[cell.record.axes.index(clicks)]


def not_padding(cell: Opened, _kind: kinds.NotPadding) -> Arithmetic:
    """The mask: whether a click is not padding."""
    click = cell.line(cell.parent().name, *cell.index)
    item = int(click.numbers[0])
    return Arithmetic(
        recomputed=float(item != 0),
        sentence=f"Click {cell.index[1] + 1} is "
        f"{'padding' if item == 0 else cell.trace.samples.items.title(item)}, so the mask is "
        f"{'false' if item == 0 else 'true'}.",
        symbols=rf"{cell.symbol} = ({symbol(cell.parent(), cell.index)} \neq 0)",
        before=rf"({item} \neq 0)",
        columns=(cell.label,),
        strips=(click.strip(),),
        operands=click.cells,
    )


def not_ahead(cell: Opened, _kind: kinds.NotAhead) -> Arithmetic:
    """The causal mask: whether a key is no later than the query, and not padding."""
    user, query, key = cell.index
    rule = rf"{key + 1} \le {query + 1}"
    result, sentence = key <= query, f"Click {key + 1} is "
    sentence += f"{'not later' if result else 'later'} than click {query + 1}"
    symbols, before = f"{cell.symbol} = ({rule})", ""
    mask = None
    given = cell.parent()
    if given.value.dtype == bool:
        place = (user, key) if given.value.ndim == 2 else cell.index
        mask = cell.line(given.name, *place)
        attend = bool(mask.numbers[0])
        result = result and attend
        of_padding = isinstance(given.arithmetic, kinds.NotPadding)
        no = "padding" if of_padding else "masked"
        sentence += f", and {f'not {no}' if attend else no}"
        own = symbol(given, place)
        symbols = rf"{cell.symbol} = {own} \wedge ({rule})"
        before = rf"{latex_number(mask.strip().texts[0])} \wedge ({rule})"
    return Arithmetic(
        recomputed=float(result),
        sentence=f"{sentence}: the mask is {'true' if result else 'false'}.",
        symbols=symbols,
        before=before,
        columns=(cell.place(cell.record, "T_k", key),),
        strips=(mask.strip(),) if mask else (),
        operands=mask.cells if mask else (),
    )
