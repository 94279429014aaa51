"""A customer's private zones: added, wider, taken away; the same spot has the same shape for good."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lifeworld.circles.actions.joining import leave
from lifeworld.circles.actions.zones import add_zone, change_zone, remove_zone
from lifeworld.circles.core import zones as core
from lifeworld.circles.models import Zone, ZoneSecret
from lifeworld.circles.queries.zones import own_zones, zones_for_rendering, zones_of
from lifeworld.circles.tests.friends import Friends, friends, refused
from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import InputRefused

pytestmark = pytest.mark.django_db
LAT, LON = 52.5187, 13.4083


@pytest.fixture
def us() -> Friends:
    return friends()


def hides(us: Friends, lat: float = LAT, lon: float = LON) -> bool:
    return bool(core.hidden(np.full(5, lat), np.full(5, lon), zones_of(us.pia)).all())


def test_a_zone_hides_its_spot_and_needs_no_joining(us: Friends) -> None:
    assert zones_of(us.pia) == []
    zone = add_zone(us.pia, LAT, LON, 300, "home")
    assert (zone.lat, zone.lon, zone.label) == (52.519, 13.408, "home") and own_zones(us.pia) == [zone]
    assert hides(us) and not hides(us, 52.6)
    assert zones_of(us.nora) == [] and zones_of(us.nora, Zone.objects.get().customer_id) == []
    assert zones_for_rendering(us.pia.place_id, Zone.objects.get().customer_id) == zones_of(us.pia)
    assert zones_for_rendering(us.zoe.place_id, Zone.objects.get().customer_id) == []


def test_the_same_spot_has_the_same_shape_however_it_is_named(us: Friends) -> None:
    zone = add_zone(us.pia, LAT, LON, 300)
    first = zones_of(us.pia)
    remove_zone(us.pia, zone.pk, sure=True)
    assert zones_of(us.pia) == []
    add_zone(us.pia, LAT + 0.0002, LON - 0.0002, 300, "again")
    assert zones_of(us.pia) == first and ZoneSecret.objects.count() == 1


def test_a_zone_becomes_wider_and_keeps_what_it_hid(us: Friends) -> None:
    zone = add_zone(us.pia, LAT, LON, 300)
    first = zones_of(us.pia)
    changed = change_zone(us.pia, zone.pk, radius_m=500, label="home")
    assert (changed.radius_m, changed.label) == (500, "home") and zones_of(us.pia)[:1] == first and len(zones_of(us.pia)) == 2
    with pytest.raises(InputRefused, match="narrower"):
        change_zone(us.pia, zone.pk, radius_m=400)
    assert change_zone(us.pia, zone.pk, label="flat").radius_m == 500 and len(zones_of(us.pia)) == 2


def test_zones_are_nobody_elses(us: Friends) -> None:
    zone = add_zone(us.pia, LAT, LON, 300)
    for ask in (lambda: change_zone(us.nora, zone.pk, label="x"), lambda: remove_zone(us.nora, zone.pk, sure=True),
                lambda: remove_zone(us.zoe, zone.pk, sure=True), lambda: own_zones(us.cast.caller(us.cast.ana))):
        with refused(404):
            ask()
    with refused(409, "zone_there"):
        add_zone(us.pia, LAT, LON, 400)
    with pytest.raises(InputRefused):
        remove_zone(us.pia, zone.pk, sure=False)
    assert own_zones(us.pia) == [zone]


@pytest.mark.parametrize("spot", [(91, 0, 300), (0, 181, 300), (LAT, LON, 50), (LAT, LON, 1501), (float("nan"), LON, 300),
                                  (LAT, LON, float("inf"))])
def test_what_a_zone_may_not_be_is_refused(us: Friends, spot: Any) -> None:
    with pytest.raises(InputRefused):
        add_zone(us.pia, *spot)
    assert not Zone.objects.exists()


def test_ten_zones_are_the_most_and_the_journal_knows_no_spot(us: Friends) -> None:
    for at in range(10):
        add_zone(us.pia, LAT + at / 10, LON, 300)
    with refused(409, "too_many"):
        add_zone(us.pia, LAT + 2, LON, 300)
    assert all(set(line.data) == {"zone"} for line in JournalLine.objects.filter(type="circles.zone_added"))


def test_zones_stay_when_she_leaves_the_circle(us: Friends) -> None:
    add_zone(us.cleo, LAT, LON, 300)
    leave(us.cleo)
    assert len(zones_of(us.cleo)) == 1
