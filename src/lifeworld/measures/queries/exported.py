"""All that measures keep about one customer, for whoever asks what is kept about her."""

from __future__ import annotations

from typing import Any

from lifeworld.customers.models import Identity
from lifeworld.kit.caller import Caller
from lifeworld.measures.core.terms import MICRO
from lifeworld.measures.models import DayValue, Standing


def export_of(caller: Caller, customer_pk: int) -> dict[str, list[dict[str, Any]]]:
    """Tables of plain rows: her days, in the unit of each indicator, and where she stands. Errors: 403."""
    caller.require("customers.change")
    subjects = list(Identity.objects.filter(place=caller.place_id, customer=customer_pk).values_list("subject", flat=True))
    days = DayValue.objects.filter(indicator__place=caller.place_id, subject__in=subjects).order_by("indicator__slug", "day", "subject")
    standings = Standing.objects.filter(indicator__place=caller.place_id, customer=customer_pk).order_by("indicator__slug")
    parts = ("total", "low", "high", "last")
    return {
        "measured_days": [{"indicator": row["indicator__slug"], "day": row["day"], "n": row["n"],
                           **{part: None if row[part] is None else row[part] / MICRO for part in parts}}
                          for row in days.values("indicator__slug", "day", "n", *parts)],
        "standings": [{"indicator": slug, "value": value, "n": n, "n_days": n_days, "as_of": as_of} for slug, value, n, n_days, as_of
                      in standings.values_list("indicator__slug", "value", "n", "n_days", "as_of")]}
