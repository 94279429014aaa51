"""Private zones: added, made wider, taken away. What hides one spot has one shape for good, because two shapes would tell the spot."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from lifeworld.circles.actions.held import bounded, told
from lifeworld.circles.core import zones as core
from lifeworld.circles.core.bounds import ZONES
from lifeworld.circles.core.checking import NAME_MAX
from lifeworld.circles.core.values import ZoneValue
from lifeworld.circles.core.zones.values import RADIUS_MIN_M
from lifeworld.circles.models import Post, Zone, ZoneSecret
from lifeworld.circles.queries.posts import TOLD_AGAIN
from lifeworld.circles.queries.whose import customer_asking
from lifeworld.circles.queries.zones import RADIUS_MAX_M, own_zones
from lifeworld.customers.models import Customer
from lifeworld.goals.core.checking import checked_number, checked_text
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused

GRID = 3
"""Decimals of degrees that are kept: about a hundred metres."""
SECRET_BITS = 62


@transaction.atomic
def add_zone(caller: Caller, lat: float, lon: float, radius_m: float, label: str = "") -> ZoneValue:
    """Nothing that the customer does near this spot is shown to others from now on, whenever she did it. She need not have joined.

    Errors: LifeworldError 403, 404; 409 where there are too many, or one is there already; InputRefused for what cannot be.
    """
    customer = customer_asking(caller)
    Customer.objects.select_for_update().filter(pk=customer).values_list("pk", flat=True).get()
    at = (round(checked_number(lat, "latitude"), GRID), round(checked_number(lon, "longitude"), GRID))
    radius = _radius(radius_m)
    secret, _ = ZoneSecret.objects.get_or_create(customer_id=customer, defaults={
        "place_id": caller.place_id, "secret": secrets.randbits(SECRET_BITS)})
    core.Zone(*at, radius, secret.secret)  # refuses what is not on the map
    mine = Zone.objects.filter(customer=customer)
    bounded(ZONES, mine)
    if mine.filter(lat=at[0], lon=at[1]).exists():
        raise conflict("zone_there", "There is a private zone at this spot already.", "Make that one wider.")
    row = Zone.objects.create(place_id=caller.place_id, customer_id=customer, label=_label(label), lat=at[0], lon=at[1], radius_m=radius,
                              made_at=timezone.now())
    _numbers_again(customer)
    told(caller, "circles.zone_added", zone=row.pk)
    return _value(caller, row.pk)


@transaction.atomic
def change_zone(caller: Caller, zone: int, *, radius_m: float | None = None, label: str | None = None) -> ZoneValue:
    """The zone has another name, or is wider; what it hid before stays hidden. It never becomes narrower, and does not move: add another.

    Errors: LifeworldError 403; 404 for a zone of somebody else; InputRefused for a radius that is not wider.
    """
    row = Zone.objects.select_for_update().filter(place=caller.place_id, customer=customer_asking(caller), pk=zone).first()
    if row is None:
        raise not_found("zone", zone)
    if radius_m is not None and _radius(radius_m) != row.radius_m:
        if _radius(radius_m) < row.radius_m:
            raise InputRefused("narrower", f"This zone has a radius of {row.radius_m:g} m and cannot become narrower, because who saw what "
                               "was hidden before could tell your spot from both.", "Take a wider one, or take the zone away.")
        row.before, row.radius_m = [*row.before, row.radius_m], _radius(radius_m)
        _numbers_again(row.customer_id)
    if label is not None:
        row.label = _label(label)
    row.save(update_fields=["before", "radius_m", "label"])
    told(caller, "circles.zone_changed", zone=zone)
    return _value(caller, zone)


@transaction.atomic
def remove_zone(caller: Caller, zone: int, *, sure: bool) -> None:
    """The zone hides nothing any more, in nothing that is shared. Its secret stays, so that the same spot hidden again has the same shape.

    Errors: LifeworldError 403; 404 for a zone of somebody else; InputRefused where she is not sure.
    """
    rows = Zone.objects.filter(place=caller.place_id, customer=customer_asking(caller), pk=zone)
    if not rows.exists():
        raise not_found("zone", zone)
    if sure is not True:
        raise InputRefused("not_sure", "Nothing was taken away, because the box was not ticked.",
                           "Tick it: what you shared near this spot is shown from then on.")
    rows.delete()
    _numbers_again(customer_asking(caller))
    told(caller, "circles.zone_removed", zone=zone)


def _numbers_again(customer: int) -> None:
    """Numbers of what she shared may tell what is hidden now: they are gone until whoever shared it tells them again."""
    Post.objects.filter(customer=customer).exclude(facts=[]).update(facts=TOLD_AGAIN)


def _radius(radius_m: float) -> float:
    radius = checked_number(radius_m, "radius")
    if not RADIUS_MIN_M <= radius <= RADIUS_MAX_M:
        raise InputRefused("zone_radius", f"A private zone of {radius:g} m cannot be.",
                           f"Give a radius from {RADIUS_MIN_M:g} to {RADIUS_MAX_M:g} m.")
    return radius


def _label(label: str) -> str:
    return checked_text(label, "name of the zone", NAME_MAX, empty=True)


def _value(caller: Caller, zone: int) -> ZoneValue:
    return next(each for each in own_zones(caller) if each.pk == zone)
