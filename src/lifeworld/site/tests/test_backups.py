"""A backup brings everything back, on both databases; what is no backup changes nothing."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.test import Client

from lifeworld.customers.models import Customer
from lifeworld.events.actions import record
from lifeworld.goals.actions.links import make_link
from lifeworld.kit.caller import SCOPES
from lifeworld.kit.errors import InputRefused
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.tests.running import KM
from lifeworld.partners.core.keys import item_key
from lifeworld.partners.models import Segment
from lifeworld.partners.queries.live import snapshot_of
from lifeworld.plugin import worlds
from lifeworld.site.backups.reading import read_backup
from lifeworld.site.backups.tables import MANIFEST, tables
from lifeworld.site.backups.writing import Exact, write_backup
from lifeworld.site.tests.furnished_circles import a_run, own_caller, with_circles, with_running
from lifeworld.site.tests.furnished_plays import with_plays
from lifeworld.site.tests.furnished_scorecard import with_scorecard
from lifeworld.site.tests.furnished_tools import with_partners, with_tools
from lifeworld.testing.cast import cast
from lifeworld.voices.models import Statement, Study

pytestmark = pytest.mark.django_db


def everything() -> str:
    return "".join(serializers.serialize("jsonl", model._default_manager.order_by("pk"), cls=Exact) for model in tables())


def emptied() -> None:
    for model in reversed(tables()):
        model._default_manager.all().delete()


def filled() -> None:
    people = cast()
    study = Study.objects.create(place=people.acme, slug="runners", title="Runners 🏃")
    Statement.objects.create(study=study, customer=people.cleo, key="1", text="Line one\nline two 👩‍👧 é", facts={"group": "new"})
    record(people.caller(people.ana), "voices.statements_added", data={"n": 1})
    settings.UPLOAD_DIR.mkdir(parents=True, exist_ok=True)
    (settings.UPLOAD_DIR / "a-file").write_bytes(b"\x00kept")


def test_a_backup_restores_every_row_and_file(tmp_path: Path) -> None:
    filled()
    before = everything()
    said = write_backup(tmp_path / "all.zip")
    emptied()
    (settings.UPLOAD_DIR / "a-file").unlink()
    back = read_backup(tmp_path / "all.zip")
    assert everything() == before
    assert (back.n_rows, back.n_tables) == (said.n_rows, said.n_tables)
    assert (settings.UPLOAD_DIR / "a-file").read_bytes() == b"\x00kept"
    assert record(cast_caller(), "places.changed") > 0  # new keys come after the restored ones


def test_files_that_go_meanwhile_or_are_being_written_break_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled()
    for name in ("gone.csv", "half.csv.part"):
        (settings.UPLOAD_DIR / name).write_bytes(b"1")
    looked = Path.is_file

    def goes(self: Path) -> bool:
        there = looked(self)
        if self.name == "gone.csv":
            self.unlink()
        return there

    with monkeypatch.context() as patched:
        patched.setattr(Path, "is_file", goes)
        said = write_backup(tmp_path / "all.zip")
    (settings.UPLOAD_DIR / "half.csv.part").unlink()
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        inside = [name for name in archive.namelist() if name.startswith("uploads/")]
    assert "uploads/a-file" in inside and not {"uploads/gone.csv", "uploads/half.csv.part"} & set(inside) and said.n_files == len(inside)


def test_circles_and_worlds_are_in_a_backup_with_their_files(tmp_path: Path) -> None:
    people = cast()
    ana, friend = people.caller(people.ana), Customer.objects.create(place=people.acme, key="nora")
    token, other = (make_link(ana, pk, "Phone")[1] for pk in (people.cleo.pk, friend.pk))
    define(ana, KM)
    with_circles(ana, token, other, KM.slug)
    made = with_running(ana, token)
    asked = [f"/own/{token}/friends/everything.json", *([f"/own/{token}/running/{made['activity']}/data.json"] if made else [])]
    before, shown = everything(), [Client().get(one).content for one in asked]
    write_backup(tmp_path / "all.zip")
    held = {model._meta.label for model in tables() if model._default_manager.exists()}
    assert {"circles.Post", "circles.Zone", "circles.ZoneSecret", "circles.Entrant"} <= held
    emptied()
    shutil.rmtree(settings.UPLOAD_DIR)
    read_backup(tmp_path / "all.zip")
    assert everything() == before and [Client().get(one).content for one in asked] == shown
    if made:
        raw = Client().get(f"/own/{token}/running/files/{made['file']}/raw/")
        assert b"".join(raw.streaming_content) == a_run(0)


def test_scorecards_and_plays_are_in_a_backup(tmp_path: Path) -> None:
    people = cast()
    ana, token = people.caller(people.ana), make_link(people.caller(people.ana), people.cleo.pk, "Phone")[1]
    with_scorecard(ana, str(with_partners(ana, "volt", people.cleo.pk)["partner"]), own_caller(token))
    with_plays(ana, "play", people.cleo.pk)
    address = "/api/acme/-/scorecard"
    shown, before = people.client(people.ana).get(address).json(), everything()
    write_backup(tmp_path / "all.zip")
    held = {model._meta.label for model in tables() if model._meta.app_label == "scorecard" and model._default_manager.exists()}
    assert held >= {f"scorecard.{name}" for name in (
        "ScorecardPlan", "Score", "PartnerSight", "FactorWeight", "EarningsImport", "RefusedEarning", "Play", "Offered")}
    emptied()
    read_backup(tmp_path / "all.zip")
    assert everything() == before
    assert people.client(people.ana).get(address).json() == shown


def test_offers_and_designs_are_in_a_backup_to_the_byte(tmp_path: Path) -> None:
    people = cast()
    caller = replace(people.caller(people.ana), scopes=frozenset(SCOPES))
    with_partners(caller, "volt", people.cleo.pk)
    made = with_tools(caller, "volt")
    asked = (f"/desks/{made['desk']}/d/{made['of_visitor']}/file/bom.csv", f"/desks/{made['desk']}/d/{made['of_visitor']}/file/design.json")
    shown, before = [Client().get(one).content for one in asked], everything()  # taking a file away is counted
    bodies, sold = [bytes(one.body) for one in Segment.objects.order_by("pk")], snapshot_of("acme", wait=True)
    newer = [model for model in tables() if model._meta.app_label in {"partners", "tools"}]
    assert all(model._default_manager.exists() for model in newer), "a row in every table of partners and tools"
    write_backup(tmp_path / "all.zip")
    emptied()
    read_backup(tmp_path / "all.zip")
    assert everything() == before
    assert [Client().get(one).content for one in asked] == shown
    assert [bytes(one.body) for one in Segment.objects.order_by("pk")] == bodies and len(bodies) == 2
    again = snapshot_of("acme", wait=True)
    item = item_key("oak-18", "woodworks")
    assert again.offers_of(item) == sold.offers_of(item) and len(again.offers_of(item)) == 1


def test_a_backup_of_before_there_were_circles_and_worlds_is_read(tmp_path: Path) -> None:
    filled()
    before = everything()
    write_backup(tmp_path / "all.zip")
    rooms = {"circles", "partners", "tools", *(one.app for one in worlds())}
    newer = {model._meta.label_lower for model in tables() if model._meta.app_label in rooms}
    with zipfile.ZipFile(tmp_path / "all.zip") as whole, zipfile.ZipFile(tmp_path / "old.zip", "w") as old:
        for name in whole.namelist():
            if name == MANIFEST:
                manifest = json.loads(whole.read(name))
                manifest["rows"] = {label: n for label, n in manifest["rows"].items() if label not in newer}
                old.writestr(name, json.dumps(manifest))
            elif name.removesuffix(".jsonl") not in newer:
                old.writestr(name, whole.read(name))
    emptied()
    read_backup(tmp_path / "old.zip")
    assert everything() == before


def cast_caller() -> object:
    from lifeworld.kit.caller import ROLES, Caller
    from lifeworld.places.models import Place

    place = Place.objects.get(path="acme")
    return Caller("acme", place.pk, ROLES["owner"])


def test_a_site_that_is_not_empty_is_not_written_over(tmp_path: Path) -> None:
    filled()
    write_backup(tmp_path / "all.zip")
    before = everything()
    with pytest.raises(InputRefused, match="not empty"):
        read_backup(tmp_path / "all.zip")
    assert everything() == before


def test_rows_of_a_world_that_is_not_installed_are_refused_and_not_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    ana = people.caller(people.ana)
    with_running(ana, make_link(ana, people.cleo.pk, "Phone")[1])
    write_backup(tmp_path / "all.zip")
    emptied()
    monkeypatch.setattr("lifeworld.site.backups.tables.worlds", tuple)
    with pytest.raises(InputRefused, match="lifeworld_running") as refused:
        read_backup(tmp_path / "all.zip")
    assert "Install the world" in refused.value.next_step and not Customer.objects.exists()


def test_a_damaged_backup_changes_nothing(tmp_path: Path) -> None:
    filled()
    write_backup(tmp_path / "all.zip")
    emptied()
    with zipfile.ZipFile(tmp_path / "all.zip") as whole, zipfile.ZipFile(tmp_path / "less.zip", "w") as less:
        for name in whole.namelist():
            if name != "voices.statement.jsonl":
                less.writestr(name, whole.read(name))
    with pytest.raises(InputRefused, match="0 rows of voices"):
        read_backup(tmp_path / "less.zip")
    (tmp_path / "no.zip").write_bytes((tmp_path / "all.zip").read_bytes()[:500])
    with pytest.raises(InputRefused, match="no whole backup"):
        read_backup(tmp_path / "no.zip")
    assert not Study.objects.exists()
