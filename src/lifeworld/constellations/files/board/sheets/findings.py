"""Comparisons, impact, saturation and corrections as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from lifeworld.constellations.core.comparison.values import Comparison, Trend
from lifeworld.constellations.core.comparison.words import difference_text
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.sheets.rows import FIGURE, figure_row, table_of
from lifeworld.constellations.files.board.words import name_of

Named = tuple[str, pl.DataFrame]

_LEVEL = {"comparison": pl.String, "by": pl.String, "at": pl.String}
_NOTE = {"comparison": pl.String, "by": pl.String, "note": pl.String}
_CONTRAST = {"comparison": pl.String, "by": pl.String, "measure": pl.String, "first": pl.String, "second": pl.String,
             "paired": pl.Boolean, "n_both": pl.Int64, "clear": pl.Boolean, "holds": pl.Boolean}
_TREND = {"comparison": pl.String, "at": pl.String, "centre": pl.Float64, "limit_low": pl.Float64,
          "limit_high": pl.Float64, "outside": pl.Boolean}
_FACTOR = {"outcome": pl.String, "factor": pl.String, "part": pl.String, "sign": pl.Int64, "above_noise": pl.Boolean}
_CURVE = {"what": pl.String, "n": pl.Int64, "found": pl.Float64, "low": pl.Float64, "high": pl.Float64}
_CORRECTION = {**dict.fromkeys(("action", "customer", "actor", "statement", "code", "where", "to", "who", "why", "when", "says",
                                "problem"), pl.String), "row": pl.Int64, "n_changed": pl.Int64}


def comparison_tables(study: MappedStudy) -> Iterator[Named]:
    """Values at each level, differences between them, and trends, over all comparisons; nothing where there are none."""
    if not study.comparisons:
        return
    yield "Levels compared", table_of([row for c in study.comparisons for row in _values(c)], {**_LEVEL, **FIGURE})
    yield "Differences", table_of([row for c in study.comparisons for row in _contrasts(c)], {**_CONTRAST, **FIGURE})
    trends = [row for c in study.comparisons for t in c.trends for row in _points(c, t)]
    if trends:
        yield "Trends", table_of(trends, {**_TREND, **FIGURE})
    said = [{"comparison": c.title, "by": c.by, "note": note} for c in study.comparisons for note in (c.note, *c.changed) if note]
    yield "Comparison notes", table_of(said, _NOTE)


def _values(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for (key, level), figure in comparison.values.items():
        yield {"comparison": comparison.title, "by": comparison.by, **figure_row(figure), "at": level, "what": name_of(key)}


def _contrasts(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for c in comparison.contrasts:
        own = {"measure": c.key, "first": c.first, "second": c.second, "paired": c.paired, "n_both": c.n_both,
               "clear": c.clear, "holds": c.holds, "what": f"{name_of(c.key)}: {c.second} against {c.first}",
               "in_words": difference_text(c.difference)}
        yield {"comparison": comparison.title, "by": comparison.by, **figure_row(c.difference), **own}


def _points(comparison: Comparison, trend: Trend) -> Iterator[dict[str, Any]]:
    rows = zip(comparison.levels, trend.points, trend.low, trend.high, trend.outside, strict=False)
    for level, point, low, high, outside in rows:
        yield {"comparison": comparison.title, **figure_row(point), "at": level.name, "what": name_of(trend.key), "centre": trend.centre,
               "limit_low": low, "limit_high": high, "outside": outside}


def finding_tables(study: MappedStudy) -> Iterator[Named]:
    """Impact, saturation and corrections, where the study has them."""
    if study.impact is not None:
        yield "Impact", table_of(list(_factors(study)), {**_FACTOR, **FIGURE})
    if study.saturation:
        yield "Saturation", table_of(
            [{"what": s.what, **vars(point)} for s in study.saturation for point in s.curve], _CURVE)
        figures = [{"sentence": s.sentence, **figure_row(f)} for s in study.saturation for f in (s.reached, s.share_reached)]
        yield "Saturation figures", table_of(figures, {"sentence": pl.String, **FIGURE})
    if study.corrections:
        rows = [{**vars(a.correction), "says": a.says, "n_changed": a.n_changed, "problem": a.problem} for a in study.corrections]
        yield "Corrections", table_of(rows, {"row": pl.Int64, **_CORRECTION})


def _factors(study: MappedStudy) -> Iterator[dict[str, Any]]:
    impact = study.impact
    if impact is None:
        return
    yield {"outcome": impact.outcome, "part": "R2 of all factors together", **figure_row(impact.r2)}
    yield {"outcome": impact.outcome, "part": "share of a random column", **figure_row(impact.noise)}
    for factor in impact.factors:
        own = {"outcome": impact.outcome, "factor": factor.key, "sign": factor.sign, "above_noise": factor.above_noise}
        yield {**own, "part": "share of R2", **figure_row(factor.share)}
        yield {**own, "part": "mean with minus mean without it", **figure_row(factor.leave_out)}
