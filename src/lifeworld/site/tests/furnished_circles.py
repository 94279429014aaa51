"""What a place has of circles and of every installed world, for the tests that walk all routes: an object of each kind, by parameter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import cos, sin
from uuid import UUID, uuid4

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lifeworld.circles.actions.challenges import declare_challenge, invite, join_challenge
from lifeworld.circles.actions.clubs import make_club
from lifeworld.circles.actions.following import accept, follow_with_code
from lifeworld.circles.actions.joining import join
from lifeworld.circles.actions.posts import comment, give_kudos, report, share
from lifeworld.circles.actions.zones import add_zone
from lifeworld.circles.core.values import ChallengePlan, Fact, ProfilePlan, SharePlan
from lifeworld.circles.models import Challenge, Club, Post, Report
from lifeworld.circles.queries.people import code_of, joined
from lifeworld.customers.models import Customer
from lifeworld.goals.queries.links import open_door
from lifeworld.kit.caller import Caller
from lifeworld.plugin import world_called, worlds
from lifeworld.plugin_web import take_up

BEGAN = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)


def own_caller(token: str) -> Caller:
    """The customer whose link this is."""
    door = open_door(token)
    assert door is not None
    return door.caller


def with_circles(caller: Caller, token: str, friend: str, slug: str, *, seen_by: str = "place") -> dict[str, object]:
    """The customer of a link and a friend of hers, both of whom joined: what they are to one another, share, declare and hide.

    ``caller`` is of the people of the place, ``friend`` the link of the other, ``slug`` a measure. ``seen_by``: who finds what she has.
    """
    her, other = own_caller(token), own_caller(friend)
    for one, name in ((her, "Her"), (other, "Friend")):
        if joined(one) is None:
            join(one, ProfilePlan(name, seen_by=seen_by))
    person, friends_number = _number(her), _number(other)
    if seen_by != "me":
        follow_with_code(other, code_of(person))
        accept(her, friends_number)
        follow_with_code(her, code_of(friends_number))
    club = make_club(her, "The early ones", entry="open", seen_by="members" if seen_by == "me" else "place").pk
    post = share(her, SharePlan("own", str(uuid4()), "words", "Morning", 20_574, (Fact("Distance", "8.2", "km"),), "Well.", seen_by)).pk
    said = comment(her, post, "I liked it.", client_id=str(UUID(int=her.place_id))).pk
    report(her if seen_by == "me" else other, post, said)
    today = timezone.now().date()
    days = ((today - timedelta(days=7)).isoformat(), (today + timedelta(days=27)).isoformat())
    challenge = declare_challenge(her, ChallengePlan(str(uuid4()), "Farther", slug, *days, reach="invited")).pk
    join_challenge(her, challenge, agreed=True)
    if seen_by != "me":
        invite(her, challenge, friends_number)
        give_kudos(other, post)
    by_place = declare_challenge(caller, ChallengePlan(str(uuid4()), "All of us", slug, *days)).pk
    zone = add_zone(her, 52.5, 13.4, 400.0, "Home").pk
    return {"person": person, "club": club, "post": post, "comment": said, "challenge": challenge, "by_place": by_place, "zone": zone,
            "report": Report.objects.get(comment=said).pk}


def _number(caller: Caller) -> int:
    found = joined(caller)
    assert found is not None
    return found.person


def with_running(caller: Caller, token: str, *, seen_by: str = "place") -> dict[str, object]:
    """The place takes the world of runners up, and the customer of a link sends two runs over one way, through her own door.

    Nothing where that world is not installed.
    """
    world = world_called("running")
    if world is None:
        return {}
    take_up(caller, world)
    browser, here = Client(), f"/own/{token}/running/"
    customer = Customer.objects.get(place=caller.place_id, key=own_caller(token).customer)
    for day in (0, 7):
        answer = browser.post(here, {"files": SimpleUploadedFile(f"run-{day}.gpx", a_run(day))})
        assert answer.status_code == 302, answer.content.decode()
    activity = apps.get_model("lifeworld_running", "Activity").objects.filter(customer=customer).earliest("started_us")
    for form in ({"do": "seen", "seen_by": seen_by}, {"do": "segment", "from": "0.3", "to": "1.2", "title": "The bend"},
                 {"do": "feel", "words": "My legs were heavy and my sister pulled me along."}):
        answer = browser.post(f"{here}{activity.pk}/", form)
        assert answer.status_code == 302, answer.content.decode()
    assert browser.post(f"{here}settings/", {"heart_rate_max": "191", "unit": "km", "seen_by": seen_by}).status_code == 302
    rows = {name: apps.get_model("lifeworld_running", name).objects.filter(customer=customer) for name in ("File", "Segment", "Route")}
    return {"activity": activity.pk, "file": rows["File"].earliest("pk").pk, "stretch": rows["Segment"].latest("pk").pk,
            "route": rows["Route"].latest("n").number}


def found_of(caller: Caller, customer: int, token: str) -> dict[str, object]:
    """Of the demo's runner who joined: objects by parameter, her newest run shown to the place, a zone, and one report about a post."""
    her = own_caller(token)
    runs = apps.get_model("lifeworld_running", "Activity").objects.filter(customer=customer, duplicate_of=None, manual=False)
    route = apps.get_model("lifeworld_running", "Route").objects.filter(customer=customer).latest("n")
    activity = runs.filter(route=route).latest("started_us")
    assert Client().post(f"/own/{token}/running/{activity.pk}/", {"do": "seen", "seen_by": "place"}).status_code == 302
    add_zone(her, 52.5, 13.4, 400.0, "Home")
    post = Post.objects.filter(place=caller.place_id, seen_by="place").exclude(customer=customer).first() or share(
        her, SharePlan("own", str(uuid4()), "words", "Morning", 20_574, (), "Well.", "place"))
    said = comment(her, post.pk, "I liked it.", client_id=str(uuid4()))
    report(her, post.pk, said.pk)
    club = Club.objects.filter(place=caller.place_id, closed_at=None).first() or make_club(her, "The early ones")
    challenge = Challenge.objects.filter(place=caller.place_id, customer=None, closed_at=None).earliest("pk")
    return {"activity": activity.pk, "file": activity.file_id, "number": route.number, "person": _number(her), "club": club.pk,
            "post": post.pk, "challenge": challenge.pk}


def take_all_up(caller: Caller) -> None:
    """The place takes every installed world up."""
    for world in worlds():
        take_up(caller, world)


def a_run(day: int, n: int = 700) -> bytes:
    """A made-up run as GPX: 3 m a point, a point every second, along a bent way."""
    began, points = BEGAN + timedelta(days=day), []
    for at in range(n):
        lat, lon = 52.5 + 0.003 * sin(at / 200), 13.4 + at * 3.0 / (111_200 * cos(0.9163))
        when = (began + timedelta(seconds=at * (1 + day / 100))).strftime("%Y-%m-%dT%H:%M:%SZ")
        points.append(f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><ele>{50 + 15 * sin(at / 160):.1f}</ele><time>{when}</time></trkpt>')
    return ('<?xml version="1.0"?><gpx version="1.1" creator="Watch" xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type>'
            f"<trkseg>{''.join(points)}</trkseg></trk></gpx>").encode()
