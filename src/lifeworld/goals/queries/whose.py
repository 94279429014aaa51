"""Whose goals a caller may see and change: a customer her own, people of the place those that their owners show to the team."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from lifeworld.customers.queries import key_of, pk_of
from lifeworld.goals.models import Goal
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused

EPOCH = datetime(1970, 1, 1).date()


def customer_asked(caller: Caller, customer: int | None, *, manage: bool = False) -> int:
    """The customer that is meant: herself where a customer asks. Errors: LifeworldError 403; 404; InputRefused where nobody is named."""
    if caller.customer:
        caller.require("goals.own")
        mine = pk_of(caller, caller.customer)
        if customer not in (None, mine):
            raise not_found("customer", customer)
        return mine
    caller.require("goals.manage" if manage else "goals.see")
    if customer is None:
        raise InputRefused("no_customer", "It is not said whose goals are meant.", "Name the customer.")
    key_of(caller, customer)
    return customer


def goals_visible(caller: Caller, *, manage: bool = False) -> QuerySet[Goal]:
    """The goals whose words the caller may read, or change. Errors: LifeworldError 403."""
    here = Goal.objects.filter(place=caller.place_id)
    if caller.customer:
        return here.filter(customer=customer_asked(caller, None))
    caller.require("goals.manage" if manage else "goals.see")
    return here.filter(seen_by="team")


def today_of(caller: Caller, at: datetime | None = None) -> int:
    """The day by the clock of the caller's place, of now or of a time."""
    return ((at or timezone.now()).astimezone(ZoneInfo(caller.timezone)).date() - EPOCH).days


def reader(caller: Caller) -> Caller:
    """The caller as who reads measures for goals: a customer may see what her own goals are measured by, whatever else she may not."""
    return replace(caller, scopes=caller.scopes | {"measures.see"}, customer="")
