"""The pages of partners: who sees what, what a form does, what is told where it cannot be done."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.feeds import Ways, open_feed
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.models import Feed, Partner, Run, SupplierChoice
from lifeworld.partners.queries.choices import choice_of
from lifeworld.partners.queries.partners import partner_of
from lifeworld.partners.tests.market import HEAD, offers, pushed, verified
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
AT = "/acme/-/partners/"


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


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_from_an_invitation_to_a_verified_partner(ana: Client, people: Cast) -> None:
    page = ana.post(AT, {"key": "volt", "name": "Volt Parts", "roles": ["supplier", "maker"]})
    assert page.headers["Cache-Control"] == "no-store"
    link = re.search(r"/invited/[\w-]+/", page.content.decode())
    assert link and "Volt Parts" in shown(ana, AT)
    nobody = people.client(None)
    assert "Volt Parts" in shown(nobody, link[0])
    assert nobody.post(link[0], {"name": "Volt", "contact": ""}).status_code == 422
    done = nobody.post(link[0], {"name": "Volt GmbH", "contact": "Vera, vera@volt.example", "website": "https://volt.example"})
    assert "Thank you, Volt GmbH" in done.content.decode()
    assert nobody.get(link[0]).status_code == 404, "the link opens once"
    page2 = shown(ana, AT + "volt/")
    assert "Vera, vera@volt.example" in page2 and "by the partner" in page2
    refused = ana.post(AT + "volt/step/", {"verb": "verify"}, follow=True).content.decode()
    assert "needs a reason" in refused
    done2 = ana.post(AT + "volt/step/", {"verb": "verify", "why": "Register of companies."}, follow=True).content.decode()
    assert "Its offers count." in done2 and "Register of companies." in done2


def test_an_invitation_is_refused_where_it_stands(ana: Client, caller: Caller) -> None:
    verified(caller)
    taken = ana.post(AT, {"key": "volt", "name": "Another", "roles": ["supplier"], "about": "Typed already"})
    assert taken.status_code == 409 and "Typed already" in taken.content.decode()
    assert ana.post(AT, {"key": "No Key", "name": "Another", "roles": ["supplier"]}).status_code == 422


def test_whoever_only_looks_changes_nothing(vic: Client, caller: Caller) -> None:
    pushed(caller)
    send_file(caller, "volt", "parts", offers([0.1]))
    run = Run.objects.get()
    for path in (AT, AT + "volt/", AT + "volt/feeds/parts/", AT + f"volt/runs/{run.pk}/", "/acme/-/offers/", "/acme/-/suppliers/",
                 "/acme/-/rates/", "/acme/-/registrations/"):
        assert shown(vic, path).count('method="post"') == 1, f"{path} has a form beside the one that signs out"
    for path, data in ((AT, {"key": "a", "name": "A", "roles": ["maker"]}), (AT + "volt/step/", {"verb": "suspend", "why": "x"}),
                       (AT + "volt/change/", {"name": "x"}), (AT + "volt/invite/", {}), (AT + "volt/key/", {}),
                       (AT + "volt/feeds/", {"key": "b"}), (AT + "volt/feeds/parts/change/", {"title": "x", "kind": "push"}),
                       (AT + "volt/feeds/parts/turn/", {"act": "stop"}), (AT + "volt/feeds/parts/secret/", {}),
                       (AT + "volt/feeds/parts/close/", {}), (AT + "volt/feeds/parts/send/", {}), (AT + f"volt/runs/{run.pk}/decide/", {}),
                       ("/acme/-/suppliers/", {"seller": "volt", "standing": "blocked"}), ("/acme/-/rates/", {"source": "x"}),
                       ("/acme/-/rates/drop/", {"day": "2026-05-01"}), ("/acme/-/registrations/1/decide/", {"verb": "accept"})):
        assert vic.post(path, data).status_code == 403, path
    assert vic.get(AT + "volt/new-feed/").status_code == 403


def test_coders_and_outsiders_see_nothing(people: Cast, caller: Caller) -> None:
    pushed(caller)
    for user, status in ((people.eva, 403), (people.dev, 404)):
        client = people.client(user)
        assert client.get(AT).status_code == status
        assert client.get(AT + "volt/").status_code == status
        assert client.get("/acme/-/offers/?text=R1").status_code == status


def test_a_profile_is_changed_once(ana: Client, caller: Caller) -> None:
    version = verified(caller).version
    form = {"version": version, "name": "Volt AG", "roles": ["maker"], "origins": "https://volt.example\nhttps://shop.volt.example"}
    assert "The profile was changed." in ana.post(AT + "volt/change/", form, follow=True).content.decode()
    assert "Somebody changed this partner" in ana.post(AT + "volt/change/", form, follow=True).content.decode()
    assert partner_of(caller, "volt").origins == ("https://shop.volt.example", "https://volt.example")


def test_a_key_of_its_own_is_shown_once(ana: Client, caller: Caller) -> None:
    verified(caller)
    page = ana.post(AT + "volt/key/").content.decode()
    found = re.search(r"lw_[\w-]+", page)
    assert found and found[0] not in shown(ana, AT + "volt/")
    own = Client(headers={"Authorization": f"Bearer {found[0]}"})
    assert "Volt" in shown(own, AT + "volt/")


def test_a_feed_is_opened_filled_and_closed(ana: Client, caller: Caller) -> None:
    verified(caller)
    shown(ana, AT + "volt/new-feed/")
    wrong = ana.post(AT + "volt/feeds/", {"key": "parts", "title": "All parts", "kind": "pull", "url": "http://10.0.0.1/x"})
    assert wrong.status_code == 422 and "https only" in wrong.content.decode()
    made = ana.post(AT + "volt/feeds/", {"key": "parts", "title": "All parts", "kind": "push", "currency": "eur"}, follow=True)
    assert "The feed is open." in made.content.decode()
    path = AT + "volt/feeds/parts/"
    file = SimpleUploadedFile("parts.csv", offers([0.1, 0.2]))
    sent = ana.post(path + "send/", {"file": file, "kind": "whole"}, follow=True).content.decode()
    assert "2 taken, 0 refused" in sent and "counts now" in sent
    assert "No file was chosen" in ana.post(path + "send/", {}, follow=True).content.decode()
    bad = SimpleUploadedFile("more.csv", (HEAD + "R0,Acme Parts,r0,=cmd,EUR,1,1,1\nR1,Acme Parts,r1,0.2,EUR,1,1,1\n").encode())
    page = ana.post(path + "send/", {"file": bad, "kind": "changes"}, follow=True).content.decode()
    assert "1 taken, 1 refused" in page and "bad_price" in page
    csv = ana.get(AT + f"volt/runs/{Run.objects.order_by('-pk')[0].pk}/refused.csv")
    assert csv.headers["Content-Type"].startswith("text/csv") and b"bad_price" in csv.content
    assert "The feed is stopped." in ana.post(path + "turn/", {"act": "stop"}, follow=True).content.decode()
    assert "is stopped, so nothing comes in" in ana.post(path + "send/", {"file": SimpleUploadedFile("a.csv", b"x")},
                                                         follow=True).content.decode()
    assert "The feed goes on." in ana.post(path + "turn/", {"act": "start"}, follow=True).content.decode()
    assert "no address" in ana.post(path + "turn/", {"act": "pull"}, follow=True).content.decode()
    changed = {"kind": "push", "title": "Some parts", "ttl_h": "2"}
    assert "Some parts" in ana.post(path + "change/", changed, follow=True).content.decode()
    ana.post(path + "close/")
    assert not Feed.objects.exists()


def test_a_run_that_waits_is_decided_on_its_page(ana: Client, caller: Caller) -> None:
    pushed(caller)
    send_file(caller, "volt", "parts", offers([0.1] * 10))
    run = send_file(caller, "volt", "parts", offers([0.2]))
    assert "needs you" in shown(ana, AT + "volt/") and "it waits" in shown(ana, AT + "volt/feeds/parts/")
    path = AT + f"volt/runs/{run.id}/"
    assert "It waits for you" in shown(ana, path)
    assert "The file counts now." in ana.post(path + "decide/", {"say": "yes"}, follow=True).content.decode()
    assert "nobody needs to decide" in ana.post(path + "decide/", {"say": "no"}, follow=True).content.decode()


def test_the_secret_of_a_feed_is_shown_once(ana: Client, caller: Caller) -> None:
    verified(caller)
    open_feed(caller, "volt", "news", Ways(kind="webhook", title="Changes"))
    page = ana.post(AT + "volt/feeds/news/secret/").content.decode()
    assert "whsec_" in page and "/api/partner-notices/" in page
    assert "whsec_" not in shown(ana, AT + "volt/feeds/news/")
    assert Partner.objects.count() == 1 and "whsec_" not in str(list(Feed.objects.values()))


def test_offers_are_looked_up(ana: Client, caller: Caller) -> None:
    pushed(caller)
    send_file(caller, "volt", "parts", offers([0.1, 0.2], prefix="LM") + b"LM0,Acme Parts,old,0.05,USD,9,1,1\n")
    found = shown(ana, "/acme/-/offers/?text=lm")
    assert "LM0@acmeparts" in found and "2 offers" in found
    page = shown(ana, "/acme/-/offers/?text=LM0&quantity=100&currency=EUR")
    assert "10.00 EUR" in page and "seconds old" in page.replace("1 second old", "1 seconds old") and "No rate of exchange is known" in page
    assert "Nothing that is offered here" in shown(ana, "/acme/-/offers/?text=zzz")
    assert "Nobody offers it" in shown(ana, "/acme/-/offers/?item=none@x")
    assert "is no whole number" in shown(ana, "/acme/-/offers/?text=LM0&quantity=many", 422)
    assert "is no currency" in shown(ana, "/acme/-/offers/?text=LM0&currency=money", 422)
    assert "Offers of Volt" in shown(ana, "/acme/-/offers/?text=LM&partner=volt")
    assert ana.get("/acme/-/offers/?text=LM&partner=none").status_code == 404


def test_suppliers_are_chosen_for_the_place_a_job_and_a_customer(ana: Client, caller: Caller, people: Cast) -> None:
    verified(caller)
    assert "which is a default" in shown(ana, "/acme/-/suppliers/")
    ana.post("/acme/-/suppliers/", {"seller": "volt", "standing": "preferred"})
    ana.post("/acme/-/suppliers/", {"seller": "volt", "standing": "blocked", "job": "power"})
    page = ana.post("/acme/-/suppliers/", {"seller": "", "standing": "blocked", "customer": "cleo"}, follow=True).content.decode()
    assert "Recorded." in page and "chosen for this customer" in page
    assert choice_of(caller).by_seller == {"volt": "preferred"}
    assert choice_of(caller, job="power").by_seller == {"volt": "blocked"}
    assert choice_of(caller, customer=people.cleo.pk).others == "blocked"
    ana.post("/acme/-/suppliers/", {"seller": "volt", "standing": "default", "job": "power"})
    assert choice_of(caller, job="power").by_seller == {"volt": "preferred"}
    assert SupplierChoice.objects.count() == 2
    assert "There is no customer" in shown(ana, "/acme/-/suppliers/?customer=nobody", 404)
    assert "is no standing" in ana.post("/acme/-/suppliers/", {"seller": "volt", "standing": "loved"}, follow=True).content.decode()


def test_rates_are_read_and_dropped(ana: Client) -> None:
    assert "No rates are written down" in shown(ana, "/acme/-/rates/")
    file = SimpleUploadedFile("rates.csv", b"date,base,currency,rate\n2026-05-01,EUR,USD,1.25\n")
    assert "The rates were read." in ana.post("/acme/-/rates/", {"file": file, "source": "A bank"}, follow=True).content.decode()
    assert "1.25" in shown(ana, "/acme/-/rates/")
    bad = SimpleUploadedFile("rates.csv", b"date,base,currency,rate\n2026-05-01,EUR,USD,none\n")
    assert "Line 2" in ana.post("/acme/-/rates/", {"file": bad, "source": "A bank"}, follow=True).content.decode()
    late = SimpleUploadedFile("rates.csv", b"date,base,currency,rate\n9999-12-31,EUR,USD,5\n")
    assert "Nobody knows the rates" in ana.post("/acme/-/rates/", {"file": late, "source": "A bank"}, follow=True).content.decode()
    assert "This is no day" in ana.post("/acme/-/rates/drop/", {"day": "x", "base": "EUR"}, follow=True).content.decode()
    ana.post("/acme/-/rates/drop/", {"day": "2026-05-01", "base": "EUR"})
    assert ana.post("/acme/-/rates/drop/", {"day": "2026-05-01", "base": "EUR"}).status_code == 404


def test_designs_are_registered_and_decided(ana: Client, caller: Caller) -> None:
    verified(caller)
    form = {"partner": "volt", "design": "0123456789abcdef", "product": "Lamp", "company": "Hell AG", "volume_a_year": "1,000",
            "valid_until": "2027-01-31"}
    assert "waits for a decision" in ana.post("/acme/-/registrations/", form, follow=True).content.decode()
    assert "already" in ana.post("/acme/-/registrations/", form, follow=True).content.decode()
    assert "is no day" in ana.post("/acme/-/registrations/", form | {"valid_until": "soon"}, follow=True).content.decode()
    number = re.search(r"registrations/(\d+)/decide", shown(ana, "/acme/-/registrations/"))
    assert number
    path = f"/acme/-/registrations/{number[1]}/decide/"
    assert "declined with a reason" in ana.post(path, {"verb": "decline"}, follow=True).content.decode()
    assert "Accepted" in ana.post(path, {"verb": "accept"}, follow=True).content.decode()
    assert "cannot take the step" in ana.post(path, {"verb": "decline", "why": "No."}, follow=True).content.decode()
    assert "Hell AG" in shown(ana, "/acme/-/registrations/?state=accepted")
    assert "No design is registered" in shown(ana, "/acme/-/registrations/?state=declined")
