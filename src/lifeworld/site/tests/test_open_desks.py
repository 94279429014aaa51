"""Desks that need no login, and partners' own keys: every address of them opens what is theirs and nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from lifeworld.customers.models import Customer
from lifeworld.kit.caller import SCOPES, Caller
from lifeworld.partners.actions.partners import invite_partner, step_partner
from lifeworld.partners.models import Attribution
from lifeworld.partners.queries.live import snapshot_of
from lifeworld.places import actions as places
from lifeworld.places.models import Place
from lifeworld.site.embeds import issue
from lifeworld.site.tests.furnished_tools import ONE, take_shelves_up, with_partners
from lifeworld.site.tests.routes import Route, routes
from lifeworld.site.tests.test_isolation import World, ask, compared, two_places
from lifeworld.testing.cast import cast
from lifeworld.tools.models import OpenDesk, SavedDesign
from lifeworld.tools.tests.shelved import JSON, OAK

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"
FRAMED = {"Referer": f"{SHOP}/orders/1", "Sec-Fetch-Dest": "iframe"}


@pytest.fixture
def world() -> World:
    return two_places()


def doors() -> Iterator[Route]:
    """Every address below an open desk."""
    yield from (one for one in routes() if one.pattern.startswith("desks/"))


def of_visitors(world: World) -> dict[str, object]:
    """What a visitor's address may name: designs that visitors saved."""
    return world.own | {"address": world.own["of_visitor"]}


def answers(client: Client, route: Route, values: dict[str, object], **headers: str) -> Iterator[tuple[str, HttpResponse]]:
    """What is answered to a question and to what is sent; what it changes is taken back."""
    for method in ("GET", "POST"):
        data = {"data": ONE, "content_type": "application/json"} if method == "POST" else {"query_params": compared(route, values)}
        with transaction.atomic():
            answer = getattr(client, method.lower())(route.address(values), headers={"Accept": "application/json"} | headers, **data)
            transaction.set_rollback(True)
        yield method, answer


def test_every_address_of_a_desk_opens_for_everybody_and_sets_no_cookie(world: World, settings: Any) -> None:
    nobody, wrong, opened = Client(enforce_csrf_checks=True), [], 0
    assert len(list(doors())) == 11
    for route in doors():
        for method, answer in answers(nobody, route, of_visitors(world)):
            opened += answer.status_code in {200, 201, 202}
            fine = answer.status_code in {200, 201, 202, 405} and not answer.cookies
            wrong += [] if fine else [f"{method} {route.pattern} -> {answer.status_code} {answer.content[:200]!r}"]
            said = answer.content.decode("latin-1")
            assert "A note of" not in said and "STEEL-L@" not in said.partition('"alternates"')[0], route.pattern
            assert answer.status_code == 405 or answer.headers["Cache-Control"] in {"no-store", "private, no-cache"}, route.pattern
    assert not wrong, "\n".join(wrong)
    assert opened == 12


def test_a_desk_opens_nothing_of_another_place_of_its_team_or_of_another_tool(world: World) -> None:
    nobody, wrong, tried = Client(), [], 0
    others = {"a design of another place": world.foreign["of_visitor"], "a design of the team": world.own["address"]}
    SavedDesign.objects.filter(place=world.people.acme, hash=world.own["address"], visitor=True).delete()
    for route in [one for one in doors() if "address" in one.names or one.pattern.endswith("/compare")]:
        for what, address in others.items():
            for method, answer in answers(nobody, route, world.own | {"address": address}):
                tried += answer.status_code == 404
                wrong += [] if answer.status_code in {404, 405} else [f"{method} {route.pattern} -> {answer.status_code} with {what}"]
    assert not wrong, "\n".join(wrong)
    assert tried >= 12
    for route in doors():
        for bad in ("x", "x" * 500, "a.b.c", "Ä", world.own["embed"], world.own["goal_token"]):
            for method, answer in answers(nobody, route, of_visitors(world) | {"desk": bad}):
                assert answer.status_code in {404, 405}, (method, route.pattern, bad)


def test_nothing_is_taken_from_another_site_too_much_of_it_or_too_often(world: World, settings: Any) -> None:
    nobody, sent = Client(), 0
    for route in doors():
        for method, answer in answers(nobody, route, of_visitors(world), **{"Sec-Fetch-Site": "cross-site"}):
            sent += method == "POST"
            assert method == "GET" or answer.status_code in {403, 405}, route.pattern
        if not route.names[1:] and not route.pattern.endswith(("/", "compare")):
            large = nobody.post(route.address(world.own), json.dumps({**ONE, "note": "x" * 300_000}), **JSON)
            assert large.status_code == 413, route.pattern
    assert sent == 11
    where = f"/desks/{world.own['desk']}/configure"
    told = [nobody.post(where, ONE, **JSON).status_code for _ in range(250)]
    assert 429 in told and 200 in told and Client(REMOTE_ADDR="192.0.2.7").post(where, ONE, **JSON).status_code == 200


def test_a_closed_desk_opens_nothing(world: World) -> None:
    OpenDesk.objects.filter(pk=world.own["open_desk"]).update(closed_at=timezone.now())
    wrong = [route.pattern for route in doors() for _, answer in answers(Client(), route, of_visitors(world))
             if answer.status_code not in {404, 405}]
    assert not wrong


def test_what_is_named_by_a_stranger_stays_words(world: World) -> None:
    """Names of sellers, titles of desks and notes are shown as text, in pages, data of scripts and tables."""
    bad = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    ana = world.people.client(world.people.ana)
    caller = world.people.caller(world.people.ana)
    invite_partner(caller, "evil", bad, ["supplier"], about=bad)
    step_partner(caller, "evil", "apply")
    step_partner(caller, "evil", "verify", why=bad)
    OpenDesk.objects.filter(pk=world.own["open_desk"]).update(title=bad)
    base = f"/acme/-/tools/shelf/d/{world.own['address']}/"
    assert ana.post(f"{base}note", {"note": bad}).status_code == 302
    for where in (f"/desks/{world.own['desk']}/", "/acme/-/tools/shelf/desks/", "/acme/-/tools/shelf/designs/", "/acme/-/tools/shelf/",
                  base, "/acme/-/partners/", "/acme/-/partners/evil/", "/acme/-/suppliers/", "/acme/-/offers/"):
        page = ana.get(where)
        assert page.status_code == 200 and "<script>alert" not in page.content.decode() and "<img src=x" not in page.content.decode(), where


def test_tables_that_leave_run_no_formulas(world: World) -> None:
    from lifeworld.partners.actions.runs import send_file

    rows = b"mpn,manufacturer,sku,price,currency,stock,moq,multiple\n=cmd(),@x,+1,dear,EUR,1,1,1\n"
    caller = world.people.caller(world.people.ana)
    run = send_file(caller, str(world.own["partner"]), str(world.own["feed"]), rows, kind="changes").id
    ana = world.people.client(world.people.ana)
    for where in (f"/acme/-/partners/{world.own['partner']}/runs/{run}/refused.csv",
                  f"/acme/-/tools/shelf/d/{world.own['address']}/file/bom.csv"):
        answer = ana.get(where)
        assert answer.status_code == 200
        cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
        assert cells and not [cell for cell in cells if cell[:1] in set("=+@\t\r") or (cell[:1] == "-" and not cell[1:2].isdigit())], cells


def test_a_partners_key_reaches_its_own_offers_alone(world: World) -> None:
    """Every address of the API, with the key of one partner and objects of another one of the same place."""
    caller = world.people.caller(world.people.ana)
    secret = str(world.own["partner_secret"])
    all_of = Caller(caller.place, caller.place_id, frozenset(SCOPES), caller.who, caller.user, caller.name)
    theirs = with_partners(all_of, "second", world.people.cleo.pk)
    nobody, wrong, found = world.people.client(None), [], 0
    mine = {"partner", "feed", "run", "registration"}
    for route in [one for one in routes() if one.is_api and "place" in one.names]:
        of_partner = mine & set(route.names)
        values = world.own | {name: theirs[name] for name in of_partner}
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if route.pattern.endswith(("/-/partners", "/-/registrations", "/-/scorecard/partners")) and method == "GET":
                continue  # lists of what is its own, see below
            answer = ask(nobody, route, method, values, Authorization=f"Bearer {secret}")
            refused = {404, 403, 405} if of_partner else {403, 404, 405, 422}
            wrong += [] if answer.status_code in refused or (of_partner == set() and answer.json() == []) else [
                f"{method} {route.pattern} -> {answer.status_code}"]
        if of_partner and not {"registration"} & of_partner:
            found += ask(nobody, route, "GET", world.own, Authorization=f"Bearer {secret}").status_code == 200
    assert not wrong, "\n".join(wrong)
    assert found > 6
    own = {"Authorization": f"Bearer {secret}"}
    lists = {"partners": "key", "registrations": "partner", "scorecard/partners": "key"}
    seen = {what: nobody.get(f"/api/acme/-/{what}", headers=own).json() for what in lists}
    assert {what: [one[named] for one in seen[what]] for what, named in lists.items()} == {what: [world.own["partner"]] for what in lists}
    assert str(theirs["partner"]) not in json.dumps(seen) and "Volt of second" not in json.dumps(seen)


def test_offers_are_seen_inside_and_never_sideways(world: World) -> None:
    ana = world.people.caller(world.people.ana)
    inner = places.add_place(ana, "berlin", "Berlin")
    beside = places.add_place(ana, "bonn", "Bonn")
    all_of = Caller(inner.path, Place.objects.get(path=inner.path).pk, frozenset(SCOPES), ana.who, ana.user, ana.name)
    with_partners(all_of, "berlin", Customer.objects.create(place_id=all_of.place_id, key="bea").pk)
    sold = {path: set(snapshot_of(path, wait=True).sellers) for path in ("acme", inner.path, beside.path, "other")}
    assert sold["acme"] == sold[beside.path] == {"runners-volt"} and sold["other"] == {"elsewhere-volt"}
    assert sold[inner.path] == {"runners-volt", "berlin-volt"}


def test_a_desk_in_a_frame_opens_once_where_and_while_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    ana = people.caller(people.ana)
    take_shelves_up(ana)
    page = places.add_embed(ana, "Shop", "below the order", [SHOP])

    def token() -> str:
        return issue(ana, page.key, placement="below the order", origin=SHOP, element="desk", study="shelf").path

    nobody, path = Client(), token()
    for wrong in ({}, {"Referer": "https://other.example/"}, {**FRAMED, "Sec-Fetch-Dest": "document"}):
        assert nobody.get(path, headers=wrong).status_code == 403
    shown = nobody.get(path, headers=FRAMED)
    assert shown.status_code == 200 and nobody.get(path, headers=FRAMED).status_code == 409
    assert f"frame-ancestors {SHOP}" in shown.headers["Content-Security-Policy"] and not shown.cookies
    html = shown.content.decode()
    data = json.loads(html.partition('type="application/json">')[2].partition("</script>")[0])
    saved = nobody.post(data["urls"]["save"], OAK, **JSON)
    assert saved.status_code == 201, saved.content
    row = SavedDesign.objects.get()
    assert (row.visitor, row.embed, row.placement, row.origin) == (True, page.key, "below the order", SHOP)
    late, now = token(), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=6))
    assert nobody.get(late, headers=FRAMED).status_code == 410
    assert nobody.get(data["urls"]["base"]).status_code == 200, "the session lasts longer than the token"
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=121))
    assert nobody.get(data["urls"]["base"]).status_code == 410 and nobody.post(data["urls"]["save"], OAK, **JSON).status_code == 410
    monkeypatch.setattr(timezone, "now", lambda: now)
    places.revoke_embed(ana, page.key)
    assert nobody.get(data["urls"]["base"]).status_code == 404 and nobody.post(data["urls"]["save"], OAK, **JSON).status_code == 404


def test_what_a_partner_did_is_kept_for_each_place(world: World) -> None:
    assert {one.place_id for one in Attribution.objects.all()} == {world.people.acme.pk, world.people.other.pk}
    assert set(Attribution.objects.filter(what="started").values_list("origin", flat=True)) <= {"https://volt.example"}
