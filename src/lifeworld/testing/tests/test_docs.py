"""Docs cannot lie: the reference is what the code says, and the README's commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.skipif(not (ROOT / "docs" / "build.py").exists(), reason="needs the source tree of lifeworld")


def test_reference_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, "docs/build.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_room_is_in_the_house_and_every_word_has_one_owner() -> None:
    house = (ROOT / "HOUSE.md").read_text(encoding="utf-8")
    rooms = [path.name for path in (ROOT / "src" / "lifeworld").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert all(f"`{room}/`" in house for room in rooms)
    rows = re.findall(r"(?m)^\| ([a-z ,]+) \| .+ \| (\w+) \|$", (ROOT / "docs" / "words.md").read_text(encoding="utf-8"))
    words = [word.strip() for names, _ in rows for word in names.split(",")]
    assert len(words) > 25
    assert len(set(words)) == len(words)


def test_make_lists_its_targets_and_the_readme_names_real_ones() -> None:
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    for target in ("setup", "demo", "test", "core", "lint", "bench", "coder"):
        assert f"make {target}" in said
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z-]+)", readme):
        if target not in {"other"}:
            assert f"make {target}" in said, target


def test_every_option_that_the_readme_uses_exists() -> None:
    commands = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    for option in set(re.findall(r"(--[a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"))):
        assert option in commands, option
