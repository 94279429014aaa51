"""Links with which customers draw, and the drawings that came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from lifeworld.constellations.core.draw_links import DrawLinkValue, state_of
from lifeworld.constellations.models import Drawing, DrawLink
from lifeworld.kit.caller import ROLES, Caller
from lifeworld.places.core import digest
from lifeworld.voices.core.site_studies import StudyValue, worker
from lifeworld.voices.queries.studies import study_with_key

PAGE_MAX = 200


@dataclass(frozen=True)
class DrawnMap:
    """A drawing as it was sent: who drew it, when, and its body."""

    pk: int
    customer: int
    key: str
    label: str
    drawn_at: datetime
    position: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class OpenDoor:
    """What a good link opens: the study, whose map it is (None: a new customer's), and the caller that its drawer is."""

    link: int
    study: StudyValue
    customer: int | None
    caller: Caller


def link_state(row: DrawLink, *, drawn: bool = False) -> str:
    """The state of a link now; ``drawn``: also whether all its maps are drawn."""
    expired = row.expires_at is not None and row.expires_at <= timezone.now()
    return state_of(expired=expired, revoked=row.revoked_at is not None, n_drawn=row.n_drawn if drawn else 0,
                    draws_max=row.draws_max if drawn else None)


def links_of(caller: Caller, study: StudyValue) -> list[DrawLinkValue]:
    """The links of a study, newest first. Errors: LifeworldError 403."""
    caller.require("constellations.analyse")
    rows = DrawLink.objects.filter(study=study.pk, study__place=caller.place_id).select_related("customer").order_by("-pk")[:PAGE_MAX]
    return [DrawLinkValue(row.pk, row.label, str(row.customer) if row.customer else "", row.n_drawn, row.draws_max,
                          row.created_at.isoformat(timespec="seconds"),
                          row.expires_at.isoformat(timespec="seconds") if row.expires_at else None,
                          link_state(row, drawn=True)) for row in rows]


def open_door(token: str) -> OpenDoor | None:
    """What the link of this token opens; None for one that is not, or no longer, good."""
    row = DrawLink.objects.filter(digest=digest(token)).select_related("study__place").first()
    if row is None or link_state(row) != "open":
        return None
    place = row.study.place
    caller = Caller(place.path, place.pk, ROLES["customer"], f"link:{row.pk}", timezone=place.timezone)
    return OpenDoor(row.pk, study_with_key(worker(place.path, place.pk), row.study_id), row.customer_id, caller)


def drawings_of(caller: Caller, study: StudyValue, *, after: int = 0, customer: int | None = None, limit: int = 50) -> list[DrawnMap]:
    """Drawings in the order in which they came, those after a key of the table. Errors: LifeworldError 403."""
    caller.require("constellations.see")
    rows = Drawing.objects.filter(study=study.pk, study__place=caller.place_id, pk__gt=after).select_related("customer").order_by("pk")
    rows = rows if customer is None else rows.filter(customer=customer)
    return [DrawnMap(row.pk, row.customer_id, row.customer.key, str(row.customer), row.drawn_at, row.position, row.body)
            for row in rows[:min(max(limit, 1), PAGE_MAX)]]
