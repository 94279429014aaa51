"""What a customer said by the way, given back to her."""

from __future__ import annotations

from lifeworld.kit.caller import Caller
from lifeworld.voices.models import Statement


def said(caller: Caller, study: str, customer: str, key: str) -> str | None:
    """The words of one statement of a customer; None where there are none. A customer reads her own; for others one needs «voices.see».

    Errors: LifeworldError 403.
    """
    if not caller.customer or caller.customer != customer:
        caller.require("voices.see")
    found = Statement.objects.filter(study__place=caller.place_id, study__slug=study, customer__key=customer, key=key)
    return found.values_list("text", flat=True).first()
