"""Whatever stands behind the question mark of an address: everything is answered, nothing breaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lifeworld
from lifeworld.site.tests.test_isolation import World, placed, world

pytestmark = pytest.mark.django_db
__all__ = ("world",)
STRANGE = ("a\x00b", "-1", "9" * 30, "9" * 5000, "1e999", "nan", "0001-01-01", "9999-12-31", "{")
ASKED = re.compile(r"""GET\.get(?:list)?\(\s*["']([\w-]+)["']""")


def named_by_pages() -> list[str]:
    """Every name that a page of any room asks for."""
    root = Path(lifeworld.__file__).parent
    return sorted({name for folder in ("pages", "site") for path in root.glob(f"**/{folder}/**/*.py") if "tests" not in path.parts
                   for name in ASKED.findall(path.read_text("utf-8"))})


@pytest.mark.parametrize("strange", STRANGE, ids=lambda one: one[:12].encode("ascii", "replace").decode().replace("\x00", ""))
def test_questions_may_hold_anything(world: World, strange: str) -> None:
    client = world.people.client(world.people.ana)
    client.raise_request_exception = False
    broken, names = [], named_by_pages()
    for route in placed():
        wanted = [one["name"] for one in (route.operations or {}).get("get", {}).get("parameters", ()) if one["in"] == "query"]
        asked = [{name: strange} for name in wanted] if route.is_api else [dict.fromkeys(names, strange)]
        for query in asked:
            if client.get(route.address(world.own), query_params=query).status_code >= 500:
                broken.append((route.pattern, list(query)[:3]))
    assert not broken, broken
