"""The figures of each measure at each level, by the estimators of population.py."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.comparison.evidence import Quotes, examples_at, query_at
from lifeworld.constellations.core.comparison.joint import Drawn
from lifeworld.constellations.core.comparison.material import Material
from lifeworld.constellations.core.comparison.measures import Kind, Measure
from lifeworld.constellations.core.comparison.question import Question
from lifeworld.constellations.core.few_customers import Interval, kish
from lifeworld.constellations.core.posterior import interval
from lifeworld.constellations.core.resampling import jeffreys, ratios
from lifeworld.kit import quantiles
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.kit.streams import stream_keys

Ints = NDArray[np.int64]
_STREAMS: dict[Kind, int] = {"ratio": 41, "valence": 41, "mean": 42}
_SIZE_STREAM = 43
"""The streams of population.py, so that a level of all customers has the study's own intervals."""


def level_intervals(at: Material, drawn: Drawn, asked: Question) -> Interval:
    """Value and interval of every measure at one level; NaN where nothing is known."""
    k, settings = len(asked.measures), asked.settings
    found = Interval(np.full(k, np.nan), np.full(k, np.nan), np.full(k, np.nan))
    parts: dict[tuple[Kind, float, bool], list[int]] = {}
    for place, measure in enumerate(asked.measures):
        parts.setdefault((measure.kind, measure.low, measure.unit == "actors"), []).append(place)
    for (kind, low, is_size), columns in parts.items():
        j = np.array(columns, np.int64)
        top, bottom = at.sample.top[:, j], at.sample.bottom[:, j]
        bounds = (low, float("inf") if is_size else 1.0)
        if kind == "share":
            part = jeffreys(top.sum(axis=0), bottom.sum(axis=0), settings.level)
        elif kind == "pooled":
            part = _pooled(drawn, j, settings.level)
        else:
            keys = at.customer_key if kind == "mean" else at.sample.key
            streams = stream_keys(settings.seed, _SIZE_STREAM if is_size else _STREAMS[kind], keys)
            part = ratios(top, bottom, streams, prior=0.5 if kind == "ratio" else 0.0, level=settings.level, bounds=bounds)
        found.value[j], found.low[j], found.high[j] = part.value, part.low, part.high
    return found


def _pooled(drawn: Drawn, columns: Ints, level: float) -> Interval:
    """Pooled shares from their draws, which are as wide as few rows need but for Student's t."""
    value = drawn.value[columns]
    low, high = interval(drawn.draws[columns].astype(np.float32), value, level)
    few = np.maximum(kish(drawn.sample.bottom[:, columns]) - 1, 1e-9)
    wider = quantiles.student((1 + level) / 2, few) / quantiles.normal((1 + level) / 2)
    return Interval(value, np.maximum(value - wider * (value - low), 0.0), np.minimum(value + wider * (high - value), 1.0))


def n_unit_of(measure: Measure) -> str:
    """What a measure is counted over.

    >>> n_unit_of(Measure("k", "ratio", "mood", "", "q", "m"))
    'statements'
    """
    return "customers" if measure.kind in ("share", "mean") else "statements"


def level_figures(at: Material, found: Interval, asked: Question, quotes: Quotes) -> list[Figure]:
    """One figure for each measure, named ``compare/{by}/{level}/{key}``."""
    by, settings = asked.by, asked.settings
    customers = at.sample.customers
    return [
        estimate(
            f"compare/{by}/{at.level.name}/{measure.key}", float(found.value[j]), float(found.low[j]), float(found.high[j]),
            method=measure.method, n=int(at.n[j]), n_unit=n_unit_of(measure), unit=measure.unit, level=settings.level,
            n_customers=int(at.n[j] if measure.kind == "mean" else customers[j]), versions=asked.versions, warnings=measure.warnings,
            evidence=Evidence(query_at(measure, by, at.level.name), int(at.found[j]), examples_at(quotes, at.level.name, measure)),
        )
        for j, measure in enumerate(asked.measures)
    ]
