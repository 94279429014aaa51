"""Which sellers are preferred, allowed or blocked, for whom.

What is said for a customer's job wins over what is said for the customer, then for the job in the place, for the place, and for the places
around it, seller by seller. Where nobody said anything everybody is allowed, and marked as a default.
"""

from __future__ import annotations

from django.db.models import Q

from lifeworld.customers.queries import pk_of
from lifeworld.kit.caller import Caller, not_found
from lifeworld.partners.core.shown import ChoiceValue
from lifeworld.partners.core.values import STANDINGS, Choice, Standing
from lifeworld.partners.models import SupplierChoice
from lifeworld.partners.queries.partners import may_look, names_of, sellers_of
from lifeworld.partners.queries.whose import must_be_team
from lifeworld.places.core import around
from lifeworld.places.queries import as_text

CHOICES_MAX = 2000
DEFAULT = "default"


def choice_of(caller: Caller, *, job: str = "", customer: int | None = None) -> Choice:
    """The choice that holds for a job, and for a customer where one is named or asks herself. Errors: 403; 404."""
    said = _said(caller, job, customer)
    by_seller = {seller: standing_of(row) for seller, (row, _) in said.items() if seller}
    others = standing_of(said[""][0]) if "" in said else "allowed"
    return Choice(dict(sorted(by_seller.items())), others, is_default=not said, job=job)


def choices(caller: Caller, *, job: str = "", customer: int | None = None) -> list[ChoiceValue]:
    """Every seller whose offers count here, or of whom somebody said something, with how it stands and who said so; the last is everybody
    else (seller ""). Errors: 403; 404.
    """
    must_be_team(caller)  # how the others stand is not for one of them to know
    said, names = _said(caller, job, customer), names_of(caller)
    names |= dict(sellers_of(caller))
    others = said.get("")
    found = []
    for seller in [*sorted({*dict(sellers_of(caller)), *said} - {""}, key=lambda key: ((names.get(key) or key).casefold(), key)), ""]:
        row, level = said.get(seller) or others or (None, DEFAULT)
        found.append(ChoiceValue(seller, names.get(seller, seller), row.standing if row else "allowed", level, row is None,
                                 row.who if row else "", as_text(row.at) if row else ""))
    return found


def jobs_with_choices(caller: Caller) -> list[str]:
    """Jobs for which somebody said something, by name. Errors: 403."""
    may_look(caller)
    rows = SupplierChoice.objects.filter(place__path__in=around(caller.place)).exclude(job="")
    return list(rows.order_by("job").values_list("job", flat=True).distinct()[:200])


def standing_of(row: SupplierChoice) -> Standing:
    """What was said of the seller."""
    return next(standing for standing in STANDINGS if standing == row.standing)


def whose(caller: Caller, customer: int | None) -> int | None:
    """The customer who is meant: herself where a customer asks, else the one who is named, None for the place. Errors: 403; 404."""
    if not caller.customer:
        if customer is not None:
            caller.require("customers.see")
        return customer
    mine = pk_of(caller, caller.customer)
    if customer not in {None, mine}:
        raise not_found("customer", customer)
    return mine


def _said(caller: Caller, job: str, customer: int | None) -> dict[str, tuple[SupplierChoice, str]]:
    """What was said of each seller that wins, and at which level."""
    may_look(caller)
    whom = whose(caller, customer)
    outward = around(caller.place)
    rows = SupplierChoice.objects.filter(Q(place=caller.place_id, customer=whom) | Q(customer=None) if whom else Q(customer=None),
                                         place__path__in=outward, job__in={"", job})
    ranked = sorted(rows.select_related("place").order_by("pk")[:CHOICES_MAX], key=lambda row: _rank(row, outward))
    return {row.seller: (row, _level(row, caller.place)) for row in reversed(ranked)}  # the last one written is the first in rank


def _rank(row: SupplierChoice, outward: list[str]) -> tuple[bool, int, bool]:
    """What comes first wins: the customer's own, then the nearest place, then the job."""
    return row.customer_id is None, outward.index(row.place.path), not row.job


def _level(row: SupplierChoice, place: str) -> str:
    who = "customer" if row.customer_id else "place" if row.place.path == place else row.place.path
    return f"{who}, this job" if row.job else who

