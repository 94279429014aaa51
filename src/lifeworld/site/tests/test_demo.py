"""The demo shows customers in charge: what they did, want and come to, and whom its people look at.

Founding it takes most of a minute: where a browser is here, test_every_page founds it, asks the same, and goes on with it.
"""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

import pytest

from lifeworld.audiences.queries.audiences import audiences, membership_over_time
from lifeworld.audiences.queries.by_group import by_group
from lifeworld.audiences.queries.holdouts import holdouts
from lifeworld.audiences.queries.needs import segment_labels, segmentation_of
from lifeworld.customers.models import Customer, Identity
from lifeworld.events.models import Event, Source
from lifeworld.events.queries.audit import audit
from lifeworld.events.queries.rows import type_keys
from lifeworld.goals.models import Goal
from lifeworld.goals.queries.attained import attainment
from lifeworld.goals.queries.figures import completion_of, coverage_of
from lifeworld.goals.queries.whose import today_of
from lifeworld.measures.queries.values import indicators
from lifeworld.places.models import User
from lifeworld.places.queries import caller_signed_in
from lifeworld.site.demo import OWNER, PATH, SLUG, fill_demo
from lifeworld.site.demo_deeds import SHARED
from lifeworld.voices.queries.studies import study_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
BROWSER = (os.environ.get("LIFEWORLD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")) and (
    find_spec("playwright") and find_spec("axe_playwright_python"))


@pytest.mark.skipif(bool(BROWSER), reason="test_every_page founds the demo and asks the same of it")
def test_the_demo_shows_what_customers_do_want_and_come_to() -> None:
    the_demo_shows_customers_in_charge()


def the_demo_shows_customers_in_charge() -> None:
    """Found it and look at what it shows."""
    assert fill_demo()
    owner = caller_signed_in(PATH, User.objects.get(email=OWNER).pk)
    assert owner is not None
    today = today_of(owner)

    assert audit(owner).drift == ()
    assert all(uri.startswith(("simulated/", "running/")) for uri in Source.objects.values_list("uri", flat=True))
    assert not Event.objects.filter(day__gte=today).exists()  # nothing lies in the future
    known = {one.slug: (one.n_customers, one.building) for one in indicators(owner)}
    few = {slug: said for slug, said in known.items() if said[1] or (said[0] <= 100 and not slug.startswith(("running-", "power-")))}
    assert not few and known["running-distance"][0] > 5, "what the club does changes with the day; that somebody runs does not"

    found = attainment(owner, from_day=today - 89, to_day=today)
    assert found.t.value is not None
    assert found.regret.value is not None
    assert completion_of(owner).median.value is not None
    coverage = coverage_of(owner)
    assert 0 < coverage.n_consented < coverage.n_declared
    assert {"active", "paused", "reached", "abandoned"} == set(coverage.by_state)
    assert not Goal.objects.filter(declared_day__gt=today).exists()
    assert not Goal.objects.filter(ended_day__gt=today).exists()

    needs = segmentation_of(owner, "needs")
    assert [one.stable for one in needs.segments] == [True, True, True]
    misses = by_group(owner, segment_labels(owner, "needs"))
    assert misses is not None
    belongs = next(name for name in misses.needs if name.endswith(": belong"))
    assert misses.needs[belongs][0].zone == "extreme"  # what everybody together would hide
    for one in audiences(owner):
        assert one.n
        assert len({day.n for day in membership_over_time(owner, one.slug)}) > 5
    assert [(one.n_held > 20, one.n_served > one.n_held) for one in holdouts(owner)] == [(True, True)] * 2

    study = study_of(owner, SLUG)
    assert fill_demo() is None  # a second start changes nothing
    assert study_of(owner, SLUG) == study
    assert Customer.objects.filter(place=owner.place_id).count() == coverage.n_declared
    shared = [number for name, number in type_keys(owner.place_id).items() if name.startswith(SHARED)]
    tellers = Event.objects.filter(type__in=shared).values("subject")
    assert {key[:6] for key in Identity.objects.filter(subject__in=tellers).values_list("customer__key", flat=True)} == {"runner"}
