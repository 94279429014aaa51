"""pytest: doctests of the source; `--cores`, which collects only what needs nothing but the cores' libraries; and Hypothesis.

The same commit gives the same examples, so a failure is the change's own. `make fuzz` looks for new ones: HYPOTHESIS_PROFILE=fuzz.
"""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

CORE_LIBRARIES = {"numpy", "scipy", "polars", "pytest", "hypothesis"}
KIT_PURE = {"figure", "errors", "ids", "quantiles", "ratio", "records", "streams"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare --cores."""
    parser.addoption("--cores", action="store_true", help="only tests and doctests that need nothing but the cores")


def _is_core(module: str) -> bool:
    parts = module.split(".")
    return parts[:1] == ["lifeworld"] and (
        parts[2:3] == ["core"] or parts[1:2] == ["engines"] or (parts[1:2] == ["kit"] and parts[2:3] and parts[2] in KIT_PURE)
    )


def _needs_only_cores(path: Path) -> bool:
    """Whether every import of a file is of the standard library, the cores' libraries, or a core."""
    import sys  # noqa: PLC0415  (only for this option)

    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        for module in modules:
            top = module.split(".")[0]
            if module == "subprocess":
                return False  # it runs the terminal
            if top == "lifeworld" and not _is_core(module):
                return False
            if top not in {"lifeworld", *CORE_LIBRARIES} and top not in sys.stdlib_module_names:
                return False
    return True


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With --cores, leave out every file that needs more."""
    if config.getoption("--cores") and collection_path.suffix == ".py" and not _needs_only_cores(collection_path):
        return True
    return None
