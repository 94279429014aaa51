"""pytest: the site's settings and its database; `--cores`, which collects only what needs nothing but the cores' libraries, and its
contrary; and Hypothesis.

The same commit gives the same examples, so a failure is the change's own. `make fuzz` looks for new ones: HYPOTHESIS_PROFILE=fuzz.
"""

from __future__ import annotations

import ast
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

CORE_LIBRARIES = {"numpy", "scipy", "polars", "pytest", "hypothesis"}
LONGEST = (
    "test_every_page.py", "test_schemathesis.py", "test_strange_forms.py", "test_report_browser.py", "test_isolation.py",
    "test_strange_questions.py", "test_strange_bodies.py", "test_killed.py", "test_learning.py", "test_web_killed.py",
    "test_simulation_coverage.py", "test_desk_browser.py", "test_upgrading.py", "test_own_doors.py", "test_site_pages.py",
    "test_needs.py", "test_board_write.py", "test_new_world.py", "test_strange.py", "test_demo.py", "test_tutorial.py")
KIT_PURE = {"figure", "errors", "ids", "quantiles", "ratio", "records", "streams"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare --cores and --but-cores."""
    parser.addoption("--cores", action="store_true", help="only tests and doctests that need nothing but the cores")
    parser.addoption("--but-cores", action="store_true", help="leave out what `make core` has asked already: for a run of both")


_STACK = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """The site in a folder of its own, on SQLite, or with LIFEWORLD_TEST_POSTGRES=1 on a fresh PostgreSQL."""
    if config.getoption("--cores") or find_spec("django") is None:
        return
    os.environ["LIFEWORLD_DATA"] = _STACK.enter_context(tempfile.TemporaryDirectory(prefix="lw-site-"))
    os.environ.setdefault("LIFEWORLD_SECRET_KEY", "a key for tests alone, which signs nothing that lasts, with many characters")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lifeworld.site.settings"
    if os.environ.get("LIFEWORLD_TEST_POSTGRES"):
        from lifeworld.testing.postgres import running  # noqa: PLC0415  (only for this run)

        os.environ["DATABASE_URL"] = _STACK.enter_context(running())
    import django  # noqa: PLC0415  (after the settings are chosen)
    from django.conf import settings as site  # noqa: PLC0415

    django.setup()
    folder = Path(os.environ["LIFEWORLD_DATA"])  # one for each process: the settings may have been read with the parent's
    site.DATA_DIR, site.UPLOAD_DIR = folder, folder / "uploads"
    site.STORAGES["default"]["OPTIONS"]["location"] = str(site.UPLOAD_DIR)
    site.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *site.PASSWORD_HASHERS]
    site.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    site.WHITENOISE_AUTOREFRESH = True  # static files are looked for when they are asked for, not by each of some thousand clients


def pytest_unconfigure() -> None:
    """Stop the server and take the folder away."""
    _STACK.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The files that take longest come first: two workers then end together, whichever gets them."""
    if config.getoption("--but-cores"):
        asked = [item for item in items if item.get_closest_marker("once") is None and _needs_only_cores(item.path)]
        config.hook.pytest_deselected(items=asked)
        left = set(asked)
        items[:] = [item for item in items if item not in left]
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(autouse=True)
def _limits_start_afresh() -> Iterator[None]:
    """Tries that one test counted are not held against the next."""
    yield
    if find_spec("django") is not None and "DJANGO_SETTINGS_MODULE" in os.environ:
        from django.core.cache import cache  # noqa: PLC0415

        from lifeworld.events.actions.remembering import forget_all  # noqa: PLC0415

        cache.clear()
        forget_all()


def _is_core(module: str) -> bool:
    parts = module.split(".")
    if module == "lifeworld.plugin" or (parts[0].startswith("lifeworld_") and parts[1:2] == ["core"]):
        return True
    return parts[:1] == ["lifeworld"] and (
        parts[2:3] == ["core"] or parts[1:2] == ["engines"] or (parts[1:2] == ["kit"] and parts[2:3] and parts[2] in KIT_PURE)
    )


@cache
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
            engine = top == "lifeworld" or top.startswith("lifeworld_")
            if engine and not _is_core(module):
                return False
            if not engine and top not in CORE_LIBRARIES and top not in sys.stdlib_module_names:
                return False
    return True


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With --cores, leave out every file that needs more."""
    if config.getoption("--cores") and collection_path.suffix == ".py" and not _needs_only_cores(collection_path):
        return True
    return None
