"""Suppliers are chosen: for the place, a job, a customer or a customer's job; each choice is recorded, and can be taken back."""

from __future__ import annotations

from django.db import transaction

from lifeworld.customers.queries import key_of
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.partners.core.values import STANDINGS
from lifeworld.partners.models import SupplierChoice
from lifeworld.partners.queries.choices import CHOICES_MAX, whose
from lifeworld.partners.queries.partners import names_of
from lifeworld.partners.queries.whose import must_be_team
from lifeworld.places.core import checked_name

JOB_CHARS = 80
OF_ONE_MAX = 200


@transaction.atomic
def choose(caller: Caller, seller: str, standing: str, *, job: str = "", customer: int | None = None) -> None:
    """How a seller stands from now on; ``seller`` "": everybody who is not named. The team chooses for all, a customer for herself.

    Errors: 403; 404 for a seller or customer that is not here; 409 where there are too many; 422 for another standing.
    """
    whom, job = _may(caller, customer), _job(job)
    if standing not in STANDINGS:
        raise InputRefused("bad_standing", f"«{standing[:40]}» is no standing of a supplier.", f"Choose {listed(STANDINGS)}.")
    if not seller and standing == "preferred":
        raise InputRefused("bad_standing", "Everybody else cannot be preferred.", "Choose allowed or blocked.")
    if seller and seller not in names_of(caller):
        raise not_found("supplier", seller[:80])
    kept = SupplierChoice.objects.filter(place=caller.place_id, customer=whom, job=job)
    if kept.exclude(seller=seller).count() >= (OF_ONE_MAX if whom else CHOICES_MAX // 2):
        raise conflict("choices_full", "There are too many choices already.", "Take back those that are not needed.")
    kept.update_or_create(seller=seller, defaults={"standing": standing, "who": caller.who},
                          create_defaults={"place_id": caller.place_id, "customer_id": whom, "job": job, "seller": seller,
                                           "standing": standing, "who": caller.who})
    record(caller, "partners.chosen", customer=key_of(caller, whom) if whom else "",
           data={"seller": seller, "standing": standing, "job": job})


@transaction.atomic
def unchoose(caller: Caller, seller: str, *, job: str = "", customer: int | None = None) -> None:
    """What was said of a seller is taken back: the next level counts, and at last the default. Errors: 403; 404 where nothing was said."""
    whom, job = _may(caller, customer), _job(job)
    if not SupplierChoice.objects.filter(place=caller.place_id, customer=whom, job=job, seller=seller).delete()[0]:
        raise not_found("choice of the supplier", seller[:80] or "everybody else")
    record(caller, "partners.unchosen", customer=key_of(caller, whom) if whom else "", data={"seller": seller, "job": job})


def _may(caller: Caller, customer: int | None) -> int | None:
    """For whom this caller chooses. Errors: 403; 404."""
    if caller.customer:
        caller.require("tools.use")
        return whose(caller, customer)
    caller.require("partners.manage")
    must_be_team(caller)
    if customer is not None:
        key_of(caller, customer)
    return customer


def _job(job: str) -> str:
    return checked_name(job, "job", JOB_CHARS) if job.strip() else ""
