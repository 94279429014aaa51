"""A partner's page shows one element once, where and while it may, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.actions.catch_up import catch_up
from lifeworld.constellations.queries.pictures import picture_of
from lifeworld.customers import actions as customers
from lifeworld.customers.models import Customer
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.places import actions as places
from lifeworld.places.core import EmbedValue, Shown, key_in, sealed, unsealed
from lifeworld.places.models import Embed, UsedToken
from lifeworld.site.embeds import issue, without_names
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.models import Coder, Reading, Statement

SHOP = "https://shop.example"
SHOWN = Shown("ab12", "shop", SHOP, "constellation", "runners", 7, 1_800_000_000, "once")


@given(st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_no_text_is_a_token(token: str, secret: str) -> None:
    assert unsealed(token, secret) is None
    assert isinstance(key_in(token), str)


@given(st.integers(0, 2**31), st.text(alphabet="abcdef0123456789", min_size=4), st.data())
def test_a_token_that_was_touched_is_none(customer: int, secret: str, data: st.DataObject) -> None:
    token = sealed(replace(SHOWN, customer=customer), secret)
    assert unsealed(token, secret) == replace(SHOWN, customer=customer)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("abXY01_-.")).replace(token[at], "~")
    assert unsealed(token[:at] + other + token[at + 1:], secret) is None


def begin() -> tuple[Cast, Caller, EmbedValue]:
    people = cast()
    ana = people.caller(people.ana)
    study = create_study(ana, "Runners")
    said = Statement.objects.create(study_id=study.pk, customer=people.cleo, key="s1", text="My wife and I run with the club every week.")
    found = ["family_friends", "peers", "belonging"]
    Reading.objects.create(study_id=study.pk, statement=said, codebook=1, codes=dict.fromkeys(found, 1), present=found,
                           coder=Coder.objects.create(study_id=study.pk, kind="person", name="Eva", user=people.eva))
    record(ana, "voices.coded", customer="cleo", data={"study": study.pk})
    while catch_up(ana):
        pass
    return people, ana, places.add_embed(ana, "Shop", "below the order", [SHOP, "https://m.shop.example"])


def token_for(caller: Caller, page: EmbedValue, **change: str) -> str:
    asked = {"placement": page.placement, "origin": SHOP, "element": "constellation", "study": "runners", "customer": "cleo"} | change
    return issue(caller, page.key, **asked).path


def visit(path: str, referrer: str | None = f"{SHOP}/orders/1", **headers: str) -> HttpResponse:
    return Client().get(path, headers={**({"Referer": referrer} if referrer else {}), **headers})


@pytest.mark.django_db
def test_a_page_shows_an_element_to_the_partner_alone() -> None:
    _, ana, page = begin()
    answer = visit(token_for(ana, page))
    assert answer.status_code == 200
    assert f"frame-ancestors {SHOP}" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert b'<lw-constellation from="picture">' in answer.content and not answer.cookies


@pytest.mark.django_db
def test_a_partner_is_told_no_names_of_people_and_no_keys() -> None:
    people, ana, page = begin()
    kept = picture_of(people.caller(people.ana), "runners", people.cleo.pk)
    assert "wife" in json.dumps(kept)
    shown = visit(token_for(ana, page)).content.decode().lower()
    assert "wife" not in shown and '"id": "cleo"' not in shown and f'"pk": {people.cleo.pk}' not in shown
    assert '"name": "family and friends"' in shown
    told = without_names(kept)
    assert len({actor["id"] for actor in told["actors"]}) == len(told["actors"]) == len(kept["actors"])
    assert [actor["relevance"] for actor in told["actors"]] == [actor["relevance"] for actor in kept["actors"]]


@pytest.mark.django_db
def test_types_of_a_study_are_shown_without_anybody() -> None:
    _, ana, page = begin()
    answer = visit(token_for(ana, page, element="types", customer=""))
    assert answer.status_code == 200 and b"<lw-type-bar" in answer.content and b"cleo" not in answer.content.lower()


@pytest.mark.django_db
def test_a_token_opens_once() -> None:
    _, ana, page = begin()
    first, second = token_for(ana, page), token_for(ana, page)
    assert [visit(path).status_code for path in (first, first, second, second)] == [200, 409, 200, 409]
    again = visit(first)
    assert "This token was used already." in again.content.decode() and b"<lw-" not in again.content
    assert f"frame-ancestors {SHOP}" in again.headers["Content-Security-Policy"], "the page around it shows why"
    assert visit(first, "https://other.example/").headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize(("referrer", "headers"), [
    (None, {}), ("https://other.example/", {}), ("https://m.shop.example/", {}), ("http://shop.example/", {}),
    (f"{SHOP}.evil.example/", {}), (f"{SHOP}:8443/", {}), ("nonsense", {}), (f"{SHOP}/", {"Sec-Fetch-Dest": "document"}),
])
def test_a_token_opens_on_its_own_origin_in_a_frame_only(referrer: str | None, headers: dict[str, str]) -> None:
    _, ana, page = begin()
    path = token_for(ana, page)
    assert visit(path, referrer, **headers).status_code == 403
    assert visit(path, **{"Sec-Fetch-Dest": "iframe"}).status_code == 200, "a refused visit uses nothing up"


@pytest.mark.django_db
def test_a_token_expires_and_used_ones_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    _, ana, page = begin()
    used, late = token_for(ana, page), token_for(ana, page)
    visit(used)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=5))
    assert [visit(path).status_code for path in (used, late)] == [410, 410]
    visit(token_for(ana, page))
    assert UsedToken.objects.count() == 1


@pytest.mark.django_db
def test_a_revoked_page_shows_nothing_and_gets_no_token() -> None:
    _, ana, page = begin()
    path = token_for(ana, page)
    places.revoke_embed(ana, page.key)
    assert visit(path).status_code == 404
    with pytest.raises(LifeworldError) as refused:
        token_for(ana, page)
    assert refused.value.status == 404


@pytest.mark.django_db
def test_a_token_of_one_placement_opens_no_other() -> None:
    _, ana, page = begin()
    other = places.add_embed(ana, "Shop", "first page", [SHOP])
    head, body, signature = token_for(ana, page).removeprefix("/embed/").strip("/").split(".")
    assert visit(f"/embed/{other.key}.{body}.{signature}/").status_code == 404
    path = token_for(ana, page)
    Embed.objects.filter(key=page.key).update(placement="elsewhere")
    assert visit(path).status_code == 404
    assert head == page.key


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "status"), [
    ({"placement": "first page"}, 409), ({"origin": "https://other.example"}, 409), ({"element": "everything"}, 422),
    ({"customer": ""}, 422),
    ({"element": "types"}, 422), ({"study": "elsewhere"}, 404), ({"customer": "nobody"}, 404), ({"customer": "someone"}, 404),
])
def test_what_no_token_is_given_for(change: dict[str, str], status: int) -> None:
    people, ana, page = begin()
    Customer.objects.create(place=people.other, key="someone")
    create_study(people.caller(people.dev, people.other), "Elsewhere")
    with pytest.raises(LifeworldError) as refused:
        token_for(ana, page, **change)
    assert refused.value.status == status


@pytest.mark.django_db
def test_a_token_names_nobody_and_an_alias_will_do() -> None:
    people, ana, page = begin()
    customers.add_alias(ana, people.cleo.pk, "cleo@example.org")
    made = issue(ana, page.key, placement=page.placement, origin=SHOP, element="constellation", study="runners",
                 customer="cleo@example.org")
    shown = unsealed(made.token, Embed.objects.get(key=page.key).secret)
    assert shown is not None and shown.customer == people.cleo.pk and shown.expires - timezone.now().timestamp() <= 300
    assert "cleo" not in json.dumps(shown.__dict__)


@pytest.mark.django_db
def test_a_partners_key_asks_for_tokens_and_for_nothing_else() -> None:
    people, ana, page = begin()
    key = {"Authorization": f"Bearer {places.make_key(ana, 'shop', ['constellations.embed']).secret}"}
    where = f"/api/acme/-/embeds/{page.key}/tokens"
    body = {"placement": page.placement, "origin": SHOP, "element": "types", "study": "runners"}
    nobody = people.client(None)
    answer = nobody.post(where, body, content_type="application/json", headers=key)
    assert answer.status_code == 201 and answer.json()["url"] == f"http://testserver/embed/{answer.json()['token']}/"
    assert visit(answer.json()["url"].removeprefix("http://testserver")).status_code == 200
    for one in ("customers", "events", "members", "place", "studies/runners"):
        assert nobody.get(f"/api/acme/-/{one}", headers=key).status_code == 403
    assert people.client(people.vic).post(where, body, content_type="application/json").status_code == 403
    assert nobody.post(where, {}, content_type="application/json", headers=key).status_code == 422


@pytest.mark.django_db
def test_only_get_opens_a_token() -> None:
    _, ana, page = begin()
    path = token_for(ana, page)
    assert [Client().head(path).status_code, Client().post(path).status_code] == [405, 405]
    assert visit(path).status_code == 200
