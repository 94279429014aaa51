"""What the engine finds of simulated designers: by its measures, its deeds and its map, never by what was planted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

import lifeworld as lw
from lifeworld.constellations.core.deeds import deeds_in
from lifeworld.measures.core import memory, windows
from lifeworld.plugin import Incoming, Simulated, student
from lifeworld_power.core.designers.values import DAY_US, DESK, DesignersPlan
from lifeworld_power.core.designers.whole import SELLERS_TITLES
from lifeworld_power.core.values import Floats
from lifeworld_power.world import WORLD


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over customers and its interval."""

    value: float
    low: float
    high: float


def mean_of(values: Floats, level: float = 0.9) -> Estimate:
    """Student's interval for a mean over customers."""
    mean, half = float(values.mean()), float(student((1 + level) / 2, len(values) - 1)) * float(values.std(ddof=1)) / len(values) ** 0.5
    return Estimate(mean, mean - half, mean + half)


def read(found: Simulated, slug: str, first_day: int, last_day: int) -> dict[str, float]:
    """What a measure of the world reads of each designer over these days (both included)."""
    frame, indicator = _frame(found.events), next(one for one in WORLD.indicators if one.slug == slug)
    keys = frame["customer"].unique().sort().to_list()
    frame = frame.with_columns(subject=pl.col("customer").replace_strict(keys, range(len(keys)), return_dtype=pl.Int64))
    people = pl.DataFrame({"subject": range(len(keys)), "customer": range(len(keys))}, schema={"subject": pl.Int64, "customer": pl.Int64})
    values = windows.windows(indicator, memory.days(indicator, frame), people, first_day, last_day)
    return {keys[row["customer"]]: row["value"] for row in values.iter_rows(named=True) if row["value"] is not None}


def saved(found: Simulated, plan: DesignersPlan, *, taught: bool, level: float = 0.9) -> Estimate:
    """Which share of the minutes those who were taught (or were not) save since the turn, each beside herself before it."""
    before, after = read(found, "power-minutes", plan.first_day, plan.turn - 1), read(found, "power-minutes", plan.turn, plan.last_day)
    logs = [np.log(after[key] / before[key]) for key in sorted(before.keys() & after.keys()) if found.truth[key]["taught"] == taught]
    mean = mean_of(np.array(logs), level)
    return Estimate(1 - np.exp(mean.value), 1 - np.exp(mean.high), 1 - np.exp(mean.low))


def passed_over(found: Simulated, plan: DesignersPlan, level: float = 0.9) -> dict[str, Estimate]:
    """Sellers whose share of each designer's designs fell since the turn, with the fall; all are looked at, each so more strictly."""
    events = _frame(found.events)
    before, after = (_shares(events.filter((pl.col("day") >= plan.turn) == late)) for late in (False, True))
    both = before.join(after, on="customer", suffix="_after")
    strict = 1 - (1 - level) / len(SELLERS_TITLES)
    falls = {title: mean_of((both[f"{title}_after"] - both[title]).to_numpy(), strict) for title in SELLERS_TITLES}
    return {title: fall for title, fall in falls.items() if fall.high < 0}


def _frame(events: Sequence[Incoming]) -> pl.DataFrame:
    """Events as measures and deeds take them, with the customer's key."""
    rows = [(one.subject, one.type, one.source, one.at_us, (one.at_us or 0) // DAY_US, json.dumps(dict(one.data))) for one in events]
    return pl.DataFrame(rows, orient="row", schema={"customer": pl.String, "type": pl.String, "source": pl.String, "at_us": pl.Int64,
                                                    "day": pl.Int32, "data": pl.String})


def _shares(frame: pl.DataFrame) -> pl.DataFrame:
    """Each seller's share of a customer's designs, as the engine counts deeds."""
    assert WORLD.deeds is not None
    deeds = deeds_in(frame, WORLD.deeds).filter(pl.col("type") == "power.design")
    n = [pl.col("n").filter(pl.col("name") == title).sum().alias(title) / pl.col("n").sum() for title in SELLERS_TITLES]
    return deeds.group_by("customer").agg(n).sort("customer")


def types(found: Simulated, folder: Path) -> dict[str, str]:
    """The type of each designer by her words and deeds, as `lifeworld map` finds it."""
    said = pl.DataFrame({name: [str(one[name]) for one in found.statements] for name in ("customer", "text")})
    deeds = pl.DataFrame([row for event in found.events if (row := _tie(event)) is not None],
                         schema=["customer", "time", "type", "category", "actor"], orient="row")
    deeds.with_columns(pl.from_epoch("time", "us").dt.strftime("%Y-%m-%dT%H:%M:%SZ")).write_csv(folder / "deeds.csv")
    mapped = lw.map(said, text="text", customer="customer", focal=DESK, events=folder / "deeds.csv")
    return dict(mapped.constellations.select("customer", "type").iter_rows())


def _tie(event: Incoming) -> tuple[str, int, str, str, str] | None:
    """The event as a line of a file of events, by the first rule of the world that fits it."""
    assert WORLD.deeds is not None and event.at_us is not None
    for rule in WORLD.deeds.of_type(event.type):
        if not rule.field or rule.field in event.data:
            return event.subject, event.at_us, event.type, rule.category, str(event.data[rule.actor_field])
    return None
