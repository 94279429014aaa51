"""Readings of many statements by many coders as arrays: how the site's tables reach the cores that compare, learn and correct."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.voices.core.agreement import MISSING
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.site_studies import CoderValue

Int = NDArray[np.int64]

READINGS = {"reading": pl.Int64, "statement": pl.Int64, "coder": pl.Int64, "codebook": pl.Int64, "judged": pl.String, "present": pl.String,
            "queue": pl.String, "inclusion": pl.Float64}
"""Rows of the table of readings: keys, then JSON texts as the database has them (``judged`` null: every code of the version)."""
MARKS = {"reading": pl.Int64, "code": pl.String, "start": pl.Int32, "end": pl.Int32, "quote": pl.String}


@dataclass(frozen=True, eq=False)
class ReadingsMatrix:
    """``values`` int8[statements, coders, codes]: 1 present, 0 absent, MISSING (-1) not judged.

    ``statements`` int64[statements] are keys of the table, sorted; ``ids`` their ids in files; ``customers`` int64[statements] keys of
    customers, -1 where nobody knows. Only statements that somebody read are there. ``random`` float64[statements]: the probability
    with which a random queue drew the statement, nan where none did.
    """

    statements: Int
    ids: pl.Series
    customers: Int
    coders: tuple[CoderValue, ...]
    codes: tuple[str, ...]
    values: NDArray[np.int8]
    random: NDArray[np.float64]


@dataclass(frozen=True)
class ReadingRow:
    """One reading as machines are told of it: ``statement`` is the id in files, ``coder`` the label, ``codes`` those present."""

    id: int
    statement: str
    coder: str
    kind: str
    codes: tuple[str, ...]
    codebook: int
    valence: float | None
    queue: str
    inclusion: float | None


def coder_labels(coders: Sequence[CoderValue]) -> dict[int, str]:
    """What each coder is called in frames and on pages: the name, with the kind where two kinds share it.

    >>> coder_labels([CoderValue(1, "person", "Eva"), CoderValue(2, "model", "Eva"), CoderValue(3, "person", "Finn")])
    {1: 'Eva (person)', 2: 'Eva (model)', 3: 'Finn'}
    """
    names = [coder.name for coder in coders]
    return {coder.pk: coder.name if names.count(coder.name) == 1 else f"{coder.name} ({coder.kind})" for coder in coders}


def judged_codes(kind: str, offered: Sequence[str], judged: str | None) -> tuple[str, ...]:
    """The codes that a reading judged: those it names, else all that the version offered; a model knows the twelve only.

    >>> judged_codes("model", ("mood", "luck"), None), judged_codes("person", ("mood", "luck"), '["luck"]')
    (('mood',), ('luck',))
    """
    named = None if judged is None else json.loads(judged)
    if named is not None:
        return tuple(named)
    return tuple(code for code in offered if code in CODES) if kind == "model" else tuple(offered)


def _shapes(readings: pl.DataFrame, kinds: Mapping[int, str], offered: Mapping[int, Sequence[str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The readings with the number of their shape, and for each shape one row a code judged: shape, code, present.

    Readings with the same version, codes judged and codes present have the same shape; there are few, so JSON is read once for each.
    """
    by = ("kind", "codebook", "judged", "present")
    rows = readings.with_columns(kind=pl.col("coder").replace_strict(kinds, return_dtype=pl.String))
    shapes = rows.select(by).unique(maintain_order=True).with_row_index("shape")
    cells = []
    for shape, kind, codebook, judged, present in shapes.iter_rows():
        found = set(json.loads(present))
        known = judged_codes(kind, offered.get(codebook, ()), judged)
        cells += [(shape, code, code in found) for code in known]
        cells += [(shape, code, True) for code in sorted(found - set(known))]
    said = pl.DataFrame(cells, schema={"shape": pl.UInt32, "code": pl.String, "present": pl.Boolean}, orient="row")
    return rows.join(shapes, on=by, how="left", nulls_equal=True, maintain_order="left"), said


def long_codings(readings: pl.DataFrame, marks: pl.DataFrame, ids: pl.DataFrame, coders: Sequence[CoderValue],
                 offered: Mapping[int, Sequence[str]]) -> pl.DataFrame:
    """Columns of CODER_CODINGS, sorted by (statement, coder, code, start): one row a mark, or one a code without any.

    ``readings`` has the columns of READINGS, ``marks`` those of MARKS, ``ids`` the columns statement (key) and id; ``offered`` maps a
    version of the codebook to its codes.
    """
    labels, kinds = coder_labels(coders), {coder.pk: coder.kind for coder in coders}
    rows, said = _shapes(readings, kinds, offered)
    cells = rows.select("reading", "statement", "coder", "shape", "queue", "inclusion").join(said, on="shape")
    spans = marks.with_columns(present=True)
    whole = cells.join(spans, on=["reading", "code", "present"], how="left").join(ids, on="statement")
    return whole.select(
        statement="id", coder=pl.col("coder").replace_strict(labels, return_dtype=pl.String), code="code", present="present", start="start",
        end="end", quote="quote", queue=pl.col("queue").replace({"": None}), inclusion="inclusion",
    ).cast(dict(CODER_CODINGS)).sort("statement", "coder", "code", "start", nulls_last=True)  # type: ignore[arg-type]


def readings_array(readings: pl.DataFrame, statements: pl.DataFrame, coders: Sequence[CoderValue], offered: Mapping[int, Sequence[str]],
                   codes: Sequence[str]) -> ReadingsMatrix:
    """The matrix of all readings; ``statements`` has statement (key), id and customer (key or null) of at least those that were read."""
    coders = tuple(coders)
    rows, said = _shapes(readings, {coder.pk: coder.kind for coder in coders}, offered)
    column = {code: number for number, code in enumerate(codes)}
    told = said.filter(pl.col("code").is_in(list(codes)))
    table = np.full((rows["shape"].n_unique(), len(codes)), MISSING, np.int8)
    if len(told):
        at = told["code"].replace_strict(column, return_dtype=pl.Int64).to_numpy()
        table[told["shape"].to_numpy(), at] = told["present"].cast(pl.Int8).to_numpy()
    keys = np.unique(rows["statement"].to_numpy())
    about = pl.DataFrame({"statement": keys}, schema={"statement": pl.Int64}).join(
        statements, on="statement", how="left", maintain_order="left")
    values = np.full((len(keys), len(coders), len(codes)), MISSING, np.int8)
    random = np.full(len(keys), np.nan)
    if len(rows):
        place = np.searchsorted(keys, rows["statement"].to_numpy())
        number = rows["coder"].replace_strict({coder.pk: n for n, coder in enumerate(coders)}, return_dtype=pl.Int64).to_numpy()
        values[place, number] = table[rows["shape"].to_numpy()]
        drawn = (rows["queue"] == "random").to_numpy() & rows["inclusion"].is_not_null().to_numpy()
        random[place[drawn]] = rows["inclusion"].to_numpy()[drawn]
    customers = about["customer"].fill_null(-1).cast(pl.Int64).to_numpy()
    return ReadingsMatrix(keys, about["id"], customers, coders, tuple(codes), values, random)
