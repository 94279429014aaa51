"""What is asked while differences are settled: one statement with all opinions, and the next on which coders differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import numpy as np

from lifeworld.kit.caller import Caller, not_found
from lifeworld.voices.core.judged_matrix import Ints, JudgedMatrix
from lifeworld.voices.core.settling import Opinion, Span, ToSettle, questions_of
from lifeworld.voices.core.site_readings import coder_labels, judged_codes
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.models import Coder, Mark, Reading, Statement
from lifeworld.voices.queries.comparing import unread
from lifeworld.voices.queries.comparing_matrix import kept_since, matrix_kept, matrix_now
from lifeworld.voices.queries.kept import changed_since, is_small
from lifeworld.voices.queries.readings import offered_codes

SETTLED = "Settled"
"""The name of the coder that holds what was decided."""


def to_settle(caller: Caller, study: StudyValue, statement: int, *, show: bool = False) -> ToSettle:
    """A statement with what all coders said. Errors: LifeworldError 403; 404, also for a statement of another study.

    Where the study is blind and the caller codes in it without having read this statement, opinions are hidden unless ``show``.
    """
    caller.require("voices.analyse")
    row = Statement.objects.filter(pk=statement, study=study.pk, study__place=caller.place_id).values(
        "pk", "key", "text", "context", "customer__key").first()
    if row is None:
        raise not_found("statement", statement)
    about = (row["pk"], row["key"], row["text"], row["context"], row["customer__key"] or "")
    if not show and unread(caller, study, [statement]):
        return ToSettle(*about, (), (), hidden=True)
    opinions, settled, version = opinions_of(study, statement)
    codes = [(code.name, code.title) for code in study.codebook.offered]
    return ToSettle(*about, opinions, questions_of(opinions, codes, settled), version)


def opinions_of(study: StudyValue, statement: int) -> tuple[tuple[Opinion, ...], Opinion | None, int]:
    """What each coder said of a statement, people first; what was settled before, and its version (0: nothing was)."""
    rows = sorted(Reading.objects.filter(statement=statement).select_related("coder"), key=lambda row: row.coder_id)
    labels = coder_labels([CoderValue(row.coder_id, row.coder.kind, row.coder.name) for row in rows])
    offered = offered_codes(study.pk)
    marks: dict[int, list[Span]] = {}
    fields = ("reading", "code", "start", "end", "quote", "memo", "interpretive")
    for reading, *mark in Mark.objects.filter(reading__in=rows).order_by("start", "end", "code").values_list(*fields):
        marks.setdefault(reading, []).append(Span(*mark))
    found, settled, version = [], None, 0
    for row in rows:
        named = None if row.judged is None else tuple(row.judged)
        judged = named if named is not None else judged_codes(row.coder.kind, offered.get(row.codebook, ()), None)
        one = Opinion(row.coder_id, labels[row.coder_id], row.coder.kind, (*judged, *(code for code in row.present if code not in judged)),
                      tuple(row.present), tuple(marks.get(row.pk, ())), row.valence, row.memo, row.codebook)
        if row.coder.kind == "settled":
            settled, version = one, row.version
        else:
            found.append(one)
    order = {"person": 0, "imported": 1, "model": 2}
    return tuple(sorted(found, key=lambda one: (order.get(one.kind, 9), one.name))), settled, version


def open_statements(caller: Caller, study: StudyValue, coders: Sequence[CoderValue], code: str = "") -> tuple[list[int], bool]:
    """Statements on which the coders differ, on one code or on any, and nothing was settled: keys, the most disputed first.

    The second value says that the list is not of this moment, because a large study is told as it was kept. Errors: LifeworldError 403.
    """
    caller.require("voices.analyse")
    who = tuple(sorted(coder.pk for coder in coders))
    if is_small(study.pk):
        keys, updating = _disputed(matrix_now(caller, study, [code] if code else None)[0], who), False
    elif (since := kept_since(study.pk)) is not None:
        keys, updating = _disputed_as_kept(study.pk, since, who, code), changed_since(caller, study, since[0])
    else:
        return [], True
    holding = list(Coder.objects.filter(study=study.pk, kind="settled").values_list("pk", flat=True))
    settled = list(Reading.objects.filter(study=study.pk, coder__in=holding).values_list("statement", flat=True))
    found: list[int] = keys[~np.isin(keys, settled)].tolist()
    return found, updating


@lru_cache(maxsize=8)
def _disputed_as_kept(study_pk: int, since: tuple[int, datetime], coders: tuple[int, ...], code: str) -> Ints:
    """What a large study's coders dispute, as it was kept ``since``: whoever settles one statement after another asks the same again."""
    matrix = matrix_kept(study_pk, [code] if code else None)
    return np.zeros(0, np.int64) if matrix is None else _disputed(matrix, coders)


def _disputed(matrix: JudgedMatrix, coders: Sequence[int]) -> Ints:
    """Statements on which these coders differ on any code of the matrix: most such codes first, then by key."""
    at = [matrix.coders.index(coder) for coder in coders if coder in matrix.coders]
    differ = np.zeros(len(matrix.statements), np.int64)
    for values in matrix.values:
        present, absent = np.zeros((2, len(differ)), np.bool_)
        for coder in at:
            present |= values[:, coder] == 1
            absent |= values[:, coder] == 0
        differ += present & absent
    order = np.argsort(-differ, kind="stable")
    found: Ints = matrix.statements[order[: int((differ > 0).sum())]]
    return found
