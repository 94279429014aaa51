"""Events of customers for tests, written as the room of events keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import polars as pl

from lifeworld.constellations.actions.catch_up import catch_up
from lifeworld.constellations.core.deed_rules import DeedMapping
from lifeworld.constellations.core.deeds import DEEDS
from lifeworld.constellations.models import Moment
from lifeworld.customers.models import Customer, Identity
from lifeworld.events.models import Event, EventType, Source, Subject
from lifeworld.voices.core.site_studies import worker

HOUR_US = 3_600_000_000
MAPPING = DeedMapping.from_json([
    {"type": "group_run", "category": "peers", "actor_field": "club.name", "actor": "running club"},
    {"type": "kudos_sent", "category": "family_friends", "actor_field": "to", "field": "kind", "values": ["friend"]},
    {"type": "kudos_sent", "category": "peers", "actor_field": "to"},
    {"type": "kudos_received", "category": "peers", "actor_field": "from"},
    {"type": "app_opened", "category": "focal_provider"},
    {"type": "solo_run", "category": "self"},
    {"type": "order", "category": "other_providers", "actor_field": "shop", "direction": "given"},
], everybody=True)
Told = tuple[str, str, dict[str, Any]]


def happened(place: int, told: Sequence[Told], *, first_us: int = HOUR_US, known: bool = True) -> None:
    """Keep events as (customer, type, data), an hour apart; ``known``: it is known which customers the subjects are."""
    source, _ = Source.objects.get_or_create(place=place, uri="tests")
    kinds = {name: EventType.objects.get_or_create(place=place, name=name)[0].pk for name in sorted({kind for _, kind, _ in told})}
    people = {key: Subject.objects.get_or_create(place=place, key=key)[0].pk for key in sorted({who for who, _, _ in told})}
    if known:
        for key in people:
            identify(place, key, key)
    before = Event.objects.filter(source=source.pk).count()
    Event.objects.bulk_create([Event(
        place=place, source=source.pk, key=f"e{before + row}", type=kinds[kind], subject=people[who], at_us=first_us + row * HOUR_US,
        received_us=first_us + row * HOUR_US, day=(first_us + row * HOUR_US) // (24 * HOUR_US), data=data,
    ) for row, (who, kind, data) in enumerate(told)], batch_size=1000)


def identify(place: int, subject: str, customer: str) -> None:
    """It becomes known that a subject is this customer."""
    who, _ = Customer.objects.get_or_create(place_id=place, key=customer)
    Identity.objects.get_or_create(place_id=place, subject=Subject.objects.get(place=place, key=subject).pk, defaults={"customer": who})


def deeds_of_runners(keys: Sequence[str], n: int = 60) -> list[Told]:
    """Events of some customers, of every type of MAPPING and of one that it does not name."""
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("group_run", {"club": {"name": "Night Owls"}}), ("group_run", {}), ("kudos_sent", {"to": "Lena", "kind": "friend"}),
        ("kudos_sent", {"to": "Harbour Runners", "kind": "club"}), ("kudos_received", {"from": "Harbour Runners"}),
        ("app_opened", {"v": 3}), ("solo_run", {"km": 5.5}), ("order", {"shop": "the Shoe Barn"}), ("order", {"shop": 7}),
        ("slept", {"h": 8})]
    return [(keys[row % len(keys)], *kinds[(row // len(keys) + row % len(keys)) % len(kinds)]) for row in range(n)]


def as_events_file(told: Sequence[Told], first_us: int = HOUR_US) -> pl.DataFrame:
    """The same events as somebody would write them for `lifeworld map --events`, by the words of MAPPING and by hand."""
    rows = []
    for row, (who, kind, data) in enumerate(told):
        way = kind
        match kind:
            case "group_run":
                found = ("peers", data.get("club", {}).get("name", "running club"))
            case "kudos_sent":
                found = ("family_friends" if data["kind"] == "friend" else "peers", data["to"])
            case "kudos_received":
                found = ("peers", data["from"])
            case "app_opened":
                found = ("focal_provider", "")
            case "solo_run":
                found = ("self", "")
            case "order":
                found, way = ("other_providers", str(data["shop"])), "order_given"
            case _:
                continue
        rows.append((who, first_us + row * HOUR_US, way, *found))
    frame = pl.DataFrame(rows, schema=["customer", "us", "type", "category", "actor"], orient="row")
    return frame.select("customer", pl.from_epoch("us", "us").dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias("time"), "type", "category", "actor")


def as_rows(told: Sequence[Told], first_us: int = HOUR_US) -> pl.DataFrame:
    """The same events with the columns of ``core.deeds.EVENTS``."""
    return pl.DataFrame([(who, kind, first_us + row * HOUR_US, json.dumps(data)) for row, (who, kind, data) in enumerate(told)],
                        schema={"customer": pl.String, "type": pl.String, "at_us": pl.Int64, "data": pl.String}, orient="row")


def no_deeds() -> pl.DataFrame:
    """Nothing done."""
    return pl.DataFrame(schema=DEEDS)


def caught_up(place: str, place_id: int) -> int:
    """Let the worker do all that there is to do for constellations; returns how many steps it took."""
    n = 0
    while catch_up(worker(place, place_id)):
        n += 1
        assert n < 1000
    return n


def bodies(study: int) -> dict[str, Any]:
    """The newest picture of each customer of a study, by the customer's key."""
    return {one.customer.key: one.body for one in Moment.objects.filter(study=study, latest=True).select_related("customer")}


def done_with(body: Any) -> dict[str, int]:
    """The actors of a picture with whom something was done, and how often."""
    return {actor["name"]: actor["n_deeds"] for actor in body["actors"] if "n_deeds" in actor}
