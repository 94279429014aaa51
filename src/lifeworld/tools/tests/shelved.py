"""A place that has the shelf tool, for tests of the site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lifeworld.places.models import TakenUp
from lifeworld.testing.cast import Cast, cast
from lifeworld.tools.queries.installed import register, unregister
from lifeworld.tools.tests.shelf import PLAN

WORLD = "carpentry"
BASE = "/acme/-/tools/shelf"
SPEC = {"width": 1200, "depth": 240, "load": 30}
OAK = {"spec": SPEC, "parts": {"B1": "OAK-18@woodworks", "K1": "STEEL-S@ironworks"}, "turned": {"count": 3}}
JSON = {"content_type": "application/json", "headers": {"Accept": "application/json"}}


def shelved() -> Cast:
    """The cast, in a place that took up the world of shelves."""
    people = cast()
    TakenUp.objects.create(place=people.acme, world=WORLD, version="1", who="tests")
    return people


@pytest.fixture
def people(db: None) -> Iterator[Cast]:
    """The cast with the tool; it is gone after the test."""
    register(WORLD, PLAN)
    yield shelved()
    unregister("shelf")
