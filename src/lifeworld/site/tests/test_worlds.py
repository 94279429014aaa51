"""Worlds in the hall: listed, taken up, and only then open."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from lifeworld.cli import main
from lifeworld.goals.actions.links import make_link
from lifeworld.kit.caller import OWN, Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.plugin import Incoming, world_of
from lifeworld.plugin_web import take_own, take_up, worlds_of
from lifeworld.site.commands.worlds import worlds_commands
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db
ROWING = {
    "world": {"name": "rowing", "title": "Rowing", "about": "Crews and their boats.", "version": "1"},
    "study": {"title": "What crews say"}, "type": [{"name": "rowing.row", "title": "A row"}],
    "indicator": [{"slug": "rowing-rows", "title": "Rows", "types": ["rowing.row"], "aggregation": "count"}],
    "job": [{"slug": "rowing-more", "title": "Row more", "kind": "manage"}],
    "code": [{"name": "rowing: water", "title": "the water", "definition": "She speaks of the water."}],
    "deed": [{"type": "rowing.row", "category": "peers", "direction": "none"}],
}


def test_the_page_lists_what_is_installed_and_takes_it_up() -> None:
    people = cast()
    ana, vic = people.client(people.ana), people.client(people.vic)
    page = ana.get("/acme/-/worlds/").content.decode()
    assert "Running" in page and "Take up" in page
    assert "Take up" not in vic.get("/acme/-/worlds/").content.decode()
    assert vic.post("/acme/-/worlds/running/take/").status_code == 403
    assert ana.post("/acme/-/worlds/running/take/").status_code == 302
    assert ana.post("/acme/-/worlds/nowhere/take/").status_code == 404
    page = ana.get("/acme/-/worlds/").content.decode()
    assert "Taken up, version" in page and "<button>Take up<span class=\"visually-hidden\"> Running" not in page
    assert people.client(people.dev).get("/acme/-/worlds/").status_code == 404
    assert worlds_of(people.other.pk) == {}


def test_a_newer_version_adds_and_changes_and_takes_nothing_away() -> None:
    from lifeworld.goals.queries.jobs import jobs
    from lifeworld.measures.queries.values import indicators
    from lifeworld.voices.queries.studies import study_of

    people = cast()
    ana = people.caller(people.ana)
    assert take_up(ana, world_of(ROWING)) == "rowing"
    newer = {**ROWING, "world": {**ROWING["world"], "version": "2"}, "type": [{"name": "rowing.row", "title": "A row"}],
             "indicator": [{"slug": "rowing-rows", "title": "Rows a week", "types": ["rowing.row"], "aggregation": "count",
                            "window_days": 7}],
             "job": [{"slug": "rowing-further", "title": "Row further", "kind": "manage"}],
             "code": [{"name": "rowing: crew", "title": "the crew", "definition": "She speaks of the crew."}]}
    take_up(ana, world_of(newer))
    assert worlds_of(people.acme.pk) == {"rowing": ("2", "rowing")}
    assert [(one.title, one.definition.window_days) for one in indicators(ana)] == [("Rows a week", 7)]
    assert sorted(job.slug for job in jobs(ana)) == ["rowing-further", "rowing-more"]
    assert {"rowing: water", "rowing: crew"} <= set(study_of(ana, "rowing").codebook.names)
    number = study_of(ana, "rowing").codebook.number
    take_up(ana, world_of(newer))
    assert study_of(ana, "rowing").codebook.number == number


def test_a_customer_sends_what_she_did_and_nothing_of_others() -> None:
    people = cast()
    cleo = Caller("acme", people.acme.pk, OWN, "goal-link:1", customer="cleo")
    assert take_own(cleo, [Incoming("rowing/typed", "1", "rowing.row", "cleo")])[0].status == "taken"
    with pytest.raises(LifeworldError, match="somebody else"):
        take_own(cleo, [Incoming("rowing/typed", "2", "rowing.row", "ben")])
    with pytest.raises(LifeworldError, match=r"worlds\.own"):
        take_own(people.caller(people.vic), [Incoming("rowing/typed", "3", "rowing.row", "vic")])


def test_the_ways_of_a_customer_show_what_her_place_took_up() -> None:
    people = cast()
    _, token = make_link(people.caller(people.ana), people.cleo.pk, "hers")
    address = f"/goals/{token}/"
    assert 'aria-label="Yours"' in people.client(None).get(address).content.decode()


def test_the_terminal_lists_and_refuses_what_is_not_installed() -> None:
    said = CliRunner().invoke(worlds_commands, ["list"])
    assert said.exit_code == 0 and "running" in said.output
    refused = CliRunner().invoke(worlds_commands, ["take-up", "nowhere"])
    assert isinstance(refused.exception, LifeworldError) and "nowhere" in refused.exception.message


def test_files_of_a_customer_come_in_as_events_by_the_reader_of_a_world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from lifeworld.events.models import Event

    cast()
    points = "".join(f'<trkpt lat="{51.9 + at / 4000:.6f}" lon="8.6"><time>2026-05-01T07:{at // 6:02d}:{at % 6 * 10:02d}Z</time></trkpt>'
                     for at in range(120))
    gpx = f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>'
    (tmp_path / "run.gpx").write_text(gpx, encoding="utf-8")
    (tmp_path / "noise.fit").write_bytes(b"noise")
    (tmp_path / "notes.txt").write_text("a run", encoding="utf-8")

    def read(*names: str) -> tuple[int, str]:
        code = main(["events", "read", *(str(tmp_path / name) for name in names), "--of", "cleo", "--place", "acme"])
        said = capsys.readouterr()
        return code, said.out + said.err

    code, said = read("run.gpx", "noise.fit")
    assert code == 0 and "noise.fit: refused" in said and "1 events taken in" in said
    assert 3.2 < Event.objects.get().data["distance_km"] < 3.4
    code, said = read("run.gpx")
    assert code == 0 and "1 there already" in said and Event.objects.count() == 1
    assert read("noise.fit")[0] == 1
    code, said = read("notes.txt")
    assert code == 2 and "No installed world reads" in said
