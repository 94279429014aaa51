"""A world that was written a moment ago passes the exam, and the exam fails worlds that do not hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.kit.plugins import found
from lifeworld.plugin import World, world_of
from lifeworld.plugin.manifest import checked
from lifeworld.testing.worlds.imports import impure_cores, past_the_doors
from lifeworld.testing.worlds.quality import faults, level_of, rules
from lifeworld.testing.worlds.scaffold import new_world

ROOT = Path(__file__).resolve().parents[5]


def installed(world: Path, into: Path) -> Path:
    """The package and the word of its entry point, as an installation lays them; no index is asked."""
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
                    "--disable-pip-version-check", "--target", str(into), str(world)], check=True, capture_output=True, text=True)
    return into


def in_its_own_process(here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items()
                   if name not in {"DJANGO_SETTINGS_MODULE", "LIFEWORLD_DATA", "DATABASE_URL"} and not name.startswith("PYTEST")}
    paths = [str(here), *(path for path in sys.path if path and Path(path).name == "src")]
    return subprocess.run([sys.executable, *arguments], env=environment | {"PYTHONPATH": os.pathsep.join(paths)}, cwd=here,
                          capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_cycling_world_passes_without_a_touch_of_the_engine(tmp_path: Path) -> None:
    world = new_world("cycling", tmp_path / "worlds")
    here = installed(world, tmp_path / "site")
    (here / "conftest.py").write_text((world / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    ran = in_its_own_process(here, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--doctest-modules",
                             "-o", "django_find_project=false", "lifeworld_cycling")
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout and "failed" not in ran.stdout
    ran = in_its_own_process(here, "-m", "lifeworld.cli", "worlds", "list")
    assert ran.returncode == 0 and "cycling" in ran.stdout, ran.stderr[-2000:]


def test_a_name_that_is_taken_or_none_is_refused(tmp_path: Path) -> None:
    new_world("rowing", tmp_path)
    with pytest.raises(InputRefused, match="something at"):
        new_world("rowing", tmp_path)
    for name in ("Rowing", "r", "../x", "friends", "goals", "a b"):
        with pytest.raises(InputRefused, match="cannot be called"):
            new_world(name, tmp_path)


def test_what_is_written_is_python_without_placeholders(tmp_path: Path) -> None:
    world = new_world("rowing", tmp_path)
    for path in world.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert "NAME" not in text and "TITLE" not in text, path
            if path.suffix == ".py":
                compile(text, str(path), "exec")
    assert not past_the_doors(world / "src" / "lifeworld_rowing") and not impure_cores(world / "src" / "lifeworld_rowing")


def test_the_exam_sees_a_world_that_goes_past_the_doors(tmp_path: Path) -> None:
    package = new_world("rowing", tmp_path) / "src" / "lifeworld_rowing"
    (package / "core.py").write_text("import time\nfrom lifeworld.plugin_web import take\nfrom lifeworld import kit\nopen('x')\n",
                                     encoding="utf-8")
    (package / "pages.py").write_text("from lifeworld.goals.models import Goal\nimport lifeworld_running\n", encoding="utf-8")
    assert past_the_doors(package) == [
        "core.py:2 imports lifeworld.plugin_web", "core.py:3 imports lifeworld.kit", "pages.py:1 imports lifeworld.goals.models",
        "pages.py:2 imports another world, lifeworld_running"]
    assert impure_cores(package) == ["core.py:1 imports time", "core.py:4 calls open()"]


HEAD = {"name": "rowing", "title": "Rowing", "about": "Crews.", "version": "1"}
TYPE = {"name": "rowing.row", "title": "A row"}
MEASURE = {"slug": "rowing-rows", "title": "Rows", "types": ["rowing.row"], "aggregation": "count"}
STUDY = {"title": "What crews say"}
PLAY = {"key": "rowing-look", "title": "Look", "why": "It helps.", "source": "A study", "offer": "Look at it.", "says": "Look",
        "leads": "goals/", "withheld": "The hint", "measure": "attainment", "worth": 2.0, "type": "brand-driven"}


def test_parts_of_a_manifest_fit_together() -> None:
    world = world_of({"world": HEAD, "type": [TYPE], "indicator": [MEASURE], "job": [
        {"slug": "rowing-more", "title": "Row more", "kind": "manage", "suggests": [{"title": "Rows", "indicator": "rowing-rows"}]}],
        "deed": [{"type": "rowing.row", "category": "peers", "direction": "none"}]})
    assert isinstance(world, World) and world.jobs[0].suggests[0].indicator == "rowing-rows" and world.deeds is not None


@pytest.mark.parametrize(("part", "said"), [
    ({"worlds": {}}, "unknown part"), ({"world": {**HEAD, "name": "Row"}}, "calls the world"),
    ({"world": {**HEAD, "name": "goals"}}, "calls"),
    ({"world": {"name": "rowing"}}, "lacks"), ({"world": {**HEAD, "colour": "red"}}, "unknown field"),
    ({"type": [{"name": "row", "title": "A row"}]}, "has the type «row»"), ({"type": [TYPE, TYPE]}, "twice"),
    ({"type": TYPE}, "two brackets"),
    ({"indicator": [MEASURE]}, "does not bring"), ({"type": [TYPE], "indicator": [{**MEASURE, "slug": "rows"}]}, "measure «rows»"),
    ({"type": [TYPE], "indicator": [{**MEASURE, "aggregation": "product"}]}, "number 1"),
    ({"job": [{"slug": "rowing-more", "title": "More", "kind": "hope"}]}, "of the kind"),
    ({"job": [{"slug": "rowing-more", "title": "More", "kind": "manage", "suggests": [{"title": "x", "indicator": "rowing-x"}]}]},
     "suggests"),
    ({"deed": [{"type": "rowing.row", "category": "peers"}]}, "does not bring"), ({"code": [{"name": "x"}]}, "number 1"),
    ({"study": {"question": "?"}}, "lacks"),
    ({"play": [PLAY]}, "no study"), ({"study": STUDY, "play": [{**PLAY, "key": "more"}]}, "has the play «more»"),
    ({"study": STUDY, "play": [{**PLAY, "worth": 0}]}, "number 1"),
    ({"study": STUDY, "play": [{**PLAY, "job": "rowing-x"}]}, "for the job"),
    ({"study": STUDY, "play": [{**PLAY, "measure": "indicator", "indicator": "rowing-x"}]}, "told by"),
    ({"study": STUDY, "type": [TYPE], "indicator": [MEASURE],
      "play": [{**PLAY, "measure": "indicator", "indicator": "rowing-rows", "better": "less"}]}, "better"),
])
def test_a_manifest_that_does_not_hold_is_refused_with_where(part: dict[str, object], said: str) -> None:
    with pytest.raises(InputRefused, match=said) as refused:
        world_of({"world": HEAD, **part})
    assert "world.toml" in refused.value.message or "it" in refused.value.message


def test_the_word_of_a_world_is_held_against_the_rules() -> None:
    names = [name for level in rules().values() for name in level]
    whole = {name: {"is": "done"} for name in names}
    assert not faults(whole) and level_of(whole) == "gold"
    assert level_of({**whole, "fuzzed": {"is": "todo", "why": "Later."}}) == "silver"
    assert level_of({**whole, "simulation": {"is": "exempt", "why": "No."}}) == "gold"
    assert faults({**whole, "fuzzed": {"is": "todo"}}) == ["«fuzzed» is todo and does not say why."]
    assert faults({**whole, "shiny": {"is": "done"}}) == ["«shiny» is no rule."]
    assert len(faults({})) == len(names)


def test_every_installed_world_holds_and_a_group_of_nothing_is_empty() -> None:
    assert found("lifeworld.no-such-group") == {}
    assert [checked(world) for world in found("lifeworld.worlds").values()]


def test_a_package_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint, EntryPoints

    entry = EntryPoint("broken", "lifeworld_no_such_package:WORLD", "lifeworld.broken")
    monkeypatch.setattr("lifeworld.kit.plugins.entry_points", lambda group: EntryPoints([entry]))
    with pytest.raises(RunFailed, match="«broken»"):
        found("lifeworld.broken")
