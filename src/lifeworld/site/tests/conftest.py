"""What holds for every test of the hall."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _tools_of_a_file_go_with_it() -> Iterator[None]:
    """The tests' tools stay as long as a place that was furnished once for a file (see furnished_once), and no file finds another's."""
    yield
    if (furnished := sys.modules.get("lifeworld.site.tests.furnished_tools")) is not None:
        furnished.put_shelves_away()
