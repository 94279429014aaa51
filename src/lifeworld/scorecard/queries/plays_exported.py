"""What plays keep of one customer."""

from __future__ import annotations

from typing import Any

from lifeworld.audiences.queries.audiences import as_text
from lifeworld.goals.core.days import day_text
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.models import Offered, PlayOutcome, TypeDenied


def export_of(caller: Caller, customer_pk: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """Offers, outcomes and what she denied, as tables, for herself, and for who may give it out; empty for somebody of another place.

    Errors: LifeworldError 403; 404 where a customer asks for another.
    """
    if caller.customer:
        customer_pk = customer_asked(caller, customer_pk)
    else:
        caller.require("customers.change")
    place = caller.place_id
    offers = Offered.objects.filter(play__place=place, customer=customer_pk).order_by("id")
    outcomes = PlayOutcome.objects.filter(play__place=place, customer=customer_pk).order_by("id")
    denied = TypeDenied.objects.filter(place=place, customer=customer_pk).order_by("id")
    return {
        "plays_offered": [{"play": key, "version": version, "state": state, "at": as_text(at), "answered_at": as_text(answered)}
                          for key, version, state, at, answered in
                          offers.values_list("play__key", "play__version", "state", "at", "answered_at")],
        "plays_outcomes": [{"play": key, "version": version, "arm": arm, "household": household, "value": value, "before": before,
                            "day": day_text(day)} for key, version, arm, household, value, before, day in
                           outcomes.values_list("play__key", "play__version", "arm", "household", "value", "before", "day")],
        "types_denied": [{"study": study, "type": type_, "at": as_text(at)}
                         for study, type_, at in denied.values_list("study", "type", "at")],
    }
