"""Time to done: curves with those still open counted as what they are, the share done by a day, and the arms of the holdout."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.goals.core.completion import DONE, GIVEN_UP, OPEN, Completion, Curve, completion
from lifeworld.kit import streams
from lifeworld.kit.figure import Figure, n_units
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.effects.cells import clusters
from lifeworld.scorecard.core.effects.intervals import for_one_look, printed
from lifeworld.scorecard.core.effects.means import clustered_means
from lifeworld.scorecard.core.frames import HELD, SERVED
from lifeworld.scorecard.core.values import EVENTS_MIN, N_MIN, VERSIONS, Asked, Chart, Series

Floats = NDArray[np.float64]
QUERY = "goals to get done"
DAYS = (30, 90, 180, 365)
COMPLETED = "completed of started"
_ENDS = {"reached": DONE, "abandoned": GIVEN_UP}
_DISTINCT_MAX, _GOALS_MAX, _SAMPLE = 400, 10_000, 5_000
_POINTS_MAX = 200
_SEED = 31
_DAY_MS = 86_400_000


@dataclass(frozen=True)
class Done:
    """Figures and pictures of the time to done; ``warnings``: what is to be known of them."""

    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    warnings: tuple[str, ...]


def timed(goals: pl.DataFrame) -> pl.DataFrame:
    """Goals to get done whose days are known, with ``end``: 0 open, 1 done, 2 given up."""
    return goals.filter((pl.col("kind") == "achieve") & pl.col("days").is_not_null() & (pl.col("days") >= 0)).with_columns(
        end=pl.col("state").replace_strict(_ENDS, default=OPEN, return_dtype=pl.Int64))


def by_arm(kept: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Of ``timed`` goals those in an arm, their days counted from when chance drew it, or from when they were declared if that was later:
    what was done before was not done in an arm. With a warning where that is not known; then days count from when the goal was declared.
    """
    arms = kept.filter(pl.col("arm").is_in([HELD, SERVED]))
    waited = (pl.col("arm_at") - pl.col("declared_at")).dt.total_milliseconds() / _DAY_MS
    found = arms.with_columns(days=pl.col("days") - waited.clip(lower_bound=0.0).fill_null(0.0))
    unknown = arms.select(pl.any_horizontal(pl.col("arm_at", "declared_at").is_null()).sum()).item()
    unsure = (f"Of {n_units(unknown, 'goals')} in arms it is not known when they were declared and when chance drew the arm: their days "
              "count from when they were declared.",)
    return found.filter(pl.col("days") >= 0), unsure if unknown else ()


def done(goals: pl.DataFrame, asked: Asked) -> Done:
    """Completed of started, days until half are done, and the share of all done by some days."""
    kept = timed(goals)
    if not kept.height:
        return Done((), (), ())
    started = goals.filter(pl.col("kind") == "achieve")
    share = clustered_means(started, {COMPLETED: (started["state"] == "reached").cast(pl.Float64).to_numpy()}, unit="share", prior=0.5,
                            asked=asked, query=QUERY)[COMPLETED]
    found = curves(kept, asked)
    figures = [share, replace(found.median, versions=VERSIONS, as_of=asked.as_of, method=for_one_look(found.median.method, asked))]
    figures += [_by(found, day, asked) for day in DAYS if len(found.done.days) and day <= float(kept["days"].max() or 0)]  # type: ignore[arg-type]
    charts = [Chart("done", "When goals are done", "steps", "days since it was declared", "share done", (
        steps("done, as if nothing were given up", found.done), steps("done of all", found.done_of_all)))]
    compared, unsure = by_arm(kept)
    arms = {arm: compared.filter(pl.col("arm") == arm) for arm in (SERVED, HELD)}
    if all(part["customer"].n_unique() >= N_MIN for part in arms.values()):
        both = tuple(steps(arm, curves(part, asked).done_of_all) for arm, part in arms.items())
        charts.append(Chart("done_by_arm", "When goals are done, served and held", "steps",
                            "days since chance drew the arm, or since it was declared", "share of all done", both))
    lost = started.height - kept.height
    warnings = found.warnings + unsure + ((f"Of {n_units(lost, 'goals')} the days are not known: they are in no curve.",) if lost else ())
    return Done(tuple(figures), tuple(charts), warnings)


def curves(goals: pl.DataFrame, asked: Asked) -> Completion:
    """Kaplan and Meier's and Aalen and Johansen's curves, with customers of one household together.

    Where there are more than 400 different days they are rounded up to whole ones. Of more than 10,000 goals, how much wider intervals are
    because goals go together is taken from some 5,000 of them, whose households are drawn by their keys.
    """
    rows = goals.sort("customer", "goal")
    days, ends = rows["days"].to_numpy(), rows["end"].to_numpy()
    if len(np.unique(days)) > _DISTINCT_MAX:
        days = np.ceil(days)
    cluster = clusters(rows["customer"], rows["household"])
    query, n_customers = f"{asked.query}: {QUERY}", rows["customer"].n_unique()
    if rows.height <= _GOALS_MAX:
        found = completion(days, ends, cluster, level=asked.level, query=query)
    else:
        found = completion(days, ends, level=asked.level, query=query)
        if int(cluster.max()) + 1 < rows.height:
            found = _widened(found, days, ends, cluster, _some(rows, cluster), asked.level)
    median = replace(found.median, n_customers=n_customers)
    return replace(found, n_customers=n_customers, median=median)


def _some(rows: pl.DataFrame, cluster: NDArray[np.int64]) -> NDArray[np.bool_]:
    """About 5,000 goals, by households whose keys drew them."""
    each = rows.select(pl.coalesce("household", "customer")).to_series()
    first = np.unique(cluster, return_index=True)[1]
    drawn = streams.uniforms(streams.stream_keys(_SEED, hash64(each.gather(first))), 1)[:, 0]
    return np.asarray(drawn[cluster] < _SAMPLE / rows.height)


def _widened(found: Completion, days: Floats, ends: NDArray[np.int64], cluster: NDArray[np.int64], some: NDArray[np.bool_],
             level: float) -> Completion:
    """Curves whose intervals are as much wider as those of the sample are when its goals go together."""
    alone = completion(days[some], ends[some], level=level)
    together = completion(days[some], ends[some], cluster[some], level=level)
    wide: dict[str, Curve] = {}
    for name in ("done", "done_of_all", "given_up_of_all"):
        curve, one, all_ = getattr(found, name), getattr(alone, name), getattr(together, name)
        factor = np.nan_to_num(_log_reach(all_) / _log_reach(one), nan=1.0, posinf=1.0)
        near = np.clip(np.searchsorted(one.days, curve.days, side="right") - 1, 0, max(len(one.days) - 1, 0))
        wide[name] = _stretched(curve, np.maximum(factor[near], 1.0) if len(factor) else np.ones(len(curve.days)))
    half = _crossing(wide["done"])
    median = found.median
    if median.value is not None and half[0] is not None:
        median = replace(median, low=min(half[0], median.value), high=max(half[1] or float(curve.days[-1]), median.value))
    return replace(found, median=median, done=wide["done"], done_of_all=wide["done_of_all"], given_up_of_all=wide["given_up_of_all"])


def _log_reach(curve: Curve) -> Floats:
    """Half the interval on the scale of log(-log S)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(np.log1p(-curve.high) / np.log1p(-curve.value)))


def _stretched(curve: Curve, factor: Floats) -> Curve:
    """The curve with its interval so much wider on that scale."""
    half = _log_reach(curve) * factor
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.log1p(-curve.value)
        low, high = -np.expm1(rest * np.exp(-half)), -np.expm1(rest * np.exp(half))
    known = np.isfinite(half)
    return Curve(curve.days, curve.value, np.where(known, low, curve.low), np.where(known, high, curve.high))


def _crossing(curve: Curve) -> tuple[float | None, float | None]:
    """Days on which the upper and the lower end of a curve come to a half."""
    found = [np.flatnonzero(np.nan_to_num(ends, nan=-1.0) >= 0.5 - 1e-12) for ends in (curve.high, curve.low)]
    first = [float(curve.days[at[0]]) if len(at) else None for at in found]
    return first[0], first[1]


def _by(found: Completion, day: int, asked: Asked) -> Figure:
    """The share of all that is done by a day."""
    curve = found.done_of_all
    at = int(np.searchsorted(curve.days, day, side="right")) - 1
    value, low, high = (float(ends[at]) if at >= 0 else np.nan for ends in (curve.value, curve.low, curve.high))
    return printed(f"done within {day} days", value, low, high, asked=asked, query=QUERY, unit="share", n=found.n, n_unit="goals",
                   n_customers=found.n_customers, n_min=N_MIN, enough=found.n_done >= EVENTS_MIN,
                   method=for_one_look("cumulative incidence (Aalen-Johansen; open goals censored, given up never done); complementary "
                                       "log-log interval", asked))


def steps(name: str, curve: Curve) -> Series:
    """A curve as a picture of at most 200 steps."""
    n = len(curve.days)
    at = np.unique(np.linspace(0, n - 1, min(n, _POINTS_MAX)).astype(np.int64)) if n else np.empty(0, np.int64)

    def plain(values: Floats) -> tuple[float | None, ...]:
        return tuple(None if np.isnan(value) else float(value) for value in values[at])

    return Series(name, (0.0, *(float(day) for day in curve.days[at])), (0.0, *plain(curve.value)), (0.0, *plain(curve.low)),
                  (0.0, *plain(curve.high)))
