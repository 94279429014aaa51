"""The description of the API is committed, so that a change of it is seen and meant."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ninja import Schema

from lifeworld.site.api import REFUSALS, api

SNAPSHOT = Path(__file__).with_name("openapi.json")
WRITE = "LIFEWORLD_WRITE_OPENAPI=1 .venv/bin/python -m pytest src/lifeworld/site/tests/test_openapi.py"


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/")))
    found["info"]["version"] = ""  # a new version of lifeworld is no change of the API
    return found


def operations(described: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{method.upper()} {path}", one) for path, methods in described["paths"].items() for method, one in methods.items()]


def test_the_description_is_the_committed_one(described: dict[str, Any]) -> None:
    if os.environ.get("LIFEWORLD_WRITE_OPENAPI"):
        SNAPSHOT.write_text(json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    known = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    before, now = dict(operations(known)), dict(operations(described))
    assert now.keys() == before.keys(), f"routes came or went; where that is meant: {WRITE}"
    changed = [name for name in now if now[name] != before[name]]
    assert not changed, f"these routes changed; where that is meant: {WRITE}"
    assert described == known, f"the description changed; where that is meant: {WRITE}"


def test_every_operation_says_what_it_answers_and_how_it_refuses(described: dict[str, Any]) -> None:
    for name, one in operations(described):
        fine = {status: answer for status, answer in one["responses"].items() if status.startswith("2")}
        assert fine, name
        assert all(status == "204" or answer.get("content") for status, answer in fine.items()), f"{name} does not say what it answers"
        assert {str(status) for status in REFUSALS} <= set(one["responses"]), name
        assert one.get("summary") and one.get("description"), f"{name} has no words"


def test_names_of_operations_are_one_each(described: dict[str, Any]) -> None:
    names = [one["operationId"] for _, one in operations(described)]
    assert len(names) == len(set(names))


def test_names_of_shapes_are_one_each() -> None:
    """Two classes of one name would stand in the description as one, and one of them would be described wrongly."""
    names: dict[str, str] = {}
    for one in all_shapes(Schema):
        if one.__module__.startswith("lifeworld"):
            first = names.setdefault(one.__name__, one.__module__)
            assert first == one.__module__, f"{one.__name__} is in {one.__module__} and in {first}: rename one"
    assert len(names) > 40


def all_shapes(base: type[Schema]) -> Iterator[type[Schema]]:
    for one in base.__subclasses__():
        yield one
        yield from all_shapes(one)
