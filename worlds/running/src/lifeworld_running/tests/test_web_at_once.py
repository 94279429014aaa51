"""What happens at the same moment: a file, a run told, kudos and joining are sent several times at once, and each is there once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections

from lifeworld.circles.actions.joining import join
from lifeworld.circles.actions.posts import comment, give_kudos
from lifeworld.circles.core.values import ProfilePlan
from lifeworld.circles.models import Comment, Kudos, Post, Profile
from lifeworld.customers.actions import add_customer
from lifeworld.events.models import Event, EventType
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.queries.links import open_door
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld_running.actions.activities import tell_run
from lifeworld_running.actions.files import drop_file, take_file
from lifeworld_running.models import Activity, File, Route
from lifeworld_running.tests.test_web_others import friend, joined_with_run, shared
from lifeworld_running.tests.web_runs import Home, gpx, home

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def at_once(act: Callable[[], object]) -> list[str]:
    """What became of each of several at the same moment: "", or the code of what was refused."""
    begin = Barrier(AT_ONCE)

    def one(_: int) -> str:
        try:
            begin.wait(30)
            act()
        except LifeworldError as error:
            return error.code
        except IntegrityError:  # the hall answers 409 to it
            return "changed_meanwhile"
        else:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sorted(threads.map(one, range(AT_ONCE)))


def events() -> int:
    kind = EventType.objects.filter(name="running.activity").values_list("pk", flat=True)
    return Event.objects.filter(type__in=kind).count()


def new_one(at: Home, key: str) -> Caller:
    ana = at.people.caller(at.people.ana)
    door = open_door(make_link(ana, add_customer(ana, key), "Phone")[1])
    assert door is not None
    return door.caller


def test_a_file_that_is_sent_several_times_at_once_is_kept_once() -> None:
    at = home()
    assert at_once(lambda: take_file(at.cleo, None, "a.gpx", [gpx()])) == [""] * AT_ONCE
    assert (File.objects.count(), Activity.objects.count(), events(), Route.objects.get().n) == (1, 1, 1, 1)
    file = File.objects.get().pk
    assert at_once(lambda: drop_file(at.cleo, file)) == ["", *["not_found"] * (AT_ONCE - 1)]
    assert (File.objects.count(), Activity.objects.count(), events(), Route.objects.count()) == (0, 0, 0, 0)


def test_a_run_that_is_told_several_times_at_once_is_told_once() -> None:
    at, sent = home(), uuid4().hex
    said = at_once(lambda: tell_run(at.cleo, began="2026-05-02", distance_m=5000.0, seconds=1800.0, client_id=sent))
    assert "" in said and set(said) <= {"", "changed_meanwhile"}
    assert (Activity.objects.count(), events()) == (1, 1)


def test_joining_kudos_and_comments_at_once_are_there_once() -> None:
    at = home()
    row = joined_with_run(at)
    shared(at, row, "place")
    post, olga, words = Post.objects.get().pk, new_one(at, "olga"), str(uuid4())
    assert at_once(lambda: join(olga, ProfilePlan("Olga"))) == ["", *["joined_already"] * (AT_ONCE - 1)]
    assert Profile.objects.filter(name="Olga").count() == 1
    _, nora = friend(at)
    assert at_once(lambda: give_kudos(nora, post)) == ["", *["kudos_given"] * (AT_ONCE - 1)]
    assert at_once(lambda: comment(nora, post, "Well run!", client_id=words)) == [""] * AT_ONCE
    assert (Kudos.objects.count(), Comment.objects.count()) == (1, 1)
