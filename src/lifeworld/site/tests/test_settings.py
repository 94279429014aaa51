"""Settings: each is documented, and a wrong one is said in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.site import environment, settings, variables

SITE = Path(settings.__file__).parent
NAMES = re.compile(r"\b(LIFEWORLD_[A-Z_]+|DATABASE_URL)\b")


def test_every_variable_that_the_site_reads_is_documented_and_no_other() -> None:
    read = {name for path in SITE.rglob("*.py") if "tests" not in path.parts and path.name != "variables.py"
            for name in re.findall(r'"(LIFEWORLD_[A-Z_]+|DATABASE_URL)"', path.read_text(encoding="utf-8"))}
    oidc = {f"LIFEWORLD_OIDC_{name}" for name in ("CLIENT_ID", "CLIENT_SECRET", "AUTHORIZATION_URL", "TOKEN_URL", "USER_URL", "KEYS_URL")}
    feeds = {"LIFEWORLD_FEED_..."}
    assert read | oidc | feeds == {one.name for one in variables.VARIABLES}


def test_a_public_site_needs_a_key_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIFEWORLD_SECRET_KEY")
    with pytest.raises(InputRefused, match="LIFEWORLD_SECRET_KEY is not set"):
        environment.secret_key(tmp_path, public=True)
    made = environment.secret_key(tmp_path, public=False)
    assert len(made) > 50
    assert environment.secret_key(tmp_path, public=False) == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_database_address_is_read_and_another_kind_refused(tmp_path: Path) -> None:
    read = environment.database_of("postgres://ana:p%40ss@db.example:5433/life?sslmode=require", tmp_path)
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"]) == ("ana", "p@ss", "db.example", "5433", "life")
    assert read["OPTIONS"] == {"sslmode": "require"}
    with pytest.raises(InputRefused, match="«mysql»"):
        environment.database_of("mysql://x", tmp_path)


def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFEWORLD_LOGIN_TRIES_MAX", "many")
    with pytest.raises(InputRefused, match="«many»"):
        environment.number("LIFEWORLD_LOGIN_TRIES_MAX", 10)
