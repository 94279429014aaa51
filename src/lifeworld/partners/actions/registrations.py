"""Partners register designs that they brought to a customer; the team accepts or declines; they end on their last day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lifeworld.customers.queries import key_of
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.onboarding import VERIFIED, WHY_CHARS
from lifeworld.partners.core.registering import ACCEPTED, ASKED, checked_design, checked_until, checked_volume, folded, moved
from lifeworld.partners.core.shown import RegistrationValue
from lifeworld.partners.models import DesignRegistration
from lifeworld.partners.queries.registrations import today, value_of
from lifeworld.partners.queries.whose import bound_to, fed, managed, must_be_team
from lifeworld.places.core import checked_name

REGISTRATIONS_MAX = 100_000
PAST = {"accept": "accepted", "decline": "declined", "expire": "expired", "withdraw": "withdrawn"}
AT_ONCE = 200


@transaction.atomic
def register(caller: Caller, partner: str, design: str, *, product: str, volume_a_year: int, valid_until: date, company: str = "",
             customer: int | None = None, tool: str = "") -> RegistrationValue:
    """A partner registers a design for a customer of the place, or for a company by name. Until it is accepted it protects nothing.

    Errors: 403; 404; 409 where the partner is not verified, or asked for the same already; 422.
    """
    row = fed(caller, partner) if bound_to(caller) else managed(caller, partner)
    if row.state != VERIFIED:
        raise conflict("not_verified", f"The partner «{row.key}» is «{row.state}».", "Designs are registered by verified partners.")
    if (customer is None) == (not company.strip()):
        raise InputRefused("for_whom", "A registration is for one customer or one company.", "Name one of the two.")
    if customer is not None:
        caller.require("customers.see")
    key = key_of(caller, customer) if customer is not None else ""
    named = checked_name(company, "company") if company.strip() else ""
    same = _same(caller.place_id, checked_design(design), customer, folded(named))
    if same.filter(partner=row, state__in=(ASKED, ACCEPTED)).exists():
        raise conflict("registered_already", "This partner registered this design for them already.", "Look at its registrations.")
    if DesignRegistration.objects.filter(place=caller.place_id).count() >= REGISTRATIONS_MAX:
        raise conflict("registrations_full", f"There are {REGISTRATIONS_MAX:,} registrations here.", "Ask an owner of the place.")
    made = DesignRegistration.objects.create(
        place_id=caller.place_id, partner=row, customer_id=customer, company=named, company_key=folded(named), design=design,
        tool=checked_name(tool, "tool", 80) if tool.strip() else "", product=checked_name(product, "product"),
        volume_a_year=checked_volume(volume_a_year), valid_until=_until(caller, valid_until), asked_by=caller.who)
    record(caller, "partners.design_registered", customer=key, data={"registration": made.pk, "partner": row.pk, "design": design})
    return value_of(made)


def accept(caller: Caller, number: int, *, why: str = "") -> RegistrationValue:
    """The partner is protected until the last day. Errors: 403; 404; 409 also where another partner is protected for the same design and
    the same customer or company.
    """
    return _decided(caller, number, "accept", why)


def decline(caller: Caller, number: int, *, why: str = "") -> RegistrationValue:
    """The partner is not protected. Errors: 403; 404; 409; 422 without a reason."""
    return _decided(caller, number, "decline", why)


def expire(caller: Caller, number: int, *, why: str = "") -> RegistrationValue:
    """It ends before its last day. Errors: 403; 404; 409."""
    return _decided(caller, number, "expire", why)


@transaction.atomic
def withdraw(caller: Caller, number: int, *, why: str = "") -> RegistrationValue:
    """The partner takes it back, or the team for it. Errors: 403; 404 for somebody else's; 409."""
    bound = bound_to(caller)
    caller.require("partners.offers" if bound else "partners.manage")
    row = _held(caller, number)
    if bound and row.partner_id not in bound:
        raise not_found("registration", number)
    return _moved(caller, row, "withdraw", why)


@transaction.atomic
def expire_old(caller: Caller) -> int:
    """Registrations whose last day is past end; returns how many. Work in the background, some at a time."""
    rows = DesignRegistration.objects.select_for_update().filter(place=caller.place_id, state__in=(ASKED, ACCEPTED),
                                                                 valid_until__lt=today(caller))
    found = list(rows.order_by("pk")[:AT_ONCE])
    for row in found:
        _moved(caller, row, "expire", "Its last day is past.")
    return len(found)


@transaction.atomic
def _decided(caller: Caller, number: int, verb: str, why: str) -> RegistrationValue:
    caller.require("partners.manage")
    must_be_team(caller)
    row = _held_together(caller, number)
    if verb == "decline" and not why.strip():
        raise InputRefused("why_missing", "A registration is declined with a reason.", "Say why in a sentence.")
    if verb == "accept":
        others = _same(row.place_id, row.design, row.customer_id, row.company_key).filter(state=ACCEPTED, valid_until__gte=today(caller))
        if other := others.exclude(pk=row.pk).select_related("partner").first():
            raise conflict("protected_already", f"The partner «{other.partner.key}» is protected for this design there until "
                           f"{other.valid_until}.", "Decline this one, or end the other first.")
    return _moved(caller, row, verb, why)


def _moved(caller: Caller, row: DesignRegistration, verb: str, why: str) -> RegistrationValue:
    row.state = moved(row.state, verb)
    row.why = checked_name(why, "reason", WHY_CHARS) if why.strip() else ""
    row.decided_by, row.decided_at = caller.who, timezone.now()
    row.save(update_fields=["state", "why", "decided_by", "decided_at"])
    key = row.customer.key if row.customer else ""
    record(caller, f"partners.registration_{PAST[verb]}", customer=key, data={"registration": row.pk, "partner": row.partner_id})
    return value_of(row)


def _held(caller: Caller, number: int) -> DesignRegistration:
    rows = DesignRegistration.objects.select_for_update(of=("self",)).select_related("partner", "customer")
    row = rows.filter(place=caller.place_id, pk=number).first() if 0 <= number < 2**63 else None
    if row is None:
        raise not_found("registration", number)
    return row


def _held_together(caller: Caller, number: int) -> DesignRegistration:
    """A registration, and with it all of its design for the same customer or company: who decides about another one waits."""
    row = DesignRegistration.objects.filter(place=caller.place_id, pk=number).first() if 0 <= number < 2**63 else None
    if row is None:
        raise not_found("registration", number)
    same = _same(row.place_id, row.design, row.customer_id, row.company_key).select_for_update().order_by("pk")
    list(same.values_list("pk", flat=True))  # in one order, so that two never wait for each other
    return _held(caller, number)


def _until(caller: Caller, day: date) -> date:
    checked_until(day.isoformat(), today(caller).isoformat())
    return day


def _same(place_id: int, design: str, customer: int | None, company_key: str) -> QuerySet[DesignRegistration]:
    """Registrations of a design for the same customer, or the same company."""
    whom = Q(customer=customer) if customer is not None else Q(customer=None, company_key=company_key)
    return DesignRegistration.objects.filter(whom, place=place_id, design=design)
