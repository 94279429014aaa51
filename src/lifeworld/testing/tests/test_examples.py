"""Every example in a docstring runs and says the truth."""

from __future__ import annotations

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


@pytest.mark.parametrize("name", module_names())
def test_examples_run(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] != "lifeworld":
            pytest.skip(f"{name} needs {error.name}, which is not installed here")
        raise
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0
