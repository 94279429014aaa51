"""A customer's own pages, opened by her link alone: every one of them, with every method, about whatever else there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils import timezone

from lifeworld.circles.models import Block
from lifeworld.customers.models import Customer
from lifeworld.goals.actions.links import make_link, revoke_link
from lifeworld.goals.models import GoalLink
from lifeworld.kit.caller import SCOPES, Caller
from lifeworld.plugin import worlds
from lifeworld.site.backups.tables import tables
from lifeworld.site.tests.furnished_circles import with_circles, with_running
from lifeworld.site.tests.routes import FIELDS, Route, a_file, routes
from lifeworld.site.tests.test_isolation import World, placed, two_places

pytestmark = pytest.mark.django_db
DOORS = ("goals/<str:goal_token>/", "own/<str:goal_token>/")
PARAMETERS = {"goal": "goal", "post": "post", "person": "person", "club": "club", "challenge": "challenge", "file": "file",
              "activity": "activity"}
"""Parameters of addresses of own pages that name an object."""
FIELDS_OF_OBJECTS = {"post": "post", "person": "person", "club": "club", "challenge": "challenge", "zone": "zone", "comment": "comment",
                     "file": "file", "segment": "stretch", "of": "activity", "activity": "activity"}
"""Fields of forms that name an object, and what they name."""
WORDS = {"do": "", "sure": "yes", "agree": "yes", "title": "Mine now", "name": "Mine now", "text": "I was here", "body": "I was here",
         "seen_by": "place", "lat": "52.5", "lon": "13.4", "radius_m": "900", "label": "Mine now", "from": "0.2", "to": "0.9",
         "client_id": "00000000-0000-4000-8000-000000000077", "entry": "open", "words": "I was here", "with_whom": "me"}

WRITES = re.compile(r"[(\s]*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)

OF_A_RUN = ("change", "seen", "delete", "duplicate", "distinct", "feel", "segment", "off")
"""What the form of a run may do."""


def doors() -> Iterator[Route]:
    """Every address that a customer's link opens."""
    yield from (one for one in routes() if one.pattern.startswith(DOORS))


def form_of(values: dict[str, object], **more: str) -> dict[str, Any]:
    """Every field that a form of these pages may have, its objects being these."""
    objects = {field: str(values[name]) for field, name in FIELDS_OF_OBJECTS.items() if name in values}
    return {**FIELDS, **WORDS, **objects, **more}


def answers(client: Client, route: Route, values: dict[str, object], methods: tuple[str, ...] = ("GET", "POST"),
            **more: str) -> Iterator[tuple[str, HttpResponse]]:
    """What is answered to each method; what it changes is taken back."""
    for method in methods:
        data = {"data": form_of(values, **more) | {"file": a_file()}} if method == "POST" else {}
        with transaction.atomic():
            answer = getattr(client, method.lower())(route.address(values), **data)
            transaction.set_rollback(True)
        if answer.streaming:  # a file stays open until it was read
            assert b"".join(answer.streaming_content)
        yield method, answer


def told(route: Route, method: str, answer: HttpResponse) -> str:
    return f"{method} {route.pattern} -> {answer.status_code}"


@pytest.fixture
def world() -> World:
    return two_places()


@pytest.fixture(autouse=True)
def _nobody_waits(settings: Any) -> None:
    settings.EXPENSIVE_ASKS_MAX = 1_000_000


def test_every_door_opens_for_her_and_keeps_quiet(world: World) -> None:
    nobody, wrong, opened = world.people.client(None), [], 0
    assert len(list(doors())) > 15
    for route in doors():
        for method, answer in answers(nobody, route, world.own):
            opened += answer.status_code == 200
            quiet = {name: answer.headers.get(name) for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
            right = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin"}
            wrong += [] if answer.status_code < 500 and (quiet == right or answer.status_code == 405) else [
                f"{told(route, method, answer)} {quiet}"]
            assert "unsafe" not in answer.headers["Content-Security-Policy"] and answer.headers["X-Frame-Options"] == "DENY"
        got = next(answers(nobody, route, world.own))[1].status_code
        wrong += [] if got in {200, 405} else [f"GET {route.pattern} -> {got}: it should open"]
    assert not wrong, "\n".join(wrong)
    assert opened > 20


def test_a_link_that_is_wrong_or_closed_opens_nothing(world: World) -> None:
    nobody = world.people.client(None)
    link, token = make_link(world.people.caller(world.people.ana), world.people.cleo.pk, "Lost")
    revoke_link(world.people.caller(world.people.ana), link)
    wrong = [told(route, method, answer) for route in doors() for bad in ("x", token, "Ä" * 200, f"{world.own['goal_token']}x")
             for method, answer in answers(nobody, route, {**world.own, "goal_token": bad})
             if answer.status_code not in {404, 405}]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_taken_that_another_page_sends(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    wrong = [told(route, method, answer) for route in doors() for method, answer in answers(strict, route, world.own, ("POST",))
             if answer.status_code not in {403, 405}]
    assert not wrong, "\n".join(wrong)


def test_an_object_of_another_place_or_a_neighbour_is_not_there(world: World) -> None:
    """Of the neighbour everything is hers alone: she joined, but shows nothing."""
    nobody, wrong, tried = world.people.client(None), [], 0
    for whose, others in (("another place", world.foreign), ("a neighbour", neighbours(world))):
        for route in doors():
            for name in [name for name in route.names if name in PARAMETERS and name in others]:
                for method, answer in answers(nobody, route, {**world.own, name: others[name]}):
                    tried += answer.status_code == 404
                    wrong += [] if answer.status_code in {404, 405} else [f"{told(route, method, answer)} with a {name} of {whose}"]
    assert not wrong, "\n".join(wrong)
    assert tried > 20


def neighbours(world: World) -> dict[str, object]:
    """What a third customer of the place has, who shows nothing of it to anybody. Her friend is the first one's."""
    place = world.people.acme
    caller = Caller(place.path, place.pk, frozenset(SCOPES), f"user:{world.people.ben.pk}", world.people.ben.pk, "Ben")
    token, friend = (make_link(caller, Customer.objects.create(place=place, key=key).pk, "Phone")[1] for key in ("third", "fourth"))
    return {**with_circles(caller, token, friend, "runners", seen_by="me"), **with_running(caller, token, seen_by="me"),
            "goal_token": token}


def acts(route: Route) -> list[str]:
    """What the forms of a page may do, by the tables of its module; "" for pages whose form does one thing."""
    if route.pattern.startswith(f"{DOORS[1]}friends/"):
        module = import_module(resolve(route.address(dict.fromkeys(route.names, 1))).func.__module__)
        return sorted({name for told, table in vars(module).items() if isinstance(table, dict) and not told.startswith("__")
                       for name, act in table.items() if isinstance(name, str) and callable(act)})
    return [*OF_A_RUN, ""] if route.pattern.endswith("running/<int:activity>/") else ["", "grades"] if "running/" in route.pattern else []


def rows_of(place: int, customers: set[int], among: set[str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every row of circles and of worlds that stands in a place or is of one of these customers; ``among`` these tables alone."""
    labels, found = {"circles", *(one.app for one in worlds())}, {}
    for model in [one for one in tables() if one._meta.app_label in labels and (among is None or one._meta.db_table in among)]:
        fields = {field.name: field for field in model._meta.concrete_fields}
        theirs = Q(place=place) if "place" in fields else Q(pk__in=())
        for path in ("customer", "other", "members__customer"):
            if path.partition("__")[0] in {field.name for field in model._meta.get_fields()}:
                theirs |= Q(**{f"{path}__in": customers})
        for field in fields.values():
            if field.is_relation and "customer" not in fields and any(one.name == "customer" for one in field.related_model._meta.fields):
                theirs |= Q(**{f"{field.name}__customer__in": customers})
        found[model._meta.label] = list(model._default_manager.filter(theirs).distinct().order_by("pk").values())
    return found


class Writes:
    """Hears which tables are written to; no other can have changed."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if written := WRITES.match(sql):
            self.tables.add(written[1])
        else:
            assert sql.lstrip("( ")[:6].upper() not in {"INSERT", "UPDATE", "DELETE"}, sql
        return execute(sql, params, many, context)


@pytest.mark.slow
def test_no_form_reaches_what_is_not_hers(world: World) -> None:
    """Every act of every page, its fields naming objects of another place or of a neighbour: nothing of theirs changes."""
    nobody, near, n = Client(raise_request_exception=False), neighbours(world), 0
    strangers = {GoalLink.objects.get(pk=world.foreign["goal_link"]).customer_id,
                 *Customer.objects.filter(key__in=("third", "fourth", "elsewhere-friend")).values_list("pk", flat=True)}
    Block.objects.create(place=world.people.acme, customer_id=min(strangers), other_id=max(strangers), at=timezone.now())
    before = rows_of(world.people.other.pk, strangers)
    assert all(before.values()), [label for label, rows in before.items() if not rows]
    for objects in (world.foreign, near):
        for route in doors():
            for act in acts(route):
                with transaction.atomic():
                    with connection.execute_wrapper(heard := Writes()):
                        answer = nobody.post(route.address(world.own), form_of({**world.own, **objects}, do=act))
                    assert answer.status_code < 500, (route.pattern, act)
                    now = rows_of(world.people.other.pk, strangers, heard.tables)
                    assert all(before[label] == rows for label, rows in now.items()), (route.pattern, act)
                    b"".join(answer.streaming_content if answer.streaming else ())
                    transaction.set_rollback(True)
                n += answer.status_code == 404
    assert n > 20


def test_views_of_own_pages_are_marked_and_no_others_of_a_place() -> None:
    """What is marked needs no login; the mark on a page of a place would open it to everybody."""
    marked = {pattern for pattern, view in _views() if getattr(view, "open_door", False)}
    assert {one.pattern for one in doors()} <= marked
    assert not marked & {one.pattern for one in placed()}


def _views() -> Iterator[tuple[str, Any]]:
    def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, Any]]:
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, before + str(one.pattern))
            else:
                yield before + str(one.pattern), one.callback

    yield from walk(get_resolver().url_patterns, "")
