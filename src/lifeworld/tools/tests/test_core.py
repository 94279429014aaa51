"""What cores promise: addresses, forms, the wire, drawings, comparisons, replays, whatever is put in."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.snapshot import Snapshot
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import Choice, Offer, PriceBreak, Rates
from lifeworld.tools.core.bodies import json_body, json_of
from lifeworld.tools.core.canonical import DEPTH_MAX, canonical, content_hash
from lifeworld.tools.core.comparing import Cell, best_of, compared
from lifeworld.tools.core.drawings import safe_svg
from lifeworld.tools.core.forms import sections, spec_of_form
from lifeworld.tools.core.quoting import quoted, total
from lifeworld.tools.core.records import check_said
from lifeworld.tools.core.replay import replayed
from lifeworld.tools.core.saying import age, between, number
from lifeworld.tools.core.schema import faults, fitted
from lifeworld.tools.core.values import Check, Line
from lifeworld.tools.core.wire import column, values_of

FINITE = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(st.none() | st.booleans() | st.integers(-10**9, 10**9) | FINITE | st.text(max_size=8), lambda inner:
                     st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4), max_leaves=12)
NUMBERS = st.dictionaries(st.text(min_size=1, max_size=6), st.floats(-1e9, 1e9), max_size=5)


@given(PLAIN)
def test_canonical_json_is_one_way_of_saying_it(value: Any) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text


@given(NUMBERS, st.dictionaries(st.text(min_size=1, max_size=6), st.text(max_size=6), max_size=5), st.randoms())
def test_an_address_depends_on_no_order_and_no_way_of_writing(turned: dict[str, float], parts: dict[str, str], order: Any) -> None:
    mixed = list(turned.items())
    order.shuffle(mixed)
    whole = {key: int(value) if value == int(value) else value for key, value in mixed}
    assert content_hash("t", turned, parts, turned) == content_hash("t", whole, dict(reversed(parts.items())), whole)


def test_what_differs_has_another_address() -> None:
    made = {content_hash("t", spec, parts, turned) for spec, parts, turned in (
        ({"a": 1}, {}, {}), ({"a": 2}, {}, {}), ({"a": "1"}, {}, {}), ({"a": True}, {}, {}), ({}, {"a": "1"}, {}), ({}, {}, {"a": 1}))}
    assert len(made) == 6
    with pytest.raises(InputRefused):
        content_hash("t", {"a": math.inf}, {}, {})


@given(st.lists(st.floats(width=32), max_size=30))
def test_the_wire_is_exact_to_its_width(values: list[float]) -> None:
    came = values_of(json.loads(json.dumps(column(np.array(values), "f4"))))
    assert np.array_equal(came, np.array(values, np.float32), equal_nan=True)


@pytest.mark.parametrize("sent", [{}, {"t": "f4", "b": "AAA"}, {"t": "c8", "b": ""}, {"t": "f4", "b": "éé"}, {"t": "f4", "b": 5}])
def test_a_broken_column_is_refused(sent: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        values_of(sent)


NUMBER = {"type": "number", "minimum": 0, "maximum": 10}


@given(PLAIN)
def test_a_specification_fits_or_is_refused_in_a_sentence(value: Any) -> None:
    schema = {"type": "object", "required": ["a"], "properties": {
        "a": NUMBER, "b": {"type": "string", "pattern": "^x", "maxLength": 3}, "c": {"type": "boolean"}, "d": {"type": "integer"},
        "e": {"type": "string", "enum": ["p", "q"]}, "f": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5}}}
    assert faults(schema) == []
    for field in "abcdef":
        try:
            spec = fitted(schema, {"a": 1, field: value})
        except InputRefused as refused:
            assert refused.message.endswith((".", "?")) and field in refused.message
        else:
            assert fitted(schema, spec) == spec, "what fits fits again"


def test_schemas_that_are_not_understood_are_said() -> None:
    for schema, said in (({"type": "array"}, "object"), ({"type": "object", "properties": {"a": {"type": "null"}}}, "null"),
                         ({"type": "object", "properties": {"a": {"type": "number", "format": "x"}}}, "format"),
                         ({"type": "object", "properties": {"a": {**NUMBER, "default": 11}}}, "default"),
                         ({"type": "object", "properties": {"a": NUMBER}, "required": ["b"], "allOf": []}, "required")):
        assert any(said in one for one in faults(schema)), schema


def test_a_form_folds_what_is_advanced_and_comes_back() -> None:
    schema = {"properties": {"a": {"type": "number", "x-group": "G"}, "b": {"type": "integer", "x-group": "G", "x-advanced": True},
                             "c": {"type": "string", "enum": ["", "y"], "x-options": {"y": "Yes"}}, "d": {"type": "boolean"}}}
    made = sections(schema)
    assert [(one.title, one.folded) for one in made] == [("G", False), ("G, more", True), ("", False)]
    assert made[2].fields[0].options == (("", "any"), ("y", "Yes"))
    assert spec_of_form(schema, {"a": "1,5", "b": "−2", "c": "", "d": "1"}) == {"a": 1.5, "b": -2.0, "c": "", "d": True}
    assert spec_of_form(schema, {"a": " ", "had-d": "1"}) == {"d": False}
    for bad in ("x", "1e999x", "--2", "1.2.3", "1,500", "1,2,3"):
        with pytest.raises(InputRefused):
            spec_of_form(schema, {"a": bad})


EVIL = (
    '<svg><script>alert(1)</script><path d="M0 0"/></svg>', '<svg onload="x()"><path d="M0 0" onclick="x()"/></svg>',
    '<svg><image href="http://x"/><use href="#a"/><foreignObject><p>x</p></foreignObject></svg>',
    '<svg><path d="M0 0" fill="url(http://x)" style="background:url(x)"/></svg>', '<svg><a href="javascript:x()"><text>t</text></a></svg>',
    '<svg xmlns:h="http://www.w3.org/1999/xhtml"><h:script>x</h:script><text>ok</text></svg>',
    '<svg><style>*{}</style><text>ok</text></svg>',
    '<svg><animate attributeName="href" to="javascript:x"/><set/></svg>', '<svg><text>&lt;script&gt;</text></svg>',
    '<svg><text class="x&quot; onclick=&quot;y">t</text></svg>')


@pytest.mark.parametrize("svg", EVIL)
def test_drawings_hold_shapes_and_texts_only(svg: str) -> None:
    out = safe_svg(svg)
    for bad in ("<script", "onload", "onclick=", "href", "url(", "style", "javascript", "foreignObject", "<image", "<use", "<a"):
        assert bad not in out.replace("&lt;script&gt;", ""), out
    assert safe_svg(out) == out


@pytest.mark.parametrize("svg", ["", "<p/>", "<svg>", '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "<svg><![CDATA[x]]></svg>",
                                 "<svg>" + "<g>" * 60 + "</g>" * 60 + "</svg>", "<svg>" + "<path/>" * 20_001 + "</svg>", "x" * 1_000_001])
def test_what_is_no_drawing_is_refused(svg: str) -> None:
    with pytest.raises(InputRefused):
        safe_svg(svg)


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 3)), min_size=2, max_size=6))
def test_unknown_never_makes_a_design_the_best(pairs: list[tuple[float, float]]) -> None:
    known = [Cell("", value) for value, _ in pairs]
    open_ = [Cell("", value, value - spread, value + spread) for value, spread in pairs]
    for better in ("more", "less"):
        assert set(best_of([Cell("", None), *known], better)) == {at + 1 for at in best_of(known, better)}
        for at in best_of(open_, better):
            end = open_[at].low if better == "more" else open_[at].high
            assert end is not None
            others = [other for n, other in enumerate(open_) if n != at]
            assert all((end >= (other.high or 0)) if better == "more" else (end <= (other.low or 0)) for other in others)
    assert best_of(known, "") == ()


LINE: dict[str, Any] = {"slot": "L1", "item": "l@x", "title": "Coil", "quantity": 1, "why": "", "offer": {
    "seller": "a", "seller_title": "A", "sku": "1", "cost": 1.0, "cost_text": "1.00 EUR", "currency": "EUR", "stock": 10}}
RECORD: dict[str, Any] = {"version": "1", "catalogue": "c", "title": "T", "currency": "EUR", "cost": 1.0, "checks": [], "values": [],
                          "lines": [LINE], "spec": {}, "hash": "h"}


def changed(**offer: Any) -> dict[str, Any]:
    return {**RECORD, "lines": [{**LINE, "offer": {**LINE["offer"], **offer}}]}


def test_replays_say_what_changed_in_sentences() -> None:
    assert replayed(RECORD, RECORD).same
    dearer = replayed(RECORD, changed(cost=1.5, cost_text="1.50 EUR")).changes[0]
    assert dearer.sentence == "L1 Coil costs 1.50 EUR now, before 1.00 EUR, 50 % more." and dearer.worse
    assert not replayed(RECORD, changed(cost=0.5, cost_text="0.500 EUR")).changes[0].worse
    assert "5 in stock now, before 10" in replayed(RECORD, changed(stock=5)).changes[0].sentence
    assert "comes from B now" in replayed(RECORD, changed(seller="b", seller_title="B")).changes[0].sentence
    gone = {**RECORD, "lines": [{**LINE, "offer": None, "why": "All its offers are too old to be used."}]}
    assert replayed(RECORD, gone).changes[0].sentence == "L1 Coil has no offer now: All its offers are too old to be used."
    assert replayed(gone, RECORD).changes[0].kind == "found"
    assert replayed(RECORD, {**RECORD, "version": "2"}).changes[0].kind == "tool"
    assert replayed(RECORD, {**changed(cost=2.0), "currency": "USD"}).cost == (None, 1.0)
    other = {**RECORD, "lines": [{**LINE, "item": "m@x", "title": "Choke"}]}
    assert {one.kind for one in replayed(RECORD, other).changes} == {"line"}


def test_a_design_alone_and_many_stand_side_by_side() -> None:
    one = compared([RECORD])
    assert one.titles == ("T",) and all(not row.differs for row in one.rows)
    two = compared([RECORD, {**RECORD, "lines": []}])
    assert two.rows[-1].differs and two.rows[-1].cells[1].text == ""


def test_no_price_is_called_best_where_prices_are_not_of_one_kind() -> None:
    def costing(value: float, currency: str = "EUR", quantity: int = 1) -> dict[str, Any]:
        values = [{"key": key, "title": key, "unit": unit, "value": value, "low": None, "high": None, "text": f"{value}", "better": "less"}
                  for key, unit in (("sum", currency), ("weight", "kg"))]
        return {**RECORD, "values": values, "currency": currency, "quantity": quantity}

    def said(*records: dict[str, Any]) -> list[tuple[tuple[int, ...], str]]:
        return [(row.best, row.why) for row in compared(records).of("values")]

    begins = "No price is called best, because the designs were kept "
    assert said(costing(1), costing(2)) == [((0,), ""), ((0,), "")]
    assert said(costing(1), costing(2, "USD")) == [((), f"{begins}in EUR and USD."), ((0,), "")]
    assert said(costing(1), costing(2, quantity=1000)) == [((), f"{begins}for 1 and 1,000 of each."), ((0,), "")]
    assert said(costing(1), costing(2, "USD", 7))[0] == ((), f"{begins}in EUR and USD and for 1 and 7 of each.")
    assert [row.unit for row in compared([costing(1), costing(2, "USD")]).of("values")] == ["", "kg"]


@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_what_is_nested_too_deeply_is_refused(opens: str, closes: str) -> None:
    def nested(depth: int) -> str:
        return f"{opens * depth}1{closes * depth}"

    assert json_of(nested(DEPTH_MAX // 2 - 1)) is not None and canonical(json.loads(nested(DEPTH_MAX // 2 - 1)))
    for depth in (DEPTH_MAX + 1, 300, 450, 100_000):
        with pytest.raises(InputRefused):
            json_of(nested(depth))
    with pytest.raises(InputRefused) as refused:
        canonical(json.loads(nested(DEPTH_MAX + 1)))
    assert refused.value.code == "too_deep" and len(str(refused.value)) < 200


def test_a_line_of_which_none_is_needed_costs_nothing_and_lacks_no_price() -> None:
    reel = Offer("R1@x", "acme", "r1", (PriceBreak(1, 100_000),), "EUR", 0, 60, stock=500)
    supply = Supply(Snapshot.of([Segment.of([reel])]), Rates.none("EUR"), Choice.default(), "EUR", 5_000_000, quantity=10)
    lines = [Line("R1", "R1@x", "R", 2), Line("R2", "R1@x", "R", 0), Line("R3", "R2@x", "R", 0)]
    found = quoted(lines, supply)
    assert [one.why for one in found] == ["", "None of it is needed.", "None of it is needed."]
    assert [one.quote is None for one in found] == [False, True, True] and total(found)[:2] == (pytest.approx(0.2), 0)
    assert total(quoted(lines[1:], supply))[:2] == (None, 0) and total(quoted([Line("R4", "R2@x", "R", 1)], supply))[:2] == (None, 1)


def test_numbers_are_said_as_people_read_them() -> None:
    assert [number(value, unit) for value, unit in ((999.9e-6, "V"), (1e-13, "F"), (0.99999, "share"), (12345.678, ""), (-0.0, "V"))] == [
        "1 mV", "100 fF", "100 %", "12300", "0 V"]
    assert between(1.0, 1.0, 1.0, "A") == "1 A" and age(-5) == "less than a minute" and age(60) == "1 minute"
    assert number(math.nan) == "not known" == age(math.inf)


@given(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(["V", "share", "", "mm²"]), st.integers(1, 6))
def test_any_number_can_be_said(value: float, unit: str, digits: int) -> None:
    said = number(value, unit, digits)
    assert said == said.strip() and "nan" not in said and "inf" not in said


def test_bodies_are_not_read_where_they_say_they_are_too_large() -> None:
    with pytest.raises(LifeworldError) as refused:
        json_body("999999999", lambda: pytest.fail("it was read"))
    assert refused.value.status == 413


def test_a_value_just_beyond_its_limit_is_said_in_digits_that_tell_them_apart() -> None:
    near = check_said(Check("current", "U1", 3.0663, 3.07, "A", "at least", -0.00122))
    assert (near["value_text"], near["limit_text"]) == ("3.066 A", "3.07 A")
    same = check_said(Check("current", "U1", 3.07, 3.07, "A", "at least", 0.0))
    assert (same["value_text"], same["limit_text"]) == ("3.07 A", "3.07 A")


def test_what_is_wanted_stands_side_by_side_with_its_names_and_units() -> None:
    record = {"title": "A", "hash": "a", "values": [], "checks": [], "lines": [], "spec": {"f": 1e5}}
    rows = compared([record, {**record, "hash": "b", "spec": {"f": 2.5e6}}], {"f": {"title": "Frequency", "x-unit": "Hz"}}).of("spec")
    assert [(row.title, [cell.text for cell in row.cells]) for row in rows] == [("Frequency", ["100 kHz", "2.5 MHz"])]
