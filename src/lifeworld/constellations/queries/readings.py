"""What coders found, from the tables to the columns of `core.standing`: read in bulk, taken apart by Polars, never row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
import polars as pl
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from lifeworld.constellations.core.standing import Modelled, Readings
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.site_codebook import stale_codes
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import CodebookVersion, Coder, Reading
from lifeworld.voices.queries.studies import codebook_value

ROWS_AT_ONCE = 200_000
KEYS_A_QUERY = 5_000
_TWELVE = pl.Struct(dict.fromkeys(CODES, pl.Float64))
_RAW = {"statement": pl.Int64, "codebook": pl.Int64, "codes": pl.String, "present": pl.String, "judged": pl.String, "valence": pl.Float64}


def study_coders(study: StudyValue) -> tuple[int | None, dict[int, str]]:
    """The key of the study's model (the coder that its settings name, else its first model), and the kinds of people and of settling.

    Imported coders count as people.
    """
    coders = list(Coder.objects.filter(study=study.pk).order_by("pk").values_list("pk", "kind", "name"))
    models = [(name != study.settings.coder, pk) for pk, kind, name in coders if kind == "model"]
    return (min(models)[1] if models else None), {pk: kind for pk, kind, _ in coders if kind != "model"}


def readings_of(study: StudyValue, keys: NDArray[np.int64], *, every: bool) -> tuple[Modelled, Readings]:
    """The model's findings and everybody's readings of the statements with these keys of the table, in their rows.

    ``every``: the keys are all statements of the study, so that no list of them goes to the database.
    """
    model, others = study_coders(study)
    order = np.argsort(keys, kind="stable")
    places = (keys[order], order)
    modelled = Modelled.none(len(keys))
    if model is not None:
        for part in _raw(Reading.objects.filter(coder=model), keys, every):
            _take_model(modelled, part, _rows(part, places))
    judged = _judged(study)
    parts = []
    for coders, settled in _together(others, every=every):
        parts += [_take_readings(part, _rows(part, places), judged, settled=settled)
                  for part in _raw(Reading.objects.filter(coder__in=coders), keys, every)]
    return modelled, Readings.joined(parts)


def _together(others: dict[int, str], *, every: bool) -> list[tuple[list[int], bool]]:
    """Coders whose readings are asked for in one query, and whether they settled: each alone where all is read, else all of a kind."""
    if every:
        return [([coder], kind == "settled") for coder, kind in sorted(others.items())]
    parts = [([coder for coder, kind in sorted(others.items()) if (kind == "settled") is settled], settled) for settled in (False, True)]
    return [(coders, settled) for coders, settled in parts if coders]


def _raw(found: QuerySet[Reading], keys: NDArray[np.int64], every: bool) -> Iterator[pl.DataFrame]:
    """Readings as columns of text and numbers, some at a time."""
    texts = {f"raw_{name}": Cast(name, TextField()) for name in ("codes", "present", "judged")}
    raw = found.order_by().annotate(**texts).values_list("statement_id", "codebook", *texts, "valence")
    if every:
        rows = raw.iterator(chunk_size=10_000)
        while part := list(islice(rows, ROWS_AT_ONCE)):
            yield pl.DataFrame(part, schema=_RAW, orient="row")
        return
    for at in range(0, len(keys), KEYS_A_QUERY):
        part = list(raw.filter(statement__in=keys[at:at + KEYS_A_QUERY].tolist()).order_by("statement", "coder"))
        if part:
            yield pl.DataFrame(part, schema=_RAW, orient="row")


def _rows(part: pl.DataFrame, places: tuple[NDArray[np.int64], NDArray[np.int64]]) -> NDArray[np.int64]:
    """The row of each reading's statement; -1 for a statement that came in the meantime."""
    keys, order = places
    statement = part["statement"].to_numpy()
    at = np.minimum(np.searchsorted(keys, statement), len(keys) - 1)
    return np.where(keys[at] == statement, order[at], -1).astype(np.int64)


def _probabilities(part: pl.DataFrame) -> NDArray[np.float64]:
    """The probability of each of the twelve codes: float64[n, 12], 0 where it was not kept."""
    return part.select(pl.col("codes").str.json_decode(_TWELVE).struct.unnest()).fill_null(0.0).to_numpy()


def _listed(part: pl.DataFrame, column: str = "present", unknown: bool = False) -> NDArray[np.bool_]:
    """Which of the twelve codes a column lists: bool[n, 12]; ``unknown`` where it has no list."""
    lists = part.select(pl.col(column).str.json_decode(pl.List(pl.String)).alias("list"))
    return lists.select(pl.col("list").list.contains(code).fill_null(unknown).alias(code) for code in CODES).to_numpy()


def _take_model(modelled: Modelled, part: pl.DataFrame, row: NDArray[np.int64]) -> None:
    """Write what the model found into its rows."""
    known = row >= 0
    at = row[known]
    modelled.probability[at], modelled.present[at] = _probabilities(part)[known], _listed(part)[known]
    modelled.valence[at], modelled.read[at] = part["valence"].fill_null(0.0).to_numpy()[known], True


def _take_readings(part: pl.DataFrame, row: NDArray[np.int64], judged: Mapping[int, tuple[Sequence[bool], Sequence[bool]]], *,
                   settled: bool) -> Readings:
    """Readings of people; what their version of the codebook does not have, or they do not list as judged, was not judged."""
    known = row >= 0
    versions, which = np.unique(part["codebook"].to_numpy(), return_inverse=True)
    none = ((False,) * len(CODES),) * 2
    offered, stale = (np.array([judged.get(int(version), none)[side] for version in versions], np.bool_)[which] for side in (0, 1))
    offered = offered & _listed(part, "judged", unknown=True)
    found = _listed(part) | (_probabilities(part) > 0)
    valence = part["valence"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return Readings(row[known], np.full(int(known.sum()), settled), offered[known], found[known], stale[known], valence[known])


def _judged(study: StudyValue) -> dict[int, tuple[tuple[bool, ...], tuple[bool, ...]]]:
    """For each version of the codebook which of the twelve codes it offers, and which of them mean something else now."""
    found = {}
    for row in CodebookVersion.objects.filter(study=study.pk).values("number", "codes", "note"):
        version = codebook_value(dict(row))
        offered, stale = {code.name for code in version.offered}, stale_codes(version, study.codebook)
        found[version.number] = (tuple(code in offered for code in CODES), tuple(code in stale for code in CODES))
    return found
