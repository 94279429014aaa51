"""What all coders said of all statements as one array: from the tables where a study is small, else as it was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from django.utils import timezone

from lifeworld.events.queries import position
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.judged_matrix import JudgedMatrix, matrix_from, unpacked_numbers, unpacked_values
from lifeworld.voices.core.site_readings import coder_labels
from lifeworld.voices.core.site_studies import CoderValue, StudyValue
from lifeworld.voices.models import Kept, Mark, Statement
from lifeworld.voices.queries.kept import KeptValue, changed_since, is_small, kept
from lifeworld.voices.queries.readings import readings_matrix

MATRIX = "matrix"
"""The name under which statements, customers and coders are kept; "matrix/CODE" has what was said of a code."""


@dataclass(frozen=True, eq=False)
class MatrixTold:
    """The matrix as of a position of the journal and a moment; None where none was kept yet. ``updating``: a newer one is due."""

    matrix: JudgedMatrix | None
    position: int
    at: datetime
    updating: bool = False


def matrix_now(caller: Caller, study: StudyValue, codes: Sequence[str] | None = None) -> tuple[JudgedMatrix, int]:
    """The matrix from the tables as they are, and the position of the journal before it was read; seconds for millions of readings.

    Errors: LifeworldError 403.
    """
    caller.require("voices.analyse")
    at = position(caller)
    offered = study.codebook.offered
    found = readings_matrix(caller, study.pk, codes=[one.name for one in offered if codes is None or one.name in codes])
    return matrix_from(found.values, found.statements, found.customers, [coder.pk for coder in found.coders], found.codes), at


def matrix_told(caller: Caller, study: StudyValue, codes: Sequence[str] | None = None) -> MatrixTold:
    """The matrix of some codes (None: all offered): of a small study as it is, of others as it was kept. Errors: LifeworldError 403."""
    caller.require("voices.analyse")
    if is_small(study.pk):
        return MatrixTold(*matrix_now(caller, study, codes), timezone.now())
    base = kept(study.pk, MATRIX)
    if base is None:
        return MatrixTold(None, 0, timezone.now(), True)
    return MatrixTold(_unpacked(study.pk, base, codes), base.position, base.at, changed_since(caller, study, base.position))


def matrix_kept(study_pk: int, codes: Sequence[str] | None = None) -> JudgedMatrix | None:
    """The matrix of some codes (None: all offered) as it was kept; None where none was."""
    base = kept(study_pk, MATRIX)
    return None if base is None else _unpacked(study_pk, base, codes)


def kept_since(study_pk: int) -> tuple[int, datetime] | None:
    """The position of the journal and the moment as of which the matrix was kept; None where none was."""
    return Kept.objects.filter(study=study_pk, name=MATRIX).values_list("position", "made_at").first()


def _unpacked(study_pk: int, base: KeptValue, codes: Sequence[str] | None) -> JudgedMatrix:
    names = [name for name in base.body["codes"] if codes is None or name in codes]
    rows = dict(Kept.objects.filter(study=study_pk, name__in=[f"{MATRIX}/{name}" for name in names]).values_list("name", "body"))
    statements, coders = unpacked_numbers(base.body["statements"]), tuple(base.body["coders"])
    shape = (len(statements), len(coders))
    values = [unpacked_values(rows[f"{MATRIX}/{name}"]["values"], shape) for name in names]
    whole = np.stack(values) if values else np.zeros((0, *shape), np.int8)
    return JudgedMatrix(tuple(names), coders, statements, unpacked_numbers(base.body["customers"]), whole)


def spans_frame(study_pk: int, coders: Sequence[CoderValue]) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Marked spans (columns of CODER_CODINGS, statement the key as text) and the texts of all statements (id, text).

    None where fewer than two of the coders marked anything, so that no text is fetched for nothing.
    """
    keys = [coder.pk for coder in coders]
    rows = Mark.objects.filter(reading__study=study_pk, reading__coder__in=keys).order_by()
    marks = list(rows.values_list("reading__statement", "reading__coder", "code", "start", "end", "quote"))
    if len({mark[1] for mark in marks}) < 2:
        return None
    schema = {"statement": pl.Int64, "coder": pl.Int64, "code": pl.String, "start": pl.Int32, "end": pl.Int32, "quote": pl.String}
    frame = pl.DataFrame(marks, schema=schema, orient="row")
    called = pl.col("coder").replace_strict(coder_labels(coders), return_dtype=pl.String)
    spans = frame.with_columns(pl.col("statement").cast(pl.String), called, present=True, queue=None, inclusion=None)
    spans = spans.select(pl.col(name).cast(kind) for name, kind in CODER_CODINGS.items())
    texts = Statement.objects.filter(study=study_pk).order_by().values_list("pk", "text")
    said = pl.DataFrame(list(texts), schema={"id": pl.Int64, "text": pl.String}, orient="row")
    return spans, said.with_columns(pl.col("id").cast(pl.String))
