"""The machines' door of partners: each route does what the pages do, tells who may not, and what stands in its way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.partners import change_partner, make_partner_key
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.models import Feed
from lifeworld.partners.queries.partners import partner_of
from lifeworld.partners.tests.market import HEAD, offers, pushed, verified
from lifeworld.partners.tests.test_registrations import DESIGN, LAST_DAY
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
HERE = "/api/acme/-"
PARTNER = {"key": "volt", "name": "Volt Parts", "roles": ["supplier"]}
PROFILE = {"name": "Volt AG", "roles": ["maker"], "about": "", "website": "https://volt.example", "contact": "Vera",
           "origins": ["https://volt.example"], "shipping_micros": 4_900_000, "shipping_currency": "EUR", "version": 1}
FEED = {"key": "parts", "title": "All parts"}
WAYS = {"kind": "push", "title": "Parts", "format": "", "currency": "EUR", "region": "AT DE", "ttl_s": 3600, "url": "", "every_s": 3600,
        "credential": ""}


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def caller(people: Cast) -> Caller:
    return people.caller(people.ana)


@pytest.fixture
def ana(people: Cast) -> Client:
    return people.client(people.ana)


@pytest.fixture
def vic(people: Cast) -> Client:
    return people.client(people.vic)


def told(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    data = {"data": body} if body is not None else {}
    return getattr(client, method)(HERE + path, **data, **({} if method == "get" else {"content_type": kind}), headers=headers)


def test_partners_from_an_invitation_on(ana: Client, people: Cast) -> None:
    made = told(ana, "post", "/partners", PARTNER)
    assert made.status_code == 201 and made.json()["partner"]["state"] == "invited"
    assert told(ana, "post", "/partners", PARTNER).json()["code"] == "key_taken"
    assert told(ana, "post", "/partners", PARTNER | {"key": "x", "roles": ["friend"]}).status_code == 422
    nobody = people.client(None)
    path = f"/api/invited/{made.json()['token']}"
    assert nobody.post(path, {"name": "Volt", "contact": " "}, content_type="application/json").status_code == 422
    applied = nobody.post(path, {"name": "Volt", "contact": "Vera"}, content_type="application/json")
    assert (applied.status_code, applied.json()["state"]) == (200, "applied")
    assert nobody.post(path, {"name": "Volt", "contact": "Vera"}, content_type="application/json").status_code == 404
    assert told(ana, "post", "/partners/volt/steps", {"verb": "verify"}).status_code == 422
    assert told(ana, "post", "/partners/volt/steps", {"verb": "verify", "why": "Papers."}).json()["state"] == "verified"
    assert told(ana, "post", "/partners/volt/steps", {"verb": "apply"}).status_code == 409
    assert told(ana, "post", "/partners/volt/invitations", {}).status_code == 409
    assert [one["verb"] for one in told(ana, "get", "/partners/volt/steps").json()] == ["verify", "apply", "invite"]
    assert [one["key"] for one in told(ana, "get", "/partners?state=verified").json()] == ["volt"]
    changed = PROFILE | {"version": told(ana, "get", "/partners/volt").json()["version"]}
    assert told(ana, "put", "/partners/volt", changed).json()["name"] == "Volt AG"
    assert told(ana, "put", "/partners/volt", changed).status_code == 409
    assert told(ana, "post", "/partners/volt/access", {"who": f"user:{people.vic.pk}"}).status_code == 204
    assert told(ana, "post", "/partners/volt/access", {"who": f"user:{people.vic.pk}"}).status_code == 409
    assert told(ana, "get", "/partners/volt/report").json()["n_served"] == 0
    assert told(ana, "get", "/partners/volt/attributions").json() == []
    told(ana, "post", "/partners/volt/steps", {"verb": "leave"})
    assert told(ana, "post", "/partners/volt/invitations", {}).status_code == 201


def test_what_is_left_out_of_a_change_is_asked_for_and_not_emptied(ana: Client, caller: Caller) -> None:
    pushed(caller)
    for path, body in (("/partners/volt", PROFILE | {"version": told(ana, "get", "/partners/volt").json()["version"]}),
                       ("/partners/volt/feeds/parts", WAYS)):
        kept = told(ana, "put", path, body).json()
        assert {name: kept[name] for name in body if name != "version"} == {name: body[name] for name in body if name != "version"}
        for name in body:
            answer = told(ana, "put", path, {one: said for one, said in body.items() if one != name})
            assert answer.status_code == 422 and name in answer.content.decode(), name
        assert told(ana, "get", path).json() == kept, "nothing of it changed"
        again = told(ana, "put", path, kept).json()
        assert {**again, "version": 0} == {**kept, "version": 0}, "what was read can be sent back as it is"


def test_an_action_leaves_what_it_is_not_told(caller: Caller) -> None:
    pushed(caller)
    for more in ({"about": "Sells.", "website": "https://volt.example", "contact": "Vera", "origins": ["https://volt.example"],
                  "shipping": (4_900_000, "EUR")}, {}):
        at = partner_of(caller, "volt").version
        now = change_partner(caller, "volt", version=at, name="Volt", roles=["maker"], **more)
    assert (now.about, now.website, now.contact, now.origins) == ("Sells.", "https://volt.example", "Vera", ("https://volt.example",))
    assert (now.shipping_micros, now.shipping_currency) == (4_900_000, "EUR")
    now = change_partner(caller, "volt", version=now.version, name="Volt", roles=["maker"], about="", origins=[], shipping=(None, ""))
    assert (now.about, now.origins, now.shipping_micros, now.contact) == ("", (), None, "Vera")


def test_whoever_only_looks_may_not(vic: Client, caller: Caller) -> None:
    pushed(caller)
    run = send_file(caller, "volt", "parts", offers([0.1]))
    for path in ("/partners", "/partners/volt", "/partners/volt/steps", "/partners/volt/feeds", "/partners/volt/feeds/parts",
                 "/partners/volt/runs", f"/partners/volt/runs/{run.id}", f"/partners/volt/runs/{run.id}/refused", "/partners/volt/report",
                 f"/partners/volt/runs/{run.id}/refused.csv", "/offers?item=R0@acmeparts", "/offers/items?text=R", "/rates", "/rates/now",
                 "/supplier-choices", "/registrations", "/partners/volt/attributions"):
        assert told(vic, "get", path).status_code == 200, path
    said = {"day": "2026-05-01", "base": "EUR", "rates": {"USD": 1.2}, "source": "x"}
    registration = {"partner": "volt", "design": DESIGN, "product": "x", "volume_a_year": 1, "valid_until": str(LAST_DAY), "company": "x"}
    for method, path, body in (
            ("post", "/partners", PARTNER), ("put", "/partners/volt", PROFILE), ("post", "/partners/volt/keys", {}),
            ("post", "/partners/volt/steps", {"verb": "leave"}), ("post", "/partners/volt/invitations", {}),
            ("post", "/partners/volt/access", {"who": "key:1"}), ("post", "/partners/volt/feeds", FEED),
            ("put", "/partners/volt/feeds/parts", WAYS), ("delete", "/partners/volt/feeds/parts", None),
            ("post", "/partners/volt/feeds/parts/stop", None), ("post", "/partners/volt/feeds/parts/start", None),
            ("post", "/partners/volt/feeds/parts/pull", None), ("post", "/partners/volt/feeds/parts/secret", None),
            ("post", "/partners/volt/feeds/parts/file", b"x"), ("post", "/partners/volt/feeds/parts/offers", {"gone": ["x"]}),
            ("post", "/partners/volt/feeds/parts/runs", {"size": 1}), ("patch", f"/partners/volt/runs/{run.id}", b"x"),
            ("delete", f"/partners/volt/runs/{run.id}", None), ("post", f"/partners/volt/runs/{run.id}/yes", None),
            ("post", f"/partners/volt/runs/{run.id}/no", None), ("put", "/rates", said), ("delete", "/rates?day=2026-05-01&base=EUR", None),
            ("put", "/supplier-choices", {"seller": "volt", "standing": "blocked"}), ("delete", "/supplier-choices?seller=volt", None),
            ("post", "/registrations", registration), ("post", "/registrations/1/decision", {"verb": "accept"})):
        assert told(vic, method, path, body).status_code == 403, path


def test_feeds_are_opened_changed_and_closed(ana: Client, caller: Caller) -> None:
    verified(caller)
    assert told(ana, "post", "/partners/volt/feeds", FEED).json()["kind"] == "push"
    assert told(ana, "post", "/partners/volt/feeds", FEED).json()["code"] == "key_taken"
    for wrong in ({"format": "pdf"}, {"ttl_s": 1}, {"every_s": 1}, {"region": "Germany"}, {"currency": "money"}, {"url": "https://x.example"},
                  {"kind": "pull"}, {"credential": "SECRET"}, {"title": ""}, {"key": "No Key"}):
        assert told(ana, "post", "/partners/volt/feeds", FEED | {"key": "more"} | wrong).status_code == 422, wrong
    assert told(ana, "put", "/partners/volt/feeds/parts", WAYS | {"region": "at de"}).json()["region"] == "AT DE"
    assert told(ana, "put", "/partners/volt/feeds/parts", WAYS | {"kind": "webhook"}).status_code == 409
    assert told(ana, "post", "/partners/volt/feeds/parts/pull").status_code == 409
    assert told(ana, "post", "/partners/volt/feeds/parts/secret").status_code == 409
    for verb in ("stop", "stop", "start"):
        assert told(ana, "post", f"/partners/volt/feeds/parts/{verb}").status_code == 204
    told(ana, "post", "/partners/volt/feeds", {"key": "news", "title": "News", "kind": "webhook"})
    secret = told(ana, "post", "/partners/volt/feeds/news/secret").json()
    assert secret["secret"].startswith("whsec_") and secret["path"] == f"/api/partner-notices/{Feed.objects.get(key='news').door}"
    assert told(ana, "delete", "/partners/volt/feeds/parts").status_code == 204
    assert told(ana, "get", "/partners/volt/feeds/parts").status_code == 404


def test_offers_come_in_by_a_partners_own_key(caller: Caller) -> None:
    pushed(caller)
    pushed(caller, "ampere")
    own = Client(headers={"Authorization": f"Bearer {make_partner_key(caller, 'volt').secret}"})
    made = told(own, "post", "/partners/volt/feeds/parts/file?name=parts.csv", offers([0.1, 0.2]))
    assert (made.status_code, made.json()["state"], made.json()["filename"]) == (201, "live", "parts.csv")
    assert told(own, "post", "/partners/ampere/feeds/parts/file", offers([0.1])).status_code == 404
    changed = told(own, "post", "/partners/volt/feeds/parts/offers", {
        "offers": [{"mpn": "R0", "manufacturer": "Acme Parts", "sku": "r0", "price": 0.05, "currency": "EUR"}], "gone": ["r1"]})
    assert (changed.json()["n_accepted"], changed.json()["n_gone"]) == (1, 1)
    found = told(own, "get", "/offers?item=R0@acmeparts&quantity=10&partner=volt").json()
    assert [(one["seller"], one["total"], one["stale"]) for one in found] == [("volt", 0.5, False)]
    assert told(own, "get", "/offers?item=R0@acmeparts").status_code == 403
    assert told(own, "get", "/partners").json()[0]["key"] == "volt" and len(told(own, "get", "/partners").json()) == 1
    assert told(own, "post", "/partners/volt/feeds/parts/offers", {}).status_code == 422
    assert told(own, "post", "/partners/volt/feeds/parts/file", b"").status_code == 422
    assert told(own, "get", "/customers").status_code == 403


def test_a_large_file_comes_in_parts(ana: Client, caller: Caller) -> None:
    pushed(caller)
    body = offers([0.1] * 500)
    run = told(ana, "post", "/partners/volt/feeds/parts/runs", {"size": len(body), "name": "parts.csv"}).json()
    path = f"/partners/volt/runs/{run['id']}"
    assert run["state"] == "receiving"
    first = told(ana, "patch", path, body[:5000], **{"Upload-Offset": "0"})
    assert first.headers["Upload-Offset"] == "5000"
    assert told(ana, "patch", path, body[:10], **{"Upload-Offset": "0"}).json()["code"] == "wrong_offset"
    assert told(ana, "patch", path, body[:10]).json()["code"] == "no_offset"
    assert told(ana, "patch", path, body[5000:], **{"Upload-Offset": "5000"}).json()["state"] == "live"
    assert told(ana, "delete", path).status_code == 409
    other = told(ana, "post", "/partners/volt/feeds/parts/runs", {"size": 10}).json()["id"]
    assert told(ana, "delete", f"/partners/volt/runs/{other}").status_code == 204
    assert told(ana, "post", "/partners/volt/feeds/parts/runs", {"size": 0}).status_code == 422
    assert [one["state"] for one in told(ana, "get", "/partners/volt/runs?limit=2").json()] == ["failed", "live"]


def test_what_was_refused_is_told_and_what_waits_decided(ana: Client, caller: Caller) -> None:
    pushed(caller)
    told(ana, "post", "/partners/volt/feeds/parts/file", offers([0.1] * 4))
    run = told(ana, "post", "/partners/volt/feeds/parts/file", (HEAD + "R0,Acme Parts,r0,0.1,EUR,1,1,1\nR1,Acme Parts,r1,=a,EUR,1,1,1\n")
               .encode()).json()
    assert (run["state"], run["refusals"]) == ("waiting", {"bad_price": 1})
    path = f"/partners/volt/runs/{run['id']}"
    assert told(ana, "get", path + "/refused").json()[0]["row"] == 2
    table = told(ana, "get", path + "/refused.csv")
    assert table.headers["Content-Disposition"] == f'attachment; filename="refused-{run["id"]}.csv"' and b"bad_price" in table.content
    assert told(ana, "post", path + "/no").json()["state"] == "declined"
    assert told(ana, "post", path + "/yes").status_code == 409
    assert told(ana, "get", "/partners/volt/runs/99999").status_code == 404


def test_rates_choices_and_registrations(ana: Client, caller: Caller, people: Cast) -> None:
    verified(caller)
    assert told(ana, "get", "/rates/now").json() is None
    said = {"day": "2026-05-01", "base": "eur", "rates": {"USD": 1.25}, "source": "A bank"}
    assert told(ana, "put", "/rates", said).status_code == 204
    assert told(ana, "put", "/rates", said | {"rates": {"USD": -1}}).status_code == 422
    assert told(ana, "get", "/rates/now").json()["rates"] == {"USD": 1.25}
    assert told(ana, "get", "/rates").json()[0]["source"] == "A bank"
    assert told(ana, "delete", "/rates?day=2026-05-01&base=EUR").status_code == 204
    assert told(ana, "delete", "/rates?day=2026-05-01&base=EUR").status_code == 404
    assert told(ana, "put", "/supplier-choices", {"seller": "volt", "standing": "preferred", "customer": people.cleo.pk}).status_code == 204
    assert told(ana, "put", "/supplier-choices", {"seller": "none", "standing": "blocked"}).status_code == 404
    chosen = told(ana, "get", f"/supplier-choices?customer={people.cleo.pk}").json()
    assert [(one["seller"], one["standing"], one["is_default"]) for one in chosen] == [("volt", "preferred", False), ("", "allowed", True)]
    assert told(ana, "delete", f"/supplier-choices?seller=volt&customer={people.cleo.pk}").status_code == 204
    assert told(ana, "delete", "/supplier-choices?seller=volt").status_code == 404
    body = {"partner": "volt", "design": DESIGN, "product": "Lamp", "volume_a_year": 5, "valid_until": str(LAST_DAY), "company": "Hell AG"}
    made = told(ana, "post", "/registrations", body)
    assert made.status_code == 201
    assert told(ana, "post", "/registrations", body).status_code == 409
    path = f"/registrations/{made.json()['id']}"
    assert told(ana, "post", path + "/decision", {"verb": "accept"}).json()["state"] == "accepted"
    assert told(ana, "post", path + "/decision", {"verb": "accept"}).status_code == 409
    assert told(ana, "get", path).json()["company"] == "Hell AG"
    assert told(ana, "get", "/registrations/99999").status_code == 404


def test_outsiders_find_nothing(people: Cast, caller: Caller) -> None:
    pushed(caller)
    dev = people.client(people.dev)
    for path in ("/partners", "/partners/volt", "/partners/volt/feeds/parts", "/offers?item=x", "/rates"):
        assert told(dev, "get", path).status_code == 404
    assert dev.get("/api/other/-/partners/volt").status_code == 404
