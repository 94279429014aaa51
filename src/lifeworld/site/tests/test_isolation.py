"""Whoever is not of a place learns nothing of it: every route, every method, every kind of object."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from lifeworld.audiences.models import Audience, Holdout, Segmentation
from lifeworld.constellations.models import Drawing, DrawLink
from lifeworld.customers.models import Customer
from lifeworld.events.actions.webhooks import add_webhook
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.models import Goal, Item, Job
from lifeworld.kit.caller import SCOPES, Caller
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.tests.running import KM
from lifeworld.places import actions as places
from lifeworld.places.models import ApiKey, Embed, Place, User
from lifeworld.site.tests.furnished_circles import own_caller, with_circles, with_running
from lifeworld.site.tests.furnished_once import furnished_once
from lifeworld.site.tests.furnished_plays import with_plays
from lifeworld.site.tests.furnished_scorecard import with_scorecard
from lifeworld.site.tests.furnished_tools import ONE, with_partners, with_tools
from lifeworld.site.tests.routes import FIELDS, SAFE, UNSAFE, Route, a_file, routes
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.models import Coder, Mark, Queue, QueueItem, Reading, Statement, Study, Upload

pytestmark = pytest.mark.django_db

OPEN = {
    "": "the places of whoever is signed in",
    "healthz": "tells that the database answers",
    "metrics": "counters for this machine or whoever has the token",
    "account/sign-in/": "signing in", "account/sign-out/": "signing out",
    "account/password/": "another password, for whoever is signed in", "account/password/changed/": "another password",
    "account/forgotten/": "a forgotten password", "account/forgotten/sent/": "a forgotten password",
    "account/new-password/<uidb64>/<token>/": "a new password, by a signed link",
    "account/new-password/done/": "a new password",
    "api/": "the root of the API, which Django Ninja makes", "api/openapi.json": "the description of the API",
    "draw/<str:token>/": "a customer draws by a link",
    "embed/<str:token>/": "a partner's page shows one element by a signed token",
    "embed/<str:token>/goals/": "a customer declares a goal inside a partner's page, by a signed token",
    "goals/<str:goal_token>/": "a customer's own goals by her link", "goals/<str:goal_token>/<int:goal>/": "one of her goals",
    "goals/<str:goal_token>/consent/": "what she agrees to",
    "goals/<str:goal_token>/everything.<slug:form>": "all that is kept of her goals",
    "goals/<str:goal_token>/close/": "her link is closed",
    "api/events": "whoever has a key: the place is the key's", "api/segment/v1/<call>": "whoever has a key, as Segment's libraries send it",
    "invited/<str:invitation>/": "a business applies to be a partner by the link of its invitation",
    "api/invited/<str:invitation>": "the same by a machine",
    "api/partner-notices/<str:door>": "what a partner sends, signed: the signature says who it is",
    **dict.fromkeys(("desks/<str:desk>/", *(f"desks/<str:desk>/{what}" for what in (
        "configure", "named", "design", "save", "compare", *(f"d/<slug:address>/{more}" for more in (
            "", "replay/", "file/<str:export>", "turn", "studies/<str:design_study>"))))), "a desk that a place opened to everybody"),
}
"""Routes without a place, and what they are open for. A route that is in no place and not here is a mistake."""
OWN_DOORS = "own/<str:goal_token>/"
"""A customer's own pages, which her link opens: test_own_doors walks them."""

NOT_OBJECTS = {"place", "number", "version", "kind", "form", "code", "name", "format", "view", "what", "segment", "world",
               "export", "design_study", "factor"}
"""Parameters that name no object of a place: there is none of another place to try."""
QUERIES = {"api/<place:place>/-/running/files/<int:file>": {"customer": "cleo"}}
"""What must be asked along with an address, for that it is answered with what is there."""
OF_TOOLS = ("<place:place>/-/tools/<slug:tool>/", "api/<place:place>/-/tools/<slug:tool>/")
USED = ("api/<place:place>/-/offers/basket", *(f"{here}{what}" for here in OF_TOOLS for what in (
    "configure", "named", "design", "designs", "save", "jobs", "d/<slug:address>/turn", "d/<slug:address>/note",
    "designs/<slug:address>/turn", "d/<slug:address>/studies/<str:design_study>", "designs/<slug:address>/studies/<str:design_study>",
    "jobs/<int:design_job>/cancel", "jobs/<int:design_job>/cancel/")))
"""Whoever may look at a place may use its tools, and what it designs is kept beside what others did; a basket orders nothing: nothing of
theirs is changed."""
OF_CUSTOMERS = "api/<place:place>/-/customers/<int:customer>/circles/"
"""What customers do among themselves: no login may, so a key asks."""

DRAWING = {"rings": {"k": 3, "words": ["very near", "near", "farther away"]}, "actors": [], "ties": [], "question": "Who?",
           "drawn_at": "2026-02-01T10:00:00.000Z", "client_id": "00000000-0000-4000-8000-000000000009"}
BODIES = {"<place:place>/-/studies/<slug:study>/draw/with/<int:customer>/": DRAWING,
          "api/<place:place>/-/studies/<slug:study>/ecosystems/<int:customer>/drawings": DRAWING,
          **{f"{OF_TOOLS[0]}{what}": ONE for what in ("configure", "named", "design", "save", "d/<slug:address>/turn")},
          **{f"{OF_TOOLS[1]}{what}": ONE for what in ("configure", "named", "design", "designs", "jobs")}}
"""JSON whose meaning is looked at before its place is."""
HEADERS = {"Upload-Offset": "0"}
"""Headers that a route needs before it looks at anything."""


@dataclass(frozen=True)
class World:
    """Two places with an object of every kind: ``own`` values of parameters are of «acme», ``foreign`` ones of «other»."""

    people: Cast
    own: dict[str, object]
    foreign: dict[str, object]
    foreign_key: str

    def asker(self, route: Route) -> tuple[Client, dict[str, str]]:
        """Who may ask what a place has: its owner, or a key where no login may; and the headers."""
        if route.pattern.startswith(OF_CUSTOMERS):
            return self.people.client(None), {"Authorization": f"Bearer {self.own['secret']}"}
        return self.people.client(self.people.ana), {}


def furnished(place: Place, user: User, customer: Customer, slug: str) -> dict[str, object]:
    """An object of every kind in a place, by the name of the parameter that stands for it."""
    caller = Caller(place.path, place.pk, frozenset(SCOPES), f"user:{user.pk}", user.pk, user.name)
    study = Study.objects.get(pk=create_study(caller, slug, slug=slug).pk)
    statement = Statement.objects.create(study=study, customer=customer, key=f"{slug}-1", text="We run.")
    coder = Coder.objects.create(study=study, kind="person", name=user.name, user=user)
    reading = Reading.objects.create(study=study, statement=statement, coder=coder, codebook=1, codes={"peers": 1}, present=["peers"])
    Mark.objects.create(reading=reading, code="peers", start=0, end=2, quote="We", quote_hash="")
    queue = Queue.objects.create(study=study, kind="random", name="random", who=f"user:{user.pk}")
    QueueItem.objects.create(queue=queue, statement=statement, rank=0)
    upload = Upload.objects.create(study=study, key=UUID(int=place.pk), filename="a.csv", size=1, who=f"user:{user.pk}")
    link = DrawLink.objects.create(study=study, label="link", digest=f"{slug}-digest")
    drawing = Drawing.objects.create(study=study, customer=customer, client_id=UUID(int=place.pk), body={}, position=1,
                                     drawn_at=timezone.now())
    key = places.make_key(caller, "a machine", list(SCOPES))
    page = places.add_embed(caller, "a partner", "a page", ["https://partner.example"])
    job = Job.objects.create(place=place, slug=slug, title=slug, kind="accomplish")
    goal = Goal.objects.create(place=place, customer=customer, job=job, client_id=UUID(int=place.pk), kind="accomplish", title="Run far",
                               seen_by="team", declared_at=timezone.now(), declared_day=20000)
    thing = Item.objects.create(goal=goal, kind="activity", text="Run")
    goal_link, goal_token = make_link(caller, customer.pk, "Phone")
    define(caller, replace(KM, slug=slug))
    friend, _ = Customer.objects.get_or_create(place=place, key=f"{slug}-friend")
    friend_token = make_link(caller, friend.pk, "Phone")[1]
    audience = Audience.objects.create(place=place, slug=slug, title=slug, expression={"kind": "everyone"})
    Audience.objects.create(place=place, slug=f"{slug}-2", title=slug, expression={"kind": "everyone"})
    Segmentation.objects.create(place=place, slug=slug, title=slug, body={
        "n_customers": 60, "outcomes": ["x", "y"], "bic": {"1": 1.0},
        "segments": [{"number": 1, "name": "1: x", "n": 60, "share": 1.0, "stability": 1.0, "stable": True, "importance": {
            "x": [60, 4.0, 1.0], "y": [60, 3.0, 1.0]}}]})
    Holdout.objects.create(place=place, slug=slug, title=slug, audience=audience, share=0.1, withheld="letters", salt="0" * 32)
    hook = add_webhook(caller, "https://hook.example/events")
    more = with_partners(caller, slug, customer.pk) | with_tools(caller, slug, other=place.path == "other")
    more |= with_scorecard(caller, str(more["partner"]), own_caller(goal_token)) | with_plays(caller, slug, customer.pk)
    return {"slug": slug, "study": slug, **more, "statement": statement.pk, "coder": coder.pk, "queue": queue.pk, "key": upload.key,
            "upload": upload.key, "link": link.pk, "drawing": drawing.pk, "customer": customer.pk, "member": user.pk,
            "api_key": key.id, "embed": page.key, "webhook": hook.id,
            "job": slug, "goal": goal.pk, "item": thing.pk, "goal_link": goal_link, "goal_token": goal_token, "friend_token": friend_token,
            "indicator": slug, "audience": slug, "other": f"{slug}-2", "segmentation": slug, "segment": 1, "holdout": slug,
            "reading": reading.pk, "secret": key.secret,
            **with_circles(caller, goal_token, friend_token, slug), **with_running(caller, goal_token)}


@pytest.fixture(scope="module")
def furnished_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Both places, furnished once for all tests of a file: it takes seconds."""
    with furnished_once(django_db_blocker, two_places) as made:
        yield made


@pytest.fixture
def world(furnished_world: World) -> World:
    return deepcopy(furnished_world)


def two_places() -> World:
    people = cast()
    there = Customer.objects.create(place=people.other, key="someone", label="Someone")
    own = {"place": "acme", "world": "running", "number": 1, "version": 1, "kind": "svg", "form": "json", "code": "peers", "name": "x",
           "format": "csv", **furnished(people.acme, people.ben, people.cleo, "runners")}
    foreign = furnished(people.other, people.dev, there, "elsewhere")
    return World(people, own, foreign, str(foreign["secret"]))


def placed() -> Iterator[Route]:
    """Routes inside a place, each pattern once."""
    seen: set[str] = set()
    for one in routes():
        if "place" in one.names and one.pattern not in seen:
            seen.add(one.pattern)
            yield one


def compared(route: Route, values: dict[str, object]) -> dict[str, object]:
    return {"d": values["address"]} if route.pattern.endswith("/compare") and "tool" in values else {}


def ask(client: Client, route: Route, method: str, values: dict[str, object], **headers: str) -> HttpResponse:
    """A request that has the right form; what it changes is taken back."""
    query = route.query(method) | QUERIES.get(route.pattern, {}) | compared(route, values)
    body = BODIES.get(route.pattern, route.body(method))
    as_json = route.is_api or route.pattern in BODIES
    data: Any = {"data": body, "content_type": "application/json"} if as_json else {}
    if (parts := route.parts(method)) is not None or (method == "POST" and not as_json):
        data = {"data": parts or FIELDS | {"file": a_file()}}
    with transaction.atomic():
        answer = getattr(client, method.lower())(address(route, values), query_params=query, headers=HEADERS | headers,
                                                 **(data if method not in SAFE else {}))
        transaction.set_rollback(True)
    return answer


def key_of(route: Route, name: str) -> str:
    """Under which name a parameter of this route stands in ``furnished``: people of a place have challenges of their own."""
    return "by_place" if name == "challenge" and "customer" not in route.names and "place" in route.names else name


def address(route: Route, values: dict[str, object]) -> str:
    """The address of a route with these values."""
    return route.address({name: values[key_of(route, name)] for name in route.names})


def told(route: Route, method: str, answer: HttpResponse) -> str:
    return f"{method} {route.pattern} -> {answer.status_code}"


def test_every_route_is_in_a_place_or_open_for_a_reason() -> None:
    strange = {one.pattern for one in routes() if "place" not in one.names and not one.pattern.startswith(OWN_DOORS)} - set(OPEN)
    assert not strange, f"say in OPEN why these need no place: {strange}"
    assert len(list(placed())) > 30


def test_every_parameter_has_samples(world: World) -> None:
    names = {name for one in placed() for name in one.names}
    missing = sorted(name for name in names if name not in world.own or (name not in NOT_OBJECTS and name not in world.foreign))
    assert not missing, f"give an own and a foreign value for these parameters in furnished(): {missing}"


@pytest.mark.once
def test_an_outsider_finds_nothing_by_any_method(world: World) -> None:
    dev = world.people.client(world.people.dev)
    for values, methods in ((world.own, (*SAFE, *UNSAFE)), ({**world.own, **world.foreign, "place": "acme"}, ("GET", "POST"))):
        wrong = [told(route, method, answer) for route in placed() for method in methods
                 if (answer := ask(dev, route, method, values)).status_code != 404]
        assert not wrong


@pytest.mark.once
def test_nobody_is_asked_to_sign_in_everywhere(world: World) -> None:
    nobody = world.people.client(None)
    wrong = []
    for route in placed():
        for method in (*SAFE, *UNSAFE):
            answer = ask(nobody, route, method, world.own)
            fine = answer.status_code == 401 if route.is_api else (
                answer.status_code == 302 and answer.headers["Location"].startswith("/account/sign-in/"))
            wrong += [] if fine else [told(route, method, answer)]
    assert not wrong


@pytest.mark.once
def test_a_key_of_another_place_opens_nothing(world: World) -> None:
    nobody = world.people.client(None)
    wrong = [told(route, method, answer) for route in placed() for method in (*SAFE, *UNSAFE)
             if (answer := ask(nobody, route, method, world.own, Authorization=f"Bearer {world.foreign_key}")).status_code != 401]
    assert not wrong


@pytest.mark.once
def test_a_viewer_changes_nothing_by_any_method(world: World) -> None:
    vic = world.people.client(world.people.vic)
    wrong = [told(route, method, answer) for route in placed() for method in UNSAFE
             if (answer := ask(vic, route, method, world.own)).status_code not in {403, 405} and route.pattern not in USED]
    assert not wrong, "\n".join(wrong)


def test_an_object_of_another_place_is_not_there(world: World) -> None:
    wrong, tried = [], 0
    for route in placed():
        client, headers = world.asker(route)
        for name in route.names:
            if name in NOT_OBJECTS:
                continue
            for method in ("GET", *UNSAFE):
                key = key_of(route, name)
                answer = ask(client, route, method, {**world.own, key: world.foreign[key]}, **headers)
                tried += answer.status_code == 404
                wrong += [] if answer.status_code in {404, 405} else [f"{told(route, method, answer)} with a foreign {name}"]
    assert not wrong, "\n".join(wrong)
    assert tried > 20


def test_what_is_there_is_found_by_whoever_may(world: World) -> None:
    """The walk would prove nothing if its addresses led nowhere: Ana reaches what she may, and what is of customers a key."""
    answers = {}
    for route in placed():
        client, headers = world.asker(route)
        answers[route.pattern] = ask(client, route, "GET", world.own, **headers).status_code
    assert not {pattern: status for pattern, status in answers.items() if status >= 500}
    assert sum(status == 200 for status in answers.values()) > len(answers) / 3
    newer = {pattern: status for pattern, status in answers.items()
             if any(word in pattern for word in ("circles/", "/running/", "/partners/", "/tools/", "/scorecard/"))}
    assert set(newer.values()) <= {200, 405, 422} and sum(status == 200 for status in newer.values()) > 40, newer


@pytest.mark.parametrize("secret", ["", "lw_", "lw_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Ä" * 50])
def test_a_wrong_key_opens_nothing(world: World, secret: str) -> None:
    assert world.people.client(None).get("/api/acme/-/place", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_key_opens_its_place_and_what_is_inside_and_nothing_around(world: World) -> None:
    people = world.people
    inner = places.add_place(people.caller(people.ana), "berlin", "Berlin")
    berlin = Caller(inner.path, Place.objects.get(path=inner.path).pk, frozenset(SCOPES), "user:1", people.ana.pk, "Ana")
    outside, inside = (places.make_key(caller, "a machine", ["places.see"]).secret for caller in (people.caller(people.ana), berlin))
    ask_with = [(path, people.client(None).get(f"/api/{path}/-/place", headers={"Authorization": f"Bearer {secret}"}).status_code)
                for secret in (outside, inside) for path in ("acme", "acme/berlin")]
    assert ask_with == [("acme", 200), ("acme/berlin", 200), ("acme", 401), ("acme/berlin", 200)]


def test_secrets_are_kept_as_digests(world: World) -> None:
    assert ApiKey.objects.count() == 4
    assert not [key for key in ApiKey.objects.all() if world.foreign_key in (key.digest, key.prefix) or len(key.prefix) > 11]
    assert Embed.objects.count() == 2
