"""Cells of tables of coders and codes: which statements stand behind a number, the most disputed first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.agreement import MISSING
from lifeworld.voices.core.judged_matrix import JudgedMatrix

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
KINDS = ("twice", "differ", "alike", "present", "said", "both")


@dataclass(frozen=True)
class Cell:
    """Statements that are asked for. ``kind`` says which of those that the coders judged on ``code``:

    "twice": two coders or more judged it; "differ": and do not say the same; "alike": and do; "present": any coder says present;
    "said": exactly the coders ``present`` say present and the coders ``absent`` say absent, whatever others say; "both": one coder
    gives both ``code`` and ``instead``. With ``instead`` and another kind: one coder gave ``code`` where another gave ``instead``.
    Errors: InputRefused for a kind that is none.
    """

    code: str
    kind: str = "differ"
    present: tuple[int, ...] = ()
    absent: tuple[int, ...] = ()
    instead: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputRefused("cell_kind", f"There are no statements of the kind «{self.kind}».", f"Use one of {', '.join(KINDS)}.")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that it needs."""
        return (self.code, self.instead) if self.instead else (self.code,)


def cell_mask(matrix: JudgedMatrix, cell: Cell) -> Bools:
    """Which statements of the matrix the cell asks for, bool[statements]; a coder that the matrix does not hold said nothing.

    >>> values = np.array([[[1, 0], [1, 1], [0, -1]]], np.int8)
    >>> matrix = JudgedMatrix(("mood",), (1, 2), np.array([7, 8, 9]), np.array([0, 0, 0]), values)
    >>> cell_mask(matrix, Cell("mood")).tolist(), cell_mask(matrix, Cell("mood", "said", (1,))).tolist()
    ([True, False, False], [True, True, False])
    """
    values = matrix.code(cell.code)
    yes, no = values == 1, values == 0
    if cell.instead:
        other = matrix.code(cell.instead)
        if cell.kind == "both":
            return np.asarray((yes & (other == 1)).any(axis=1))
        return np.asarray((yes & (other == 0)).any(axis=1) & (no & (other == 1)).any(axis=1))
    if cell.kind == "said":
        return np.asarray(_all_say(yes, matrix, cell.present) & _all_say(no, matrix, cell.absent))
    if cell.kind in {"present", "both"}:
        return np.asarray(yes.any(axis=1))
    differ = yes.any(axis=1) & no.any(axis=1)
    twice = (values != MISSING).sum(axis=1) >= 2
    chosen: Mapping[str, Bools] = {"twice": twice, "differ": differ, "alike": twice & ~differ}
    return np.asarray(chosen[cell.kind])


def _all_say(said: Bools, matrix: JudgedMatrix, coders: tuple[int, ...]) -> Bools:
    mask = np.ones(len(said), bool)
    for coder in coders:
        mask &= said[:, matrix.coders.index(coder)] if coder in matrix.coders else False
    return mask


def most_disputed(matrix: JudgedMatrix, code: str, mask: Bools) -> Ints:
    """Keys of the statements in the mask, int64[m]: the widest split of coders first, then by key."""
    values = matrix.code(code)[mask]
    yes, no = (values == 1).sum(axis=1), (values == 0).sum(axis=1)
    judged = np.maximum(yes + no, 2)
    split = 2 * yes * no / (judged * (judged - 1))
    return matrix.statements[mask][np.argsort(-split, kind="stable")]


def after(keys: Ints, last: int | None, n: int) -> tuple[Ints, int | None]:
    """The ``n`` keys after ``last`` in the given order, and the last of them where more follow; from the first for one that is gone.

    >>> after(np.array([5, 3, 9]), 5, 1)
    (array([3]), 3)
    """
    at = np.flatnonzero(keys == last) if last is not None else np.zeros(0, np.int64)
    begin = int(at[0]) + 1 if len(at) else 0
    shown = keys[begin:begin + n]
    more = begin + len(shown) < len(keys)
    return shown, int(shown[-1]) if more and len(shown) else None
