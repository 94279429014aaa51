"""What this room keeps of one customer."""

from __future__ import annotations

from typing import Any

from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller
from lifeworld.places.queries import as_text
from lifeworld.scorecard.models import FactorWeight


def export_of(caller: Caller, customer_pk: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """What matters to a customer of the place, as a table; for herself, and for who may give it out. Errors: 403; 404."""
    if caller.customer:
        customer_pk = customer_asked(caller, customer_pk)
    else:
        caller.require("customers.change")
    rows = FactorWeight.objects.filter(place=caller.place_id, customer=customer_pk).order_by("pk")
    return {"factor_weights": [{"factor": row.factor, "weight": row.weight, "at": as_text(row.at)} for row in rows]}
