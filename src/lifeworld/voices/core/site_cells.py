"""Statements behind a cell of a table as pages show them: text with what was marked, and who said what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lifeworld.voices.core.cells import Cell


@dataclass(frozen=True)
class Said:
    """What one coder said of a code: ``present`` None means not judged."""

    name: str
    code: str
    present: bool | None


@dataclass(frozen=True)
class CellStatement:
    """One statement. ``spans`` are the places (code points, half-open) that anybody marked with the cell's codes.

    ``settled`` says that a decision was kept; ``hidden`` that the caller codes blind and has not read it: then nobody's codings are told.
    """

    pk: int
    key: str
    customer: str
    text: str
    said: tuple[Said, ...]
    spans: tuple[tuple[int, int], ...] = ()
    settled: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class CellShown:
    """A page of statements behind a cell: ``n`` in all (None: not counted), ``after`` names the next page, "" where there is none."""

    cell: Cell
    n: int | None
    statements: tuple[CellStatement, ...]
    after: str
    position: int
    updating: bool


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text cut where marks begin and end: each piece and whether it was marked; spans outside the text are clipped.

    >>> pieces("I run with my wife.", [(11, 18), (14, 18)])
    [('I run with ', False), ('my wife', True), ('.', False)]
    """
    found: list[tuple[str, bool]] = []
    at = 0
    for begin, end in sorted((max(0, start), min(len(text), end)) for start, end in spans):
        start = max(begin, at)
        if end <= start:
            continue
        if start > at:
            found.append((text[at:start], False))
        if found and found[-1][1] and start == at:
            found[-1] = (found[-1][0] + text[start:end], True)
        else:
            found.append((text[start:end], True))
        at = end
    if at < len(text):
        found.append((text[at:], False))
    return found
