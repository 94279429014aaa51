"""What happens to events on their way: some come late, twice, with a wrong clock, of an unknown type, or broken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.events.core.simulation.deeds import APP, DAY_US
from lifeworld.events.core.simulation.filled import filled
from lifeworld.events.core.simulation.people import Floats
from lifeworld.events.core.simulation.plan import Plan
from lifeworld.kit.streams import stream_keys, uniforms

UNKNOWN_TYPE = "simulated_unheard_of"
ORDER = ("arrived_us", "source", "key", "data")
COLUMNS = ("source", "key", "type", "subject", "at_us", "data", "anonymous", "arrived_us")
"""The columns of simulated events; the first seven are those that ``take_frame`` takes."""

BROKEN = (
    '{"specversion":"1.0","source":"{}","type":"{}","time":"{}","data":{}}',
    '{"specversion":"1.0","id":"{}","type":"{}","time":"{}","data":{}}',
    '{"specversion":"1.0","id":"{}","source":"simulated/app","time":"{}","data":{}}',
    '{"specversion":"0.1","id":"{}","source":"simulated/app","type":"session","time":"{}","data":{}}',
    '{"specversion":"1.0","id":"{}","source":"simulated/app","type":"session","time":"yesterday","data":{}}',
    '{"specversion":"1.0","id":"{}","source":"simulated/app","type":"sess',
)
"""Lines that no intake can take: without id, source or type, of another version, with a time that is none, and broken off."""

_FIELDS = (("source", "type", "time", "data"), ("key", "type", "time", "data"), ("key", "time", "data"), ("key", "time", "data"),
           ("key", "data"), ("key",))
_SOON_US = 20_000_000


@dataclass(frozen=True)
class Arrived:
    """Events in the order in which they arrive (``COLUMNS``), and the broken lines: line, arrived_us. Counts say what was done to them."""

    events: pl.DataFrame
    broken: pl.DataFrame
    counts: dict[str, int]


def time_text(at_us: pl.Expr) -> pl.Expr:
    """Microseconds since 1970 as RFC 3339 in UTC."""
    return at_us.cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%S%.3fZ")


def _chances(events: pl.DataFrame) -> Floats:
    return uniforms(stream_keys(501, events["stream"].to_numpy()), 9)


def arrived(plan: Plan, deeds: pl.DataFrame) -> Arrived:
    """The deeds as they arrive; what becomes of an event depends on its own stream, never on the others."""
    u = _chances(deeds)
    late, skewed = u[:, 0] < plan.late, (u[:, 2] < plan.skewed) & (deeds["source"] == APP).to_numpy()
    soon = (-np.log(u[:, 1]) * _SOON_US).astype(np.int64)
    delay = soon + late * ((1 + u[:, 1] * max(plan.late_days - 1, 0)) * DAY_US).astype(np.int64)
    wrong = np.where(u[:, 3] < 0.5, -1, 1) * skewed * int(plan.skew_hours * 3_600_000_000)
    events = deeds.with_columns(arrived_us=deeds["at_us"] + pl.Series(delay), at_us=deeds["at_us"] + pl.Series(wrong),
                                again=pl.Series((u[:, 4] * DAY_US).astype(np.int64)))
    twice, other = events.filter(pl.Series(u[:, 5] < plan.duplicates)), events.filter(pl.Series(u[:, 6] < plan.conflicts))
    strange = events.filter(pl.Series(u[:, 7] < plan.unknown))
    broken = events.filter(pl.Series(u[:, 8] < plan.malformed))
    later = pl.col("arrived_us") + pl.col("again")
    whole = pl.concat([
        events, twice.with_columns(arrived_us=later),
        other.with_columns(arrived_us=pl.col("arrived_us") + DAY_US + pl.col("again"), data=pl.lit('{"changed":true}')),
        strange.with_columns(key=filled("{}.u", "key"), type=pl.lit(UNKNOWN_TYPE), data=pl.lit('{"about":"a type that nobody declared"}'))])
    counts = {"events": len(events) + len(strange), "duplicates": len(twice), "conflicts": len(other), "late": int(late.sum()),
              "wrong_clock": int(skewed.sum()), "unknown_type": len(strange), "malformed": len(broken)}
    return Arrived(whole.with_columns(anonymous=pl.lit(False)).select(COLUMNS).sort(ORDER), _broken(broken), counts)


def _broken(events: pl.DataFrame) -> pl.DataFrame:
    """One line that cannot be taken for each event given, its kind by the event's stream."""
    kind = np.minimum((_chances(events)[:, 1] * len(BROKEN)).astype(np.int64), len(BROKEN) - 1)
    columns = {"source": pl.col("source"), "key": filled("{}.b", "key"), "type": pl.col("type"), "time": time_text(pl.col("at_us")),
               "data": pl.col("data")}
    made = [events.filter(pl.Series(kind == number)).select(
        line=filled(text, *(columns[name] for name in _FIELDS[number])), arrived_us="arrived_us")
        for number, text in enumerate(BROKEN)]
    return pl.concat(made).sort("arrived_us", "line")


def lines(found: Arrived) -> pl.Series:
    """CloudEvents 1.0 as JSON Lines in the order of arrival, broken ones among them: String[n]."""
    whole = found.events.select("arrived_us", line=filled(
        '{"specversion":"1.0","id":"{}","source":"{}","type":"{}","subject":"{}","time":"{}","data":{}}',
        "key", "source", "type", "subject", time_text(pl.col("at_us")), "data"))
    return pl.concat([whole, found.broken.select("arrived_us", "line")]).sort("arrived_us", "line")["line"]
