"""A backup brings everything back, on both databases; what is no backup changes nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers

from lifeworld.events.actions import record
from lifeworld.kit.errors import InputRefused
from lifeworld.site.backups.reading import read_backup
from lifeworld.site.backups.tables import tables
from lifeworld.site.backups.writing import Exact, write_backup
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
