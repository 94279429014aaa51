"""The report of a design on paper: whole, the same every time, and texts stay texts."""

from __future__ import annotations

import json
import math
import re
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from lifeworld.partners.core.supply import Supply
from lifeworld.tools.core.records import record
from lifeworld.tools.core.schema import defaults
from lifeworld.tools.files.report_charts import WIDTH, below, chart
from lifeworld.tools.files.report_pdf import CHECKS, ROWS_MAX, report_pdf
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


def test_checks_that_hold_are_counted_and_what_fails_or_is_not_known_is_told(body: dict[str, Any]) -> None:
    held = {**body["checks"][0], "holds": True, "change": "", "limit_text": "5 kg", "margin": 0.4, "margin_text": "40 % inside"}
    plain = {**held, "part": "plainly", "limit_text": "", "value_text": "yes", "margin": 0.0, "margin_text": "holds"}
    checks = [{**held, "part": "fails", "holds": False, "change": "Take a stronger board."}, *[held] * 20,
              {**held, "part": "unstated", "margin": None, "margin_text": "not known"}, *[plain] * 30]
    said = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(report_pdf({**body, "checks": checks}))).pages).split())
    assert f"{20 - CHECKS + 30} more checks hold" in said and "none fails" not in said and "plainly" not in said
    assert said.count("40 % inside") == CHECKS and "Take a stronger board." in said and "unstated" in said


def test_an_axis_of_shares_begins_near_the_points() -> None:
    loads = [0.1 * (1 + at) for at in range(21)]
    values = [5.0, *(96 - 1.5 / load for load in loads[1:])]

    def data(unit: str) -> dict[str, Any]:
        return {"x": {"title": "Load"}, "y": [{"title": "Efficiency", "unit": unit}], "series": [{"title": "a", "x": loads, "y": values}]}

    assert below(data("%")) == "Below the axis the lines go on down to 5 %." and ">20</text>" not in chart(data("%"))
    assert below(data("W")) == "" and ">20</text>" in chart(data("W"))


def test_positions_are_named_where_they_lie_on_the_axis() -> None:
    data = {"x": {"title": "f", "unit": "Hz", "log": True}, "y": [{"title": "Phase", "unit": "°"}],
            "series": [{"title": "Phase", "x": [10, 1e3, 1e5], "y": [-90, -90, -170]}],
            "marks": [{"x": 1e4, "title": "crossover <10 kHz>"}, {"x": 1e9, "title": "beyond"}]}
    made = chart(data)
    assert "crossover &lt;10 kHz&gt;" in made and "beyond" not in made and ">-60</text>" in made and ">1 k</text>" in made


numbers = st.one_of(st.none(), st.floats(-1e12, 1e12), st.floats(1e-12, 1e-6), st.just(math.nan))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(-1e9, 1e9), numbers), min_size=1, max_size=30), st.booleans(), st.booleans())
def test_a_chart_stays_on_its_paper(points: list[tuple[float, float | None]], log_x: bool, log_y: bool) -> None:
    made = chart({"x": {"title": "x", "unit": "s", "log": log_x}, "y": [{"title": "y", "unit": "V", "log": log_y}],
                  "series": [{"title": "one", "x": [x for x, _ in points], "y": [y for _, y in points]}]})
    drawn = [float(one) for way in re.findall(r'<path d="([^"]*)"', made) for one in re.findall(r"-?\d+\.\d", way)]
    assert all(-1 <= one <= WIDTH + 1 for one in drawn) and "nan" not in made and "inf" not in made
