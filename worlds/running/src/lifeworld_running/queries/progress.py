"""How a runner comes on: weeks, years, best efforts, pace at equal heart rate with what can be said of it, and the curve of load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lifeworld.plugin_web import Caller, today_of
from lifeworld_running.core.efforts import EFFORTS
from lifeworld_running.core.lines import RUNS
from lifeworld_running.core.load import Form, daily_load
from lifeworld_running.core.progress import Bests, PaceCurve, Weeks, pace_at_heart_rate, records, weekly_distance
from lifeworld_running.core.said import Effort
from lifeworld_running.models import Activity
from lifeworld_running.queries.whose import own

WEEKS_SHOWN, RECENT = 53, 200
NAN = float("nan")


@dataclass(frozen=True)
class Year:
    """A year of runs: by the place's clock. ``distance_m``: of the runs whose distance is known; ``n_unknown`` have none."""

    year: int
    n: int
    distance_m: float
    moving_s: float
    ascent_m: float
    n_unknown: int


@dataclass(frozen=True)
class Progress:
    """A runner's progress. ``weeks`` end with this one; ``run``: the activities that ``bests`` name, in their order."""

    years: tuple[Year, ...]
    weeks: Weeks
    bests: tuple[Bests, ...]
    activities: tuple[int, ...]
    pace: PaceCurve
    form: Form | None
    variants: tuple[str, ...]
    """By which variants the newest loads were scored: of several, the curve adds up what does not quite compare."""
    today: int
    n: int
    paced: tuple[tuple[int, int, float], ...] = ()
    """Activities with a pace at equal heart rate: which, its day, seconds a kilometre."""


def progress_of(caller: Caller) -> Progress:
    """Her progress over all runs that count. Errors: LifeworldError 403."""
    who, today = own(caller), today_of(caller)
    rows = Activity.objects.filter(place=caller.place_id, customer=who, planned=False, duplicate_of=None, day__isnull=False, sport__in=RUNS)
    found = list(rows.order_by("day", "pk").values_list(
        "pk", "day", "distance_m", "moving_s", "ascent_m", "load", "pace_at_heart_rate_s_km", "bests"))
    variants = rows.order_by("-day", "-pk").values_list("summary__load__variant", flat=True)[:RECENT]
    days = [row[1] for row in found if row[1] is not None]  # all of them: the filter says so
    metres = np.array([_number(row[2]) for row in found])
    bests = records(days, [_efforts(row[7]) for row in found])
    loads = [_number(row[5]) for row in found]
    form = daily_load(days, loads, until=max(today, *days)) if days and np.isfinite(loads).any() else None
    return Progress(
        _years(days, found), weekly_distance(days, metres, since=today - 7 * (WEEKS_SHOWN - 1), until=today), bests,
        tuple(row[0] for row in found), pace_at_heart_rate(days, [_number(row[6]) for row in found], seed_key=f"{caller.place_id}/{who}"),
        form, tuple(sorted({variant for variant in variants if variant})), today, len(found),
        tuple((row[0], row[1], float(row[6])) for row in found if row[6] is not None and row[1] is not None))


def bests_so_far(caller: Caller) -> dict[str, float]:
    """Her best seconds by name, of all that count. Errors: LifeworldError 403."""
    rows = Activity.objects.filter(place=caller.place_id, customer=own(caller), planned=False, duplicate_of=None, sport__in=RUNS)
    best: dict[str, float] = {}
    for some in rows.values_list("bests", flat=True):
        for name, seconds in some.items():
            best[name] = min(seconds, best.get(name, seconds))
    return best


def _efforts(bests: dict[str, float]) -> list[Effort]:
    return [Effort(name, EFFORTS[name], seconds, NAN, NAN) for name, seconds in bests.items() if name in EFFORTS]


def _years(days: Sequence[int], rows: Sequence[tuple[object, ...]]) -> tuple[Year, ...]:
    years = np.array(days, dtype="datetime64[D]").astype("datetime64[Y]").astype(int) + 1970 if days else np.zeros(0, int)
    sums = np.array([[_number(value) for value in row[2:5]] for row in rows]).reshape(len(rows), 3)
    found = []
    for year in sorted(set(years.tolist()), reverse=True):
        some = sums[years == year]
        metres, seconds, ascent = (float(value) for value in np.nansum(some, axis=0))
        found.append(Year(year, len(some), metres, seconds, ascent, int(np.isnan(some[:, 0]).sum())))
    return tuple(found)


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else NAN
