"""Every example in a docstring runs and says the truth."""

from __future__ import annotations

import ast
import doctest
import importlib
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]


def module_names(only: str = "") -> list[str]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        relative = path.relative_to(SOURCE.parent)
        if "tests" in relative.parts or ">>>" not in path.read_text(encoding="utf-8"):
            continue
        parts = relative.with_suffix("").parts
        found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return [name for name in found if only in name]


def imported_late(name: str) -> set[str]:
    """What the functions of a module import when they run."""
    path = SOURCE.parent.joinpath(*name.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Import)]
    return {alias.name.split(".")[0] for node in nodes for alias in node.names if node.col_offset}


@pytest.mark.parametrize("name", module_names())
def test_examples_run(name: str) -> None:
    for late in imported_late(name):
        pytest.importorskip(late, reason=f"{name} needs {late}, which is not installed here")
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] != "lifeworld":
            pytest.skip(f"{name} needs {error.name}, which is not installed here")
        raise
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0
