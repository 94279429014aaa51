"""What is asked of readings in bulk: the bridge from the tables to the frames and arrays of the cores.

Blind coding is kept here: whoever may not analyse is told of her own readings alone, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from lifeworld.kit.caller import Caller
from lifeworld.voices.core.site_readings import MARKS, READINGS, ReadingRow, ReadingsMatrix, coder_labels, long_codings, readings_array
from lifeworld.voices.core.site_studies import CoderValue
from lifeworld.voices.models import Change, CodebookVersion, Coder, Mark, Reading, Statement
from lifeworld.voices.queries.studies import require_reader

KEYS_A_QUERY = 5_000
ROWS_A_FETCH = 50_000


def codings_frame(caller: Caller, study_pk: int, coders: Sequence[int] | None = None,
                  statements: Sequence[int] | None = None) -> pl.DataFrame:
    """What coders found in a study, columns of CODER_CODINGS, sorted by (statement, coder, code, start).

    ``coders`` and ``statements`` are keys of the tables; None: all. A code that a reader judged and did not find has a row with
    ``present`` false; one with marks has a row a mark. Drafts are not there. Errors: LifeworldError 403.
    """
    who = coders_seen(caller, study_pk, coders)
    readings = _readings(study_pk, who, statements)
    marks = pl.DataFrame(schema=MARKS)
    ids = pl.DataFrame(schema={"statement": pl.Int64, "id": pl.String})
    if len(readings):
        rows = Mark.objects.filter(reading__study=study_pk, reading__coder__in=[one.pk for one in who]).order_by()
        fields = ("reading", "code", "start", "end", "quote")
        marks = pl.concat([_framed(part.values_list(*fields), MARKS) for part in _parts(rows, "reading__statement__in", statements)])
        ids = _statements(study_pk, statements).select("statement", "id")
    return long_codings(readings, marks, ids, who, offered_codes(study_pk))


def readings_matrix(caller: Caller, study_pk: int, coders: Sequence[int] | None = None, statements: Sequence[int] | None = None,
                    codes: Sequence[str] | None = None) -> ReadingsMatrix:
    """What coders found in a study as one array, for large studies; ``codes`` None: those that the newest codebook offers.

    Errors: LifeworldError 403.
    """
    who = coders_seen(caller, study_pk, coders)
    offered = offered_codes(study_pk)
    codes = codes if codes is not None else offered[max(offered)] if offered else ()
    return readings_array(_readings(study_pk, who, statements), _statements(study_pk, statements), who, offered, codes)


def coders_seen(caller: Caller, study_pk: int, coders: Sequence[int] | None = None) -> list[CoderValue]:
    """The coders of a study whose readings the caller may see, of those asked for, in the order of their keys."""
    require_reader(caller)
    rows = Coder.objects.filter(study=study_pk, study__place=caller.place_id).order_by("pk")
    if not caller.may("voices.analyse"):
        rows = rows.filter(user=caller.user, user__isnull=False)
    if coders is not None:
        rows = rows.filter(pk__in=list(coders))
    return [CoderValue(row.pk, row.kind, row.name, row.user_id, row.version, row.n_readings) for row in rows]


def offered_codes(study_pk: int) -> dict[int, tuple[str, ...]]:
    """The codes that each version of a study's codebook offers, in order."""
    versions = CodebookVersion.objects.filter(study=study_pk).values_list("number", "codes")
    return {number: tuple(code["name"] for code in codes if not code.get("retired")) for number, codes in versions}


def _readings(study_pk: int, who: Sequence[CoderValue], statements: Sequence[int] | None) -> pl.DataFrame:
    rows = Reading.objects.filter(study=study_pk, coder__in=[one.pk for one in who]).order_by()
    told = rows.annotate(judged_text=Cast("judged", TextField()), present_text=Cast("present", TextField()))
    fields = ("pk", "statement", "coder", "codebook", "judged_text", "present_text", "queue", "inclusion")
    return pl.concat([_framed(part.values_list(*fields), READINGS) for part in _parts(told, "statement__in", statements)])


def _statements(study_pk: int, statements: Sequence[int] | None) -> pl.DataFrame:
    rows = Statement.objects.filter(study=study_pk).order_by()
    schema = {"statement": pl.Int64, "id": pl.String, "customer": pl.Int64}
    return pl.concat([_framed(part.values_list("pk", "key", "customer"), schema) for part in _parts(rows, "pk__in", statements)])


def _parts(rows: QuerySet[Any, Any], field: str, keys: Sequence[int] | None) -> Iterator[QuerySet[Any, Any]]:
    if keys is None:
        yield rows
        return
    for at in range(0, max(1, len(keys)), KEYS_A_QUERY):
        yield rows.filter(**{field: list(keys[at:at + KEYS_A_QUERY])})


def _framed(rows: QuerySet[Any, Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows as a frame, fetched in parts so that not all are Python objects at once."""
    parts, part = [pl.DataFrame(schema=schema)], []
    for row in rows.iterator(chunk_size=ROWS_A_FETCH):
        part.append(row)
        if len(part) == ROWS_A_FETCH:
            parts.append(pl.DataFrame(part, schema=schema, orient="row"))
            part = []
    return pl.concat([*parts, pl.DataFrame(part, schema=schema, orient="row")])


def seen_readings(caller: Caller, study_pk: int) -> pl.DataFrame:
    """Readings that people changed, or made, when the model's codes were before their eyes: statement and coder (keys of the tables).

    Errors: LifeworldError 403.
    """
    caller.require("voices.analyse")
    steps = Change.objects.filter(study=study_pk, study__place=caller.place_id, undone=False, after__seen=True)
    rows = steps.order_by("statement", "coder").values_list("statement", "coder").distinct()
    return pl.DataFrame(list(rows), schema={"statement": pl.Int64, "coder": pl.Int64}, orient="row")


def readings_page(caller: Caller, study_pk: int, after: int = 0, limit: int = 200, coder: int | None = None) -> list[ReadingRow]:
    """Readings with a key above ``after``, in the order of their keys; only those that the caller may see."""
    who = coders_seen(caller, study_pk)
    labels, kinds = coder_labels(who), {one.pk: one.kind for one in who}
    asked = [one.pk for one in who if coder in {None, one.pk}]
    rows = Reading.objects.filter(study=study_pk, coder__in=asked, pk__gt=after).order_by("pk").values_list(
        "pk", "statement__key", "coder", "present", "codebook", "valence", "queue", "inclusion")
    return [ReadingRow(pk, key, labels[by], kinds[by], tuple(codes), book, valence, queue, inclusion)
            for pk, key, by, codes, book, valence, queue, inclusion in rows[:limit]]
