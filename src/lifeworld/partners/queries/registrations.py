"""Which designs partners registered, and for whom."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.partners.core.registering import STATES
from lifeworld.partners.core.shown import RegistrationValue
from lifeworld.partners.models import DesignRegistration
from lifeworld.partners.queries.whose import OWN, bound_to
from lifeworld.places.queries import as_text

PAGE_MAX = 200


def registrations(caller: Caller, *, partner: str = "", state: str = "", before: int | None = None,
                  limit: int = PAGE_MAX) -> list[RegistrationValue]:
    """The registrations of the place, the newest first; a partner's own people see theirs. Errors: 403; 422 for no state."""
    if state and state not in STATES:
        raise InputRefused("bad_state", f"Registrations are not «{state[:20]}».", f"Ask for {listed(STATES)}.")
    rows = DesignRegistration.objects.filter(place=caller.place_id)
    if bound := bound_to(caller):
        if not caller.scopes & OWN:
            caller.require("partners.own")
        rows = rows.filter(partner__in=bound)
    else:
        caller.require("partners.see")
    rows = rows.filter(partner__key=partner) if partner else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    named = caller.may("customers.see")
    return [value_of(row, key=named) for row in rows.select_related("partner", "customer").order_by("-pk")[:min(limit, PAGE_MAX)]]


def registration_of(caller: Caller, number: int) -> RegistrationValue:
    """One registration. Errors: 403; 404."""
    found = registrations(caller, before=number + 1, limit=1) if 0 <= number < 2**63 - 1 else []
    if not found or found[0].id != number:
        raise not_found("registration", number)
    return found[0]


def today(caller: Caller, now: datetime | None = None) -> date:
    """The day by the clock of the caller's place."""
    return (now or datetime.now(ZoneInfo(caller.timezone))).astimezone(ZoneInfo(caller.timezone)).date()


def value_of(row: DesignRegistration, *, key: bool = True) -> RegistrationValue:
    """The row as a value; ``key``: whether it says for which customer."""
    customer = row.customer.key if key and row.customer else ""
    return RegistrationValue(row.pk, row.partner.key, row.partner.name, customer, row.company, row.design, row.tool,
                             row.product, row.volume_a_year, row.valid_until.isoformat(), row.state, row.asked_by, as_text(row.asked_at),
                             row.decided_by, as_text(row.decided_at), row.why)
