"""What this room keeps of one customer."""

from __future__ import annotations

from typing import Any

from lifeworld.kit.caller import Caller
from lifeworld.partners.models import DesignRegistration, SupplierChoice
from lifeworld.places.queries import as_text


def export_of(caller: Caller, customer_pk: int) -> dict[str, list[dict[str, Any]]]:
    """Choices of suppliers and registered designs of a customer of the place, as tables; empty for somebody of another place."""
    caller.require("customers.change")
    chosen = SupplierChoice.objects.filter(place=caller.place_id, customer=customer_pk).order_by("pk")
    designs = DesignRegistration.objects.filter(place=caller.place_id, customer=customer_pk).select_related("partner").order_by("pk")
    return {
        "supplier_choices": [{"seller": row.seller, "job": row.job, "standing": row.standing, "at": as_text(row.at)} for row in chosen],
        "design_registrations": [
            {"partner": row.partner.key, "design": row.design, "tool": row.tool, "product": row.product, "state": row.state,
             "volume_a_year": row.volume_a_year, "valid_until": row.valid_until.isoformat(), "asked_at": as_text(row.asked_at),
             "decided_at": as_text(row.decided_at), "why": row.why} for row in designs],
    }
