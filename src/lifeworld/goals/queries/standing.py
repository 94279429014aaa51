"""Where scales of goals stand as of days, read from measures and from what customers judged themselves: one goal or all of a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.goals.core import judging
from lifeworld.goals.core.values import ScaleValue
from lifeworld.goals.models import Check
from lifeworld.goals.queries.measured import MANY, definitions, known_days, paused_days
from lifeworld.kit.caller import Caller
from lifeworld.measures.core.values import Indicator

Floats = NDArray[np.float64]
NO_DAYS = np.empty(0, np.int64)


@dataclass(frozen=True)
class Asked:
    """One scale of one goal as of one day."""

    goal: int
    customer: int
    declared_day: int
    scale: ScaleValue
    as_of: int


@dataclass(frozen=True, eq=False)
class Stood:
    """The answers, in the order of what was asked, NaN where not known; ``days`` by indicator, "" for what customers judged themselves."""

    value: Floats
    level: Floats
    judged_level: Floats
    judged_share: Floats
    own_level: Floats
    own_day: Floats
    from_day: NDArray[np.int64]
    to_day: NDArray[np.int64]
    n_known: NDArray[np.int64]
    n_days: NDArray[np.int64]
    days: Mapping[str, pl.DataFrame]
    paused: Mapping[int, NDArray[np.int64]]
    definitions: Mapping[str, Indicator] = field(default_factory=dict)


def stood(caller: Caller, asked: Sequence[Asked]) -> Stood:
    """Values, levels and judged levels of everything that is asked; the caller was let in before."""
    n = len(asked)
    known = definitions(caller)
    paused = _paused(caller, asked)
    spans = np.array([_window(each, known.get(each.scale.indicator), paused) for each in asked], np.int64).reshape(n, 2)
    asks = _asks(asked, spans)
    values, judged, judged_share, counts = (*np.full((3, n), np.nan), np.zeros(n, np.int64))
    own_level, own_day = np.full(n, np.nan), np.full(n, np.nan)
    frame_paused = _frame(paused)
    checks = _checks(caller, [each.scale.pk for each in asked if each.scale.own])
    days: dict[str, pl.DataFrame] = {}
    for slug, at in _by_indicator(asked).items():
        mine = asks[at]
        days[slug] = (judging.check_days(checks) if not slug
                      else known_days(caller, slug, mine["key"].to_list(), _first(mine["from_day"]), _last(mine["to_day"])))
        rule = ("last", "readings") if not slug else (known[slug].aggregation, known[slug].stated)
        found = judging.over_days(mine, days[slug], frame_paused, *rule)
        rows = found["ask"].to_numpy()
        counts[rows] = found["n_days"].to_numpy()
        ranged = np.array([asked[row].scale.has_range for row in rows], np.bool_)
        values[rows] = np.where(ranged, (found["n_in"] / found["n_days"]).to_numpy(), found["value"].to_numpy() if slug else np.nan)
        judged_share[rows] = np.where(ranged, (found["n_judged_in"] / found["n_days"]).to_numpy(), np.nan)
        judged[rows] = np.where(ranged, judged_share[rows], values[rows])
        if not slug:
            newest = judging.newest_checks(mine.filter(pl.col("low").is_null() & pl.col("high").is_null()), checks)
            rows = newest["ask"].to_numpy()
            values[rows] = judged[rows] = newest["value"].fill_null(np.nan).to_numpy()
            own_level[rows], own_day[rows] = newest["level"].fill_null(np.nan).to_numpy(), newest["day"].to_numpy()
    level = np.where(np.isnan(own_level), judging.levels_each(values, _levels(asked, "levels")), own_level)
    first_target = judging.levels_each(judged, _levels(asked, "judged_levels"))  # a level with a value is one of an easier target
    judged_level = np.where(np.isnan(own_level) | ~np.isnan(judged), first_target, own_level)
    away = np.array([_n_away(each, span, paused) for each, span in zip(asked, spans, strict=True)], np.int64)
    all_days = spans[:, 1] - spans[:, 0] + 1 - away
    return Stood(values, level, judged_level, judged_share, own_level, own_day, spans[:, 0], spans[:, 1], counts, np.maximum(all_days, 0),
                 days, paused, known)


def _window(each: Asked, indicator: Indicator | None, paused: Mapping[int, NDArray[np.int64]]) -> tuple[int, int]:
    """The days that count: a range from the declaration on, and what counts «since» it as well."""
    width = indicator.window_days if indicator else judging.WINDOW_DAYS
    away = paused.get(each.goal)
    first, last = (each.as_of - width + 1, each.as_of) if away is None else judging.window(each.as_of, width, away)
    if each.scale.over == "since":
        first = each.declared_day
    return (max(first, each.declared_day) if each.scale.has_range else first), last


def _n_away(each: Asked, span: NDArray[np.int64], paused: Mapping[int, NDArray[np.int64]]) -> int:
    away = paused.get(each.goal)
    return 0 if away is None else int(((away >= span[0]) & (away <= span[1])).sum())


def _asks(asked: Sequence[Asked], spans: NDArray[np.int64]) -> pl.DataFrame:
    rows = [(at, each.goal, each.scale.pk, each.scale.pk if each.scale.own else each.customer, int(spans[at, 0]), int(spans[at, 1]),
             each.scale.low, each.scale.high, each.scale.judged_low, each.scale.judged_high) for at, each in enumerate(asked)]
    return pl.DataFrame(rows, schema=judging.ASKS, orient="row")


def _levels(asked: Sequence[Asked], name: str) -> Floats:
    nothing = (np.nan,) * 5
    return np.array([getattr(each.scale, name) or nothing for each in asked], np.float64).reshape(len(asked), 5)


def _by_indicator(asked: Sequence[Asked]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(asked):
        found[each.scale.indicator].append(at)
    return found


def _paused(caller: Caller, asked: Sequence[Asked]) -> dict[int, NDArray[np.int64]]:
    if not asked:
        return {}
    frame = paused_days(caller, {each.goal for each in asked}, max(each.as_of for each in asked))
    return {int(goal): part["day"].to_numpy() for (goal,), part in frame.group_by("goal", maintain_order=True)}


def _frame(paused: Mapping[int, NDArray[np.int64]]) -> pl.DataFrame:
    rows = [(goal, days.tolist()) for goal, days in paused.items()]
    return pl.DataFrame(rows, schema={"goal": pl.Int64, "day": pl.List(pl.Int64)}, orient="row").explode("day")


def _checks(caller: Caller, scales: Sequence[int]) -> pl.DataFrame:
    """Everything that was judged on these scales, in the order of times."""
    wanted = set(scales)
    rows = Check.objects.filter(scale__goal__place=caller.place_id).order_by("scale", "at", "id")
    rows = rows if len(wanted) > MANY else rows.filter(scale__in=wanted)
    found = [(scale, day, int(at.timestamp() * 1_000_000), value, None if level is None else float(level))
             for scale, day, at, value, level in rows.values_list("scale_id", "day", "at", "value", "level") if scale in wanted]
    return pl.DataFrame(found, schema=judging.CHECKS, orient="row")


def _first(column: pl.Series) -> int:
    return int(column.to_numpy().min())


def _last(column: pl.Series) -> int:
    return int(column.to_numpy().max())
