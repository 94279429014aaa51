"""Saved designs: one by its address, a list with search, several side by side."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.places.queries import as_text
from lifeworld.tools.core.comparing import DESIGNS_MAX, Compared, compared
from lifeworld.tools.core.kept import Saved
from lifeworld.tools.core.wanted import hash_of
from lifeworld.tools.models import SavedDesign

PAGE = 50
SEARCH_CHARS_MAX = 100


def row_of(caller: Caller, tool: str, address: str) -> SavedDesign:
    """The row of a design. People of the place see their own one first, then a visitor's; visitors see what visitors saved.

    Errors: 403; 404; InputRefused for what is no address.
    """
    caller.require("tools.use")
    rows = SavedDesign.objects.filter(place=caller.place_id, tool=tool, hash=hash_of(address)).select_related("previous", "desk")
    if not caller.may("tools.see"):
        rows = rows.filter(visitor=True)
    row = rows.order_by("visitor").first()
    if row is None:
        raise not_found("design", address)
    return row


def saved_design(caller: Caller, tool: str, address: str) -> Saved:
    """One design as of saving. Errors: as ``row_of``."""
    return value_of(row_of(caller, tool, address), caller, whole=True)


def designs_of(caller: Caller, tool: str, *, search: str = "", visitors: bool | None = None, before: int | None = None) -> list[Saved]:
    """Designs of a tool, the newest first, ``PAGE`` of them; ``before``: key of the last one on the page before; ``search``: in titles,
    notes and addresses. Errors: 403.
    """
    caller.require("tools.see")
    rows = SavedDesign.objects.filter(place=caller.place_id, tool=tool).select_related("previous", "desk").defer("body")
    if text := search.strip()[:SEARCH_CHARS_MAX].replace("\x00", ""):
        rows = rows.filter(Q(title__icontains=text) | Q(note__icontains=text) | Q(hash=text.lower()) | Q(placement__icontains=text))
    if visitors is not None:
        rows = rows.filter(visitor=visitors)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [value_of(row, caller) for row in rows.order_by("-id")[:PAGE]]


def compared_designs(caller: Caller, tool: str, addresses: Sequence[str]) -> Compared:
    """Designs side by side, as they were saved, in the order that is asked for. Errors: 403; 404; InputRefused for none or too many."""
    wanted = list(dict.fromkeys(addresses))
    if not 1 <= len(wanted) <= DESIGNS_MAX:
        raise InputRefused("how_many", f"{len(wanted)} designs are to be compared.", f"Choose 1 to {DESIGNS_MAX} of them.")
    return compared([row_of(caller, tool, one).body for one in wanted])


def value_of(row: SavedDesign, caller: Caller, *, whole: bool = False) -> Saved:
    """The row as a value. Visitors read neither notes nor who saved it."""
    team = caller.may("tools.see")
    seen = row.previous is not None and (team or row.previous.visitor)
    later: tuple[str, ...] = ()
    if whole:
        rows = SavedDesign.objects.filter(previous=row.pk).order_by("id")
        later = tuple((rows if team else rows.filter(visitor=True)).values_list("hash", flat=True)[:PAGE])
    return Saved(row.pk, row.tool, row.hash, row.visitor, row.title, row.holds, as_text(row.saved_at), row.note if team else "", row.number,
                 row.who if team else "", row.previous.hash if seen and row.previous is not None else "", later, row.desk_id,
                 row.desk.title if row.desk is not None else "", row.embed if team else "", row.placement if team else "",
                 row.origin if team else "", row.body if whole else None)
