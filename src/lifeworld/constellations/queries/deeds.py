"""What customers did that counts in a study: its mapping, and the events that it counts, from tables to columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from lifeworld.constellations.core.deed_rules import DeedMapping, DeedRule
from lifeworld.constellations.core.deeds import EVENTS, added, deeds_by_rule, deeds_in, of_rule
from lifeworld.constellations.models import DeedMapping as KeptMapping
from lifeworld.constellations.models import Drawing
from lifeworld.customers.models import Identity
from lifeworld.events.models import Event, EventType
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Statement

KEYS_A_QUERY = 900
EVENTS_AT_ONCE = 50_000
PREVIEW_MAX = 1_000
"""A mapping is tried on so many of the newest events of a place."""
ACTORS_SHOWN = 5
_COUNTED = {"subject": pl.Int64, "kind": pl.Int64, "n": pl.Int64, "at_us": pl.Int64}
_RAW = {"subject": pl.Int64, "kind": pl.Int64, "at_us": pl.Int64, "data": pl.String}


@dataclass(frozen=True)
class MappingOf:
    """The mapping of a study; ``version`` 0: nobody declared one."""

    mapping: DeedMapping
    version: int = 0


@dataclass(frozen=True)
class Fit:
    """How a rule fits the newest events of a place: how many events, of how many customers, and the actors it names most."""

    rule: DeedRule
    n: int
    n_customers: int
    actors: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """A mapping tried on the newest events of a place: ``n`` events about customers who are known, ``n_fit`` of them counted."""

    n: int
    n_fit: int
    fits: tuple[Fit, ...]
    types: tuple[tuple[str, int], ...]
    """The types of events that the place has, with how many of the newest events are of it, the most frequent first."""


def mapping_of(caller: Caller, study: StudyValue) -> MappingOf:
    """What counts as done in a study. Errors: LifeworldError 403."""
    caller.require("constellations.see")
    return kept_mapping(study.pk)


def kept_mapping(study: int) -> MappingOf:
    """The mapping of a study as it is kept."""
    row = KeptMapping.objects.filter(study=study).values_list("rules", "everybody", "version").first()
    return MappingOf(DeedMapping.from_json(row[0], everybody=row[1]), row[2]) if row else MappingOf(DeedMapping())


def mappings_in(place: int) -> dict[int, DeedMapping]:
    """The mappings of the studies of a place, by study; those without a rule are left out."""
    rows = KeptMapping.objects.filter(study__place=place).exclude(rules=[]).order_by("study").values_list("study", "rules", "everybody")
    return {study: DeedMapping.from_json(rules, everybody=everybody) for study, rules, everybody in rows}


def type_numbers(place: int, names: Sequence[str]) -> dict[int, str]:
    """The types of events of a place that have these names, by their number."""
    return dict(EventType.objects.filter(place=place, name__in=list(names)).values_list("pk", "name"))


def deeds_of(study: StudyValue, customers: Sequence[str] | None = None) -> pl.DataFrame:
    """The deeds of these customers (keys), or of everybody: columns of ``core.deeds.DEEDS``, actors named as the events name them.

    Events are read in lots, and only where a rule looks into them; else the database counts them. Who said and drew nothing in the
    study has none, unless the mapping is for everybody.
    """
    mapping = kept_mapping(study.pk).mapping
    numbers = type_numbers(study.place_id, mapping.types) if mapping.rules else {}
    if not numbers:
        return added([])
    plain = {number: rule for number, name in numbers.items() if (rule := mapping.of_type(name)[0]).plain}
    others = {number: name for number, name in numbers.items() if number not in plain}
    parts: list[pl.DataFrame] = []
    for who, events in _lots(study.place_id, joining(study.place_id, study.pk, mapping), customers, mapping.everybody):
        if plain:
            counted = events.filter(type__in=list(plain)).order_by().values("subject", "type").annotate(n=Count("pk"), last=Max("at_us"))
            for lot in _cut(counted.values_list("subject", "type", "n", "last")):
                frame = _named(pl.DataFrame(lot, schema=_COUNTED, orient="row"), who)
                parts += [of_rule(frame.filter(pl.col("kind") == number).with_columns(name=pl.lit(rule.named)), rule)
                          for number, rule in plain.items()]
        if others:
            rows = events.filter(type__in=list(others)).order_by().annotate(raw=Cast("data", TextField()))
            parts += [_looked_into(lot, who, others, mapping) for lot in _cut(rows.values_list("subject", "type", "at_us", "raw"))]
        parts = [added(parts)]
    return added(parts)


def joining(place: int, study: int, mapping: DeedMapping) -> QuerySet[Identity]:
    """The identities of customers whose deeds may count in a study: of those who said or drew something there, or of everybody."""
    known = Identity.objects.filter(place=place).order_by()
    if mapping.everybody:
        return known
    here = [Exists(table._default_manager.filter(study=study, customer=OuterRef("customer"))) for table in (Statement, Drawing)]
    return known.filter(here[0] | here[1])


def _lots(place: int, known: QuerySet[Identity], customers: Sequence[str] | None, everybody: bool,
          ) -> Iterator[tuple[pl.DataFrame, QuerySet[Event]]]:
    """Lots of customers as (subject, customer), and their events; one lot where no customers are named."""
    if customers is None:
        events = Event.objects.filter(place=place)
        yield _who(known), events if everybody else events.filter(subject__in=known.values("subject"))
        return
    for at in range(0, len(customers), KEYS_A_QUERY):
        who = _who(known.filter(customer__key__in=list(customers[at:at + KEYS_A_QUERY])))
        subjects = who["subject"].to_list()
        for first in range(0, len(subjects), KEYS_A_QUERY):
            yield who, Event.objects.filter(place=place, subject__in=subjects[first:first + KEYS_A_QUERY])


def _who(identities: QuerySet[Identity]) -> pl.DataFrame:
    rows = identities.values_list("subject", "customer__key").iterator(chunk_size=EVENTS_AT_ONCE)
    return pl.DataFrame(list(rows), schema={"subject": pl.Int64, "customer": pl.String}, orient="row")


def _cut(rows: QuerySet[Event, tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    """Rows some at a time, so that memory does not grow with them."""
    each = rows.iterator(chunk_size=10_000)
    while lot := list(islice(each, EVENTS_AT_ONCE)):
        yield lot


def _named(frame: pl.DataFrame, who: pl.DataFrame) -> pl.DataFrame:
    """Rows of subjects as rows of customers; two subjects of one customer stay two rows, which are added up later."""
    return frame.join(who, on="subject", how="inner")


def _looked_into(lot: list[tuple[object, ...]], who: pl.DataFrame, types: Mapping[int, str], mapping: DeedMapping) -> pl.DataFrame:
    frame = _named(pl.DataFrame(lot, schema=_RAW, orient="row"), who)
    kinds = pl.col("kind").replace_strict(types, return_dtype=pl.String)
    return deeds_in(frame.select("customer", kinds.alias("type"), "at_us", "data").cast(pl.Schema(EVENTS)), mapping)


def customers_with(place: int, study: int, mapping: DeedMapping, among: Sequence[int] | None = None) -> list[int]:
    """Customers whose deeds may count in the study and of whom a type of event that the mapping names is known, by their number.

    ``among`` these, or all of the place.
    """
    numbers = list(type_numbers(place, mapping.types)) if mapping.rules else []
    if not numbers:
        return []
    found = joining(place, study, mapping).filter(Exists(Event.objects.filter(subject=OuterRef("subject"), type__in=numbers)))
    found = found if among is None else found.filter(customer__in=list(among))
    return sorted(set(found.order_by().values_list("customer", flat=True)))


def preview(caller: Caller, mapping: DeedMapping) -> Preview:
    """How a mapping fits the newest events of the caller's place. Errors: LifeworldError 403."""
    caller.require("constellations.see")
    rows = list(Event.objects.filter(place=caller.place_id, subject__isnull=False).order_by("-id").annotate(
        raw=Cast("data", TextField())).values_list("subject", "type", "at_us", "raw")[:PREVIEW_MAX])
    frame = pl.DataFrame(rows, schema=_RAW, orient="row")
    who = _who(Identity.objects.filter(place=caller.place_id, subject__in=frame["subject"].unique().to_list()[:PREVIEW_MAX]))
    types = dict(EventType.objects.filter(place=caller.place_id, pk__in=frame["kind"].unique().to_list()).values_list("pk", "name"))
    known = _named(frame, who).with_columns(type=pl.col("kind").replace_strict(types, default=None, return_dtype=pl.String))
    events = known.select(list(EVENTS)).drop_nulls("type").cast(pl.Schema(EVENTS))
    fits = []
    for rule, deeds in zip(mapping.rules, deeds_by_rule(events, mapping), strict=True):
        names = deeds.filter(pl.col("name") != "").group_by("name").agg(pl.col("n").sum()).sort("n", "name", descending=[True, False])
        fits.append(Fit(rule, int(deeds["n"].sum()), deeds["customer"].n_unique(), tuple(names["name"].head(ACTORS_SHOWN))))
    counts = events.group_by("type").len().sort("len", "type", descending=[True, False])
    return Preview(len(events), sum(fit.n for fit in fits), tuple(fits), tuple((name, int(n)) for name, n in counts.iter_rows()))
