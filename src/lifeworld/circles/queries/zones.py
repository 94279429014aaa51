"""Private zones: as their owner sees them, and as the shapes that hide."""

from __future__ import annotations

from lifeworld.circles.core.values import ZoneValue
from lifeworld.circles.core.zones import Zone
from lifeworld.circles.models import Zone as Row
from lifeworld.circles.models import ZoneSecret
from lifeworld.circles.queries.whose import customer_asking
from lifeworld.kit.caller import Caller

SPARE_M = 80.0
"""Positions are kept on a grid of .001 degrees, so that one spot named twice is one spot; the shape is that much wider."""
RADIUS_MAX_M = 1500.0


def own_zones(caller: Caller) -> list[ZoneValue]:
    """The caller's zones in the order in which she made them. Errors: LifeworldError 403, 404."""
    rows = Row.objects.filter(place=caller.place_id, customer=customer_asking(caller)).order_by("id")
    return [ZoneValue(row.pk, row.label, row.lat, row.lon, row.radius_m) for row in rows]


def zones_of(caller: Caller, customer: int | None = None) -> list[Zone]:
    """What hides a customer's private places from everybody else, for who draws her tracks; never to be sent or shown.

    A customer is given her own. Whoever draws for others asks ``zones_for_rendering``. Errors: LifeworldError 403, 404.
    """
    mine = customer_asking(caller)
    return [] if customer not in (None, mine) else zones_for_rendering(caller.place_id, mine)


def zones_for_rendering(place_id: int, customer: int) -> list[Zone]:
    """The zones of whoever owns a track, for the code that cuts it before somebody else sees it. Each with every radius it had."""
    rows = list(Row.objects.filter(place=place_id, customer=customer).order_by("id"))
    if not rows:
        return []
    secret = ZoneSecret.objects.values_list("secret", flat=True).get(customer=customer)
    return [Zone(row.lat, row.lon, radius + SPARE_M, secret) for row in rows for radius in (*row.before, row.radius_m)]
