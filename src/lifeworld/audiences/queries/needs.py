"""What is asked of needs: who finds which outcome how important, the segments that were found, and who is in which."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import OuterRef, Subquery

from lifeworld.audiences.core.needs import cautions, importance_figure
from lifeworld.audiences.core.values import Member
from lifeworld.audiences.models import Segmentation, SegmentMember
from lifeworld.customers.models import Consent
from lifeworld.goals.core.values import CONTACT
from lifeworld.goals.models import Rating
from lifeworld.goals.queries.consents import counted
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.figure import Figure

ANSWERS = {"customer": pl.String, "outcome": pl.String, "importance": pl.Int64, "satisfaction": pl.Int64}


@dataclass(frozen=True)
class SegmentValue:
    """One segment (1, 2, ...): its name, members, part of all, mean certainty, likeness over bootstraps; by outcome its importance."""

    number: int
    name: str
    n: int
    share: float
    stability: float
    stable: bool
    importance: Mapping[str, Figure]


@dataclass(frozen=True)
class SegmentationValue:
    """Segments by needs, as of when they were found; ``bic`` by number of segments; ``warnings``: what to know before they are used."""

    pk: int
    slug: str
    title: str
    made_at: str
    n_customers: int
    outcomes: tuple[str, ...]
    segments: tuple[SegmentValue, ...]
    bic: Mapping[int, float]
    warnings: tuple[str, ...] = ()


def answers(caller: Caller) -> pl.DataFrame:
    """The newest importance and satisfaction of each customer for each job that she took up: customer (key), outcome (job's slug), ...

    Only customers who said yes to being counted. Errors: LifeworldError 403.
    """
    caller.require("audiences.see")
    rows = Rating.objects.filter(goal__place=caller.place_id, goal__job__isnull=False).order_by("at", "id")
    yes = counted(caller)
    newest = {(customer, job): (key, importance, satisfaction) for customer, key, job, importance, satisfaction in rows.values_list(
        "goal__customer", "goal__customer__key", "goal__job__slug", "importance", "satisfaction") if customer in yes}
    return pl.DataFrame([(key, job, importance, satisfaction) for (_, job), (key, importance, satisfaction) in newest.items()],
                        schema=ANSWERS, orient="row")


def segmentations(caller: Caller) -> list[SegmentationValue]:
    """The segmentations of the place, the newest first. Errors: LifeworldError 403."""
    caller.require("audiences.see")
    return [_value(row) for row in Segmentation.objects.filter(place=caller.place_id).order_by("-made_at", "-id")]


def segmentation_of(caller: Caller, slug: str) -> SegmentationValue:
    """A segmentation of the place. Errors: LifeworldError 403, 404."""
    caller.require("audiences.see")
    row = Segmentation.objects.filter(place=caller.place_id, slug=slug).first()
    if row is None:
        raise not_found("segmentation", slug)
    return _value(row)


def segment_labels(caller: Caller, slug: str) -> dict[int, str]:
    """The name of the segment of each customer, by the customer's number: the groups that opportunity and attainment are shown by."""
    found = segmentation_of(caller, slug)
    names = {one.number: one.name for one in found.segments}
    rows = SegmentMember.objects.filter(segmentation=found.pk).values_list("customer", "segment")
    return {customer: names.get(segment, str(segment)) for customer, segment in rows}


def members_of_segment(caller: Caller, slug: str, segment: int, *, after: str = "", limit: int = 50) -> list[tuple[Member, float]]:
    """Customers of a segment in the order of their keys, with how surely they belong to it.

    Only those who said that the people of the place may write to them about their goals: of the others answers count, without a name.
    Errors: LifeworldError 403, 404.
    """
    caller.require("customers.see")
    found = segmentation_of(caller, slug)
    said = Consent.objects.filter(customer=OuterRef("customer"), purpose=CONTACT).order_by("-at", "-id").values("given")[:1]
    rows = SegmentMember.objects.annotate(agreed=Subquery(said)).filter(
        segmentation=found.pk, segment=segment, customer__key__gt=after, agreed=True).order_by("customer__key")
    return [(Member(pk, key, label or key), certainty) for pk, key, label, certainty in
            rows.values_list("customer", "customer__key", "customer__label", "certainty")[:limit]]


def _value(row: Segmentation) -> SegmentationValue:
    body = row.body
    segments = tuple(_segment(one) for one in body["segments"])
    return SegmentationValue(row.pk, row.slug, row.title, row.made_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
                             body["n_customers"], tuple(body["outcomes"]), segments, {int(k): bic for k, bic in body["bic"].items()},
                             _cautions(body))


def _cautions(body: dict[str, Any]) -> tuple[str, ...]:
    means = [[math.nan if mean is None else mean for _, mean, _ in one["importance"].values()] for one in body["segments"]]
    return cautions(means, [one["share"] for one in body["segments"]])


def _segment(kept: dict[str, Any]) -> SegmentValue:
    importance = {outcome: importance_figure(outcome, kept["name"], *numbers) for outcome, numbers in kept["importance"].items()}
    return SegmentValue(**{**kept, "importance": importance})
