"""What this room keeps of one customer."""

from __future__ import annotations

from typing import Any

from lifeworld.audiences.models import Assignment, SegmentMember, Stay
from lifeworld.audiences.queries.audiences import as_text
from lifeworld.kit.caller import Caller


def export_of(caller: Caller, customer_pk: int) -> dict[str, list[dict[str, Any]]]:
    """Stays, segments and arms of a customer of the place, as tables; empty for somebody of another place."""
    caller.require("customers.change")
    place = caller.place_id
    stays = Stay.objects.filter(audience__place=place, customer=customer_pk).order_by("id")
    segments = SegmentMember.objects.filter(segmentation__place=place, customer=customer_pk).order_by("id")
    arms = Assignment.objects.filter(holdout__place=place, customer=customer_pk).order_by("id")
    return {
        "audiences": [{"audience": slug, "since": as_text(since), "until": as_text(until)}
                      for slug, since, until in stays.values_list("audience__slug", "since", "until")],
        "segments": [{"segmentation": slug, "segment": segment, "certainty": certainty}
                     for slug, segment, certainty in segments.values_list("segmentation__slug", "segment", "certainty")],
        "holdouts": [{"holdout": slug, "arm": arm, "at": as_text(at)} for slug, arm, at in arms.values_list("holdout__slug", "arm", "at")],
    }
