"""What a partner did for a design is written down: on whose page it was begun, whose offers serve it. Nothing is said of any customer."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.onboarding import LEFT
from lifeworld.partners.core.registering import checked_design
from lifeworld.partners.models import Attribution, Partner
from lifeworld.places.core import around

OFFERS_MAX = 1000
STARTED, SERVED = "started", "offer"


@transaction.atomic
def attribute(caller: Caller, design: str, *, tool: str, offers: Sequence[tuple[str, str]] = (), origin: str = "", section: str = "",
              embed: str = "") -> None:
    """Write down where a design was begun and whose offers (seller, item) it takes; the same again counts one up.

    ``origin``, ``section`` and ``embed``: of the page around the desk where it is kept for the first time, all "" where it was begun on
    the site itself, or was there before. A design begins once: where something was attributed to it already, no other page began it.
    Runs in the transaction that saves the design. Errors: 403; 422.
    """
    caller.require("tools.use")
    if len(offers) > OFFERS_MAX:
        raise InputRefused("too_many_offers", f"A design of {len(offers):,} offers is larger than what is attributed.", "Divide it.")
    checked_design(design)
    served = sorted({(seller[:80], item[:200]) for seller, item in offers})
    known = _partners(caller, {seller for seller, _ in served})
    now = timezone.now()
    made = [Attribution(partner_id=known.get(seller), what=SERVED, seller=seller, item=item) for seller, item in served]
    if origin or embed:
        page = origin.lower()[:200]
        made.append(Attribution(partner_id=_owner_of(caller, page), what=STARTED, origin=page, section=section[:100], embed=embed[:32]))
    for row in made:
        row.place_id, row.tool, row.design, row.last_at = caller.place_id, tool[:80], design, now
    here = Attribution.objects.select_for_update().filter(place=caller.place_id, tool=tool[:80], design=design)
    before = {_key(row): row.pk for row in here}
    made = [row for row in made if row.what != STARTED or not before or _key(row) in before]
    again = [before[_key(row)] for row in made if _key(row) in before]
    Attribution.objects.filter(pk__in=again).update(n=F("n") + 1, last_at=now)
    Attribution.objects.bulk_create([row for row in made if _key(row) not in before], ignore_conflicts=True)


def _key(row: Attribution) -> tuple[str, ...]:
    return row.what, row.seller, row.item, row.origin, row.section, row.embed


def _partners(caller: Caller, sellers: set[str]) -> dict[str, int]:
    """The partners that these sellers are, in the place or around it."""
    rows = Partner.objects.filter(place__path__in=around(caller.place), key__in=sellers)
    return dict(rows.order_by("place__path").values_list("key", "pk"))


def _owner_of(caller: Caller, origin: str) -> int | None:
    """The partner whose page it is; None where it is nobody's that we know."""
    rows = Partner.objects.filter(place__path__in=around(caller.place)).exclude(state=LEFT).order_by("-place__path", "pk")
    return next((pk for pk, origins in rows.values_list("pk", "origins") if origin in origins), None)
