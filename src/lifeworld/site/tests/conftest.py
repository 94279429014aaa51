"""What holds for every test of the hall."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _tools_of_a_test_go_with_it() -> Iterator[None]:
    yield
    if (furnished := sys.modules.get("lifeworld.site.tests.furnished_tools")) is not None:
        furnished.put_shelves_away()
