"""What simulated customers do: every type of event from its own streams, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.events.core.simulation.filled import filled
from lifeworld.events.core.simulation.people import REGIONS, Floats, Ints, People
from lifeworld.events.core.simulation.plan import Plan
from lifeworld.kit import quantiles
from lifeworld.kit.streams import stream_keys, uniforms

DAY_US = 86_400_000_000
APP, WATCH, PHONE = "simulated/app", "simulated/watch", "simulated/phone"
SEASON = np.array([0.85, 1.0, 1.0, 0.95, 0.9, 1.25, 1.05])
"""How much is done on a day of the week, Monday first; the mean is 1."""

SCHEMA = pl.Schema({"source": pl.String, "key": pl.String, "type": pl.String, "subject": pl.String, "at_us": pl.Int64, "data": pl.String,
                    "stream": pl.UInt64})
"""Columns of events on their way: ``data`` is JSON text, ``stream`` the random stream of the event itself."""

_HOURS = np.array([0, 6, 7, 9, 12, 14, 17, 20, 22, 24.0])
_BY_THEN = np.array([0, 0.02, 0.10, 0.28, 0.40, 0.48, 0.62, 0.88, 0.97, 1.0])
"""The share of a day's events that happened by these hours: before work and after it."""

_FIRST_MINUTE, _LAST_MINUTE = 360, 1320
_RAMP_DAYS = 28.0
TYPES = ("identify", "session", "purchase", "message_sent", "message_received", "partner_visit", "sauce_used", "steps", "goal_declared",
         "goal_progress", "goal_reached", "programme_joined")
"""The types of events that a simulated ecosystem has; what is of another type is unknown in it."""


@dataclass(frozen=True)
class Rows:
    """Events of one kind: row of the customer int64[E], day of the plan int64[E], number within the day int64[E], n that day int64[E]."""

    who: Ints
    day: Ints
    number: Ints
    of: Ints
    stream: NDArray[np.uint64]

    def at_us(self, plan: Plan, u: Floats) -> Ints:
        """When each happens, whole seconds: the busy hours come from ``u``."""
        seconds = np.floor(np.interp(u, _BY_THEN, _HOURS) * 3600).astype(np.int64)
        return np.asarray((plan.first_day + self.day) * DAY_US + seconds * 1_000_000)


def _here(plan: Plan, who: People) -> Floats:
    """1 on the days on which a customer is here, else 0: float64[G, days]."""
    days = np.arange(plan.days)
    return ((days >= who.first[:, None]) & (days < who.last[:, None])).astype(np.float64)


def _happening(plan: Plan, who: People, here: Floats, part: int, rate: Floats) -> Rows:
    """Poisson numbers of events on each day at these rates a day [G], by the day of the week."""
    season = SEASON[(plan.first_day + 3 + np.arange(plan.days)) % 7]  # the first of January 1970 was a Thursday
    drawn = uniforms(stream_keys(part, who.key), plan.days)
    n = quantiles.poisson(drawn, np.maximum(here * rate[:, None] * season, 1e-12)).astype(np.int64) * (here > 0)
    return _rows(part, who, n)


def _rows(part: int, who: People, n: Ints) -> Rows:
    """One row an event where n [G, days] says how many there are."""
    row, day = np.nonzero(n)
    times = n[row, day]
    cell = np.repeat(np.arange(len(row)), times)
    number = np.arange(len(cell)) - np.repeat(np.cumsum(times) - times, times)
    row, day, of = row[cell], day[cell], times[cell]
    return Rows(row, day, number, of, stream_keys(part, who.key[row], day.astype(np.uint64), number.astype(np.uint64)))


def subject_of(numbers: Ints) -> pl.Expr:
    """The keys of simulated customers: sim000001 is the second one."""
    return filled("sim{}", pl.lit(pl.Series(numbers)).cast(pl.String).str.zfill(6))


def _frame(rows: Rows, plan: Plan, who: People, type: str, data: pl.Expr, *, source: str | pl.Expr = APP, at_us: Ints | None = None,
           subject: Ints | None = None, mark: str = "") -> pl.DataFrame:
    """The events of one type; their keys say the customer, the type, the day and the number, so that they are the same in any order."""
    number = who.number[rows.who]
    made = pl.DataFrame({"day": rows.day, "number": rows.number, "stream": rows.stream,
                         "at_us": rows.at_us(plan, uniforms(rows.stream, 1)[:, 0]) if at_us is None else at_us})
    return made.select(
        source=pl.lit(source) if isinstance(source, str) else source,
        key=filled("{}.{}{}.{}.{}", subject_of(number), pl.lit(type), pl.lit(mark), "day", "number"), type=pl.lit(type),
        subject=subject_of(number if subject is None else subject), at_us="at_us", data=data, stream="stream").cast(SCHEMA)


def _column(values: Iterable[object] | NDArray[np.generic]) -> pl.Expr:
    return pl.lit(pl.Series(values))


def _names(names: Iterable[str], which: Ints) -> pl.Expr:
    return pl.lit(pl.Series(list(names), dtype=pl.String).gather(which))


def _in_the_app(plan: Plan, who: People, here: Floats) -> Iterator[pl.DataFrame]:
    """Sessions, purchases and the feature's use."""
    weekly = np.array([segment.sessions_week for segment in plan.segments])[who.segment]
    for type, part, rate in (("session", 401, weekly), ("purchase", 402, np.full(len(who.key), plan.purchases_week)),
                             ("sauce_used", 403, plan.sauce_week * who.uses.astype(np.float64))):
        rows = _happening(plan, who, here, part, rate / 7)
        u = uniforms(rows.stream, 3)
        if type == "session":
            data = filled('{"minutes":{}}', _column(np.round(-30 * np.log(u[:, 1]) + 5, 1)))
        elif type == "purchase":
            partner = np.floor(u[:, 2] * len(plan.partners)).astype(np.int64)
            data = filled('{"amount":{},"partner":"{}"}', _column(np.round(20 * np.exp(0.6 * quantiles.normal(u[:, 1])), 2)),
                             _names((partner.name for partner in plan.partners), partner))
        else:
            data = filled('{"seconds":{}}', _column(np.round(-40 * np.log(u[:, 1]) + 2, 1)))
        yield _frame(rows, plan, who, type, data)


def _among_customers(plan: Plan, who: People, here: Floats) -> Iterator[pl.DataFrame]:
    """Messages: what one sends, another one receives in the same second."""
    rows = _happening(plan, who, here, 404, np.full(len(who.key), plan.messages_week / 7))
    u = uniforms(rows.stream, 2)
    to = who.peers[rows.who, np.floor(u[:, 1] * who.peers.shape[1]).astype(np.int64)]
    yield _frame(rows, plan, who, "message_sent", filled('{"peer":"{}"}', subject_of(to)))
    yield _frame(rows, plan, who, "message_received", filled('{"peer":"{}"}', subject_of(who.number[rows.who])), subject=to)


def _with_partners(plan: Plan, who: People, here: Floats) -> Iterator[pl.DataFrame]:
    """Visits to the partners that a customer uses; each partner sends its own events."""
    for number, partner in enumerate(plan.partners):
        rows = _happening(plan, who, here, 410 + number, plan.visits_week / 7 * who.partners[:, number].astype(np.float64))
        minutes = filled('{"partner":"{}","minutes":{}}', pl.lit(partner.name), _column(np.round(10 + 50 * uniforms(rows.stream, 2)[:, 1])))
        yield _frame(rows, plan, who, "partner_visit", minutes, source=f"simulated/partner/{partner.name.lower().replace(' ', '-')}")


def _read(plan: Plan, who: People, here: Floats) -> Iterator[pl.DataFrame]:
    """Steps in a minute by the watch and by the phone, which read some minutes both; no minute comes twice from one device."""
    rows = _happening(plan, who, here, 405, np.full(len(who.key), plan.minutes_day))
    u = uniforms(rows.stream, 4)
    span = _LAST_MINUTE - _FIRST_MINUTE
    low, high = rows.number * span // rows.of, (rows.number + 1) * span // rows.of
    minute = _FIRST_MINUTE + low + np.floor(u[:, 1] * (high - low)).astype(np.int64)
    at_us = (plan.first_day + rows.day) * DAY_US + minute * 60_000_000
    steps = np.floor(60 + 70 * u[:, 2]).astype(np.int64)
    only_phone = u[:, 0] < plan.phone_only
    both = ~only_phone & (u[:, 0] < plan.phone_only + plan.overlap)
    seen = np.floor(steps * (0.9 + 0.15 * u[:, 3])).astype(np.int64)
    for source, these, counted, mark, device in ((WATCH, ~only_phone, steps, ".w", 1), (PHONE, only_phone | both, seen, ".p", 2)):
        part = Rows(rows.who[these], rows.day[these], rows.number[these], rows.of[these], stream_keys(device, rows.stream[these]))
        data = filled('{"steps":{}}', _column(counted[these]))
        yield _frame(part, plan, who, "steps", data, source=source, at_us=at_us[these], mark=mark)


def _towards_goals(plan: Plan, who: People, here: Floats) -> Iterator[pl.DataFrame]:
    """Once a customer: identify, the goal declared, the programme joined, the goal reached; once a week: how far she is."""
    days = np.arange(plan.days)
    begins = (days == who.first[:, None]).astype(np.int64)
    rows = _rows(406, who, begins)
    traits = filled('{"traits":{"simulated":"yes","region":"{}"}}', _names(REGIONS, who.region[rows.who]))
    start = rows.day + plan.first_day
    yield _frame(rows, plan, who, "identify", traits, at_us=start * DAY_US + 1_000_000)
    goal = pl.lit('{"goal":"simulated goal","kind":"accomplish"}')
    yield _frame(rows, plan, who, "goal_declared", goal, at_us=start * DAY_US + 2_000_000)
    rows = _rows(407, who, begins * who.joined[:, None])
    yield _frame(rows, plan, who, "programme_joined", pl.lit('{"programme":"simulated programme"}'))
    done = np.floor(who.first + who.days_to_done)
    rows = _rows(408, who, ((days == done[:, None]) & (done < who.last)[:, None]).astype(np.int64))
    late = (plan.first_day + rows.day + 1) * DAY_US - 1_000_000
    yield _frame(rows, plan, who, "goal_reached", pl.lit('{"goal":"simulated goal"}'), at_us=late)
    weekly = (here > 0) & ((days - who.first[:, None]) % 7 == 6)
    rows = _rows(409, who, weekly.astype(np.int64))
    since = (rows.day - who.first[rows.who] + 1).astype(np.float64)
    value = -2 + (who.attainment[rows.who] + 2) * np.minimum(since / _RAMP_DAYS, 1) + 0.3 * quantiles.normal(uniforms(rows.stream, 2)[:, 1])
    yield _frame(rows, plan, who, "goal_progress", filled('{"goal":"simulated goal","level":{},"week":{}}', _column(np.round(value, 3)),
                                                             _column((since // 7).astype(np.int64))))


def deeds(plan: Plan, who: People) -> pl.DataFrame:
    """Everything that these customers do, undamaged: columns of ``SCHEMA``, in no order that means anything."""
    here = _here(plan, who)
    kinds = (_in_the_app, _among_customers, _with_partners, _read, _towards_goals)
    return pl.concat([frame for kind in kinds for frame in kind(plan, who, here)])
