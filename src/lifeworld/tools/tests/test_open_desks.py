"""Desks without an account: opened and closed by the place, bounded, seeing nothing of the team; and desks in partners' frames."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lifeworld.places.models import Embed
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions.remembered import in_turn
from lifeworld.tools.actions.work import work_once
from lifeworld.tools.models import OpenDesk, SavedDesign
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, SPEC, people

__all__ = ["people"]
SECRET = "a secret of the page"  # noqa: S105
pytestmark = pytest.mark.django_db


def opened(people: Cast) -> str:
    assert people.client(people.ben).post(f"{BASE}/desks/", {"title": "Garage shelves", "days": "30"}).status_code == 302
    return f"/desks/{OpenDesk.objects.get(closed_at=None).key}"


def test_a_desk_is_opened_and_closed(people: Cast) -> None:
    desk, ben, nobody = opened(people), people.client(people.ben), Client()
    page = nobody.get(f"{desk}/")
    assert page.status_code == 200 and b"Garage shelves" in page.content and page.headers["Cache-Control"] == "no-store"
    assert desk in ben.get(f"{BASE}/desks/").content.decode()
    vic = people.client(people.vic)
    assert vic.get(f"{BASE}/desks/").status_code == 200 and vic.post(f"{BASE}/desks/", {}).status_code == 403
    for bad in ({"title": "x" * 121}, {"days": "0"}, {"days": "many"}):
        assert ben.post(f"{BASE}/desks/", bad).status_code == 422, bad
    pk = OpenDesk.objects.get().pk
    assert vic.post(f"{BASE}/desks/{pk}/close/").status_code == 403
    assert ben.post(f"{BASE}/desks/{pk}/close/").status_code == 302 and ben.post(f"{BASE}/desks/{pk}/close/").status_code == 409
    assert ben.post(f"{BASE}/desks/999/close/").status_code == 404
    assert nobody.get(f"{desk}/").status_code == 404 and nobody.post(f"{desk}/configure", {"spec": SPEC}, **JSON).status_code == 404


def test_a_desk_ends_with_its_days(people: Cast) -> None:
    desk = opened(people)
    OpenDesk.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"{desk}/").status_code == 404
    assert Client().get("/desks/nothing/").status_code == 404 and Client().get(f"/desks/{'x' * 400}/").status_code == 404


def test_a_visitor_designs_saves_compares_and_studies(people: Cast) -> None:
    desk, nobody = opened(people), Client(enforce_csrf_checks=True)
    assert nobody.post(f"{desk}/configure", {"spec": SPEC}, **JSON).json()["n"] > 0
    saved = nobody.post(f"{desk}/save", {**OAK, "note": "mine"}, **JSON)
    assert saved.status_code == 201
    row = SavedDesign.objects.get()
    assert row.visitor and row.desk is not None and row.note == "" and row.who == "visitor"
    url = saved.json()["url"]
    page = nobody.get(url)
    assert page.status_code == 200 and "csrfmiddlewaretoken" not in page.content.decode()
    assert nobody.get(url, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    turned = nobody.post(f"{url}turn", {"slot": "B1", "item": "OAK-27@woodworks"})
    assert turned.status_code == 302
    both = f"{desk}/compare?d={row.hash}&d={turned.headers['Location'].split('/')[-2]}"
    assert nobody.get(both).status_code == 200
    assert nobody.post(f"{url}studies/sag").status_code == 302
    assert work_once() is True
    assert "Sag at twice the load" in nobody.get(url).content.decode()
    assert nobody.get(f"{url}file/bom.csv").status_code == 200 and nobody.get(f"{url}replay/").status_code == 200
    assert "desk «Garage shelves»" in people.client(people.vic).get(f"{BASE}/designs/").content.decode()


def test_a_visitor_sees_nothing_of_the_team(people: Cast) -> None:
    desk, nobody = opened(people), Client()
    address = people.client(people.vic).post(f"{BASE}/save", OAK, **JSON).json()["hash"]
    people.client(people.vic).post(f"{BASE}/d/{address}/note", {"note": "our secret"})
    assert nobody.get(f"{desk}/d/{address}/").status_code == 404
    assert nobody.post(f"{desk}/save", OAK, **JSON).json()["hash"] == address
    page = nobody.get(f"{desk}/d/{address}/").content.decode()
    assert "our secret" not in page
    assert "our secret" in people.client(people.vic).get(f"{BASE}/d/{address}/").content.decode()
    assert SavedDesign.objects.count() == 2
    for path in ("designs/", "desks/", "jobs/", f"d/{address}/note", f"d/{address}/discard"):
        assert nobody.get(f"{desk}/{path}").status_code in {301, 302, 404}, path  # asked to sign in at most


def test_another_site_cannot_send_and_visitors_cannot_flood(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, nobody = opened(people), Client()
    crossed = nobody.post(f"{desk}/save", OAK, content_type="application/json", headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 403
    monkeypatch.setattr("lifeworld.tools.actions.saving.VISITORS_AN_HOUR", 1)
    assert nobody.post(f"{desk}/save", OAK, **JSON).status_code == 201
    other = {**OAK, "turned": {"count": 4}}
    assert nobody.post(f"{desk}/save", other, **JSON).status_code == 429
    assert nobody.post(f"{desk}/save", OAK, **JSON).status_code == 200, "what is there already is no more"
    assert people.client(people.vic).post(f"{BASE}/save", other, **JSON).status_code == 201


def test_what_is_nested_too_deeply_is_refused_and_not_a_fault(people: Cast) -> None:
    desk, nobody = opened(people), Client()
    for depth in (40, 400, 900):
        deep = "[" * depth + "]" * depth
        for door in ("configure", "design", "save", "named"):
            for body in (f'{{"spec": {{"width": {deep}}}}}', f'{{"spec": {{}}, "choice": {{"sellers": {{"a": {deep}}}}}, "rows": {deep}}}'):
                refused = nobody.post(f"{desk}/{door}", body, **JSON)
                assert refused.status_code == 422 and refused.json()["code"] in {"too_deep", "no_json"}, (depth, door)
    assert nobody.post(f"{desk}/save", {"spec": "[" * 90_000}).status_code == 422


def test_visitors_take_turns_in_whatever_costs_work(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, nobody, vic = opened(people), Client(), people.client(people.vic)
    url = nobody.post(f"{desk}/save", OAK, **JSON).json()["url"]
    ours = vic.post(f"{BASE}/save", OAK, **JSON).json()["url"]
    monkeypatch.setattr("lifeworld.tools.actions.remembered.PATIENCE_SECONDS", 0.0)
    other = {**OAK, "turned": {"count": 4}}
    turn = {"slot": "B1", "item": "PINE-18@woodworks"}

    def asked(client: Client, base: str, one: str) -> list[int]:
        return [answer.status_code for answer in (
            client.post(f"{base}/configure", {"spec": SPEC}, **JSON), client.post(f"{base}/configure?format=csv", {"spec": SPEC}, **JSON),
            client.post(f"{base}/design", OAK, **JSON), client.post(f"{base}/save", other, **JSON), client.get(f"{one}replay/"),
            client.post(f"{one}turn", turn, **JSON), client.get(f"{one}file/report.pdf"), client.get(f"{one}file/cuts"))]

    with in_turn(visitor=True), in_turn(visitor=True):
        assert asked(nobody, desk, url) == [429] * 8
        assert nobody.get(url).status_code == nobody.get(f"{desk}/").status_code == 200
        assert asked(vic, BASE, ours) == [200, 200, 200, 201, 200, 201, 200, 200], "the team's work does not wait for them"
    assert asked(nobody, desk, url) == [200, 200, 200, 201, 200, 201, 200, 200]


@pytest.fixture
def page(people: Cast) -> Embed:
    return Embed.objects.create(place=people.acme, key="shopkey", partner="A shop", placement="garage", origins=["https://shop.example"],
                                secret=SECRET)


def session_of(page: Embed, tool: str = "shelf", minutes: int = 60) -> str:
    from lifeworld.places.core import Shown, sealed
    from lifeworld.tools.queries.desks import SESSION

    expires = int((timezone.now() + timedelta(minutes=minutes)).timestamp())
    return sealed(Shown(page.key, page.placement, "https://shop.example", SESSION, tool, 0, expires, "once"), page.secret)


def test_a_frame_designs_with_its_session_and_its_origin_is_kept(people: Cast, page: Embed) -> None:
    from lifeworld.places.core import Shown
    from lifeworld.places.queries import embed_anywhere
    from lifeworld.tools.pages.embedded import check, data_of

    check(people.caller(people.ana), "shelf")
    found = embed_anywhere(page.key)
    assert found is not None
    shown = Shown(page.key, page.placement, "https://shop.example", "desk", "shelf", 0, 0, "x")
    data = data_of(found[2], shown, found[1])
    assert data["embedded"] is True and data["csrf"] == "" and data["urls"]["configure"].startswith("/desks/shopkey.")
    nobody = Client(enforce_csrf_checks=True)
    saved = nobody.post(data["urls"]["save"], OAK, **JSON)
    row = SavedDesign.objects.get()
    assert (row.visitor, row.embed, row.placement, row.origin) == (True, "shopkey", "garage", "https://shop.example")
    framed = nobody.get(saved.json()["url"])
    assert framed.status_code == 200 and "frame-ancestors https://shop.example" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers and framed.headers["X-Robots-Tag"] == "noindex"
    assert "Sign" not in framed.content.decode()
    assert "partner" in people.client(people.vic).get(f"{BASE}/designs/?q=garage").content.decode()


def test_a_session_is_bound_to_its_page_tool_and_time(people: Cast, page: Embed) -> None:
    nobody = Client()
    assert nobody.get(f"/desks/{session_of(page)}/").status_code == 200
    assert nobody.get(f"/desks/{session_of(page, 'saw')}/").status_code == 404
    over = nobody.get(f"/desks/{session_of(page, minutes=-1)}/")
    assert over.status_code == 410 and "This desk was open for too long." in over.content.decode()
    assert "frame-ancestors https://shop.example" in over.headers["Content-Security-Policy"], "the page around it shows why"
    asked = nobody.post(f"/desks/{session_of(page, minutes=-1)}/configure", {"spec": SPEC}, **JSON)
    assert asked.status_code == 410 and asked.json()["code"] == "token_expired"
    assert nobody.get(f"/desks/{session_of(page)[:-1]}/").status_code == 404
    token = session_of(page)
    page.origins = ["https://elsewhere.example"]
    page.save()
    assert nobody.get(f"/desks/{token}/").status_code == 404


def test_the_hall_opens_a_frame_once_for_its_page(people: Cast, page: Embed) -> None:
    from lifeworld.kit.errors import LifeworldError
    from lifeworld.site.embeds import issue

    ana = people.caller(people.ana)
    token = issue(ana, page.key, placement="garage", origin="https://shop.example", element="desk", study="shelf")
    nobody = Client()
    framed = {"Referer": "https://shop.example/tools", "Sec-Fetch-Dest": "iframe"}
    shown = nobody.get(token.path, headers=framed)
    assert shown.status_code == 200 and b"<lw-design-desk" in shown.content and b"/desks/shopkey." in shown.content
    assert nobody.get(token.path, headers=framed).status_code == 409, "it opens once"
    with pytest.raises(LifeworldError) as refused:
        issue(ana, page.key, placement="garage", origin="https://shop.example", element="desk", study="saw")
    assert refused.value.status == 404
