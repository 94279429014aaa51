"""The demo of this world: invented sellers with their offers, an open desk, designs that anybody can look at, simulated designers."""

from __future__ import annotations

import pytest

from lifeworld.constellations.models import Moment
from lifeworld.events.models import Event, Source
from lifeworld.kit.caller import Caller
from lifeworld.partners.models import DesignRegistration, Partner
from lifeworld.partners.queries.live import snapshot_of
from lifeworld.places.queries import caller_signed_in
from lifeworld.plugin import world_called
from lifeworld.plugin_web import take_up
from lifeworld.site.founding import add_member
from lifeworld.site.worker import work_off
from lifeworld.tools.models import OpenDesk, SavedDesign
from lifeworld_power.actions.demo import DESIGNERS, PRESETS, SPEC, fill_desk

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def owner() -> Caller:
    """Who owns a new place."""
    user = add_member("ana@example.org", "acme", "owner", name="Ana", password="long enough for Ana")  # noqa: S106  (of nobody)
    caller = caller_signed_in("acme", user.pk)
    assert caller is not None
    return caller


def test_a_demo_has_sellers_offers_a_desk_designs_and_designers() -> None:
    ana = owner()
    world = world_called("power")
    assert world is not None
    take_up(ana, world)
    fill_desk(ana)
    assert set(Partner.objects.values_list("state", flat=True)) == {"verified"}
    assert all(one.shipping_micros and one.shipping_currency in {"USD", "EUR"} for one in Partner.objects.all())
    assert len(snapshot_of(ana.place_id)) > 500
    assert OpenDesk.objects.count() == 1
    saved = list(SavedDesign.objects.all())
    assert len(saved) >= 1 and len({one.hash for one in saved}) == len(saved) <= len(PRESETS)
    for one in saved:
        assert one.body["holds"] and one.body["cost"] > 0 and one.body["oldest"]
    assert DesignRegistration.objects.count() == 1
    assert Event.objects.count() > 100 and set(Source.objects.values_list("uri", flat=True)) == {"simulated/power"}
    work_off()
    made = {one.customer.key: one.body["type"]["label"] for one in Moment.objects.filter(latest=True).select_related("customer")}
    assert len(made) == DESIGNERS and len(set(made.values())) == 3


def test_a_demo_whose_sellers_offer_nothing_that_fits_has_a_desk_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = owner()
    world = world_called("power")
    assert world is not None
    take_up(ana, world)
    monkeypatch.setattr("lifeworld_power.actions.demo.SPEC", {**SPEC, "stock_min": 1_000_000_000})
    fill_desk(ana)
    assert OpenDesk.objects.count() == 1 and not SavedDesign.objects.exists()
