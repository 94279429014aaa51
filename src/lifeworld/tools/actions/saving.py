"""A design is saved under its content hash: the same content has the same address, however often it is saved.

What is not content (for how many, in which currency, sent where, by whose choice of suppliers, on which offers) are the terms. Whoever
saves a design on terms on which it was not saved yet adds them below its address; what was saved before stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lifeworld.events.actions import record as journal
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.actions.attributing import attribute
from lifeworld.tools.actions.running import design, reckoned
from lifeworld.tools.core.canonical import terms_hash
from lifeworld.tools.core.kept import Attribution, Saved
from lifeworld.tools.core.quoting import sellers_of
from lifeworld.tools.core.records import Record
from lifeworld.tools.core.wanted import Pointed, Wanted, note_of, wanted_again
from lifeworld.tools.models import DesignTerms, SavedDesign
from lifeworld.tools.queries.designs import row_of, saved_design, value_of
from lifeworld.tools.queries.installed import tool_called

VISITORS_AN_HOUR = 600
"""So many designs visitors may save in a place within an hour."""
BODY_BYTES_MAX = 4 * 1024 * 1024
TITLE_CHARS_MAX = 300
TEAM = Attribution()


@dataclass(frozen=True)
class Kept:
    """A saved design, on the terms on which it was saved, and whether it was not there before on these."""

    design: Saved
    created: bool


def save(caller: Caller, tool: str, wanted: Wanted, pointed: Pointed, *, note: str = "", previous: str = "",
         attribution: Attribution = TEAM) -> Kept:
    """Reckon a design and keep it with the offers it takes now. What is kept already on the same terms stays as it was, and is returned.

    ``previous``: address of the design of which this is the next version. Errors: LifeworldError 403; 404; 409 where the version before is
    the same design; 429 where visitors save too much; InputRefused.
    """
    return keep(caller, tool, design(caller, tool, wanted, pointed), note=note, previous=previous, attribution=attribution)


def turn(caller: Caller, tool: str, address: str, slot: str, item: str, *, attribution: Attribution = TEAM) -> Kept:
    """The next version of a saved design: with another part in this slot, reckoned on the offers of now.

    Errors: as ``save``; InputRefused for a slot or an item that the design does not offer.
    """
    old = saved_design(caller, tool, address)
    body = old.body or {}
    line = next((one for one in body["lines"] if one["slot"] == slot and one["turns"]), None)
    if line is None:
        raise InputRefused("no_slot", f"The design has no part «{slot[:40]}» that can be turned.", "Choose one of its lines.")
    if item not in line["alternates"]:
        raise InputRefused("no_alternate", f"«{item[:80]}» is no alternate of {slot}.", "Choose one of those that are offered.")
    wanted = wanted_again(body)
    made = reckoned(caller, tool_called(caller, tool), wanted, Pointed({**body["parts"], slot: item}, body["turned"]))
    return keep(caller, tool, made, previous=address, attribution=attribution)


@transaction.atomic
def keep(caller: Caller, tool: str, body: Record, *, note: str = "", previous: str = "", attribution: Attribution = TEAM) -> Kept:
    """Write a record down under its hash and its terms, once."""
    caller.require("tools.use")
    visitor = is_visitor(caller)
    before = row_of(caller, tool, previous) if previous else None
    if before is not None and before.hash == body["hash"]:
        raise conflict("same_design", "The next version is the same design.", "Turn a part, or change the specification.")
    terms = terms_hash(body)
    known = SavedDesign.objects.filter(place=caller.place_id, tool=tool, hash=body["hash"], visitor=visitor).first()
    if known is not None and (terms == known.terms or known.others.filter(key=terms).exists()):
        return Kept(value_of(known, caller, whole=True, terms=terms), created=False)
    if visitor:
        _not_too_many(caller)
    made = {"body": _bounded(body), "desk_id": attribution.desk, "embed": attribution.embed, "placement": attribution.placement,
            "origin": attribution.origin, "who": caller.who, "saved_at": timezone.now()}
    number = before.number + 1 if before is not None and before.visitor == visitor else 1
    row, created = SavedDesign.objects.get_or_create(
        place_id=caller.place_id, tool=tool, hash=body["hash"], visitor=visitor, defaults={
            **made, "title": body["title"][:TITLE_CHARS_MAX], "holds": body["holds"], "terms": terms, "number": number,
            "note": "" if visitor else note_of(note), "previous": before if number > 1 else None})
    if not created and terms != row.terms:
        _, created = row.others.get_or_create(key=terms, defaults=made)
    if created:
        _attribute(caller, body, attribution)
        journal(caller, "tools.saved", data={"tool": tool, "design": row.hash, "number": row.number, "desk": attribution.desk or 0,
                                             "embed": attribution.embed, "terms": terms})
    return Kept(value_of(row, caller, whole=True, terms=terms), created)


@transaction.atomic
def note(caller: Caller, tool: str, address: str, text: str) -> None:
    """Write a note on a design, or change it. Needs «tools.see» and «tools.use». Errors: 403; 404; InputRefused."""
    caller.require("tools.see")
    row = row_of(caller, tool, address)
    row.note = note_of(text)
    row.save(update_fields=["note"])
    journal(caller, "tools.noted", data={"tool": tool, "design": row.hash})


@transaction.atomic
def discard(caller: Caller, tool: str, address: str) -> bool:
    """A design is kept no more, on whatever terms. True: a visitor saved the same one, and its address opens that one now.

    Needs «tools.manage». Errors: 403; 404.
    """
    caller.require("tools.manage")
    row = row_of(caller, tool, address)
    row.delete()
    journal(caller, "tools.discarded", data={"tool": tool, "design": row.hash})
    return SavedDesign.objects.filter(place=caller.place_id, tool=tool, hash=row.hash).exists()


def is_visitor(caller: Caller) -> bool:
    """Whether somebody came through an open door: then only designs of visitors are seen."""
    return not caller.may("tools.see")


def _attribute(caller: Caller, body: Record, attribution: Attribution) -> None:
    """Which partner's offers the design takes, and which embedding started it. Where nobody is a partner, nothing is written."""
    attribute(replace(caller, customer=""), body["hash"], tool=body["tool"], offers=sellers_of(body), origin=attribution.origin,
              section=attribution.placement, embed=attribution.embed)


def _bounded(body: Record) -> Record:
    """The record without its panels where it would be too large with them; pictures are made again when it is opened."""
    size = sum(len(str(one)) for one in body["panels"])
    return body if size <= BODY_BYTES_MAX else {**body, "panels": []}


def _not_too_many(caller: Caller) -> None:
    since = timezone.now() - timedelta(hours=1)
    designs = SavedDesign.objects.filter(place=caller.place_id, visitor=True, saved_at__gt=since).count()
    terms = DesignTerms.objects.filter(design__place=caller.place_id, design__visitor=True, saved_at__gt=since).count()
    if designs + terms >= VISITORS_AN_HOUR:
        raise LifeworldError(429, "too_often", "Visitors saved very many designs here within the last hour.",
                             "Try again later; the address of a design that was saved before opens it.")
