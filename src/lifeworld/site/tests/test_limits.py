"""How often one may try; what the operator's addresses tell whom."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from lifeworld.goals.actions.links import make_link
from lifeworld.plugin_web import web_worlds
from lifeworld.site.limits import COSTLY, EXPENSIVE
from lifeworld.site.tests.furnished_circles import a_run, with_running
from lifeworld.site.tests.routes import routes
from lifeworld.testing.cast import PASSWORD, cast

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


def test_the_right_password_signs_in_and_a_wrong_one_does_not() -> None:
    cast()
    browser = Client()
    assert browser.post(SIGN_IN, {"username": "ana@example.org", "password": "wrong"}).status_code == 200
    assert browser.post(SIGN_IN, {"username": "ana@example.org", "password": PASSWORD}).headers["Location"] == "/"


def test_after_too_many_tries_even_the_right_password_waits(settings: object) -> None:
    cast()
    browser = Client()
    answers = [browser.post(SIGN_IN, {"username": "ana@example.org", "password": "wrong"}) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    refused = browser.post(SIGN_IN, {"username": "ana@example.org", "password": PASSWORD})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert "Wait a while" in refused.content.decode()


def test_many_addresses_cannot_try_one_login_for_ever() -> None:
    cast()
    tries = [Client(REMOTE_ADDR=f"192.0.2.{n}").post(SIGN_IN, {"username": "Ana@example.org", "password": "x"}) for n in range(11)]
    assert [answer.status_code for answer in tries] == [200] * 10 + [429]


def test_a_form_without_its_token_is_refused_in_words() -> None:
    cast()
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"username": "ana@example.org", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Reload the page and try again" in answer.content.decode()


def test_every_answer_carries_the_policy_and_the_security_headers() -> None:
    answer = Client().get(SIGN_IN)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_counters_are_told_to_this_machine_alone() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}
    told = Client().get("/metrics")
    assert told.status_code == 200
    assert 'route="healthz"' in told.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics").status_code == 403


def test_with_a_token_counters_are_told_to_whoever_has_it(settings: object) -> None:
    settings.METRICS_TOKEN = "a token"  # noqa: S105
    assert Client().get("/metrics").status_code == 403
    assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics", headers={"Authorization": "Bearer a token"}).status_code == 200


def test_logs_name_routes_and_never_customers(caplog: pytest.LogCaptureFixture) -> None:
    people = cast()
    with caplog.at_level("INFO", logger="lifeworld.requests"):
        people.client(people.vic).get("/acme/?q=my%20wife")
    said = [record.said for record in caplog.records if hasattr(record, "said")]
    assert [line["route"] for line in said] == ["<place:place>/"]
    assert "wife" not in str(said)


def test_nowhere_is_said_in_one_shape() -> None:
    assert "There is nothing at this address." in Client().get("/problems/x").content.decode()
    answer = Client().get("/api/nowhere/at/all")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert set(answer.json()) == {"type", "title", "status", "code", "detail", "next_step"}


def names_of(patterns: list) -> set[str]:
    inner = (names_of(one.url_patterns) if hasattr(one, "url_patterns") else {one.name} for one in patterns)
    return set().union(*inner)


def test_what_costs_much_is_limited_and_each_of_it_is_an_address(settings: object) -> None:
    assert names_of(get_resolver().url_patterns) >= EXPENSIVE
    people = cast()
    settings.EXPENSIVE_ASKS_MAX = 2
    browser = people.client(people.ana)
    asked = [browser.get(f"/acme/-/customers/{people.cleo.pk}/export.json") for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert asked[2].headers["Retry-After"] == "60"


def test_what_costs_much_by_its_method_is_limited_too(settings: object) -> None:
    known = {one.pattern for one in routes()}
    assert {route for _, route in COSTLY} <= known, {route for _, route in COSTLY} - known
    people = cast()
    settings.EXPENSIVE_ASKS_MAX = 1
    ana, draft = people.client(people.ana), {"x": '{"kind": "everyone"}'}
    assert [ana.get("/acme/-/audiences/new/").status_code for _ in range(3)] == [200, 200, 200]
    assert [ana.get("/acme/-/audiences/new/", draft).status_code for _ in range(2)] == [200, 429]
    body = {"content_type": "application/json", "data": {"expression": {"kind": "everyone"}}}
    assert [ana.post("/api/acme/-/audiences/size", **body).status_code for _ in range(2)] == [200, 429]
    tried = {"do": "try", "title": "Km", "types": "run", "field": "km", "aggregation": "sum"}
    assert [ana.post("/acme/-/define-measure/", tried).status_code for _ in range(2)] == [200, 429]
    assert ana.get("/acme/-/define-measure/").status_code == 200
    for where in ("/acme/-/scorecard/earnings/", "/api/acme/-/scorecard/earnings"):
        assert [ana.get(where).status_code for _ in range(2)] == [200, 429]
    where = f"/api/acme/-/customers/{people.cleo.pk}/everything"
    assert [ana.get(where).status_code for _ in range(2)] == [200, 429]
    assert ana.delete(where).status_code == 204


def test_what_customers_send_and_take_along_is_limited_for_each_door(settings: object) -> None:
    people = cast()
    token = make_link(people.caller(people.ana), people.cleo.pk, "Phone")[1]
    settings.EXPENSIVE_ASKS_MAX = 1
    nobody = Client()
    for where in (f"/own/{token}/friends/everything.json", f"/goals/{token}/everything.json", f"/own/{token}/matters/everything.json"):
        assert [nobody.get(where).status_code for _ in range(2)] == [200, 429]
    assert [nobody.post(f"/own/{token}/friends/", {"do": "x"}).status_code for _ in range(2)] == [422, 429]
    assert nobody.get(f"/own/{token}/friends/").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").post(f"/own/{token}/friends/", {"do": "x"}).status_code == 422


def test_what_is_sent_to_a_world_is_limited_and_bounded(settings: object) -> None:
    people = cast()
    ana, token = people.client(people.ana), make_link(people.caller(people.ana), people.cleo.pk, "Phone")[1]
    if not with_running(people.caller(people.ana), token):
        pytest.skip("the world of runners is not installed here")
    for world, web in web_worlds():
        names = names_of([*web.urls, *web.own_urls])
        assert web.costly <= names, f"{world.name} names addresses that are not its own: {web.costly - names}"
    settings.UPLOAD_BYTES_MAX = 10_000
    large = {"files": SimpleUploadedFile("run.gpx", a_run(1))}
    assert Client().post(f"/own/{token}/running/", large).status_code == 422
    answer = ana.post("/api/acme/-/running/activities", {"file": SimpleUploadedFile("run.gpx", a_run(2)), "customer": "cleo"})
    assert answer.status_code == 422 and "MiB" in answer.json()["detail"]
    cache.clear()
    settings.EXPENSIVE_ASKS_MAX = 1
    for _ in range(2):
        answer = ana.post("/api/acme/-/running/activities", {"file": SimpleUploadedFile("a.gpx", b"x"), "customer": "cleo"})
    assert answer.status_code == 429 and ana.get("/api/acme/-/running/activities").status_code == 200
