"""A customer is forgotten without a trace here; and everything that is kept of her goes out to her, and only so much to the place."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import ForeignKey, OneToOneField

from lifeworld.circles.actions.clubs import join_club, make_club
from lifeworld.circles.actions.following import block
from lifeworld.circles.actions.forget import forget
from lifeworld.circles.actions.posts import comment, give_kudos, report
from lifeworld.circles.actions.zones import add_zone
from lifeworld.circles.models import Club, Post
from lifeworld.circles.queries.exported import export_of
from lifeworld.circles.tests.friends import Friends, follows, friends, refused, shared_by
from lifeworld.circles.tests.raced import challenge, ran
from lifeworld.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Friends:
    found = friends()
    ran(found, {})
    follows(found, found.cleo, found.nora)
    follows(found, found.nora, found.cleo)
    mine, theirs = shared_by(found.cleo, "followers", title="Cleo's words"), shared_by(found.nora, "place")
    for caller, post in ((found.cleo, theirs), (found.nora, mine)):
        give_kudos(caller, post.pk)
        comment(caller, post.pk, "Well done", client_id=str(uuid4()))
        report(caller, post.pk)
    join_club(found.nora, make_club(found.cleo, "Runners", entry="open").pk)
    challenge(found, found.cleo, found.cleo, found.nora)
    challenge(found, found.nora, found.cleo, found.nora, reach="place")
    challenge(found, found.nora, reach="invited", invited=(found.person(found.cleo),))
    add_zone(found.cleo, 52.5, 13.4, 300, "home")
    return found


def tables() -> list[tuple[str, str]]:
    """Every column here that names a customer."""
    return [(model.__name__, field.name) for model in apps.get_app_config("circles").get_models() for field in model._meta.get_fields()
            if isinstance(field, ForeignKey | OneToOneField) and field.related_model is Customer]


def test_no_table_names_a_forgotten_customer(us: Friends) -> None:
    cleo = us.cast.cleo.pk
    named = {model for model, field in tables() if apps.get_model("circles", model).objects.filter(**{field: cleo}).exists()}
    assert named == {model for model, _ in tables()} - {"Block"}, "the test has a row of each"
    forget(us.cast.acme.pk, cleo)
    for model, field in tables():
        assert not apps.get_model("circles", model).objects.filter(**{field: cleo}).exists(), (model, field)
    assert Post.objects.count() == 1 and Club.objects.get().members.get().role == "lead"


def test_blocks_go_both_ways(us: Friends) -> None:
    block(us.nora, us.person(us.cleo))
    forget(us.cast.acme.pk, us.cast.cleo.pk)
    assert not apps.get_model("circles", "Block").objects.exists()


def test_she_takes_everything_with_her_and_the_place_less(us: Friends) -> None:
    mine = export_of(us.cleo)
    assert all(mine[name] for name in mine if name not in {"circle_blocks"}), {name: len(rows) for name, rows in mine.items()}
    assert mine["circle_zones"][0]["label"] == "home" and "secret" not in str(mine)
    assert mine["circle_follows"][0]["other"] == "Nora N" and mine["circle_followers"][0]["customer"] == "Nora N"
    theirs = export_of(us.cast.caller(us.cast.ana), us.cast.cleo.pk)
    assert theirs["circle_zones"][0]["lat"] is None and theirs["circle_posts"][0]["title"] is None
    assert theirs["circle_profile"][0]["name"] == "Cleo C" and theirs["circle_profile"][0]["birth_year"] is None
    with refused(403):
        export_of(us.cast.caller(us.cast.vic), us.cast.cleo.pk)
    with refused(404):
        export_of(us.cleo, us.cast.cleo.pk + 1)
    assert not any(export_of(us.pia).values())
