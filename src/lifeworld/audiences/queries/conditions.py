"""What each condition asks of the tables: the rows that make it certainly true, and those that make it certainly false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.checks import day_of, may_have_gone
from lifeworld.audiences.core.formula import ALWAYS, NEVER, UNKNOWN, Formula, Parameter, Rows, Truth, both, either, negated
from lifeworld.audiences.models import SegmentMember
from lifeworld.constellations.core.types import UNDETERMINED
from lifeworld.constellations.models import Moment
from lifeworld.customers.models import Consent, Identity, Trait
from lifeworld.events.models import Event
from lifeworld.goals.core.values import CONTACT
from lifeworld.goals.models import Check, Goal, Scale
from lifeworld.measures.models import Standing
from lifeworld.voices.core.codebook import DRIVERS

FAR = 2**31 - 1
"""A day after all days."""


@dataclass(frozen=True)
class Asking:
    """What a condition is asked with: ``keys`` has the key of everything that it names, by kind and name; ``today`` in days since 1970.

    ``vendor`` is the database's: "sqlite" or "postgresql"; ``kept_days``: how long events are kept, by type, where not for good.
    """

    keys: Mapping[tuple[str, str], int]
    today: int
    vendor: str
    kept_days: Mapping[str, int] = field(default_factory=dict)


def table(model: type[models.Model]) -> str:
    """The name of a table."""
    return model._meta.db_table


def truth(condition: e.Condition, asking: Asking) -> Truth:
    """Where the condition is certainly true and certainly false. Audiences inside must have been expanded before."""
    match condition:
        case e.All(of):
            parts = [truth(part, asking) for part in of]
            return Truth(both(*(part.true for part in parts)), either(*(part.false for part in parts)))
        case e.Any(of):
            parts = [truth(part, asking) for part in of]
            return Truth(either(*(part.true for part in parts)), both(*(part.false for part in parts)))
        case e.Not(part):
            return truth(part, asking).opposite
        case e.Known(part) if e.never_unknown(part):
            return Truth(ALWAYS, NEVER)
        case e.Known(part):
            return truth(part, asking).known
    return LEAVES[type(condition)](condition, asking)


def _where(rows: Rows, asked: str, parameters: tuple[Parameter, ...]) -> Rows:
    return Rows(rows.source, rows.customer, f"{rows.where} AND {asked}", (*rows.parameters, *parameters), rank=rows.rank)


def _yes_or_no(rows: Rows, asked: str, parameters: tuple[Parameter, ...]) -> Truth:
    return Truth(_where(rows, asked, parameters), _where(rows, f"NOT ({asked})", parameters))


def _moments(study: int) -> Rows:
    return Rows(f"{table(Moment)} r", "r.customer_id", "r.study_id = %s AND r.latest = TRUE", (study,), rank=4)


def _trait(trait: e.Trait, asking: Asking) -> Truth:
    if trait.op == "begins":
        asked = " OR ".join(["substr(r.value, 1, %s) = %s"] * len(trait.value))
        parameters: tuple[Parameter, ...] = tuple(one for value in trait.value for one in (len(value), value))
        return _yes_or_no(Rows(f"{table(Trait)} r", "r.customer_id", "r.name = %s", (trait.name,), rank=3), f"({asked})", parameters)
    rows = Rows(f"{table(Trait)} r", "r.customer_id", "r.name = %s", (trait.name,), rank=3)
    found = _yes_or_no(rows, f"r.value IN ({', '.join(['%s'] * len(trait.value))})", trait.value)
    return found.opposite if trait.op == "is_not" else found


def _did(did: e.Did, asking: Asking) -> Truth:
    """Whoever has a subject of events is seen; of the seen, what did not come in was not done."""
    seen: Formula = Rows(f"{table(Identity)} r", "r.customer_id", "1 = 1", rank=8)
    type_ = asking.keys.get(("event", did.type))
    first, last = day_of(did.from_day), day_of(did.to_day)
    if did.last_days is not None:
        first, last = asking.today - did.last_days + 1, asking.today

    def events(n: int) -> Formula:
        """At least ``n`` events."""
        if n <= 0:
            return seen
        if type_ is None:
            return NEVER
        return Rows(f"{table(Identity)} r JOIN {table(Event)} e ON e.subject = r.subject", "r.customer_id",
                    "e.type = %s AND e.day >= %s AND e.day <= %s", (type_, -FAR if first is None else first, FAR if last is None else last),
                    at_least=n, rank=5)

    enough = events(did.at_least)
    too_many = events(did.at_most + 1) if did.at_most is not None else NEVER
    if may_have_gone(did, asking.today, asking.kept_days):
        return Truth(NEVER if did.at_most is not None else enough, both(seen, too_many))
    return Truth(both(enough, negated(too_many)), both(seen, either(negated(enough), too_many)))


def _goal(goal: e.Goal, asking: Asking) -> Truth:
    """Goals that the customer shows to the team; of the others nothing is to be learnt, not even that there are any."""
    where = ["r.seen_by = 'team'"]
    parameters: list[Parameter] = []
    if goal.job:
        where.append("r.job_id = %s")
        parameters.append(asking.keys.get(("job", goal.job), -1))
    for column, value in (("kind", goal.goal_kind), ("state", goal.state)):
        if value:
            where.append(f"r.{column} = %s")
            parameters.append(value)
    rows = Rows(f"{table(Goal)} r", "r.customer_id", " AND ".join(where), tuple(parameters), rank=4)
    if goal.level_at_least is None:
        return Truth(rows, negated(rows))
    newest = (f"EXISTS (SELECT 1 FROM {table(Scale)} s JOIN {table(Check)} k ON k.scale_id = s.id WHERE s.goal_id = r.id "  # noqa: S608
              f"AND s.removed_at IS NULL AND k.level >= %s AND NOT EXISTS (SELECT 1 FROM {table(Check)} later "
              "WHERE later.scale_id = s.id AND later.level IS NOT NULL AND (later.at > k.at OR (later.at = k.at AND later.id > k.id))))")
    reached, judged = (_where(rows, newest, (level,)) for level in (goal.level_at_least, -2))
    return Truth(reached, both(either(judged, negated(rows)), negated(reached)))


def _measure(measure: e.Measure, asking: Asking) -> Truth:
    key = asking.keys.get(("indicator", measure.indicator))
    if key is None:
        return UNKNOWN
    standings = Rows(f"{table(Standing)} r", "r.customer", "r.indicator_id = %s", (key,), rank=6)
    if measure.to is not None:
        return _yes_or_no(standings, "r.value >= %s AND r.value <= %s", (measure.value, measure.to))
    return _yes_or_no(standings, f"r.value {measure.op} %s", (measure.value,))


def _latest(asking: Asking, study: str) -> Rows | None:
    """The newest constellations of a study."""
    key = asking.keys.get(("study", study))
    return None if key is None else Rows(f"{table(Moment)} r", "r.customer_id", "r.study_id = %s AND r.latest = TRUE", (key,), rank=4)


def _type(asked: e.Type, asking: Asking) -> Truth:
    rows = _latest(asking, asked.study)
    if rows is None:
        return UNKNOWN
    if asked.type == UNDETERMINED:
        return _yes_or_no(rows, "r.type = %s", (UNDETERMINED,))
    return Truth(_where(rows, "r.type = %s", (asked.type,)), _where(rows, "r.type <> %s AND r.type <> %s", (asked.type, UNDETERMINED)))


def _driver(driver: e.Driver, asking: Asking) -> Truth:
    rows = _latest(asking, driver.study)
    if rows is None:
        return UNKNOWN
    at, asked = DRIVERS.index(driver.code), (driver.share_at_least,)
    share = (f"json_extract(r.body, '$.drivers[{at}].share')" if asking.vendor == "sqlite"
             else f"(r.body #>> '{{drivers,{at},share}}')::double precision")
    return Truth(_where(rows, f"{share} >= %s", asked), _where(rows, f"{share} < %s", asked))


def _segment(segment: e.Segment, asking: Asking) -> Truth:
    key = asking.keys.get(("segmentation", segment.segmentation))
    if key is None:
        return UNKNOWN
    members = Rows(f"{table(SegmentMember)} r", "r.customer_id", "r.segmentation_id = %s", (key,), rank=2)
    found, agreed = _yes_or_no(members, "r.segment = %s", (segment.segment,)), _consent(e.Consent(CONTACT), asking).true
    return Truth(both(found.true, agreed), both(found.false, agreed))


def _consent(consent: e.Consent, asking: Asking) -> Truth:
    """The newest of the purpose holds."""
    newest = (f"r.purpose = %s AND NOT EXISTS (SELECT 1 FROM {table(Consent)} later WHERE later.customer_id = r.customer_id "  # noqa: S608
              "AND later.purpose = r.purpose AND (later.at > r.at OR (later.at = r.at AND later.id > r.id)))")
    said = Rows(f"{table(Consent)} r", "r.customer_id", newest, (consent.purpose,), rank=7)
    answer = _yes_or_no(said, "r.given = TRUE", ())
    return answer if consent.given else answer.opposite


LEAVES: dict[type[e.Condition], Callable[[Any, Asking], Truth]] = {
    e.Everyone: lambda *_: Truth(ALWAYS, NEVER), e.Trait: _trait, e.Did: _did, e.Measure: _measure, e.Goal: _goal, e.Type: _type,
    e.Driver: _driver, e.Segment: _segment, e.Consent: _consent}
"""What each condition without parts asks."""
