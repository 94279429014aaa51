"""pytest's site for a world that stands in a folder of its own: import both names in its conftest.py."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack

_STACK = ExitStack()


def pytest_configure() -> None:
    """The site in a folder of its own, on SQLite; nothing where another conftest set it up."""
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        return
    os.environ["LIFEWORLD_DATA"] = _STACK.enter_context(tempfile.TemporaryDirectory(prefix="lw-world-"))
    os.environ.setdefault("LIFEWORLD_SECRET_KEY", "a key for tests alone, which signs nothing that lasts, with many characters")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lifeworld.site.settings"
    import django  # noqa: PLC0415  (after the settings are chosen)

    django.setup()


def pytest_unconfigure() -> None:
    """Take the folder away."""
    _STACK.close()
