"""How partners are: whether they stay, fill orders whole, are disputed, and how soon a customer attains something with them."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.goals.core.completion import DONE, OPEN, Completion, Curve, completion
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.scorecard.core.partners.blocks import shares
from lifeworld.scorecard.core.values import VERSIONS, Asked, Chart, Series

Floats = NDArray[np.float64]
YEAR_DAYS = 365.0
PARTNERS_MIN = 10
_DAY_US = 86_400_000_000.0


def health(partners: pl.DataFrame, uses: pl.DataFrame, attained: pl.Series, asked: Asked) -> tuple[list[Figure], list[Chart]]:
    """Figures and pictures of the frame ``partners``; nothing where it is empty."""
    if not partners.height:
        return [], []
    until, since = _ends(partners, uses, asked)
    figures, charts = _staying(partners, until, asked)
    figures += [_rate(partners, "filled", "orders that partners filled whole", asked),
                _rate(partners, "disputes", "orders of partners that were disputed", asked)]
    figures.append(_first_success(partners, uses, attained, since, until, asked))
    return figures, charts


def _ends(partners: pl.DataFrame, uses: pl.DataFrame, asked: Asked) -> tuple[float, float]:
    """Last and first moment of what is known, in microseconds: by what was asked, else by the newest and oldest row."""
    times = pl.concat([uses["at"], partners["joined_at"], partners["left_at"]]).drop_nulls().dt.epoch("us")
    newest, oldest = (float(times.max() or 0), float((uses["at"].drop_nulls().dt.epoch("us").min()) or 0))  # type: ignore[arg-type]
    until = asked.as_of or asked.until
    return _moment(until, _DAY_US) if until else newest, _moment(asked.since, 0.0) if asked.since else oldest


def _moment(day: str, more: float) -> float:
    return float(np.datetime64(day, "us").astype(np.int64)) + more


def _days(of: pl.Series) -> Floats:
    return of.dt.epoch("us").cast(pl.Float64).fill_null(np.nan).to_numpy() / _DAY_US


def _staying(partners: pl.DataFrame, until: float, asked: Asked) -> tuple[list[Figure], list[Chart]]:
    """Share of partners who are still there a year after they came, by Kaplan & Meier."""
    name = "partners still there after a year"
    joined, left, end = _days(partners["joined_at"]), _days(partners["left_at"]), until / _DAY_US
    gone = np.isfinite(left) & (left <= end)
    days = np.where(gone, left, end) - joined
    known = np.isfinite(days) & (days >= 0)
    found = completion(days[known], np.where(gone, DONE, OPEN)[known], level=asked.level)
    value, low, high = _at(found, YEAR_DAYS, asked.level)
    n = int(known.sum())
    seen = bool(n) and float(days[known].max(initial=0.0)) >= YEAR_DAYS
    figure = estimate(name, value if seen else None, low, high, method="Kaplan & Meier, log-log interval", unit="share", n=n,
                      n_unit="partners", n_min=PARTNERS_MIN, level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                      evidence=Evidence(f"{asked.query}: when partners came and left", n))
    return [figure], [_steps(found.done)] if n >= PARTNERS_MIN and len(found.done.days) else []


def _at(found: Completion, day: float, level: float) -> tuple[float, float, float]:
    """Share of those who have not ended by a day, with its interval; where nobody ended, Clopper and Pearson's."""
    at = int(np.searchsorted(found.done.days, day, side="right")) - 1
    if at < 0:  # nobody left: as of n partners, none
        return 1.0, float(((1 - level) / 2) ** (1 / max(found.n, 1))), 1.0
    ends = 1 - np.array([found.done.value[at], found.done.high[at], found.done.low[at]])
    value, low, high = np.where(np.isnan(ends), [ends[0], 0.0, 1.0], ends).tolist()
    return value, low, high


def _steps(curve: Curve) -> Chart:
    def reversed_ends(values: Floats) -> tuple[float | None, ...]:
        return (1.0, *(None if np.isnan(one) else float(one) for one in 1 - values))

    days = (0.0, *curve.days.tolist())
    return Chart("partners_staying", "How long partners stay", "steps", "days since a partner came", "share still there",
                 (Series("partners", days, reversed_ends(curve.value), reversed_ends(curve.high), reversed_ends(curve.low)),))


def _rate(partners: pl.DataFrame, column: str, name: str, asked: Asked) -> Figure:
    """A share of orders; the orders of a partner go together."""
    told = partners.filter(pl.col("orders").is_not_null() & pl.col(column).is_not_null() & (pl.col("orders") > 0)).sort("partner")
    orders = told["orders"].to_numpy().astype(np.float64)
    top = np.clip(told[column].to_numpy().astype(np.float64), 0.0, orders)
    value, low, high = (float(end[0]) for end in shares(top[None, :], orders, asked.level))
    return estimate(name, value, low, high, method="share of orders, partners counted as clusters", unit="share", n=told.height,
                    n_unit="partners", n_min=PARTNERS_MIN, level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                    evidence=Evidence(f"{asked.query}: orders of partners", int(orders.sum())))


def _first_success(partners: pl.DataFrame, uses: pl.DataFrame, attained: pl.Series, since: float, until: float, asked: Asked) -> Figure:
    """Days from a partner's coming to its first use by a customer who attained, of partners who came in the window."""
    name = "days until a new partner's first customer attains"
    came = partners.filter(pl.col("joined_at").dt.epoch("us").cast(pl.Float64).is_between(since, until)).select("partner", "joined_at")
    good = uses.join(came, on="partner", how="inner").filter(pl.col("at") >= pl.col("joined_at")).join(
        attained.rename("customer").to_frame(), on="customer", how="semi").group_by("partner").agg(pl.col("at").min())
    each = came.join(good, on="partner", how="left").sort("partner")
    first, joined = _days(each["at"]), _days(each["joined_at"])
    done = np.isfinite(first)
    found = completion(np.where(done, first, until / _DAY_US) - joined, np.where(done, DONE, OPEN), level=asked.level).median
    return estimate(name, found.value, found.low, found.high, method=found.method or "Kaplan & Meier, median", unit="days", n=came.height,
                    n_unit="partners", n_min=PARTNERS_MIN, level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                    evidence=Evidence(f"{asked.query}: partners who came in the window", came.height))
