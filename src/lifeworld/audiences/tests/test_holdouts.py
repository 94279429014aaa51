"""Holdouts: assigned by chance and for good; and the one query that keeps those who are held from being targeted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import lifeworld
from lifeworld.audiences.actions.audiences import change_audience, retire_audience, save_audience
from lifeworld.audiences.actions.holdouts import assign_newcomers, end_holdout, open_holdout
from lifeworld.audiences.actions.work import work_once
from lifeworld.audiences.core import expression as e
from lifeworld.audiences.models import Assignment, Holdout
from lifeworld.audiences.queries.arms import sizes_of_arms
from lifeworld.audiences.queries.audiences import members
from lifeworld.audiences.queries.exported import export_of
from lifeworld.audiences.queries.holdouts import balance, holdout_of, holdouts
from lifeworld.audiences.queries.targetable import may_target, n_targetable, targetable
from lifeworld.audiences.tests.expressions import customers, expressions
from lifeworld.audiences.tests.worlds import written
from lifeworld.customers.actions import record_consent
from lifeworld.customers.models import Customer, Trait
from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
CITY = e.Trait("city", "is", ("Ulm",))
TIPS: dict[str, Any] = {"withheld": "The weekly tip", "is_not_care": True}
N = 120


@pytest.fixture
def people() -> Cast:
    made = cast()
    made.cleo.delete()
    for place, n in ((made.acme, N), (made.other, 20)):
        rows = Customer.objects.bulk_create([Customer(place=place, key=f"c{at}") for at in range(n)])
        Trait.objects.bulk_create([Trait(customer=row, name="city", value="Ulm" if at % 3 else "Bonn") for at, row in enumerate(rows)])
    return made


@pytest.fixture
def ana(people: Cast) -> Caller:
    return people.caller(people.ana)


def held(slug: str) -> set[int]:
    return set(Assignment.objects.filter(holdout__slug=slug, arm="held").values_list("customer", flat=True))


def test_a_share_of_every_stratum_is_held_and_nobody_of_another_place(ana: Caller) -> None:
    made = open_holdout(ana, "tips", "Tips", share=0.1, strata=("city",), **TIPS)
    assert made.n_held + made.n_served == N
    assert Assignment.objects.filter(holdout__slug="tips").exclude(customer__place=ana.place_id).count() == 0
    for city, n in (("Ulm", 80), ("Bonn", 40)):
        assert abs(Assignment.objects.filter(stratum=city, arm="held").count() - 0.1 * n) <= 1
    assert holdouts(ana) == [made]
    line = JournalLine.objects.get(type="audiences.held_out")
    assert (line.data["n"], line.data["of"]) == (made.n_held, N)


def test_who_is_held_is_not_targeted_until_the_holdout_ends(ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY, slug="ulm")
    open_holdout(ana, "tips", "Tips", share=0.2, audience="ulm", **TIPS)
    out = held("tips")
    assert len(out) == 16
    assert {one.id for one in members(ana, "ulm", limit=500)} - {one.id for one in targetable(ana, "ulm")} == out
    assert n_targetable(ana, e.Everyone()) == N - 16
    someone = min(out)
    assert not may_target(ana, someone, "ulm")
    Trait.objects.filter(customer=someone).update(value="Bonn")
    assert not may_target(ana, someone, e.Everyone())  # she left the audience and is held nevertheless
    assert end_holdout(ana, "tips").ended_at
    assert may_target(ana, someone, e.Everyone())
    assert n_targetable(ana, e.Everyone()) == N
    assert held("tips") == out


def test_newcomers_are_targeted_only_once_they_are_assigned_and_assignments_never_change(people: Cast, ana: Caller) -> None:
    open_holdout(ana, "tips", "Tips", share=0.3, **TIPS)
    before = dict(Assignment.objects.values_list("customer", "arm"))
    new = Customer.objects.bulk_create([Customer(place=people.acme, key=f"new{at}") for at in range(200)])
    assert n_targetable(ana, e.Everyone()) == N - 36
    assert assign_newcomers(ana, "tips") == 200
    assert assign_newcomers(ana, "tips") == 0
    after = dict(Assignment.objects.values_list("customer", "arm"))
    assert {pk: arm for pk, arm in after.items() if pk in before} == before
    assert 30 < sum(after[row.pk] == "held" for row in new) < 90
    assert n_targetable(ana, e.Everyone()) == N + 200 - len(held("tips"))


def test_background_work_assigns_newcomers(people: Cast, ana: Caller) -> None:
    open_holdout(ana, "tips", "Tips", share=0.3, **TIPS)
    Customer.objects.create(place=people.acme, key="new")
    JournalLine.objects.create(place="acme", type="customers.changed", at=timezone.now())
    assert not work_once()
    Holdout.objects.update(assigned_at=timezone.now() - timedelta(hours=1))
    assert work_once()
    assert not work_once()
    assert Assignment.objects.filter(customer__key="new").count() == 1


def test_only_those_who_said_yes_are_targetable_for_a_purpose(ana: Caller) -> None:
    yes, no, changed = Customer.objects.filter(place=ana.place_id).order_by("id")[:3]
    record_consent(ana, yes.pk, "news", given=True)
    record_consent(ana, no.pk, "news", given=False)
    record_consent(ana, changed.pk, "news", given=True)
    record_consent(ana, changed.pk, "news", given=False)
    assert [one.id for one in targetable(ana, e.Everyone(), "news")] == [yes.pk]
    assert n_targetable(ana, e.Everyone(), "calls") == 0


def test_care_is_never_withheld_and_what_cannot_be_is_refused(people: Cast, ana: Caller) -> None:
    with pytest.raises(InputRefused, match="never care"):
        open_holdout(ana, "h", "H", share=0.1, withheld="Insulin", is_not_care=False)
    for wrong in ({"share": 0.9}, {"withheld": " "}, {"strata": tuple("abcde")}, {"title": ""}, {"slug": "Not A Slug"}):
        with pytest.raises(InputRefused):
            open_holdout(ana, **{"slug": "h", "title": "H", "share": 0.1, **TIPS, **wrong})
    for wrong in ({"audience": "nobody"}, {"strata": ("type:none",)}, {"strata": ("segment:none",)}):
        with pytest.raises(LifeworldError) as raised:
            open_holdout(ana, "h", "H", share=0.1, **TIPS, **wrong)
        assert raised.value.status == 404
    open_holdout(ana, "h", "H", share=0.1, **TIPS)
    with pytest.raises(LifeworldError) as taken:
        open_holdout(ana, "h", "H", share=0.1, **TIPS)
    assert taken.value.status == 409
    with pytest.raises(LifeworldError, match=r"«audiences\.manage»"):
        open_holdout(people.caller(people.vic), "h2", "H", share=0.1, **TIPS)
    with pytest.raises(LifeworldError) as hidden:
        holdout_of(people.caller(people.dev, people.other), "h")
    assert hidden.value.status == 404
    end_holdout(ana, "h")
    with pytest.raises(LifeworldError) as ended:
        end_holdout(ana, "h")
    assert ended.value.status == 409


def test_an_audience_whose_holdout_is_open_is_not_retired(ana: Caller) -> None:
    save_audience(ana, "Ulm", CITY, slug="ulm")
    open_holdout(ana, "tips", "Tips", share=0.2, audience="ulm", **TIPS)
    with pytest.raises(LifeworldError, match="holdout") as raised:
        retire_audience(ana, "ulm", version=1)
    assert raised.value.status == 409
    out = held("tips")
    change_audience(ana, "ulm", version=1, expression=e.Not(CITY))
    assert out.isdisjoint(one.id for one in targetable(ana, e.Everyone()))


def test_the_arms_are_beside_each_other_and_exported(ana: Caller) -> None:
    open_holdout(ana, "tips", "Tips", share=0.25, strata=("city",), **TIPS)
    found = {one.name: one for one in balance(ana, "tips")}
    assert set(found) == {"city: Bonn", "city: Ulm"}
    assert found["city: Ulm"].n_held == 30
    assert found["city: Ulm"].standardised == pytest.approx(0, abs=0.05)
    customer = Customer.objects.filter(place=ana.place_id).first()
    assert customer is not None
    assert export_of(ana, customer.pk)["holdouts"][0]["holdout"] == "tips"


class Undone(Exception):
    """Takes back what an example wrote."""


@settings(max_examples=40, phases=[Phase.explicit, Phase.generate])
@given(st.lists(customers(), min_size=1, max_size=6), st.lists(expressions(), min_size=1, max_size=2), expressions(), st.booleans(),
       st.lists(customers(), max_size=2), st.sampled_from(("", "news")))
def test_whatever_is_asked_nobody_who_is_held_comes_out(
        people: list[dict[str, Any]], covered: list[e.Condition], asked: e.Condition, everywhere: bool, newcomers: list[dict[str, Any]],
        purpose: str) -> None:
    with pytest.raises(Undone), transaction.atomic():
        made = cast()
        caller = made.caller(made.ana)
        written(made.acme, people)
        for at, condition in enumerate(covered):
            slug = f"a{at}"
            save_audience_unchecked(caller, slug, condition)
            open_holdout(caller, slug, slug, share=0.5, audience=slug, strata=("city",), **TIPS)
        if everywhere:
            open_holdout(caller, "all", "All", share=0.5, **TIPS)
        written_later(made, newcomers)
        out = set(Assignment.objects.filter(arm="held").values_list("customer", flat=True))
        come = {one.id for one in targetable(caller, asked, purpose)}
        assert come.isdisjoint(out)
        assert len(come) == n_targetable(caller, asked, purpose)
        for slug in Holdout.objects.values_list("slug", flat=True):
            assign_newcomers(caller, slug)
        assert come <= {one.id for one in targetable(caller, asked, purpose)}  # who was targetable is held by nothing later
        raise Undone


def save_audience_unchecked(caller: Caller, slug: str, condition: e.Condition) -> None:
    """Also with names that are not there."""
    save_audience(caller, slug, e.Everyone(), slug=slug)
    from lifeworld.audiences.models import Audience

    Audience.objects.filter(place=caller.place_id, slug=slug).update(expression=e.to_json(condition))


def written_later(made: Cast, people: list[dict[str, Any]]) -> None:
    from lifeworld.audiences.models import Audience

    kept = list(Audience.objects.values_list("pk", flat=True))
    for at, known in enumerate(people):
        row = Customer.objects.create(place=made.acme, key=f"later{at}")
        Trait.objects.bulk_create([Trait(customer=row, name=name, value=value) for name, value in known["traits"].items()])
    assert kept == list(Audience.objects.values_list("pk", flat=True))


def test_how_many_are_in_each_arm_is_asked_in_one_question(ana: Caller, people: Cast, django_assert_num_queries: Any) -> None:
    made = [open_holdout(ana, slug, slug, share=share, **TIPS) for slug, share in (("tips", 0.1), ("gifts", 0.5))]
    with django_assert_num_queries(1):
        found = sizes_of_arms(ana, ["tips", "gifts", "nowhere"])
    assert found == {one.slug: {"held": one.n_held, "served": one.n_served} for one in made}
    assert sizes_of_arms(replace(ana, place_id=people.other.pk), ["tips"]) == {}
    with pytest.raises(LifeworldError) as denied:
        sizes_of_arms(replace(ana, scopes=frozenset()), ["tips"])
    assert denied.value.status == 403


def test_nothing_above_this_room_builds_a_list_of_targets_by_itself() -> None:
    """Rooms above ask ``queries.targetable``; tables and members of this room are nobody else's. Their tests may set days back."""
    source = Path(lifeworld.__file__).parent
    above = ("partners", "tools", "rewards", "scorecard", "plugin", "plugin_web")
    own = re.compile(r"audiences\.(models|queries\.(audiences import .*\bmembers|compiling|conditions|sql|strata))|\b(Assignment|Stay)\b")
    found = [str(path.relative_to(source)) for name in above for path in (source / name).rglob("*.py")
             if "tests" not in path.parts and own.search(path.read_text("utf-8"))]
    elsewhere = [str(path.relative_to(source)) for path in source.rglob("*.py")
                 if path.relative_to(source).parts[0] not in {"audiences", "site", "testing"} and "tests" not in path.parts
                 and re.search(r"lifeworld\.audiences\.models|audiences_assignment|audiences_stay", path.read_text("utf-8"))]
    assert found + elsewhere == []
