"""What a place has of partners and of tools, for tests that walk all routes: an object of each kind, a row in every table.

The tools are shelves of the tests, so nothing waits for a world's catalogue: «shelf» is in both places, «bookcase» in one of them alone.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from time import time

from django.test import Client
from django.utils import timezone

from lifeworld.events.core.webhooks import signature
from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.feeds import Ways, new_secret, open_feed
from lifeworld.partners.actions.partners import invite_partner, make_partner_key, step_partner
from lifeworld.partners.actions.rates import set_rates
from lifeworld.partners.actions.registrations import register as register_design
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.queries.feeds import feed_of
from lifeworld.places.models import TakenUp
from lifeworld.tools.actions.desks import open_desk
from lifeworld.tools.actions.saving import save, turn
from lifeworld.tools.actions.studies import start_configure, start_study
from lifeworld.tools.core.kept import Attribution
from lifeworld.tools.core.values import ToolPlan
from lifeworld.tools.core.wanted import Pointed, Wanted
from lifeworld.tools.queries.installed import register, unregister
from lifeworld.tools.tests.shelf import PLAN, ShelfTool
from lifeworld.tools.tests.shelved import OAK, SPEC, WORLD

OTHER_WORLD, OTHER = "joinery", ToolPlan("bookcase", "Bookcases", lambda: ShelfTool(name="bookcase"))
OAK_ROW = {"parts": {"board": 0, "bracket": 0}, "settings": {"count": 3}, "groups": {"wood": 0}}
ONE = {**OAK, "rows": [OAK_ROW], "title": "A desk", "slot": "B1", "item": "OAK-27@woodworks", "note": "Ours", "sure": "yes"}
"""A body that every command of a desk understands."""
ADDED = {"width": 1300}
"""What another place wants: content has one address everywhere, so another place's design must be another one."""
ROWS = ("mpn,manufacturer,sku,price,currency,stock,moq,multiple\n"
        "oak-18,woodworks,{slug}-1,21.5,EUR,400,1,1\noak-27,woodworks,{slug}-2,31,EUR,400,1,1\n"
        "steel-s,ironworks,{slug}-3,2.4,USD,900,1,1\nchip-19,woodworks,{slug}-4,dear,EUR,1,1,1\n")
"""Three offers, and one that is refused."""


def with_partners(caller: Caller, slug: str, customer: int) -> dict[str, object]:
    """A partner who sells, by a feed and by signed notices, and one who is invited: rows in every table of partners."""
    key, feed, page = f"{slug}-volt", f"{slug}-parts", "https://volt.example"
    invite_partner(caller, key, f"Volt of {slug}", ["supplier"], origins=[page])
    step_partner(caller, key, "apply")
    step_partner(caller, key, "verify", why="Papers were looked at.")
    open_feed(caller, key, feed, Ways(title="All parts"))
    run = send_file(caller, key, feed, ROWS.format(slug=slug).encode(), name="parts.csv").id
    open_feed(caller, key, f"{slug}-news", Ways(kind="webhook", title="Changes"))
    secret, body = new_secret(caller, key, f"{slug}-news"), json.dumps({"offers": [
        {"mpn": "steel-l", "manufacturer": "ironworks", "sku": f"{slug}-5", "price": 3.1, "currency": "EUR", "stock": 50}]}).encode()
    door, at = feed_of(caller, key, f"{slug}-news").door, int(time())
    said = Client().post(f"/api/partner-notices/{door}", body, content_type="application/json", headers={
        "webhook-id": slug, "webhook-timestamp": str(at), "webhook-signature": signature(secret, slug, at, body)})
    assert said.status_code == 202, said.content.decode()
    set_rates(caller, date(2026, 5, 1), "EUR", {"USD": 1.25}, source="made up")
    for whom in (None, customer):
        choose(caller, key, "preferred", customer=whom)
    registered = register_design(caller, key, "0123456789abcdef", product="Shelf", volume_a_year=100, customer=customer,
                                 valid_until=timezone.now().date() + timedelta(days=30))
    own = make_partner_key(caller, key)
    invited = invite_partner(caller, f"{slug}-ohm", f"Ohm of {slug}", ["supplier"])
    return {"partner": key, "feed": feed, "run": run, "registration": registered.id, "door": door, "invitation": invited.token,
            "partner_secret": own.secret, "partner_key": own.id}


def with_tools(caller: Caller, slug: str, *, other: bool = False) -> dict[str, object]:
    """A place with the tool «shelf», ``other``: and «bookcase»; designs of its people and of visitors, a study, an open desk."""
    take_shelves_up(caller, other=other)
    spec = SPEC | (ADDED if other else {})
    wanted, pointed = Wanted(spec), Pointed(OAK["parts"], OAK["turned"])
    desk = open_desk(caller, "shelf", f"Shelves of {slug}", days=30)
    design = save(caller, "shelf", wanted, pointed, note=f"A note of {slug}").design.hash
    save(caller, "shelf", replace(wanted, quantity=20), pointed)
    turn(caller, "shelf", design, "B1", "OAK-27@woodworks")
    visitor = Caller(caller.place, caller.place_id, frozenset({"tools.use"}), "visitor", timezone=caller.timezone)
    save(visitor, "shelf", wanted, pointed, attribution=Attribution(desk=desk.pk))
    of_visitor = save(visitor, "shelf", wanted, Pointed(OAK["parts"], {"count": 4}), attribution=Attribution(
        embed="shop", placement=f"Section of {slug}", origin="https://volt.example")).design.hash
    start_study(visitor, "shelf", of_visitor, "sag")
    job = start_study(caller, "shelf", design, "sag").pk
    start_configure(caller, "shelf", wanted)
    start_study(visitor, "shelf", design, "sag")
    return {"tool": "bookcase" if other else "shelf", "address": design, "of_visitor": of_visitor, "export": "bom.csv",
            "design_study": "sag", "design_job": job, "open_desk": desk.pk, "desk": desk.key}


def take_shelves_up(caller: Caller, *, other: bool = False) -> None:
    """The place has the tools of the tests. They are gone once a file of tests is over (see conftest)."""
    register(WORLD, PLAN)
    register(OTHER_WORLD, OTHER)
    for world in (WORLD, *((OTHER_WORLD,) if other else ())):
        TakenUp.objects.get_or_create(place_id=caller.place_id, world=world, defaults={"version": "1", "who": "tests"})


def put_shelves_away() -> None:
    """No file of tests finds the tools of another."""
    for name in (PLAN.name, OTHER.name):
        unregister(name)

