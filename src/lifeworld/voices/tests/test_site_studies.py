"""Studies on the site: begun, seen by role, changed; and nothing of another place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import cast
from lifeworld.voices.actions.studies import change_study, create_study
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.site_studies import RINGS, StudySettings, slug_of
from lifeworld.voices.models import Coder, Statement, Study
from lifeworld.voices.queries.studies import coders_of, studies_of, study_of, study_with_key

pytestmark = pytest.mark.django_db


def test_a_study_begins_with_the_default_codebook_and_a_model() -> None:
    c = cast()
    ana = c.caller(c.ana)
    study = create_study(ana, "  Läufer &  Uhren ", {"focal": "Stride", "aliases": ["stride app"]})
    assert (study.slug, study.title) == ("laufer-uhren", "Läufer & Uhren")
    assert study.codebook.names == CODES
    assert (study.codebook.number, study.settings.blind, study.settings.suggestions, study.settings.rings) == (1, True, "off", RINGS)
    assert [(one.kind, one.name) for one in coders_of(ana, study.pk)] == [("model", "fast")]
    assert JournalLine.objects.get().type == "voices.study_created"
    assert study_of(c.caller(c.eva), study.slug) == study_with_key(ana, study.pk) == study
    with pytest.raises(LifeworldError) as again:
        create_study(ana, "Läufer & Uhren")
    assert again.value.status == 409


@pytest.mark.parametrize("settings", [
    {"suggestions": "always"}, {"rings": []}, {"rings": ["near", " "]}, {"cell_min": 0}, {"cell_min": True}, {"colour": "red"},
    {"focal": "A\x00"}, {"question": "\ud83d"},
    {"focal": "A", "others": {"B": ["a"]}}, {"aliases": ["a"]}, {"others": ["B"]}, {"coder": "gpt"}, {"blind": "yes"}])
def test_settings_that_do_not_fit_are_refused_in_words(settings: dict[str, object]) -> None:
    c = cast()
    with pytest.raises(InputRefused) as refused:
        create_study(c.caller(c.ana), "Runners", settings)
    assert refused.value.message.endswith(".")
    assert not Study.objects.exists()


def test_a_change_that_the_model_would_read_differently_makes_it_begin_anew() -> None:
    c = cast()
    ana = c.caller(c.ana)
    study = create_study(ana, "Runners")
    Coder.objects.update(cursor=9)
    assert change_study(ana, study.slug, "Runners 2").title == "Runners 2"
    assert Coder.objects.get().cursor == 9
    change_study(ana, study.slug, settings={"focal": "Stride"})
    assert Coder.objects.get().cursor == 0
    change_study(ana, study.slug, settings={"coder": "cascade"})
    assert set(Coder.objects.values_list("name", flat=True)) == {"fast", "cascade"}
    assert study_of(ana, study.slug).settings.focal == "Stride", "what is not named stays"


@given(st.text(max_size=80))
def test_every_title_becomes_an_address(title: str) -> None:
    slug = slug_of(title)
    assert 1 <= len(slug) <= 60
    assert slug.replace("-", "").isalnum()
    assert slug_of(slug) == slug


@given(st.fixed_dictionaries({}, optional={
    "focal": st.text(min_size=1, max_size=9), "blind": st.booleans(), "suggestions": st.sampled_from(["off", "on", "after"]),
    "rings": st.lists(st.text("abc", min_size=1), min_size=1, max_size=7), "cell_min": st.integers(1, 1000)}))
def test_settings_survive_json(said: dict[str, object]) -> None:
    settings = StudySettings.of(said)
    assert StudySettings.of(json.loads(json.dumps(settings.json()))) == settings


def test_who_may_do_what() -> None:
    c = cast()
    ana = c.caller(c.ana)
    study = create_study(ana, "Runners")
    for person in (c.vic, c.eva):
        with pytest.raises(LifeworldError) as refused:
            create_study(c.caller(person), "Mine")
        assert refused.value.status == 403
        with pytest.raises(LifeworldError):
            change_study(c.caller(person), study.slug, "Mine")
        assert [one.slug for one in studies_of(c.caller(person))] == ["runners"]
    dev = c.caller(c.dev, c.other)
    assert studies_of(dev) == []
    with pytest.raises(LifeworldError, match="There is no study"):
        study_of(dev, study.slug)
    with pytest.raises(LifeworldError, match="There is no study"):
        study_with_key(dev, study.pk)
    with pytest.raises(LifeworldError, match="There is no study"):
        change_study(dev, study.slug, "Mine")


def test_coders_are_told_of_themselves_alone() -> None:
    c = cast()
    study = create_study(c.caller(c.ana), "Runners")
    for person in (c.eva, c.finn):
        Coder.objects.create(study_id=study.pk, kind="person", name=person.name, user=person)
    assert [one.name for one in coders_of(c.caller(c.eva), study.pk)] == ["Eva"]
    assert len(coders_of(c.caller(c.ben), study.pk)) == 3
    assert coders_of(c.caller(c.dev, c.other), study.pk) == []


def test_pages_by_role() -> None:
    c = cast()
    study = create_study(c.caller(c.ana), "Runners", {"others": {"Strava": ["strava premium"]}})
    ana, eva = c.client(c.ana), c.client(c.eva)
    base = f"/acme/-/studies/{study.slug}/"
    assert "Runners" in ana.get("/acme/").content.decode()
    assert ana.get("/acme/-/studies/new/").status_code == 200
    made = ana.post("/acme/-/studies/new/", {"title": "Cyclists", "focal": "Stride"}, follow=True)
    assert "The study was begun" in made.content.decode()
    assert study_of(c.caller(c.ana), "cyclists").settings.focal == "Stride"
    assert ana.post("/acme/-/studies/new/", {"title": "Cyclists"}).status_code == 409
    assert ana.post("/acme/-/studies/new/", {"title": " "}).status_code == 422
    page = ana.get(base + "settings/").content.decode()
    assert "Strava: strava premium" in page
    form = {"title": "Runners", "focal": "Stride", "aliases": "stride app, stride watch", "others": "Strava: strava premium\nKomoot",
            "suggestions": "after", "coder": "fast", "question": "Who?", "rings": "near\nfar", "cell_min": "3"}
    assert ana.post(base + "settings/", form).status_code == 302
    settings = study_of(c.caller(c.ana), study.slug).settings
    assert (settings.blind, settings.rings, settings.others["Komoot"], settings.aliases) == (
        False, ("near", "far"), (), ("stride app", "stride watch"))
    assert ana.post(base + "settings/", form | {"cell_min": "few"}).status_code == 422
    assert "Uploads" not in eva.get(base).content.decode()
    assert eva.get(base + "settings/").status_code == 403
    assert c.client(c.dev).get(base).status_code == 404
    assert c.client(None).get(base).status_code == 302


def test_the_api_of_studies() -> None:
    c = cast()
    client = c.client(c.ana)

    def send(method: str, path: str, body: object) -> object:
        return getattr(client, method)(f"/api/acme/-/studies{path}", json.dumps(body), content_type="application/json")

    assert send("post", "", {"title": "Runners"}).status_code == 201
    assert send("post", "", {"title": "Runners"}).status_code == 409
    assert send("post", "", {"title": ""}).status_code == 422
    assert send("patch", "/runners", {"settings": {"blind": False}}).json()["settings"]["blind"] is False
    assert send("patch", "/runners", {"settings": {"blind": 1}}).status_code == 422
    listed = client.get("/api/acme/-/studies")
    assert [one["slug"] for one in listed.json()["studies"]] == ["runners"]
    assert client.get("/api/acme/-/studies", headers={"If-None-Match": listed["ETag"]}).status_code == 304
    one = client.get("/api/acme/-/studies/runners")
    assert [coder["name"] for coder in one.json()["coders"]] == ["fast"]
    assert client.get("/api/acme/-/studies/runners", headers={"If-None-Match": one["ETag"]}).status_code == 304
    assert client.get("/api/acme/-/studies/nowhere").status_code == 404
    assert c.client(c.dev).get("/api/acme/-/studies").status_code == 404
    vic = c.client(c.vic)
    assert vic.get("/api/acme/-/studies/runners").status_code == 200
    assert vic.patch("/api/acme/-/studies/runners", "{}", content_type="application/json").status_code == 403
    assert not Statement.objects.exists()
