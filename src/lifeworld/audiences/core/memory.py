"""The same expression on frames, for notebooks and simulations: the same members as the tables give, by another way.

A condition is a column of true, false and null, and null is unknown; Polars' & and | are Kleene's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any as Anything

import polars as pl

from lifeworld.audiences.core.checks import day_of, expanded, may_have_gone
from lifeworld.audiences.core.conditions import (
    All,
    Any,
    Condition,
    Consent,
    Did,
    Driver,
    Everyone,
    Goal,
    Known,
    Measure,
    Not,
    Segment,
    Trait,
    Type,
)
from lifeworld.constellations.core.types import UNDETERMINED
from lifeworld.goals.core.values import CONTACT

TEXT, KEY, NUMBER = pl.String(), pl.Int64(), pl.Float64()


def _empty(**columns: pl.DataType) -> Callable[[], pl.DataFrame]:
    return lambda: pl.DataFrame(schema=columns)


@dataclass(frozen=True, eq=False)
class Population:
    """Customers of one place and what is known of them, as frames; ``customer`` is a whole number throughout.

    ``customers`` (customer); ``traits`` (customer, name, value), one value a name; ``seen`` (customer): whom events are about;
    ``events`` (customer, type, day), a row an event, days since 1970; ``standings`` (customer, indicator, value); ``goals`` (customer,
    job, kind, state, level), those shown to the team only, ``level`` the highest newest judgement of its measures or null; ``types``
    (customer, study, type); ``drivers`` (customer, study, code, share); ``segments`` (customer, segmentation, segment); ``consents``
    (customer, purpose, given), oldest first. Frames that are left out are empty. ``kept_days``: for how many days events of a type are
    kept, of types that are not kept for good.
    """

    customers: pl.DataFrame
    traits: pl.DataFrame = field(default_factory=_empty(customer=KEY, name=TEXT, value=TEXT))
    seen: pl.DataFrame = field(default_factory=_empty(customer=KEY))
    events: pl.DataFrame = field(default_factory=_empty(customer=KEY, type=TEXT, day=KEY))
    standings: pl.DataFrame = field(default_factory=_empty(customer=KEY, indicator=TEXT, value=NUMBER))
    goals: pl.DataFrame = field(default_factory=_empty(customer=KEY, job=TEXT, kind=TEXT, state=TEXT, level=KEY))
    types: pl.DataFrame = field(default_factory=_empty(customer=KEY, study=TEXT, type=TEXT))
    drivers: pl.DataFrame = field(default_factory=_empty(customer=KEY, study=TEXT, code=TEXT, share=NUMBER))
    segments: pl.DataFrame = field(default_factory=_empty(customer=KEY, segmentation=TEXT, segment=KEY))
    consents: pl.DataFrame = field(default_factory=_empty(customer=KEY, purpose=TEXT, given=pl.Boolean()))
    kept_days: Mapping[str, int] = field(default_factory=dict)


def truth_of(condition: Condition, people: Population, today: int, audiences: Mapping[str, Condition] | None = None) -> pl.DataFrame:
    """Of each customer whether the expression is true, false or unknown (null): columns customer, truth, in the customers' order.

    ``today``: days since 1970; ``audiences``: the expressions of audiences by slug. Errors: InputRefused for audiences that are not there.

    >>> people = Population(pl.DataFrame({"customer": [1, 2]}), traits=pl.DataFrame({"customer": [1], "name": ["city"], "value": ["Ulm"]}))
    >>> truth_of(Not(Trait("city", "is", ("Bonn",))), people, 0)["truth"].to_list()
    [True, None]
    """
    whole = expanded(condition, audiences or {})
    return people.customers.select(pl.col("customer").cast(KEY)).with_columns(truth=_truth(whole, people, today))


def members_of(condition: Condition, people: Population, today: int, audiences: Mapping[str, Condition] | None = None) -> list[int]:
    """The customers of whom the expression is certainly true, in the customers' order.

    >>> members_of(Everyone(), Population(pl.DataFrame({"customer": [3, 1]})), 0)
    [3, 1]
    """
    return truth_of(condition, people, today, audiences).filter(pl.col("truth"))["customer"].to_list()


def _truth(condition: Condition, people: Population, today: int) -> pl.Series:
    match condition:
        case All(of) | Any(of):
            parts = [_truth(part, people, today) for part in of]
            return reduce(lambda a, b: a & b, parts) if isinstance(condition, All) else reduce(lambda a, b: a | b, parts)
        case Not(part):
            return ~_truth(part, people, today)
        case Known(part):
            return _truth(part, people, today).is_not_null()
    return _LEAVES[type(condition)](condition, people, today)


def _looked_up(people: Population, known: pl.DataFrame) -> pl.Series:
    """The column ``truth`` of ``known`` (customer, truth) for every customer; null for those who are not there."""
    wanted = people.customers.select(pl.col("customer").cast(KEY))
    found = known.select(pl.col("customer").cast(KEY), pl.col("truth").cast(pl.Boolean))
    return wanted.join(found, on="customer", how="left", maintain_order="left")["truth"]


def _trait(trait: Trait, people: Population, today: int) -> pl.Series:
    own, values = people.traits.filter(pl.col("name") == trait.name), list(trait.value)
    begins = pl.any_horizontal(pl.col("value").str.starts_with(value) for value in values)
    asked = {"is": pl.col("value").is_in(values), "is_not": ~pl.col("value").is_in(values), "begins": begins}[trait.op]
    return _looked_up(people, own.with_columns(truth=asked))


def _did(did: Did, people: Population, today: int) -> pl.Series:
    first, last = day_of(did.from_day), day_of(did.to_day)
    if did.last_days is not None:
        first, last = today - did.last_days + 1, today
    own = people.events.filter(pl.col("type") == did.type)
    own = own.filter(pl.col("day") >= first) if first is not None else own
    own = own.filter(pl.col("day") <= last) if last is not None else own
    counted = people.seen.select(pl.col("customer").cast(KEY)).unique().join(
        own.group_by(pl.col("customer").cast(KEY)).len("n"), on="customer", how="left").with_columns(pl.col("n").fill_null(0))
    most = pl.lit(True) if did.at_most is None else pl.col("n") <= did.at_most
    asked = (pl.col("n") >= did.at_least) & most
    if may_have_gone(did, today, people.kept_days):  # there may have been more
        asked = pl.when(~most).then(False).when(asked & pl.lit(did.at_most is None)).then(True)
    return _looked_up(people, counted.with_columns(truth=asked))


def _measure(measure: Measure, people: Population, today: int) -> pl.Series:
    value = pl.col("value")
    asked = {"<": value < measure.value, "<=": value <= measure.value, ">=": value >= measure.value, ">": value > measure.value,
             "between": value.is_between(measure.value, measure.value if measure.to is None else measure.to)}[measure.op]
    return _looked_up(people, people.standings.filter(pl.col("indicator") == measure.indicator).with_columns(truth=asked))


def _goal(goal: Goal, people: Population, today: int) -> pl.Series:
    own = people.goals
    for column, value in (("job", goal.job), ("kind", goal.goal_kind), ("state", goal.state)):
        own = own.filter(pl.col(column) == value) if value else own
    reached = pl.lit(True) if goal.level_at_least is None else pl.col("level").max() >= goal.level_at_least
    with_goal = own.group_by(pl.col("customer").cast(KEY)).agg(truth=reached).select("customer", pl.col("truth").cast(pl.Boolean))
    without = people.customers.select(pl.col("customer").cast(KEY)).join(with_goal, on="customer", how="anti")
    return _looked_up(people, pl.concat([with_goal, without.with_columns(truth=pl.lit(False))]))


def _type(asked: Type, people: Population, today: int) -> pl.Series:
    own = people.types.filter(pl.col("study") == asked.study)
    own = own if asked.type == UNDETERMINED else own.filter(pl.col("type") != UNDETERMINED)
    return _looked_up(people, own.with_columns(truth=pl.col("type") == asked.type))


def _driver(driver: Driver, people: Population, today: int) -> pl.Series:
    own = people.drivers.filter((pl.col("study") == driver.study) & (pl.col("code") == driver.code))
    return _looked_up(people, own.with_columns(truth=pl.col("share") >= driver.share_at_least))


def _segment(segment: Segment, people: Population, today: int) -> pl.Series:
    agreed = people.customers.filter(_consent(Consent(CONTACT), people, today).fill_null(False)).select(pl.col("customer").cast(KEY))
    own = people.segments.filter(pl.col("segmentation") == segment.segmentation).join(agreed, on="customer", how="semi")
    return _looked_up(people, own.with_columns(truth=pl.col("segment") == segment.segment))


def _consent(consent: Consent, people: Population, today: int) -> pl.Series:
    own = people.consents.filter(pl.col("purpose") == consent.purpose)
    said = own.group_by("customer", maintain_order=True).agg(pl.col("given").last())
    return _looked_up(people, said.with_columns(truth=pl.col("given") == consent.given))


def _everyone(everyone: Everyone, people: Population, today: int) -> pl.Series:
    return pl.repeat(True, people.customers.height, dtype=pl.Boolean, eager=True)


_LEAVES: dict[type[Condition], Callable[[Anything, Population, int], pl.Series]] = {
    Everyone: _everyone, Trait: _trait, Did: _did, Measure: _measure, Goal: _goal, Type: _type, Driver: _driver, Segment: _segment,
    Consent: _consent}
