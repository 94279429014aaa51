"""What is asked when coders are compared: who there is to compare, and which statements stand behind a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from lifeworld.kit.caller import Caller, not_found
from lifeworld.voices.core.cells import Cell, after, cell_mask, most_disputed
from lifeworld.voices.core.codebook import unknown_code
from lifeworld.voices.core.judged_matrix import JudgedMatrix
from lifeworld.voices.core.site_cells import CellShown, CellStatement, Said
from lifeworld.voices.core.site_comparison import labels_of
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.models import Coder, Mark, Reading, Statement
from lifeworld.voices.queries.coding import my_coder
from lifeworld.voices.queries.comparing_matrix import MATRIX, matrix_told
from lifeworld.voices.queries.kept import is_small, kept
from lifeworld.voices.queries.readings import coders_seen
from lifeworld.voices.queries.studies import coders_of
from lifeworld.voices.queries.tables_variables import values_of

SHOWN, SHOWN_MAX = 20, 100
LOOKED_AT = 500
"""Statements that are looked at together for those at one level of a variable."""


def coders_to_compare(caller: Caller, study: StudyValue) -> list[CoderValue]:
    """All coders of a study who have read anything; how much, in a large study as of the kept matrix. Errors: LifeworldError 403."""
    caller.require("voices.analyse")
    base = None if is_small(study.pk) else kept(study.pk, MATRIX)
    if base is None:
        return [coder for coder in coders_of(caller, study.pk) if coder.n_readings]
    n_read = dict(zip(base.body["coders"], base.body["n_read"], strict=True))
    new = Coder.objects.filter(study=study.pk).exclude(pk__in=[pk for pk, n in n_read.items() if n])
    n_read |= dict(Reading.objects.filter(study=study.pk, coder__in=new).values_list("coder").annotate(n=Count("pk")))
    return [replace(coder, n_readings=n) for coder in coders_seen(caller, study.pk) if (n := n_read.get(coder.pk, 0))]


def chosen_of(everybody: Sequence[CoderValue], asked: Sequence[int]) -> list[CoderValue]:
    """The coders that are asked for, in the order of their keys; nobody asked for: all but what was settled.

    Errors: LifeworldError 404 for a coder that is not there.
    """
    by_key = {coder.pk: coder for coder in everybody}
    for pk in asked:
        if pk not in by_key:
            raise not_found("coder", pk)
    keys = set(asked) or {coder.pk for coder in everybody if coder.kind != "settled"}
    return [by_key[pk] for pk in sorted(keys)]


def cell_shown(caller: Caller, study: StudyValue, cell: Cell, coders: Sequence[CoderValue], *, last: str = "", n: int = SHOWN,
               at_level: tuple[str, str] | None = None, show: bool = False) -> CellShown:
    """Statements behind a cell, the most disputed first; ``at_level`` (variable, value) leaves those at one level of a variable.

    ``last`` is the ``after`` of the page before. Where the study is blind and the caller codes in it, codings of statements that she has
    not read are hidden unless ``show``. Errors: LifeworldError 403; InputRefused for a code that is not in the codebook.
    """
    caller.require("voices.analyse")
    for code in cell.codes:
        if code not in study.codebook.names:
            raise unknown_code(code, study.codebook.names, "the codebook of the study")
    told = matrix_told(caller, study, cell.codes)
    if told.matrix is None or any(code not in told.matrix.codes for code in cell.codes):
        return CellShown(cell, None, (), "", told.position, True)
    matrix = told.matrix.only([coder.pk for coder in coders if coder.pk in told.matrix.coders])
    keys = most_disputed(matrix, cell.code, cell_mask(matrix, cell))
    before = int(last) if last.isascii() and last.isdecimal() and len(last) < 19 else None
    n = min(max(n, 1), SHOWN_MAX)
    if at_level is None:
        shown, more = after(keys, before, n)
        total: int | None = len(keys)
    else:
        shown, more = _at_level(study, keys, before, n, at_level)
        total = None
    labels = labels_of([coder for coder in coders if coder.pk in matrix.coders])
    rows = tuple(_statements(caller, study, cell, matrix, labels, shown.tolist(), show))
    return CellShown(cell, total, rows, str(more) if more is not None else "", told.position, told.updating)


def _at_level(study: StudyValue, keys: NDArray[np.int64], last: int | None, n: int,
              level: tuple[str, str]) -> tuple[NDArray[np.int64], int | None]:
    """The next keys at a level of a variable: some hundreds are looked at together, until there are enough."""
    rest, _ = after(keys, last, len(keys))
    found: list[int] = []
    for at in range(0, len(rest), LOOKED_AT):
        part = rest[at:at + LOOKED_AT]
        found += part[(values_of(study, level[0], part) == level[1]).fill_null(value=False).to_numpy()].tolist()
        if len(found) > n:
            return np.array(found[:n], np.int64), found[n - 1]
    return np.array(found, np.int64), None


def _statements(caller: Caller, study: StudyValue, cell: Cell, matrix: JudgedMatrix, labels: Sequence[str], keys: Sequence[int],
                show: bool) -> Iterator[CellStatement]:
    rows = {row["pk"]: row for row in Statement.objects.filter(study=study.pk, pk__in=keys).values("pk", "key", "text", "customer__key")}
    spans: dict[int, list[tuple[int, int]]] = {}
    marks = Mark.objects.filter(reading__statement__in=keys, reading__coder__in=matrix.coders, code__in=cell.codes)
    for pk, start, end in marks.values_list("reading__statement", "start", "end"):
        spans.setdefault(pk, []).append((start, end))
    settled = set(Reading.objects.filter(statement__in=keys, coder__kind="settled").values_list("statement", flat=True))
    hidden = set() if show else unread(caller, study, keys)
    for pk in keys:
        if pk not in rows:
            continue  # forgotten since the matrix was kept
        row, at = rows[pk], int(np.searchsorted(matrix.statements, pk))
        said = tuple(Said(label, code, None if value < 0 else bool(value)) for code in cell.codes
                     for label, value in zip(labels, matrix.code(code)[at].tolist(), strict=True))
        yield CellStatement(pk, row["key"], row["customer__key"] or "", row["text"], () if pk in hidden else said,
                            () if pk in hidden else tuple(sorted(spans.get(pk, ()))), pk in settled, pk in hidden)


def unread(caller: Caller, study: StudyValue, statements: Sequence[int]) -> set[int]:
    """Of these statements those whose codings a caller who codes blind must not see yet: she has not read them herself."""
    me = my_coder(caller, study.pk) if study.settings.blind else None
    if me is None:
        return set()
    return set(statements) - set(Reading.objects.filter(coder=me, statement__in=statements).values_list("statement", flat=True))
