"""Docs cannot lie: the reference is what the code says, and the README's commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
HOW_TO = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "how-to").glob("*.md"))
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


@pytest.mark.parametrize("page", ["README.md", *HOW_TO])
def test_every_command_and_option_that_a_page_uses_exists(page: str) -> None:
    commands = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    text = (ROOT / page).read_text(encoding="utf-8")
    for option in set(re.findall(r"(?<![|\w-])(--[a-z][a-z-]*)", text)):
        assert re.search(rf"{option}\b(?!-)", commands), option
    blocks = "\n".join(re.findall(r"(?s)```sh\n(.*?)```", text))
    for word in {*re.findall(r"`lifeworld ([a-z]+)", text), *re.findall(r"(?m)^ *(?:\.venv/bin/)?lifeworld ([a-z]+)", blocks)}:
        assert f"## `lifeworld {word}`" in commands, word


def test_every_decision_has_its_number_and_one_bold_sentence_at_its_start() -> None:
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in paths] == list(range(1, len(paths) + 1))
    for path in paths:
        title, body, *_ = path.read_text(encoding="utf-8").splitlines()
        assert title.startswith(f"# {int(path.name[:4])}. "), path.name
        assert re.match(r"\*\*[^*]+[.:]", body), path.name


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 100


def test_every_function_of_the_library_is_in_the_tutorial() -> None:
    text = (ROOT / "docs" / "tutorial.ipynb").read_text(encoding="utf-8")
    assert all(f"lw.{name}" in text for name in ("read", "map", "picture", "report"))
    assert "compared" in text
    assert "corrections" in text
