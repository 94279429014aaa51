"""A small world written twice: into the tables, and as frames."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from lifeworld.audiences.core.memory import Population
from lifeworld.audiences.models import Audience, Segmentation, SegmentMember
from lifeworld.audiences.tests.expressions import EVENTS, INDICATORS, JOBS, SEGMENTATIONS, STUDIES, TODAY
from lifeworld.constellations.models import Moment
from lifeworld.customers.models import Consent, Customer, Identity, Trait
from lifeworld.events.models import Event, EventType, Source, Subject
from lifeworld.goals.models import Check, Goal, Job, Scale
from lifeworld.measures.models import Indicator, Standing
from lifeworld.places.models import Place
from lifeworld.voices.core.codebook import DRIVERS
from lifeworld.voices.models import Study

KEPT = {"paid": 6}
"""Events of this type are not kept for good."""
AT = datetime(2024, 10, 1, tzinfo=UTC)


def written(place: Place, people: list[dict[str, Any]]) -> list[int]:
    """The world in the tables of a place; returns the customers' keys in their order."""
    Audience.objects.filter(place=place).delete()
    keys = {
        **{name: EventType.objects.get_or_create(place=place.pk, name=name, defaults={"keep_days": KEPT.get(name)})[0].pk
           for name in EVENTS},
        **{slug: Indicator.objects.get_or_create(place=place, slug=slug, defaults={"body": {}})[0].pk for slug in INDICATORS},
        **{slug: Study.objects.get_or_create(place=place, slug=slug)[0].pk for slug in STUDIES},
        **{slug: Segmentation.objects.get_or_create(place=place, slug=slug, defaults={"body": {}})[0].pk for slug in SEGMENTATIONS},
        **{slug: Job.objects.get_or_create(place=place, slug=slug, kind="manage")[0].pk for slug in JOBS}}
    return [_customer(place, f"c{at}", known, keys) for at, known in enumerate(people)]


def _customer(place: Place, key: str, known: dict[str, Any], keys: dict[str, int]) -> int:
    customer = Customer.objects.create(place=place, key=key)
    Trait.objects.bulk_create([Trait(customer=customer, name=name, value=value) for name, value in known["traits"].items()])
    Standing.objects.bulk_create([Standing(indicator_id=keys[slug], customer=customer.pk, value=value, n=1, n_days=1, as_of=TODAY)
                                  for slug, value in known["standings"].items()])
    source, _ = Source.objects.get_or_create(place=place.pk, uri="test")
    for at, events in enumerate(known["subjects"]):
        subject = Subject.objects.create(place=place.pk, key=f"{key}-{at}-{uuid.uuid4()}")
        Identity.objects.create(place=place, subject=subject.pk, customer=customer)
        Event.objects.bulk_create([Event(place=place.pk, source=source.pk, key=str(uuid.uuid4()), type=keys[type_], subject=subject.pk,
                                         at_us=day * 86_400_000_000, received_us=0, day=day, data={}) for type_, day in events])
    for job, kind, state, seen_by, scales in known["goals"]:
        _goal(place, customer, keys.get(job), kind, state, seen_by, scales)
    if known["moment"] is not None:
        type_, share = known["moment"]
        drivers = [{"code": code, "share": share} for code in DRIVERS]
        Moment.objects.create(study_id=keys["runners"], customer=customer, position=1, latest=False, type="brand-driven", size=1,
                              n_statements=1, body={"drivers": [{"share": 1.0}] * 6})
        Moment.objects.create(study_id=keys["runners"], customer=customer, position=2, latest=True, type=type_, size=1, n_statements=1,
                              body={"drivers": drivers})
    if known["segment"] is not None:
        SegmentMember.objects.create(segmentation_id=keys["needs"], customer=customer, segment=known["segment"], certainty=1)
    for purpose, given, day in known["consents"]:
        Consent.objects.create(customer=customer, purpose=purpose, given=given, at=AT + timedelta(days=day))
    return customer.pk


def _goal(place: Place, customer: Customer, job: int | None, kind: str, state: str, seen_by: str, scales: list[list[int | None]]) -> None:
    goal = Goal.objects.create(place=place, customer=customer, job_id=job, client_id=uuid.uuid4(), kind=kind, title="g", state=state,
                               seen_by=seen_by, declared_at=AT, declared_day=TODAY)
    gone = Scale.objects.create(goal=goal, title="taken away", frozen_at=AT, removed_at=AT)
    Check.objects.create(scale=gone, client_id=uuid.uuid4(), at=AT, day=TODAY, level=2)
    for levels in scales:
        scale = Scale.objects.create(goal=goal, title="s", frozen_at=AT)
        for day, level in enumerate(levels):
            Check.objects.create(scale=scale, client_id=uuid.uuid4(), at=AT + timedelta(days=day), day=TODAY, level=level, value=1.0)


def as_frames(keys: list[int], people: list[dict[str, Any]]) -> Population:
    """The world as frames."""
    each = list(zip(keys, people, strict=True))

    def frame(schema: dict[str, Any], rows: Any) -> pl.DataFrame:
        return pl.DataFrame(list(rows), schema=schema, orient="row")

    text, key, number = pl.String, pl.Int64, pl.Float64
    return Population(
        frame({"customer": key}, ([pk] for pk in keys)),
        frame({"customer": key, "name": text, "value": text}, ((pk, *one) for pk, who in each for one in who["traits"].items())),
        frame({"customer": key}, ([pk] for pk, who in each if who["subjects"])),
        frame({"customer": key, "type": text, "day": key},
              ((pk, *one) for pk, who in each for one in itertools.chain.from_iterable(who["subjects"]))),
        frame({"customer": key, "indicator": text, "value": number}, ((pk, *one) for pk, who in each for one in who["standings"].items())),
        frame({"customer": key, "job": text, "kind": text, "state": text, "level": key},
              ((pk, job, kind, state, _highest(scales)) for pk, who in each for job, kind, state, seen, scales in who["goals"]
               if seen == "team")),
        frame({"customer": key, "study": text, "type": text}, ((pk, "runners", who["moment"][0]) for pk, who in each if who["moment"])),
        frame({"customer": key, "study": text, "code": text, "share": number},
              ((pk, "runners", code, who["moment"][1]) for pk, who in each if who["moment"] for code in DRIVERS)),
        frame({"customer": key, "segmentation": text, "segment": key},
              ((pk, "needs", who["segment"]) for pk, who in each if who["segment"] is not None)),
        frame({"customer": key, "purpose": text, "given": pl.Boolean},
              ((pk, purpose, given) for pk, who in each for purpose, given, _ in sorted(who["consents"], key=lambda one: one[2]))),
        kept_days=KEPT)


def _highest(scales: list[list[int | None]]) -> int | None:
    newest = [judged[-1] for levels in scales if (judged := [level for level in levels if level is not None])]
    return max(newest, default=None)
