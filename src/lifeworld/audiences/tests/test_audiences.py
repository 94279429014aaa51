"""Audiences: saved, changed, retired, worked out again, and asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from lifeworld.audiences.actions.audiences import change_audience, refresh_audience, retire_audience, save_audience
from lifeworld.audiences.actions.forget import forget
from lifeworld.audiences.actions.work import work_once
from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.values import Overlap, Refreshed
from lifeworld.audiences.models import Audience, Stay
from lifeworld.audiences.queries.audiences import audience_of, audiences, members, membership_over_time, overlap, size, words_of
from lifeworld.audiences.queries.compiling import today_of
from lifeworld.audiences.queries.exported import export_of
from lifeworld.customers.models import Customer, Trait
from lifeworld.events.models import JournalLine
from lifeworld.goals.models import Job
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
CITY = e.Trait("city", "is", ("Ulm",))


@pytest.fixture
def people() -> Cast:
    made = cast()
    for place, n in ((made.acme, 6), (made.other, 3)):
        for at in range(n):
            customer = Customer.objects.create(place=place, key=f"c{at}", label=f"Number {at}" if at else "")
            if at < 5:
                Trait.objects.create(customer=customer, name="city", value="Ulm" if at % 2 == 0 else "Bonn")
    return made


@pytest.fixture
def ana(people: Cast) -> Caller:
    return people.caller(people.ana)


def moved(customer: str, place: str, city: str) -> None:
    Trait.objects.filter(customer__key=customer, customer__place__path=place, name="city").update(value=city)


def test_an_audience_is_saved_with_a_slug_from_its_title_and_asked_for(ana: Caller) -> None:
    made = save_audience(ana, "People of Ulm", CITY)
    assert (made.slug, made.version, made.n, audience_of(ana, "people-of-ulm")) == ("people-of-ulm", 1, None, made)
    assert save_audience(ana, "People of Ulm!", CITY).slug == "people-of-ulm-2"
    assert [one.slug for one in audiences(ana)] == ["people-of-ulm", "people-of-ulm-2"]
    assert words_of(ana, e.InAudience("people-of-ulm")) == "Customers who are in «People of Ulm»."
    Job.objects.create(place_id=ana.place_id, slug="people-of-ulm", title="Meet people of Ulm", kind="accomplish")
    assert words_of(ana, e.InAudience("people-of-ulm")) == "Customers who are in «People of Ulm»."
    assert words_of(ana, e.Goal("people-of-ulm")) == "Customers who show the team a goal for «Meet people of Ulm»."
    assert JournalLine.objects.filter(type="audiences.saved").order_by("id")[0].data == {"audience": made.id}


def test_size_counts_members_and_those_of_whom_it_is_unknown_in_this_place_only(ana: Caller) -> None:
    found = size(ana, CITY)
    assert (found.n, found.n_unknown, found.n_customers) == (3, 2, 7)  # Cleo and the sixth have no city
    assert [one.shown for one in found.preview] == ["c0", "Number 2", "Number 4"]
    assert size(ana, e.Not(CITY)).n == 2
    assert size(ana, e.Not(e.Known(CITY))).n == 2


def test_members_come_page_by_page(ana: Caller) -> None:
    first = members(ana, CITY, limit=2)
    rest = members(ana, CITY, after=first[-1].id, limit=2)
    assert [one.key for one in (*first, *rest)] == ["c0", "c2", "c4"]


def test_whoever_may_only_look_changes_nothing_and_strangers_see_nothing(people: Cast, ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY)
    vic, dev = people.caller(people.vic), people.caller(people.dev, people.other)
    with pytest.raises(LifeworldError, match=r"«audiences\.manage»"):
        save_audience(vic, "More", CITY)
    with pytest.raises(LifeworldError, match=r"«audiences\.see»"):
        size(people.caller(people.eva), CITY)
    for asked in (lambda: audience_of(dev, "ulm"), lambda: members(dev, "ulm"), lambda: refresh_audience(dev, "ulm"),
                  lambda: change_audience(dev, "ulm", version=1, title="x"), lambda: membership_over_time(dev, "ulm")):
        with pytest.raises(LifeworldError) as raised:
            asked()
        assert raised.value.status == 404
    assert size(dev, CITY).n == 2
    with pytest.raises(InputRefused, match="which is not here"):
        size(dev, e.InAudience("ulm"))


def test_two_who_change_the_same_version_do_not_overwrite_each_other(ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY, slug="ulm")
    assert change_audience(ana, "ulm", version=1, title="Ulm and around").version == 2
    with pytest.raises(LifeworldError, match="version 2, not 1") as raised:
        change_audience(ana, "ulm", version=1, expression=e.Everyone())
    assert raised.value.status == 409
    with pytest.raises(LifeworldError) as taken:
        save_audience(ana, "Other", CITY, slug="ulm")
    assert taken.value.status == 409


def test_an_audience_cannot_rest_on_itself_nor_on_what_is_not_here(ana: Caller) -> None:
    save_audience(ana, "A", CITY, slug="a")
    save_audience(ana, "B", e.Not(e.InAudience("a")), slug="b")
    with pytest.raises(InputRefused, match="rests on itself"):
        change_audience(ana, "a", version=1, expression=e.Any((e.Everyone(), e.InAudience("b"))))
    for condition in (e.Measure("pace", ">", 1), e.Type("s", "brand-driven"), e.Segment("s", 1), e.Goal(job="5k"), e.InAudience("c")):
        with pytest.raises(InputRefused, match="which is not here"):
            save_audience(ana, "C", condition)
    with pytest.raises(LifeworldError, match="«B» rests on this one") as raised:
        retire_audience(ana, "a", version=1)
    assert raised.value.status == 409


def test_a_retired_audience_is_asked_no_more_and_its_past_stays(ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY, slug="ulm")
    refresh_audience(ana, "ulm")
    retire_audience(ana, "ulm", version=1)
    assert not audiences(ana)
    assert [one.retired for one in audiences(ana, retired=True)] == [True]
    assert Stay.objects.exclude(until=None).count() == 3
    with pytest.raises(InputRefused):
        size(ana, e.InAudience("ulm"))


def test_stays_begin_and_end_with_the_members_and_asking_twice_changes_nothing(ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY, slug="ulm")
    assert refresh_audience(ana, "ulm") == Refreshed(3, 0, 3)
    assert refresh_audience(ana, "ulm") == Refreshed(0, 0, 3)
    moved("c0", "acme", "Bonn")
    moved("c1", "acme", "Ulm")
    moved("c1", "other", "Ulm")
    assert refresh_audience(ana, "ulm") == Refreshed(1, 1, 3)
    moved("c0", "acme", "Ulm")
    assert refresh_audience(ana, "ulm") == Refreshed(1, 0, 4)
    assert Stay.objects.filter(customer__key="c0").count() == 2
    assert [line.data["n"] for line in JournalLine.objects.filter(type="audiences.refreshed").order_by("id")] == [3, 3, 4]
    assert audience_of(ana, "ulm").n == 4


def test_membership_over_time_counts_days_by_the_clock_of_the_place(ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY, slug="ulm")
    refresh_audience(ana, "ulm")
    now = timezone.now()
    first, second, third = Stay.objects.order_by("id")
    Stay.objects.filter(pk=first.pk).update(since=now - timedelta(days=200))
    Stay.objects.filter(pk=second.pk).update(since=now - timedelta(days=3), until=now - timedelta(days=1))
    days = membership_over_time(ana, "ulm", days=5)
    assert [(day.joined, day.left, day.n) for day in days] == [(0, 0, 1), (1, 0, 2), (0, 0, 2), (0, 1, 1), (1, 0, 2)]
    assert days[-1].day == now.date().isoformat()
    assert third.until is None


def test_the_overlap_of_two_audiences(ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY, slug="ulm")
    save_audience(ana, "Known", e.Known(CITY), slug="known")
    assert overlap(ana, "ulm", "known") == Overlap(3, 5, 3)


def test_work_is_done_when_something_changed_and_then_rests(people: Cast, ana: Caller) -> None:
    assert not work_once()
    save_audience(ana, "Ulm", CITY, slug="ulm")
    dev = people.caller(people.dev, people.other)
    save_audience(dev, "Ulm", CITY, slug="ulm")
    assert [work_once(), work_once(), work_once()] == [True, True, False]
    assert dict(Audience.objects.values_list("place__path", "n")) == {"acme": 3, "other": 2}
    moved("c1", "acme", "Ulm")
    JournalLine.objects.create(place="acme", type="customers.changed", at=timezone.now())
    assert not work_once()  # it rests
    Audience.objects.update(worked_out_at=timezone.now() - timedelta(hours=1))
    assert [work_once(), work_once()] == [True, False]
    assert audience_of(ana, "ulm").n == 4


def test_what_is_kept_of_a_customer_is_exported_and_forgotten_in_her_place_only(people: Cast, ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY, slug="ulm")
    refresh_audience(ana, "ulm")
    customer = Customer.objects.get(place=people.acme, key="c0")
    told = export_of(ana, customer.pk)
    assert [(one["audience"], one["until"]) for one in told["audiences"]] == [("ulm", "")]
    assert export_of(people.caller(people.dev, people.other), customer.pk) == {"audiences": [], "segments": [], "holdouts": []}
    forget(people.other.pk, customer.pk)
    assert Stay.objects.filter(customer=customer).exists()
    forget(people.acme.pk, customer.pk)
    assert not Stay.objects.filter(customer=customer).exists()


def test_days_are_counted_by_the_clock_of_the_place(ana: Caller) -> None:
    east, west = (replace(ana, timezone=zone) for zone in ("Pacific/Kiritimati", "Pacific/Niue"))  # 25 hours apart
    assert today_of(east) - today_of(west) in (1, 2)
    save_audience(ana, "Ulm", CITY, slug="ulm")
    refresh_audience(ana, "ulm")
    Stay.objects.update(since=datetime.now(UTC).replace(hour=23, minute=30) - timedelta(days=2))
    joined = [next(day.day for day in membership_over_time(caller, "ulm", days=5) if day.joined) for caller in (west, ana, east)]
    assert joined[0] == joined[1] < joined[2]
