"""The tables that a new site gets are those of the models, and an older site is brought to them with a copy beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lifeworld.testing.serving import terminal


@pytest.mark.django_db
def test_every_change_of_a_table_has_its_migration(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}  # also where the tests' own tables were made without them
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.slow
def test_a_site_is_founded_upgraded_and_moved_by_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, backup = tmp_path / "old", tmp_path / "new", tmp_path / "all.zip"
    monkeypatch.setenv("DATABASE_URL", "")  # SQLite, whichever database the other tests run on
    good, short = {"LIFEWORLD_PASSWORD": "a long enough password"}, {"LIFEWORLD_PASSWORD": "short"}
    added = terminal(old, "user", "add", "ana@example.org", "--place", "acme", **good)
    assert added.returncode == 0, added.stderr
    assert "ana <ana@example.org> is owner of acme." in added.stdout
    again = terminal(old, "upgrade")
    assert again.stdout.startswith("Nothing had to change."), again.stderr
    assert terminal(old, "backup", str(backup)).returncode == 0
    restored = terminal(new, "restore", str(backup))
    assert restored.returncode == 0, restored.stderr
    assert "rows of" in restored.stdout
    assert terminal(new, "restore", str(backup)).returncode == 2
    weak = terminal(old, "user", "add", "ben@example.org", "--place", "acme", **short)
    assert (weak.returncode, "too short" in weak.stderr) == (2, True)
