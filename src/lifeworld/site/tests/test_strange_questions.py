"""Whatever stands behind the question mark of an address: everything is answered, nothing breaks."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from lifeworld.plugin import worlds
from lifeworld.site.tests.test_isolation import World, address, furnished_world, placed, world
from lifeworld.site.tests.test_own_doors import doors

pytestmark = pytest.mark.django_db
__all__ = ("furnished_world", "world")
STRANGE = (("a\x00b", "9" * 30, "0001-01-01") if "LIFEWORLD_TEST_POSTGRES" in os.environ else
           ("-1", "9" * 30, "9" * 5000, "1e999", "nan", "9999-12-31", "{"))
"""What each database stumbles over; both are asked in every run of everything."""
ASKED = re.compile(r"""GET\.get(?:list)?\(\s*["']([\w-]+)["']""")


def named_by_pages() -> list[str]:
    """Every name that a page of any room asks for."""
    roots = [Path(str(files(package))) for package in ("lifeworld", *(world.app for world in worlds() if world.app))]
    return sorted({name for root in roots for folder in ("pages", "site") for path in root.glob(f"**/{folder}/**/*.py")
                   if "tests" not in path.parts for name in ASKED.findall(path.read_text("utf-8"))})


@pytest.mark.parametrize("strange", STRANGE, ids=lambda one: one[:12].encode("ascii", "replace").decode().replace("\x00", ""))
def test_questions_may_hold_anything(world: World, strange: str, settings: Any) -> None:
    settings.EXPENSIVE_ASKS_MAX = 1_000_000
    client = world.people.client(world.people.ana)
    client.raise_request_exception = False
    broken, names = [], named_by_pages()
    for route in (*placed(), *doors()):
        wanted = [one["name"] for one in (route.operations or {}).get("get", {}).get("parameters", ()) if one["in"] == "query"]
        asked = [{name: strange} for name in wanted] if route.is_api else [dict.fromkeys(names, strange)]
        for query in asked:
            answer = client.get(address(route, world.own), query_params=query)
            b"".join(answer.streaming_content if answer.streaming else ())
            if answer.status_code >= 500:
                broken.append((route.pattern, list(query)[:3]))
    assert not broken, broken
