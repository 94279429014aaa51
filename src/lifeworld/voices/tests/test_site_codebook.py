"""The codebook on the site: versions, differences, what a change makes of old codings, and what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.codebooks import add_code, change_code, move_code, restore_version, retire_code, save_codebook
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.site_codebook import StudyCode, StudyCodebook, differences, stale_codes
from lifeworld.voices.models import CodebookVersion, Coder, Reading, Statement
from lifeworld.voices.queries.codebooks import version_of, versions_of
from lifeworld.voices.queries.studies import study_of

pytestmark = pytest.mark.django_db

LUCK = {"name": "luck", "title": "luck", "definition": "Chance plays a part.", "include": ["a lottery"]}


def _slug(c: Cast) -> str:
    return create_study(c.caller(c.ana), "Runners").slug


def test_every_save_is_a_version_and_nothing_is_lost() -> None:
    c = cast()
    ana, slug = c.caller(c.ana), _slug(c)
    assert add_code(ana, slug, {**LUCK, "parent": "mood"}, 1).number == 2
    assert change_code(ana, slug, "luck", {"exclude": ["skill"]}, 2).number == 3
    assert move_code(ana, slug, "luck", "", "self", 3).names[:2] == ("self", "luck")
    assert retire_code(ana, slug, "luck", 4).offered[1].name == "focal_provider"
    assert retire_code(ana, slug, "luck", 5, back=True).number == 6
    assert [one.number for one in versions_of(ana, slug)] == [6, 5, 4, 3, 2, 1]
    assert versions_of(ana, slug)[0].who == "Ana"
    found = {one.what for n in range(2, 7) for one in differences(version_of(ana, slug, n - 1), version_of(ana, slug, n))}
    assert found == {"added", "meaning", "moved", "retired", "back"}
    assert JournalLine.objects.filter(type="voices.codebook_changed").values_list("data__number", flat=True).last() == 6
    same = study_of(ana, slug).codebook
    assert save_codebook(ana, slug, same.codes, 6).number == 6, "the same codes make no version"


def test_who_was_slower_is_told() -> None:
    c = cast()
    ana, ben, slug = c.caller(c.ana), c.caller(c.ben), _slug(c)
    add_code(ana, slug, LUCK, 1)
    with pytest.raises(LifeworldError, match="Somebody saved version 2") as refused:
        add_code(ben, slug, {**LUCK, "name": "rain"}, 1)
    assert refused.value.status == 409
    assert CodebookVersion.objects.count() == 2


@pytest.mark.parametrize("said", [
    {**LUCK, "definition": " "}, {**LUCK, "name": "mood"}, {**LUCK, "name": "a/b"}, {**LUCK, "name": ""}, {**LUCK, "parent": "nowhere"},
    {**LUCK, "group": "driver"}, {**LUCK, "group": "actor", "type": "brand"}, {**LUCK, "weight": 3}, {**LUCK, "include": "one"},
    {"name": "luck"}, {**LUCK, "title": "a\x00b"}, {**LUCK, "definition": "\ud800"}, {**LUCK, "definition": "x" * 3000}])
def test_codes_that_cannot_be_are_refused_in_words(said: dict[str, object]) -> None:
    c = cast()
    slug = _slug(c)
    with pytest.raises(InputRefused):
        add_code(c.caller(c.ana), slug, said, 1)
    assert CodebookVersion.objects.count() == 1


def test_keys_stay_and_the_twelve_keep_what_they_are() -> None:
    c = cast()
    ana, slug = c.caller(c.ana), _slug(c)
    with pytest.raises(InputRefused, match="stays"):
        change_code(ana, slug, "mood", {"name": "feeling"}, 1)
    with pytest.raises(InputRefused, match="group or type"):
        change_code(ana, slug, "mood", {"type": "brand"}, 1)
    with pytest.raises(InputRefused, match="lost"):
        save_codebook(ana, slug, study_of(ana, slug).codebook.codes[1:], 1)
    with pytest.raises(InputRefused, match="under itself"):
        change_code(ana, slug, "mood", {"parent": "mood"}, 1)


def test_a_code_of_ones_own_goes_only_while_no_coding_has_it() -> None:
    c = cast()
    ana, slug = c.caller(c.ana), _slug(c)
    added = add_code(ana, slug, {**LUCK, "name": "glück"}, 1)
    study = study_of(ana, slug)
    coder = Coder.objects.create(study_id=study.pk, kind="person", name="Eva", user=c.eva)
    statement = Statement.objects.create(study_id=study.pk, key="s", text="Lucky me.")
    Reading.objects.create(study_id=study.pk, statement=statement, coder=coder, codebook=2, codes={"glück": 1}, present=["glück"])
    with pytest.raises(InputRefused, match="lost"):
        save_codebook(ana, slug, added.codes[:-1], 2)
    back = restore_version(ana, slug, 1, 2)
    assert (back.names[-1], back.codes[-1].retired) == ("glück", True), "a version from before keeps what codings have"
    Reading.objects.all().delete()
    assert save_codebook(ana, slug, back.codes[:-1], 3).names == CODES


def test_restoring_takes_changes_back() -> None:
    c = cast()
    ana, slug = c.caller(c.ana), _slug(c)
    change_code(ana, slug, "mood", {"definition": "Something else altogether."}, 1)
    first, second = version_of(ana, slug, 1), version_of(ana, slug, 2)
    assert stale_codes(first, second) == {"mood"}
    third = restore_version(ana, slug, 1, 2)
    assert third.codes == first.codes
    assert stale_codes(first, third) == frozenset()
    with pytest.raises(LifeworldError) as missing:
        restore_version(ana, slug, 9, 3)
    assert missing.value.status == 404


TEXT = st.text(st.characters(blacklist_categories=["Cs"], min_codepoint=1), min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
CODE = st.builds(StudyCode, st.sampled_from(["a", "b", "c", "d"]), TEXT.map(str.strip), TEXT.map(str.strip),
                 include=st.lists(TEXT.map(str.strip), max_size=2).map(tuple))


@given(st.lists(CODE, min_size=1, max_size=4, unique_by=lambda code: code.name))
def test_codes_survive_json_and_do_not_differ_from_themselves(codes: list[StudyCode]) -> None:
    book = StudyCodebook(1, tuple(codes))
    again = StudyCodebook(1, tuple(StudyCode.of(json.loads(json.dumps(code.json()))) for code in codes))
    assert again == book
    assert differences(book, again) == ()
    assert stale_codes(book, again) == frozenset()
    assert [code for _, code in book.tree()] == codes


def test_pages_of_the_codebook() -> None:
    c = cast()
    slug = _slug(c)
    client, base = c.client(c.ana), f"/acme/-/studies/{slug}/codebook/"
    assert "co-customers and peers" in client.get(base).content.decode()
    form = {"version": "1", "title": "good luck", "definition": "Chance plays a part.", "kind": "other", "include": "a lottery\n\na dice\n"}
    assert client.get(base + "new/").status_code == 200
    assert client.post(base + "new/", form, follow=True).status_code == 200
    code = study_of(c.caller(c.ana), slug).codebook.code("good_luck")
    assert code.include == ("a lottery", "a dice")
    assert client.post(base + "new/", form | {"name": "rain"}).status_code == 409, "the form was about an older version"
    assert client.post(base + "new/", form | {"version": "2", "definition": ""}).status_code == 422
    edit = base + "codes/good_luck/"
    assert "a dice" in client.get(edit).content.decode()
    assert client.post(edit, form | {"version": "2", "definition": "Chance decides.", "parent": "mood"}).status_code == 302
    assert client.post(edit + "move/", {"version": "3", "parent": "", "after": "self"}).status_code == 302
    assert client.post(edit + "retire/", {"version": "4"}).status_code == 302
    assert client.get(base + "codes/nowhere/").status_code == 404
    assert "Chance decides." in client.get(base + "versions/3/").content.decode()
    assert client.get(base + "versions/99/").status_code == 404
    assert client.get(base + "versions/").status_code == 200
    assert client.post(base + "versions/1/restore/", {"version": "5"}).status_code == 302
    eva = c.client(c.eva)
    assert eva.get(base).status_code == 200
    assert "Add a code" not in eva.get(base).content.decode()
    assert eva.get(base + "new/").status_code == 403
    assert eva.post(edit + "retire/", {"version": "6"}).status_code == 403
    assert c.client(c.dev).get(base).status_code == 404


def test_the_api_of_the_codebook() -> None:
    c = cast()
    slug = _slug(c)
    client, url = c.client(c.ana), f"/api/acme/-/studies/{slug}/codebook"
    found = client.get(url)
    assert client.get(url, headers={"If-None-Match": found["ETag"]}).status_code == 304
    codes = [{key: value for key, value in code.items() if key != "meaning"} for code in found.json()["codes"]]

    def put(body: object) -> int:
        return client.put(url, json.dumps(body), content_type="application/json").status_code

    assert put({"expected": 1, "codes": [*codes, LUCK]}) == 200
    assert put({"expected": 1, "codes": codes}) == 409
    assert put({"expected": 2, "codes": codes[1:]}) == 422
    assert put({"expected": 2}) == 422
    assert client.get(f"{url}/versions/2").json()["changes"] == [
        {"name": "luck", "what": "added", "before": "", "after": "Chance plays a part."}]
    assert len(client.get(f"{url}/versions").json()["versions"]) == 2
    assert client.post(f"{url}/versions/1/restore", '{"expected": 2}', content_type="application/json").json()["number"] == 3
    vic = c.client(c.vic)
    assert vic.get(url).status_code == 200
    assert vic.put(url, json.dumps({"expected": 3, "codes": codes}), content_type="application/json").status_code == 403
    assert c.client(c.dev).get(url).status_code == 404
