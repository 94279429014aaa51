"""Bodies and files of partners hold something strange: nothing breaks. (Forms and questions: the hall's tests, for all rooms.)

Each field meets a third of the values, the next field the next third: LIFEWORLD_STRANGE=all (`make fuzz`) gives it all.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.test import Client

from lifeworld.partners.actions.feeds import Ways, open_feed
from lifeworld.partners.actions.partners import invite_partner
from lifeworld.partners.actions.registrations import register
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.actions.work import read_step
from lifeworld.partners.models import DesignRegistration, Run
from lifeworld.partners.tests.market import offers, pushed
from lifeworld.partners.tests.test_registrations import DESIGN, LAST_DAY
from lifeworld.places.queries import workers
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db
STRANGE = ("a\x00b", "9" * 30, "9" * 5000, "-1", "1e999", "٣", "9999-12-31", "0001-01-01", "{", "", "\ud800", "[" * 5000, "x" * 3000)
SHARE = 1 if "LIFEWORLD_STRANGE" in os.environ else 3
NUMBERS: tuple[Any, ...] = (-1, 0, 2**31, 2**63, 10**40, 1.5, float("1e300"), None, True, [], {}, "x", "\x00")


@pytest.fixture
def ana() -> Client:
    people = cast()
    caller = people.caller(people.ana)
    pushed(caller)
    open_feed(caller, "volt", "news", Ways(kind="webhook", title="News"))
    open_feed(caller, "volt", "web", Ways(kind="pull", title="Web", url="https://volt.example/x"))
    send_file(caller, "volt", "parts", offers([0.1] * 4))
    send_file(caller, "volt", "parts", offers([0.1]))
    register(caller, "volt", DESIGN, product="Lamp", volume_a_year=1, valid_until=LAST_DAY, company="Hell AG")
    client = people.client(people.ana)
    client.raise_request_exception = False
    invite_partner(caller, "ohm", "Ohm", ["maker"])
    return client


BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "partners"): {"key": "x", "name": "X", "roles": ["maker"], "about": "", "website": "", "contact": "", "origins": [], "days": 3,
                           "why": ""},
    ("put", "partners/volt"): {"name": "X", "roles": ["maker"], "version": 1, "origins": ["https://x.example"], "about": "", "website": "",
                               "contact": "", "shipping_micros": 1, "shipping_currency": "EUR"},
    ("post", "partners/volt/steps"): {"verb": "suspend", "why": "x"}, ("post", "partners/ohm/invitations"): {"days": 3, "why": ""},
    ("post", "partners/volt/keys"): {"days": 3}, ("post", "partners/volt/access"): {"who": "key:1"},
    ("post", "partners/volt/feeds"): {"key": "y", "kind": "pull", "title": "Y", "format": "", "currency": "EUR", "region": "DE",
                                      "ttl_s": 60, "url": "https://x.example", "every_s": 60, "credential": ""},
    ("post", "partners/volt/feeds/parts/runs"): {"size": 5, "name": "x", "kind": "whole"},
    ("post", "partners/volt/feeds/parts/offers"): {"offers": [{"mpn": "A", "price": 1, "currency": "EUR"}], "gone": ["x"]},
    ("put", "rates"): {"base": "EUR", "day": "2026-05-01", "rates": {"USD": 1.2}, "source": "x"},
    ("put", "supplier-choices"): {"seller": "volt", "standing": "blocked", "job": "x", "customer": None},
    ("post", "registrations"): {"partner": "volt", "design": DESIGN, "product": "x", "volume_a_year": 1, "company": "x",
                                "valid_until": str(LAST_DAY), "customer": None, "tool": "x"},
    ("post", "registrations/1/decision"): {"verb": "expire", "why": "x"},
}


def test_strange_bodies(ana: Client) -> None:
    number, turn = DesignRegistration.objects.get().pk, 0
    for (method, spoken), body in BODIES.items():
        path = spoken.replace("registrations/1/", f"registrations/{number}/")
        assert getattr(ana, method)(f"/api/acme/-/{path}", body, content_type="application/json").status_code not in {404, 405, 500}, path
        for name in body:
            turn += 1  # the next field meets the next third
            for strange in (*STRANGE, *NUMBERS, ["\x00"], [{}], [{"mpn": {"a": []}, "price": [1], "sku": "\x00"}], {"USD": 1e400}):
                turn += 1
                if turn % SHARE:
                    continue
                try:
                    answer = getattr(ana, method)(f"/api/acme/-/{path}", body | {name: strange}, content_type="application/json")
                except (UnicodeEncodeError, ValueError):
                    continue  # not to be sent as JSON at all
                assert answer.status_code < 500, (path, name, str(strange)[:20].encode("unicode_escape"))


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff\xfe", b"PAR1", b"PAR1" + b"\x00" * 50 + b"PAR1", b"{", b"<html>",
                                  b"<rss",
                                  b"\x1f\x8b\x08", b"mpn\n", b"mpn,price\n\x00,1\n",
                                  b"mpn,price,currency,stock\nA,1,EUR," + b"9" * 400 + b"\n",
                                  b'{"mpn":"A","price":1e400,"currency":"EUR"}\n', b"[" * 10_000, b'{"@context":"https://schema.org"}'])
def test_strange_files(ana: Client, body: bytes) -> None:
    for kind in ("whole", "changes"):
        answer = ana.post(f"/api/acme/-/partners/volt/feeds/parts/file?kind={kind}", body, content_type="application/octet-stream")
        assert answer.status_code in {201, 422}, (body[:20], kind)
        if answer.status_code == 201:
            run = answer.json()["id"]
            if answer.json()["state"] == "reading":  # packed files are read behind
                assert read_step(next(caller for caller in workers() if caller.place == "acme"))
            assert Run.objects.get(pk=run).state in {"failed", "waiting", "live"}, answer.json()
