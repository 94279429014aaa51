"""All that constellations keep about one customer, for whoever asks what is kept about her."""

from __future__ import annotations

from typing import Any

from lifeworld.constellations.models import Drawing, DrawLink, Moment
from lifeworld.kit.caller import Caller


def export_of(caller: Caller, customer_pk: int) -> dict[str, list[dict[str, Any]]]:
    """Tables of plain rows: drawings as they were sent, ecosystems as they were made, and links that were hers. Errors: 403."""
    caller.require("customers.change")
    mine = {"customer": customer_pk, "study__place": caller.place_id}
    drawings = Drawing.objects.filter(**mine).order_by("id").values("study__slug", "drawn_at", "body")
    moments = Moment.objects.filter(**mine).order_by("study", "position").values("study__slug", "position", "made_at", "type", "body")
    links = DrawLink.objects.filter(**mine).order_by("id").values("study__slug", "label", "created_at", "n_drawn")
    return {name: [{key.replace("study__slug", "study"): value for key, value in row.items()} for row in rows]
            for name, rows in (("drawings", drawings), ("ecosystems", moments), ("draw_links", links))}
