"""The rules of the house, as tests: budgets, doors, purity, words, locks."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
SOURCE = ROOT / "src" / "lifeworld"
WORLDS = sorted((ROOT / "worlds").glob("*/src/lifeworld_*"))
ROOMS = sorted(path.name for path in SOURCE.iterdir() if path.is_dir() and (path / "README.md").exists())
DOORS = {"core", "files", "models", "actions", "queries", "api", "pages", "commands", "tests", "migrations", "apps",
         "data", "README", "__init__", "templates", "static"}
DOORS_OF_A_WORLD = DOORS | {"world", "web", "quality"}
CODE = ("*.py", "*.css", "*.js", "*.ts", "*.html", "*.jinja")

pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="needs the source tree of lifeworld")


@cache
def tracked() -> list[Path]:
    """Files of the project: tracked by git, or everything in the source tree where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
                            check=False)
    if listed.returncode == 0 and listed.stdout:
        return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]
    return [path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def code_files() -> list[Path]:
    return [path for path in tracked() if any(path.match(pattern) for pattern in CODE)]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_over_400_lines_and_the_median_is_under_100() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): lines_of(path) for path in code_files()}
    over = {name: n for name, n in sizes.items() if n > 400}
    assert not over, f"split by idea: {over}"
    assert statistics.median(n for name, n in sizes.items() if name.endswith(".py")) < 100


def functions() -> list[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (path, node) for path in code_files() if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_function_is_over_70_lines() -> None:
    over = [f"{path.relative_to(ROOT)}:{node.lineno} {node.name}" for path, node in functions()
            if (node.end_lineno or 0) - node.lineno + 1 > 70]
    assert not over


def test_rooms_have_a_readme_and_only_known_doors() -> None:
    assert {"engines", "events", "voices", "constellations"} <= set(ROOMS)
    for room in SOURCE.iterdir():
        if not room.is_dir() or room.name in {"kit", "testing", "analysis", "site", "plugin", "plugin_web", "__pycache__"}:
            continue
        assert (room / "README.md").exists(), f"the room {room.name} has no README.md"
        strange = {path.stem for path in room.iterdir() if path.name != "__pycache__"} - DOORS
        assert not strange, f"{room.name} has doors nobody knows: {strange}"
    for world in WORLDS:
        strange = {path.stem for path in world.iterdir() if path.name != "__pycache__"} - DOORS_OF_A_WORLD
        assert not strange, f"the world {world.name} has doors nobody knows: {strange}"


def test_no_file_has_a_name_that_says_nothing() -> None:
    banned = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not [path for path in tracked() if path.stem in banned]


IMPURE_IMPORTS = {"os", "io", "pathlib", "shutil", "tempfile", "time", "random", "socket", "requests", "urllib", "http",
                  "subprocess", "logging", "datetime", "secrets", "uuid", "django", "ninja", "click", "rich"}
IMPURE_CALLS = {"open", "print", "input", "eval", "exec"}


def core_files() -> list[Path]:
    rooms = [SOURCE / room for room in ROOMS] + WORLDS
    return [path for path in code_files() if path.suffix == ".py"
            and any(path.is_relative_to(room / "core") or path == room / "core.py" for room in rooms)]


def test_cores_touch_no_clock_disk_or_network() -> None:
    assert len(core_files()) > 20
    found = []
    for path in core_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
                found.append(f"{path.name}: {node.func.id}()")
            elif isinstance(node, ast.Attribute) and re.match(r"(read|scan|write|sink)_(csv|parquet|json|ndjson)", node.attr):
                found.append(f"{path.name}: .{node.attr}")
            found += [f"{path.name}: import {name}" for name in names if name.split(".")[0] in IMPURE_IMPORTS]
    assert not found


BANNED_WORDS = re.compile(r"\b(simply|just|obviously)\b", re.IGNORECASE)


def test_banned_words_are_not_used_in_docs_and_comments() -> None:
    found = []
    for path in tracked():
        if path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(ROOT)}: {word}" for word in BANNED_WORDS.findall(text)]
        elif path.suffix == ".py" and "tests" not in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            docs = [ast.get_docstring(node) or "" for node in ast.walk(tree)
                    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
            comments = re.findall(r"(?m)^\s*#.*$|\s#\s.*$", path.read_text(encoding="utf-8"))
            found += [f"{path.relative_to(ROOT)}: {word}" for text in docs + comments for word in BANNED_WORDS.findall(text)]
    assert not found


def test_no_machine_path_and_no_registry_host() -> None:
    hosts = "|".join(["pypi" + r"\.org", "files" + r"\.pythonhosted", "registry" + r"\.npmjs", "deb" + r"\.debian"])
    pattern = re.compile(rf"{hosts}|/(home|root|work|Users)/\w+")
    found = []
    for path in tracked():
        if path.suffix in {".npz", ".parquet", ".png", ".xlsx"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line) and path != Path(__file__).resolve():
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not found


def test_locks_are_hashed_and_name_no_host() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock
        assert "index-url" not in text, lock
        pinned = re.findall(r"(?m)^[a-z0-9._-]+==[^ \\]+", text)
        assert pinned, lock
        assert text.count("--hash=sha256:") >= len(pinned), lock


def test_every_relative_link_in_the_docs_leads_somewhere() -> None:
    broken = []
    for path in tracked():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} -> {target}")
    assert not broken
