"""What a customer said to the purposes for which her goals may be used, and who said yes to being counted."""

from __future__ import annotations

from lifeworld.customers.models import Consent
from lifeworld.goals.core.values import FIGURES, PURPOSES, ConsentLine
from lifeworld.goals.queries.goals import iso
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller


def consents_of(caller: Caller, customer: int | None = None) -> list[ConsentLine]:
    """Each purpose with what holds now; nothing said is None and counts as no. Errors: LifeworldError 403, 404."""
    asked = customer_asked(caller, customer)
    rows = Consent.objects.filter(customer=asked, purpose__in=PURPOSES).order_by("at", "id").values_list("purpose", "given", "at")
    holding = {purpose: (given, iso(at)) for purpose, given, at in rows}
    return [ConsentLine(purpose, said, *holding.get(purpose, (None, ""))) for purpose, said in PURPOSES.items()]


def counted(caller: Caller) -> set[int]:
    """The customers of the place who said yes to being counted in figures, as it holds now."""
    rows = Consent.objects.filter(customer__place=caller.place_id, purpose=FIGURES).order_by("at", "id").values_list("customer_id", "given")
    return {customer for customer, given in dict(rows).items() if given}
