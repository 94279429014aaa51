"""What plays keep of one customer."""

from __future__ import annotations

from typing import Any

from lifeworld.audiences.queries.audiences import as_text
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.models import Offered, PlayOutcome, TypeDenied
from lifeworld.scorecard.queries.plays import day_text


def export_of(caller: Caller, customer_pk: int) -> dict[str, list[dict[str, Any]]]:
    """Offers, outcomes and what she denied, as tables; empty for somebody of another place. Errors: LifeworldError 403."""
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
