"""An object of every kind that the room of partners keeps, in a place: for tests that walk all routes."""

from __future__ import annotations

from datetime import date, timedelta

from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.feeds import Ways, open_feed
from lifeworld.partners.actions.registrations import register
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.models import Feed
from lifeworld.partners.tests.market import offers, verified

DESIGN = "0123456789abcdef"


def with_partners(caller: Caller, slug: str) -> dict[str, object]:
    """A verified partner with a feed, a run, an invitation that nobody used, and a registered design, by parameters of addresses."""
    verified(caller, slug, slug)
    open_feed(caller, slug, slug, Ways(kind="webhook", title=slug))
    run = send_file(caller, slug, slug, offers([0.1]))
    until = date.today() + timedelta(days=30)
    made = register(caller, slug, DESIGN, product=slug, volume_a_year=1, valid_until=until, company=slug)
    return {"partner": slug, "feed": slug, "run": run.id, "registration": made.id, "door": Feed.objects.get(partner__key=slug).door}
