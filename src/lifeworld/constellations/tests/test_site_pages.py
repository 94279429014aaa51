"""The people's door: boards, customers' ecosystems, links, exports; who may enter, and what is refused."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import polars as pl
import pytest
from django.test import Client

from lifeworld.constellations.actions.catch_up import work_once
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.models import Drawing, DrawLink, Moment
from lifeworld.constellations.queries import exports
from lifeworld.constellations.tests.site_runners import runners
from lifeworld.customers.models import Customer
from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.site.tests.furnished_once import furnished_once
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import CodebookVersion, Coder, Reading, Statement

pytestmark = pytest.mark.django_db
BASE = "/acme/-/studies/runners"


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Cast, StudyValue]]:
    """The cast and a study of twelve, furnished once for all tests here: it takes seconds."""
    with furnished_once(django_db_blocker, twelve_runners) as made:
        yield made


def twelve_runners() -> tuple[Cast, StudyValue]:
    people = cast()
    study = runners(people.caller(people.ana), drawn=True, people=12)[0]
    while work_once():
        pass
    return people, study


@pytest.fixture
def people(furnished: tuple[Cast, StudyValue]) -> Cast:
    return deepcopy(furnished[0])


@pytest.fixture
def study(furnished: tuple[Cast, StudyValue]) -> StudyValue:
    return furnished[1]


def drawing(**more: Any) -> dict[str, Any]:
    actors = [
        {"id": "1", "name": "Lantern walkers", "category": "peers", "ring": 1, "x": 0.1, "y": 0.1, "size": 0.9, "valence": 1},
        {"id": "2", "name": "Aunt Odile", "category": "family_friends", "ring": 2, "x": 0.5, "y": 0, "size": 0.4, "valence": -1},
        {"id": "3", "name": "Unplaced", "category": "strangers", "ring": None, "x": None, "y": None, "size": 0.2, "valence": None}]
    return {"rings": {"k": 3, "words": ["near", "farther", "far"]}, "question": "Who?", "drawn_at": "2026-05-01T10:00:00Z",
            "client_id": str(uuid.uuid4()), "ties": [{"a": "1", "b": "2"}], "actors": actors} | more


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"})


def test_board_shows_types_and_customers(people: Cast, study: StudyValue) -> None:
    client = people.client(people.vic)
    page = client.get(f"{BASE}/ecosystems/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "brand-driven" in html and "Over time" in html and "lw-type-bar" in html
    first = Moment.objects.filter(study=study.pk, latest=True).select_related("customer").first()
    assert first is not None and f"/ecosystems/{first.customer_id}/" in html
    assert client.get(f"{BASE}/ecosystems/?type=brand-driven").status_code == 200
    assert client.get(f"{BASE}/ecosystems/?type=purple").status_code == 422
    assert client.get(f"{BASE}/ecosystems/?after=x").status_code == 422
    assert people.client(people.eva).get(f"{BASE}/ecosystems/").status_code == 403
    assert people.client(people.dev).get(f"{BASE}/ecosystems/").status_code == 404


def test_pages_of_customers_go_on_where_they_ended(people: Cast, study: StudyValue) -> None:
    from lifeworld.constellations.queries.ecosystems import ecosystems

    caller = people.caller(people.vic)
    seen, after = [], ""
    while True:
        page = ecosystems(caller, study, after=after, limit=5)
        seen += [picture["customer"]["pk"] for picture in page.pictures]
        after = page.after
        if not after:
            break
    everybody = Moment.objects.filter(study=study.pk, latest=True).values_list("customer", flat=True)
    assert sorted(seen) == sorted(set(seen)) == sorted(everybody)
    types = [Moment.objects.get(study=study.pk, customer=pk, latest=True).type for pk in seen]
    assert types == sorted(types, key=["undetermined", "individual-driven", "brand-driven", "socially driven"].index)


def test_an_ecosystem_has_picture_words_and_etag(people: Cast, study: StudyValue) -> None:
    client = people.client(people.vic)
    customer = Customer.objects.get(key="runner-03")
    page = client.get(f"{BASE}/ecosystems/{customer.pk}/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "Customer ecosystem of runner-03" in html and "<mark>" in html and "Drawn against said" in html
    again = client.get(f"{BASE}/ecosystems/{customer.pk}/", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    other = Customer.objects.create(place=people.other, key="stranger")
    assert client.get(f"{BASE}/ecosystems/{other.pk}/").status_code == 404
    assert people.client(people.eva).get(f"{BASE}/ecosystems/{customer.pk}/").status_code == 403


def test_a_settled_statement_changes_the_ecosystem_at_once(people: Cast, study: StudyValue) -> None:
    from lifeworld.events.actions import record

    customer = Customer.objects.get(key="runner-01")
    caller = people.caller(people.ben)
    before = Moment.objects.get(study=study.pk, customer=customer, latest=True)
    settled = Coder.objects.create(study_id=study.pk, kind="settled", name="Settled")
    for statement in Statement.objects.filter(study=study.pk, customer=customer):
        Reading.objects.create(study_id=study.pk, statement=statement, coder=settled, codebook=1, codes={"peers": 1, "belonging": 1},
                               present=["peers", "belonging"])
        record(caller, "voices.settled", customer="runner-01", data={"study": study.pk, "statement": statement.pk, "coder": settled.pk})
    html = people.client(people.vic).get(f"{BASE}/ecosystems/{customer.pk}/").content.decode()
    after = Moment.objects.get(study=study.pk, customer=customer, latest=True)
    assert after.position > before.position
    assert after.body["actors"] != before.body["actors"]
    assert "by settled" in html and "came in" in html and "A statement was settled" in html


def test_a_link_opens_a_door_to_draw_by(people: Cast, study: StudyValue) -> None:
    team = people.client(people.ben)
    made = team.post(f"{BASE}/draw/", {"label": "Fair", "days": "3", "draws_max": "2", "customer": ""})
    assert made.status_code == 200 and made.headers["Cache-Control"] == "no-store" and "<svg" in made.content.decode()
    url = made.content.decode().split('class="secret">')[1].split("<")[0]
    path = "/draw/" + url.split("/draw/")[1]
    assert DrawLink.objects.get().digest not in made.content.decode()
    customer = people.client(None)
    page = customer.get(path)
    assert page.status_code == 200 and "lw-map-draw" in page.content.decode()
    sent = drawing()
    answer = post(customer, path, sent)
    assert answer.status_code == 200, answer.content
    assert [actor["name"] for actor in answer.json()["picture"]["actors"]] == ["Lantern walkers", "Aunt Odile", "Unplaced"]
    assert post(customer, path, sent).json()["again"] is True
    kept = Drawing.objects.get(client_id=sent["client_id"])
    moment = Moment.objects.get(study=study.pk, customer=kept.customer, latest=True)
    names = {actor["name"]: actor for actor in moment.body["actors"]}
    assert names["Lantern walkers"]["proximity"] == pytest.approx(1 - 0.5 / 3) and names["Aunt Odile"]["valence"] == -1
    assert moment.body["ties"] == [{"a": "family_friends:aunt odile", "b": "peers:lantern walkers"}]
    assert JournalLine.objects.filter(type="constellations.drawn", customer=kept.customer.key).count() == 1
    # the same browser changes its map: the same customer
    assert post(customer, path, drawing()).status_code == 200
    assert Drawing.objects.filter(customer=kept.customer).count() == 2
    assert post(people.client(None), path, drawing()).status_code == 409
    # a drawing that was kept is answered alike although the link is used up
    assert post(customer, path, sent).json()["again"] is True
    assert team.post(f"{BASE}/draw/links/{DrawLink.objects.get().pk}/revoke/").status_code == 302
    assert customer.get(path).status_code == 404 and post(customer, path, drawing()).status_code == 404
    assert team.post(f"{BASE}/draw/links/{DrawLink.objects.get().pk}/revoke/").status_code == 409


def test_what_is_sent_to_an_open_door_is_checked(people: Cast, study: StudyValue) -> None:
    from lifeworld.constellations.actions.draw_links import make_link

    token = make_link(people.caller(people.ben), study, "Door")[1]
    client = people.client(None)
    for bad in ({"rings": {"k": 99}}, drawing(client_id=None), drawing(actors=[{"id": "1"}]), [1], "x"):
        assert post(client, f"/draw/{token}/", bad).status_code == 422
    assert client.post(f"/draw/{token}/", b"{", content_type="application/json", headers={"Accept": "application/json"}).status_code == 422
    assert client.post(f"/draw/{token}/", b'{"rings": NaN}', content_type="application/json").status_code == 422
    assert post(client, "/draw/nothing/", drawing()).status_code == 404
    checked = Client(enforce_csrf_checks=True)
    assert post(checked, f"/draw/{token}/", drawing()).status_code == 403
    assert not Drawing.objects.filter(link__isnull=False).exists()


def test_links_are_for_analysts(people: Cast, study: StudyValue) -> None:
    for user in (people.vic, people.eva):
        assert people.client(user).get(f"{BASE}/draw/").status_code == 403
        assert people.client(user).post(f"{BASE}/draw/", {"label": "x"}).status_code == 403
    team = people.client(people.ben)
    assert team.post(f"{BASE}/draw/", {"label": "", "days": "3"}).status_code == 422
    assert team.post(f"{BASE}/draw/", {"label": "x", "days": "900"}).status_code == 422
    other = Customer.objects.create(place=people.other, key="stranger")
    assert team.post(f"{BASE}/draw/", {"label": "x", "customer": str(other.pk)}).status_code == 404


def test_a_team_draws_with_a_customer(people: Cast, study: StudyValue) -> None:
    customer = Customer.objects.get(key="runner-02")
    path = f"{BASE}/draw/with/{customer.pk}/"
    team = people.client(people.ben)
    assert team.get(path).status_code == 200
    answer = post(team, path, drawing())
    assert answer.status_code == 200 and answer.json()["next"] == f"{BASE}/ecosystems/{customer.pk}/"
    assert "Lantern walkers" in team.get(answer.json()["next"]).content.decode()
    assert post(people.client(people.vic), path, drawing()).status_code == 403
    elsewhere = drawing()
    assert post(team, path, elsewhere).status_code == 200
    third = Customer.objects.get(key="runner-04")
    assert post(team, f"{BASE}/draw/with/{third.pk}/", elsewhere).status_code == 409


@pytest.fixture
def mapped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a study is mapped for the first form alone: the others are written from the same."""
    known: dict[int, MappedStudy] = {}
    mapped = exports.mapped

    def kept(caller: Caller, study: StudyValue) -> MappedStudy:
        return known[study.pk] if study.pk in known else known.setdefault(study.pk, mapped(caller, study))

    monkeypatch.setattr(exports, "mapped", kept)


@pytest.mark.once
@pytest.mark.usefixtures("mapped_once")
def test_exports_are_protected_files(people: Cast, study: StudyValue) -> None:
    team = people.client(people.ben)
    assert team.get(f"{BASE}/exports/").status_code == 200
    report = team.get(f"{BASE}/exports/report/")
    assert report.status_code == 200 and b"<!doctype html>" in report.content[:200].lower()
    networks = team.get(f"{BASE}/exports/csv/")
    with zipfile.ZipFile(io.BytesIO(networks.content)) as folder:
        assert sorted(folder.namelist()) == ["aaties.csv", "alters.csv", "egos.csv"]
        assert len(pl.read_csv(folder.read("egos.csv"))) == 12
    assert b"<graphml" in _only(team.get(f"{BASE}/exports/graphml/").content)
    assert team.get(f"{BASE}/exports/pigeon/").status_code == 422
    assert people.client(people.vic).get(f"{BASE}/exports/report/").status_code == 403
    customer = Customer.objects.get(key="runner-03")
    picture = people.client(people.vic).get(f"{BASE}/ecosystems/{customer.pk}/picture.svg")
    assert picture.status_code == 200 and picture.content.startswith(b"<svg")
    assert people.client(people.vic).get(f"{BASE}/ecosystems/{customer.pk}/picture.png").content.startswith(b"\x89PNG")


def _only(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return folder.read(folder.namelist()[0])


def test_maps_of_other_programs_come_in_once(people: Cast, study: StudyValue) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    rows = "customer,actor,category,ring,rings,size\nnova,Night bus,other_providers,1,3,2\nnova,Ola,family_friends,3,3,1\n"
    team = people.client(people.ben)
    for n in (1, 1):
        answer = team.post(f"{BASE}/exports/maps/", {"file": SimpleUploadedFile("maps.csv", rows.encode())})
        assert answer.status_code == 302, answer.content
        assert Drawing.objects.filter(customer__key="nova").count() == n
    while work_once():
        pass
    moment = Moment.objects.get(study=study.pk, customer__key="nova", latest=True)
    assert {actor["name"] for actor in moment.body["actors"]} == {"self", "Night bus", "Ola"}
    assert team.post(f"{BASE}/exports/maps/").status_code == 422
    assert people.client(people.vic).post(f"{BASE}/exports/maps/").status_code == 403


def test_nothing_of_a_forgotten_customer_is_left(people: Cast, study: StudyValue) -> None:
    from lifeworld.constellations.actions.forget import forget
    from lifeworld.constellations.models import Board
    from lifeworld.constellations.queries.exported import export_of

    customer = Customer.objects.get(key="runner-03")
    told = export_of(people.caller(people.ana), customer.pk)
    assert told["drawings"] and told["ecosystems"]
    n = Moment.objects.count()
    forget(people.acme.pk, customer.pk)
    assert not Moment.objects.filter(customer=customer).exists() and not Drawing.objects.filter(customer=customer).exists()
    assert not Board.objects.filter(study=study.pk).exists()
    assert Moment.objects.count() < n


def test_codes_by_an_old_meaning_are_called_stale(people: Cast, study: StudyValue) -> None:
    customer = Customer.objects.get(key="runner-01")
    first = CodebookVersion.objects.get(study=study.pk)
    settled = Coder.objects.create(study_id=study.pk, kind="settled", name="Settled")
    statement = Statement.objects.filter(study=study.pk, customer=customer).first()
    assert statement is not None
    Reading.objects.create(study_id=study.pk, statement=statement, coder=settled, codebook=1, codes={"peers": 1}, present=["peers"])
    page = f"{BASE}/ecosystems/{customer.pk}/"
    client = people.client(people.vic)
    assert "stale" not in client.get(page).content.decode()
    codes = [{**code, "definition": "Something else."} if code["name"] == "peers" else code for code in first.codes]
    CodebookVersion.objects.create(study_id=study.pk, number=2, codes=codes, who="user:1")
    assert "stale: a code means something else now" in client.get(page).content.decode()


def test_a_code_that_an_import_did_not_judge_stays_with_the_model(people: Cast, study: StudyValue) -> None:
    from lifeworld.constellations.queries.ecosystems import statements_said

    customer = Customer.objects.get(key="runner-01")
    caller = people.caller(people.ben)
    before = {one.statement: set(one.codes) for one in statements_said(caller, study, customer.key)}
    coder = Coder.objects.create(study_id=study.pk, kind="imported", name="Mei")
    statement = Statement.objects.filter(study=study.pk, customer=customer).first()
    assert statement is not None
    Reading.objects.create(study_id=study.pk, statement=statement, coder=coder, codebook=1, codes={"status": 1}, present=["status"],
                           judged=["status"])
    after = {one.statement: one for one in statements_said(caller, study, customer.key)}[statement.pk]
    assert set(after.codes) == before[statement.pk] | {"status"} and after.stood == "people"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.usefixtures("mapped_once")
def test_every_form_of_export_is_a_file_of_its_kind(people: Cast, study: StudyValue) -> None:
    begins = {"report": b"<!doctype html>", "pdf": b"%PDF", "pptx": b"PK", "xlsx": b"PK"}
    for kind in exports.FORMS:
        file = exports.study_file(people.caller(people.ben), study, kind, pseudonyms=kind == "report")
        assert file.body[:15].lower().startswith(begins.get(kind, b"PK").lower()), kind
        if kind == "report":
            assert b"runner-03" not in file.body


def test_customers_are_narrowed_to_a_segment(people: Cast, study: StudyValue) -> None:
    from lifeworld.constellations.actions.boards import reckon
    from lifeworld.customers.models import Trait
    from lifeworld.voices.core.site_studies import worker

    for key, value in (("runner-01", "regular"), ("runner-02", "beginner")):
        Trait.objects.create(customer=Customer.objects.get(key=key), name="group", value=value)
    reckon(worker("acme", people.acme.pk), study.pk)
    html = people.client(people.vic).get(f"{BASE}/ecosystems/?trait=group%3Dregular").content.decode()
    shown = html.split('class="cards multiples"')[1]
    assert "runner-01" in shown and "runner-02" not in shown and '<option value="group=beginner">' in html


def test_a_drawing_that_is_too_large_is_refused(people: Cast, study: StudyValue) -> None:
    from lifeworld.constellations.actions.draw_links import make_link

    token = make_link(people.caller(people.ben), study, "Door")[1]
    answer = post(people.client(None), f"/draw/{token}/", drawing(question="x" * 300_000))
    assert answer.status_code == 422 and answer.json()["code"] == "too_large"


def test_a_link_that_ran_out_opens_nothing(people: Cast, study: StudyValue) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from lifeworld.constellations.actions.draw_links import make_link

    token = make_link(people.caller(people.ben), study, "Door", days=1)[1]
    DrawLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert people.client(None).get(f"/draw/{token}/").status_code == 404
    assert "expired" in people.client(people.ben).get(f"{BASE}/draw/").content.decode()
