"""The whole simulation: from a plan to events in the order of their arrival, customers and truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from lifeworld.events.core.simulation.damage import Arrived, arrived
from lifeworld.events.core.simulation.deeds import deeds, subject_of
from lifeworld.events.core.simulation.filled import filled
from lifeworld.events.core.simulation.people import people
from lifeworld.events.core.simulation.plan import Plan
from lifeworld.events.core.simulation.truth import customer_frame, truth_of
from lifeworld.kit.errors import InputRefused

_AT_ONCE = 20_000
"""Customers who are simulated at once; how many does not change anything."""

DEMO_DAYS = 84


@dataclass(frozen=True)
class Simulated:
    """A simulated ecosystem. All of it is labelled so: sources begin with "simulated/", subjects with "sim", ``truth`` says it too.

    ``events``: in the order of their arrival (source, key, type, subject, at_us, data as JSON text, anonymous, arrived_us), duplicates
    and conflicts among them; ``take_frame`` takes them as they are. ``broken``: lines that cannot be taken (line, arrived_us).
    ``customers``: one row a customer with what is true of her. ``truth``: what was planted.
    """

    events: pl.DataFrame
    broken: pl.DataFrame
    customers: pl.DataFrame
    truth: dict[str, Any]

    @property
    def arrived(self) -> Arrived:
        """The events and the broken lines, as ``lines`` writes them."""
        return Arrived(self.events, self.broken, self.truth["quality"])


def simulate(plan: Plan | None = None, *, at_once: int = _AT_ONCE) -> Simulated:
    """An ecosystem by its plan. The same plan gives the same events, whatever the number of customers simulated ``at_once``.

    >>> found = simulate(Plan(customers=20, days=14))
    >>> found.customers.height, bool((found.events["arrived_us"].diff().drop_nulls() >= 0).all())
    (20, True)
    >>> found.truth["critical_partners"]
    ['Oakline Physio']
    """
    plan = plan or Plan()
    everybody = people(plan, np.arange(plan.customers))
    parts = [deeds(plan, people(plan, np.arange(first, min(first + at_once, plan.customers))))
             for first in range(0, plan.customers, at_once)]
    done = pl.concat(parts)
    found = arrived(plan, done)
    customers = customer_frame(plan, everybody, done)
    return Simulated(found.events, found.broken, customers, truth_of(plan, everybody, customers, found.counts))


def demo_events(customers: Sequence[str], *, last_day: int, seed: int = 1) -> pl.DataFrame:
    """Some 75 events for each of these customers over the twelve weeks up to ``last_day`` (days since 1970), as ``take_frame`` takes them.

    Simulated, and their sources say so; none is late, twice or broken. With yesterday as the last day, none lies in the future.
    Errors: InputRefused for fewer than two customers or keys that need escaping in JSON.

    >>> found = demo_events([f"runner {n}" for n in range(40)], last_day=20600)
    >>> 2500 < len(found) < 3500, found["subject"].n_unique(), found.columns[:4]
    (True, 40, ['source', 'key', 'type', 'subject'])
    """
    if any('"' in key or "\\" in key or not key.isprintable() for key in customers):
        raise InputRefused("demo_keys", "A customer's key holds a quotation mark, a backslash or a control character.",
                           "Choose plain keys.")
    plan = Plan(customers=len(customers), days=DEMO_DAYS, seed=seed, first_day=last_day - DEMO_DAYS + 1, minutes_day=0.15,
                messages_week=1.0, visits_week=0.2, sauce_week=1.0, churn_week=0.004, late=0, duplicates=0, conflicts=0, skewed=0,
                unknown=0, malformed=0)
    plan = replace(plan, segments=tuple(replace(segment, sessions_week=0.6 * segment.sessions_week) for segment in plan.segments))
    found = simulate(plan).events.drop("arrived_us")
    numbers = np.arange(len(customers))
    names = pl.DataFrame({"name": list(customers)}).with_columns(subject=subject_of(numbers))
    peers = pl.col("data").str.extract(r'^\{"peer":"(sim\d+)"\}$')
    named = found.join(names, on="subject", how="left", maintain_order="left").with_columns(peer=peers)
    named = named.join(names.rename({"name": "peer_name", "subject": "peer"}), on="peer", how="left", maintain_order="left")
    data = pl.when(pl.col("peer_name").is_null()).then("data").otherwise(filled('{"peer":"{}"}', "peer_name"))
    return named.with_columns(subject="name", data=data).select(found.columns)
