"""Keeping what customers draw: by a link without an account, or together with somebody of the team."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lifeworld.constellations.actions.making import make_again
from lifeworld.constellations.core.drawing import Drawing, drawing_from_json
from lifeworld.constellations.core.drawn_body import body_of
from lifeworld.constellations.models import Drawing as Kept
from lifeworld.constellations.models import DrawLink
from lifeworld.constellations.queries.draw_links import OpenDoor, link_state
from lifeworld.customers.actions import bring_in
from lifeworld.customers.models import Customer
from lifeworld.customers.queries import key_of
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.site_studies import StudyValue, worker

NO_DOOR = "This link does not open anything any more."


@dataclass(frozen=True)
class Saved:
    """A drawing that is kept: its key of the table, whose it is, its position in the journal, and whether it came before already."""

    pk: int
    customer: int
    position: int
    again: bool
    drawing: Drawing


def draw(caller: Caller, study: StudyValue, customer: int, sent: Any) -> Saved:
    """Keep a drawing of a customer and make her ecosystem again. Errors: LifeworldError 403, 404, 409; InputRefused."""
    caller.require("constellations.draw")
    key = key_of(caller, customer)
    drawing = _checked(sent)
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).filter(pk=customer).first()  # a drawing that is sent twice at once waits here
        saved = _before(study, drawing, customer=customer) or _keep(caller, study, customer, key, drawing, None)
    return _made(study, saved)


def draw_by_link(door: OpenDoor, sent: Any, known: int | None = None) -> Saved:
    """Keep a drawing that came by a link. ``known`` is who drew by this link from the same browser before, so that she stays one customer.

    A drawing that is sent twice is kept once and answered alike. Errors: 404 for a link that is good no more; 409 where all its
    maps are drawn, or where the drawing came by another way; InputRefused for a drawing that cannot be.
    """
    drawing = _checked(sent)
    study, caller = door.study, door.caller
    with transaction.atomic():
        link = DrawLink.objects.select_for_update().filter(pk=door.link).first()
        if link is None or link_state(link) != "open":
            raise not_found("link", "draw")
        saved = _before(study, drawing, link=link.pk)
        if saved is None:
            if link.draws_max is not None and link.n_drawn >= link.draws_max:
                raise conflict("link_used_up", "All maps of this link are drawn.", "Ask whoever gave you the link for a new one.")
            customer, key = _drawer(door, drawing, known)
            link.n_drawn += 1
            link.save(update_fields=["n_drawn"])
            saved = _keep(replace(caller, customer=key), study, customer, key, drawing, link.pk)
    return _made(study, saved)


def import_drawings(caller: Caller, study: StudyValue, bodies: Mapping[str, Mapping[str, Any]]) -> int:
    """Keep drawings of many customers (by key, new ones are made) that another program drew; one that was imported before stays once.

    Returns how many are new. Errors: LifeworldError 403; InputRefused.
    """
    caller.require("constellations.analyse")
    checked = {key: _checked(body) for key, body in bodies.items()}
    n = 0
    with transaction.atomic():
        customers = bring_in(caller, checked)
        for key, drawing in checked.items():
            if _before(study, drawing, customer=customers[key]) is None:
                _keep(caller, study, customers[key], key, drawing, None)
                n += 1
    return n


def _checked(sent: Any) -> Drawing:
    drawing = drawing_from_json(sent)
    if drawing.client_id is None:
        raise InputRefused("no_client_id", "The drawing has no «client_id».", "Send a UUID that stays the same when you send it again.")
    return drawing


def _before(study: StudyValue, drawing: Drawing, *, link: int | None = None, customer: int | None = None) -> Saved | None:
    """The same drawing where it was kept before. Errors: 409 where it is somebody else's."""
    row = Kept.objects.filter(study=study.pk, client_id=uuid.UUID(str(drawing.client_id))).first()
    if row is None:
        return None
    if (link is not None and row.link_id != link) or (customer is not None and row.customer_id != customer):
        raise conflict("drawing_elsewhere", "This drawing is kept already, as another customer's or from another link.",
                       "Start a new drawing.")
    return Saved(row.pk, row.customer_id, row.position, True, drawing_from_json(row.body))


def _drawer(door: OpenDoor, drawing: Drawing, known: int | None) -> tuple[int, str]:
    """Whose drawing it is: the link's customer, who drew from this browser before, or a new one."""
    for customer in (door.customer, known):
        row = Customer.objects.filter(pk=customer, place=door.study.place_id).first() if customer is not None else None
        if row is not None:
            return row.pk, row.key
    key = f"drawn-{uuid.UUID(str(drawing.client_id)).hex[:16]}"
    return bring_in(door.caller, [key])[key], key


def _keep(caller: Caller, study: StudyValue, customer: int, key: str, drawing: Drawing, link: int | None) -> Saved:
    """Write the drawing and its line of the journal, in the transaction that runs."""
    row = Kept.objects.create(study_id=study.pk, customer_id=customer, link_id=link, client_id=uuid.UUID(str(drawing.client_id)),
                              body=body_of(drawing), position=0, drawn_at=_time(drawing.drawn_at))
    row.position = record(caller, "constellations.drawn", customer=key, data={"study": study.pk, "drawing": row.pk})
    row.save(update_fields=["position"])
    return Saved(row.pk, customer, row.position, False, drawing)


def _time(said: str | None) -> datetime:
    """When it was drawn, as the device says; a device whose clock is ahead does not draw in the future."""
    now = timezone.now()
    if said is None:
        return now
    try:
        drawn = datetime.fromisoformat(said)
    except ValueError:
        return now
    return min(drawn if drawn.tzinfo else drawn.replace(tzinfo=UTC), now)


def _made(study: StudyValue, saved: Saved) -> Saved:
    """Her ecosystem is made again at once, so that whoever looks next sees the map in it."""
    if not saved.again:
        make_again(worker(study.place, study.place_id), study.pk, [saved.customer])
    return saved
