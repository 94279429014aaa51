"""The report of a design on paper: whole, the same every time, and texts stay texts."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.partners.core.supply import Supply
from lifeworld.tools.core.records import record
from lifeworld.tools.core.schema import defaults
from lifeworld.tools.files.report_charts import chart
from lifeworld.tools.files.report_pdf import ROWS_MAX, report_pdf
from lifeworld.tools.tests.shelf import ShelfTool

HOSTILE = '#read("/etc/passwd") $x$ *bold* `code` <label> @cite \\ "quoted" #include "x.typ"'


@pytest.fixture(scope="module")
def body() -> dict[str, Any]:
    tool: Any = ShelfTool()
    spec = tool.checked(defaults(tool.schema))
    found = tool.configure(spec, Supply.none())
    made = record(tool, tool.design(spec, *tool.named(found, 0), Supply.none()), Supply.none())
    return dict(json.loads(json.dumps(made)))


def test_a_report_is_a_pdf_and_always_the_same(body: dict[str, Any]) -> None:
    made = report_pdf(body, ShelfTool().schema)
    assert made.startswith(b"%PDF-") and made == report_pdf(body, ShelfTool().schema)


def test_what_people_write_is_never_markup(body: dict[str, Any]) -> None:
    table = {"head": [HOSTILE], "rows": [[HOSTILE]]}
    hostile = {**body, "title": HOSTILE, "flags": [HOSTILE], "catalogue": HOSTILE, "spec": {"name": HOSTILE},
               "panels": [{"key": "t", "title": HOSTILE, "kind": "table", "data": table, "about": HOSTILE},
                          {"key": "l", "title": HOSTILE, "kind": "lines", "about": "", "data": {
                              "x": {"title": HOSTILE, "unit": "<"}, "y": [{"title": HOSTILE, "unit": "&"}],
                              "series": [{"title": HOSTILE, "x": [0, 1], "y": [1, None]}]}}],
               "lines": [{**one, "title": HOSTILE, "why": HOSTILE} for one in body["lines"]]}
    assert report_pdf(hostile).startswith(b"%PDF-")


def test_many_rows_and_long_texts_are_bounded(body: dict[str, Any]) -> None:
    many = {**body, "checks": body["checks"] * 2_000, "flags": ["x " * 100_000] * 500, "lines": body["lines"] * 500}
    short = {**body, "checks": (body["checks"] * 2_000)[:ROWS_MAX], "lines": (body["lines"] * 500)[:ROWS_MAX]}
    assert len(report_pdf(many)) < 3 * len(report_pdf(short))


numbers = st.one_of(st.none(), st.floats(-1e12, 1e12), st.floats(1e-12, 1e-6), st.just(math.nan))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(-1e9, 1e9), numbers), min_size=1, max_size=30), st.booleans(), st.booleans())
def test_a_chart_stays_on_its_paper(points: list[tuple[float, float | None]], log_x: bool, log_y: bool) -> None:
    made = chart({"x": {"title": "x", "unit": "s", "log": log_x}, "y": [{"title": "y", "unit": "V", "log": log_y}],
                  "series": [{"title": "one", "x": [x for x, _ in points], "y": [y for _, y in points]}]})
    drawn = [float(one) for way in re.findall(r'<path d="([^"]*)"', made) for one in re.findall(r"-?\d+\.\d", way)]
    assert all(-1 <= one <= 641 for one in drawn) and "nan" not in made and "inf" not in made
