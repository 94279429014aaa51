"""Saved designs: one by its address, a list with search, several side by side.

The address of a design is its content, and opens it as it was saved first; the terms on which it was saved, behind a hyphen, open it as it
was saved on those.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.places.queries import as_text
from lifeworld.tools.core.canonical import address_of
from lifeworld.tools.core.comparing import DESIGNS_MAX, Compared, compared
from lifeworld.tools.core.kept import Saved, Termed
from lifeworld.tools.models import DesignTerms, SavedDesign
from lifeworld.tools.queries.installed import tool_called

PAGE = 50
SEARCH_CHARS_MAX = 100


def row_of(caller: Caller, tool: str, address: str) -> SavedDesign:
    """The row of a design. People of the place see their own one first, then a visitor's; visitors see what visitors saved.

    Errors: 403; 404, also where it was never saved on these terms; InputRefused for what is no address.
    """
    caller.require("tools.use")
    content, terms = address_of(address)
    rows = SavedDesign.objects.filter(place=caller.place_id, tool=tool, hash=content).select_related("previous", "desk")
    if terms:
        rows = rows.filter(Q(terms=terms) | Q(Exists(DesignTerms.objects.filter(design=OuterRef("pk"), key=terms))))
    if not caller.may("tools.see"):
        rows = rows.filter(visitor=True)
    row = rows.order_by("visitor").first()
    if row is None:
        raise not_found("design", address)
    return row


def saved_design(caller: Caller, tool: str, address: str) -> Saved:
    """One design as of saving, on the terms that its address names. Errors: as ``row_of``."""
    return value_of(row_of(caller, tool, address), caller, whole=True, terms=address_of(address)[1])


def terms_of(row: SavedDesign, terms: str) -> SavedDesign | DesignTerms:
    """What was saved on these terms; where they are "" or the first, the design itself."""
    return row if terms in {"", row.terms} else row.others.select_related("desk").get(key=terms)


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
    """Designs side by side, each as it was saved on the terms that its address names, in the order that is asked for.

    Errors: 403; 404; InputRefused for none or too many.
    """
    wanted = list(dict.fromkeys(addresses))
    if not 1 <= len(wanted) <= DESIGNS_MAX:
        raise InputRefused("how_many", f"{len(wanted)} designs are to be compared.", f"Choose 1 to {DESIGNS_MAX} of them at once.")
    kept = [{**terms_of(row_of(caller, tool, one), address_of(one)[1]).body, "address": one} for one in wanted]
    return compared(kept, tool_called(caller, tool).schema["properties"])


def value_of(row: SavedDesign, caller: Caller, *, whole: bool = False, terms: str = "") -> Saved:
    """The row as a value, on these terms. Visitors read neither notes nor who saved it."""
    made = terms_of(row, terms)
    team = caller.may("tools.see")
    seen = row.previous is not None and (team or row.previous.visitor)
    later: tuple[str, ...] = ()
    if whole:
        rows = SavedDesign.objects.filter(previous=row.pk).order_by("id")
        later = tuple((rows if team else rows.filter(visitor=True)).values_list("hash", flat=True)[:PAGE])
    return Saved(row.pk, row.tool, row.hash, row.visitor, row.title, row.holds, as_text(made.saved_at), row.note if team else "",
                 row.number, made.who if team else "", row.previous.hash if seen and row.previous is not None else "", later, made.desk_id,
                 made.desk.title if made.desk is not None else "", made.embed if team else "", made.placement if team else "",
                 made.origin if team else "", made.body if whole else None, terms or row.terms, made is row,
                 _others(row, terms or row.terms) if whole else ())


def _others(row: SavedDesign, shown: str) -> tuple[Termed, ...]:
    """The terms on which a design was kept, but for those that are shown: the first ones, then the newest."""
    first = Termed(row.hash, int(row.body["quantity"]), row.body["currency"], row.body["cost_text"], as_text(row.saved_at))
    others = row.others.exclude(key=shown).order_by("-id")
    columns = ("key", "body__quantity", "body__currency", "body__cost_text", "saved_at")
    return (*([] if shown == row.terms else [first]), *(
        Termed(f"{row.hash}-{key}", int(quantity), currency, cost, as_text(saved_at))
        for key, quantity, currency, cost, saved_at in others.values_list(*columns)[:PAGE]))
