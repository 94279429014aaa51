"""What the files of a world import, read without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

DOORS = ("lifeworld.plugin", "lifeworld.plugin_web")
IMPURE = frozenset({"os", "io", "pathlib", "shutil", "tempfile", "time", "random", "socket", "requests", "urllib", "http", "subprocess",
                    "logging", "datetime", "secrets", "uuid", "django", "ninja", "click", "rich"})
IMPURE_CALLS = frozenset({"open", "print", "input", "eval", "exec"})


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the module of every import of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0 and node.module == "lifeworld":
                yield from ((node.lineno, f"lifeworld.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module or ""


def past_the_doors(package: Path) -> list[str]:
    """Imports of the engine that are none of the two doors, or a second door in the core; tests may import what they like."""
    found = []
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package)
        if "tests" in inside.parts:
            continue
        doors = DOORS[:1] if inside.parts[0] in {"core", "core.py", "world.py", "files"} else DOORS
        found += [f"{inside}:{line} imports {name}" for line, name in imported(path)
                  if name.split(".")[0] == "lifeworld" and name not in doors]
        found += [f"{inside}:{line} imports another world, {name}" for line, name in imported(path)
                  if name.startswith("lifeworld_") and name.split(".")[0] != package.name]
    return found


def impure_cores(package: Path) -> list[str]:
    """What cores do that a pure core does not: look at the clock, read and write, print."""
    found = []
    for path in [*sorted((package / "core").rglob("*.py")), *sorted(package.glob("core.py"))]:
        inside = path.relative_to(package)
        found += [f"{inside}:{line} imports {name}" for line, name in imported(path) if name.split(".")[0] in IMPURE]
        found += [f"{inside}:{node.lineno} calls {node.func.id}()" for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                  if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS]
    return found
