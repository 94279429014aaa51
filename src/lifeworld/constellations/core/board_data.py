"""The population of a study as plain values, to be kept and told again: figures, segments, and trends with control limits.

Figures keep where their quotes stand (statement and code points), never the words, so that words are kept in one place only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from lifeworld.constellations.core.comparison.values import By, Comparison, Trend
from lifeworld.constellations.core.saturation.kept import saturation_json
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import (
    SIZE,
    TYPE_NAMES,
    MappedStudy,
    customers_who_say_key,
    driver_share_key,
    relevance_key,
    share_of_statements_key,
    type_share_key,
)
from lifeworld.kit.figure import Figure
from lifeworld.voices.core.codebook import ACTORS, CODES, DRIVERS
from lifeworld.voices.core.waves import wave_of

PERIODS = ("month", "quarter", "year")
WAVES_MIN, WAVES_MAX = 3, 24
TRENDS = (*(type_share_key(label) for label in TYPE_NAMES), *(driver_share_key(driver) for driver in DRIVERS), SIZE)
"""What is shown over time."""
EXAMPLES_MAX = 6
ACTORS_MAX = 12
POOLS_MAX = 12
"""Of so many pools so many actors are shown."""


def with_waves(statements: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """The statements with a wave each where their times tell one, and what a wave is: "wave" as given, else month, quarter or year.

    Of the periods of which there are 3 to 24 the finest is taken in which the customer in the middle says enough to be typed,
    else the coarsest: a wave of single remarks would call everybody undetermined. "" where there are no waves.
    """
    if statements["wave"].is_not_null().any():
        return statements, "wave"
    found, named = statements, ""
    for period in PERIODS:
        waved = statements.with_columns(wave_of(pl.col("time"), period).alias("wave"))
        if WAVES_MIN <= waved["wave"].drop_nulls().n_unique() <= WAVES_MAX:
            found, named = waved, period
            said = waved.filter(pl.col("wave").is_not_null() & pl.col("customer").is_not_null()).group_by("customer", "wave").len()
            if (said["len"].median() or 0) >= Settings().evidence_min:  # type: ignore[operator]
                break
    return found, named


def asked_of(statements: pl.DataFrame) -> tuple[By, ...]:
    """By what the board tells customers apart: segments and waves, where statements name them."""
    wanted: tuple[By, ...] = ("group", "wave")
    return tuple(by for by in wanted if statements[by].drop_nulls().n_unique() > 1)


def board(study: MappedStudy, wave: str, stood: Sequence[tuple[str, int]], took_s: float) -> dict[str, Any]:
    """Everything that the board shows; ``stood`` counts statements by whose codes stand."""
    by = {one.by: one for one in study.comparisons}
    keys = [*(type_share_key(label) for label in TYPE_NAMES), SIZE, *(driver_share_key(code) for code in DRIVERS),
            *(relevance_key(code) for code in ACTORS), *(customers_who_say_key(code) for code in CODES),
            *(share_of_statements_key(code) for code in CODES)]
    counts = dict(study.constellations.group_by("type").len().rows())
    counting = study.codings.filter(pl.col("present"))["statement"].n_unique()
    return {
        "n_customers": len(study.constellations), "n_statements": len(study.statements),
        "n_silent": len(study.statements) - counting, "took_s": took_s, "wave": wave,
        "types": {label: counts.get(label, 0) for label in TYPE_NAMES}, "stood": [list(one) for one in stood],
        "figures": {key: told(figure) for key in keys if (figure := study.figure(key)) is not None},
        "segments": _segments(by.get("group")), "trends": _trends(by.get("wave")),
        "changed": list(by["wave"].changed) if "wave" in by else [],
        "saturation": [saturation_json(one) for one in study.saturation],
        "pooled": pooled(study.pooled) if study.constellations.is_empty() else [],
        "notes": list(study.notes),
    }


def pooled(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """What the statements of each pool say together, where nobody can be told apart: shares of actors, categories and drivers.

    A pool is never called a customer's type (method.md, section 5).
    """
    found = []
    for (pool, kind), rows in frame.partition_by("pool", "pool_kind", as_dict=True, maintain_order=True).items():
        parts = {part: rows.filter(pl.col("part") == part) for part in ("actor", "category", "driver")}
        named = parts["actor"].filter(pl.col("category") != "self").head(ACTORS_MAX)
        found.append({"name": pool, "kind": kind, **{part: [_shared(row) for row in one.iter_rows(named=True)] for part, one in (
            ("actors", named), ("categories", parts["category"]), ("drivers", parts["driver"]))}})
    return found[:POOLS_MAX]


def _shared(row: dict[str, Any]) -> dict[str, Any]:
    return {"name": row["name"], "category": row["category"], "share": row["share"], "low": row["low"], "high": row["high"],
            "n_statements": row["n_statements"]}


def told(figure: Figure) -> dict[str, Any]:
    """The figure as plain values without the words of its quotes."""
    plain = figure.json()
    plain["evidence"]["examples"] = [
        {"statement": one["statement"], "start": one["start"], "end": one["end"]} for one in plain["evidence"]["examples"][:EXAMPLES_MAX]]
    return plain


def point(figure: Figure) -> dict[str, Any]:
    """Of a figure among many alike what a table and a chart print: value, interval, number, and the whole as words."""
    return {"value": figure.value, "low": figure.low, "high": figure.high, "unit": figure.unit, "n": figure.n, "text": figure.text()}


def _segments(found: Comparison | None) -> dict[str, Any] | None:
    """Types of each segment beside one another, and which differences hold."""
    if found is None:
        return None
    keys = [type_share_key(label) for label in TYPE_NAMES]
    return {
        "title": found.title, "note": found.note,
        "levels": [{"name": level.name, "n_customers": level.n_customers, "n_statements": level.n_statements} for level in found.levels],
        "values": {level.name: {key: point(found.values[key, level.name]) for key in keys if (key, level.name) in found.values}
                   for level in found.levels},
        "holds": [{"key": one.key, "first": one.first, "second": one.second, "text": one.difference.text()}
                  for one in found.contrasts if one.holds],
    }


def _trends(found: Comparison | None) -> dict[str, Any] | None:
    if found is None or len(found.levels) < WAVES_MIN:
        return None
    return {"waves": [level.name for level in found.levels], "note": found.note,
            "of": {one.key: _trend(one) for one in found.trends if one.key in TRENDS}}


def _trend(one: Trend) -> dict[str, Any]:
    return {"points": [point(figure) for figure in one.points], "centre": one.centre, "low": list(one.low), "high": list(one.high),
            "outside": list(one.outside)}
