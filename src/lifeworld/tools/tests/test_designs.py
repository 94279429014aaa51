"""Saved designs: the same content has the same address, versions, pages that browsers keep, side by side, what changed, files."""

from __future__ import annotations

import json

import pytest

from lifeworld.events.models import JournalLine
from lifeworld.testing.cast import Cast
from lifeworld.tools.core.comparing import DESIGNS_MAX
from lifeworld.tools.models import SavedDesign
from lifeworld.tools.tests.shelf import PLAN
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, SPEC, WORLD, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db
PINE = {**OAK, "parts": {"B1": "PINE-18@woodworks", "K1": "STEEL-S@ironworks"}}


def kept(people: Cast, body: dict[str, object] = OAK) -> str:
    return str(people.client(people.vic).post(f"{BASE}/save", body, **JSON).json()["hash"])


def test_the_same_content_has_the_same_address(people: Cast) -> None:
    vic = people.client(people.vic)
    first = vic.post(f"{BASE}/save", OAK, **JSON)
    assert first.status_code == 201 and first.json()["url"] == f"{BASE}/d/{first.json()['hash']}/"
    same = {**OAK, "spec": {**SPEC, "width": 1200.0, "painted": False}}
    again = people.client(people.ben).post(f"{BASE}/save", same, **JSON)
    assert again.status_code == 200 and again.json() == {**first.json(), "created": False}
    assert SavedDesign.objects.count() == 1
    assert JournalLine.objects.filter(type="tools.saved").count() == 1
    assert kept(people, PINE) != first.json()["hash"]
    form = {"spec": json.dumps(SPEC), "parts": json.dumps(OAK["parts"]), "turned": json.dumps(OAK["turned"]), "quantity": "1"}
    assert vic.post(f"{BASE}/save", form).headers["Location"] == first.json()["url"]


def test_its_page_says_everything_and_is_asked_for_once(people: Cast) -> None:
    address, vic = kept(people), people.client(people.vic)
    answer = vic.get(f"{BASE}/d/{address}/")
    page = answer.content.decode()
    for said in ("Every check holds.", "oak-18 on 3 × steel-s", "<svg viewBox", "lw-lines", "lw-shares",
                 "Nobody offers it.", "Sag over load", "Cut list", "not known"):
        assert said in page, said
    assert vic.get(f"{BASE}/d/{address}/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    asked = {"If-None-Match": answer.headers["ETag"], "Accept": "application/json"}
    assert vic.get(f"{BASE}/d/{address}/", headers=asked).status_code == 200
    body = vic.get(f"{BASE}/d/{address}/", headers={"Accept": "application/json"}).json()
    assert body["hash"] == address and body["exports"][0]["url"] == f"{BASE}/d/{address}/file/cuts"
    assert people.client(people.ben).post(f"{BASE}/d/{address}/note", {"note": "For the hall"}).status_code == 302
    assert vic.get(f"{BASE}/d/{address}/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200
    assert vic.get(f"{BASE}/d/{'0' * 16}/").status_code == 404 and vic.get(f"{BASE}/d/nothing/").status_code == 422
    assert people.client(people.dev).get(f"{BASE}/d/{address}/").status_code == 404


def test_a_part_is_turned_into_the_next_version(people: Cast) -> None:
    heavy = {**OAK, "spec": {**SPEC, "load": 60}}
    address, vic = kept(people, heavy), people.client(people.vic)
    answer = vic.post(f"{BASE}/d/{address}/turn", {"slot": "K1", "item": "WIRE@ironworks"})
    assert answer.status_code == 302
    later = SavedDesign.objects.get(number=2)
    assert answer.headers["Location"] == f"{BASE}/d/{later.hash}/" and later.previous is not None and later.previous.hash == address
    page = vic.get(answer.headers["Location"]).content.decode()
    assert "version 2" in page and f"../{address}/" in page and f"../{later.hash}/" in vic.get(f"{BASE}/d/{address}/").content.decode()
    assert "fail" in page and "6 brackets of this kind would carry it." in page, "what fails says what would make it hold"
    for bad in ({"slot": "S1", "item": "x"}, {"slot": "B1", "item": "gold@mine"}, {}):
        assert vic.post(f"{BASE}/d/{address}/turn", bad).status_code == 422, bad
    same = vic.post(f"{BASE}/save", {**heavy, "previous": address}, **JSON)
    assert same.status_code == 409 and same.json()["code"] == "same_design"
    assert vic.post(f"{BASE}/d/{later.hash}/turn", {"slot": "K1", "item": "STEEL-S@ironworks"}).headers["Location"].endswith(f"{address}/")


def test_designs_stand_side_by_side(people: Cast) -> None:
    one, two = kept(people), kept(people, PINE)
    vic = people.client(people.vic)
    page = vic.get(f"{BASE}/compare?d={one}&d={two}").content.decode()
    assert "2 designs side by side" in page and "best" in page and "oak-18 on" in page and "What is wanted" not in page
    assert "What is wanted" in vic.get(f"{BASE}/compare?d={one}&d={two}&all=1").content.decode()
    body = vic.get(f"{BASE}/compare?d={one}&d={two}", headers={"Accept": "application/json"}).json()
    weight = next(row for row in body["rows"] if row["key"] == "weight")
    assert weight["best"] == [1] and weight["differs"], "pine is lighter"
    cost = next(row for row in body["rows"] if row["key"] == "cost")
    assert cost["best"] == [] and not cost["differs"]
    assert vic.get(f"{BASE}/compare").status_code == 422
    assert vic.get(f"{BASE}/compare?d={one}&d={'f' * 16}").status_code == 404
    refused = vic.get(f"{BASE}/compare?{'&'.join(f'd={n:016x}' for n in range(DESIGNS_MAX + 1))}")
    assert refused.status_code == 422 and "Choose 1 to 50 of them at once." in refused.content.decode()
    assert "Up to 50 at once." in vic.get(f"{BASE}/designs/").content.decode()


def test_an_old_design_says_what_changed(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    address, vic = kept(people), people.client(people.vic)
    assert "Nothing changed" in vic.get(f"{BASE}/d/{address}/replay/").content.decode()
    monkeypatch.setattr("lifeworld.tools.tests.shelf.BOARDS", (("oak-18", 2400.0, 300.0, 18.0, 300.0, 720.0),))
    page = vic.get(f"{BASE}/d/{address}/replay/").content.decode()
    assert "sag of B1 oak-18 fails now" in page and "Sag is " in page
    monkeypatch.setattr("lifeworld.tools.tests.shelf.BOARDS", ())
    body = vic.get(f"{BASE}/d/{address}/replay/", headers={"Accept": "application/json"}).json()
    assert body["now"] is None and "cannot be made any more" in body["changes"][0]["sentence"] and body["changes"][0]["worse"]


def test_files_leave(people: Cast) -> None:
    address, vic = kept(people), people.client(people.vic)
    cuts = vic.get(f"{BASE}/d/{address}/file/cuts")
    assert cuts.content.decode().startswith("oak-18 on 3") and f'shelf-{address}-cuts.txt"' in cuts.headers["Content-Disposition"]
    assert vic.get(f"{BASE}/d/{address}/file/bom.csv").content.decode().splitlines()[1].startswith("B1,1,OAK-18@woodworks,oak-18")
    assert vic.get(f"{BASE}/d/{address}/file/design.json").json()["hash"] == address
    assert vic.get(f"{BASE}/d/{address}/file/nothing").status_code == 404
    assert JournalLine.objects.filter(type="tools.taken_away").count() == 3
    vic.get(f"{BASE}/d/{address}/file/cuts")
    assert JournalLine.objects.filter(type="tools.taken_away").count() == 3, "once a day for each door"


def test_designs_are_listed_found_and_taken_away(people: Cast) -> None:
    one = kept(people)
    kept(people, PINE)
    ben = people.client(people.ben)
    assert ben.get(f"{BASE}/designs/").content.decode().count('name="d"') == 2
    assert ben.get(f"{BASE}/designs/?q=pine").content.decode().count('name="d"') == 1
    assert "Nothing was found." in ben.get(f"{BASE}/designs/?kind=visitors").content.decode()
    assert ben.get(f"{BASE}/designs/?kind=x").status_code == 422 and ben.get(f"{BASE}/designs/?before=x").status_code == 422
    assert ben.get(f"{BASE}/designs/?before=1").status_code == 200
    assert people.client(people.vic).post(f"{BASE}/d/{one}/discard", {"sure": "yes"}).status_code == 403
    assert ben.post(f"{BASE}/d/{one}/discard").status_code == 422
    assert ben.post(f"{BASE}/d/{one}/discard", {"sure": "yes"}).status_code == 302
    assert ben.get(f"{BASE}/d/{one}/").status_code == 404


def test_places_do_not_see_one_anothers_designs(people: Cast) -> None:
    from lifeworld.places.models import TakenUp

    address = kept(people)
    TakenUp.objects.create(place=people.other, world=WORLD, version="1", who="tests")
    dev = people.client(people.dev)
    assert PLAN.name == "shelf" and dev.get(f"/other/-/tools/shelf/d/{address}/").status_code == 404
    assert dev.post("/other/-/tools/shelf/save", OAK, **JSON).json()["hash"] == address, "the address is the content's alone"
    assert SavedDesign.objects.count() == 2
