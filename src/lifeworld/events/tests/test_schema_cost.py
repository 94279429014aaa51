"""Schemas of event types cannot take for ever, however small they are; those that people write are taken."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.core.schema_cost import COST_MAX, Endless, cost
from lifeworld.events.queries.schemas import compiled
from lifeworld.kit.errors import InputRefused


def doubled(n: int) -> dict[str, Any]:
    """Each part names the one before twice."""
    parts = {f"a{i}": {"allOf": [{"$ref": f"#/$defs/a{i - 1}"}, {"$ref": f"#/$defs/a{i - 1}"}]} for i in range(1, n + 1)}
    return {"$defs": {"a0": {"type": "object"}, **parts}, "$ref": f"#/$defs/a{n}"}


BRANCHES = {"anyOf": [{"properties": {"a": {"$ref": "#"}}, "required": ["z"]}, {"properties": {"a": {"$ref": "#"}}, "required": ["y"]}]}
HIDDEN = {"properties": {"p": {"properties": {"p": {"properties": {"p": {"$id": "https://a.example/x", **BRANCHES}}}}}}}


def nested(n: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": "object"}
    for _ in range(n):
        inner = {"allOf": [inner], "unevaluatedProperties": False}
    return inner


@pytest.mark.parametrize("schema", [
    doubled(40), BRANCHES, HIDDEN, nested(14), {"$defs": {"x": {"$id": "x", **doubled(30)}}, "$ref": "x"},
    {"$defs": {"x": {"$anchor": "x", "oneOf": [{"items": {"$ref": "#x"}}] * 3}}, "$ref": "#x"},
    {"$defs": {f"a{i}": {"$ref": f"#/$defs/a{i + 1}"} for i in range(1500)} | {"a1500": {}}, "$ref": "#/$defs/a0"}])
def test_schemas_that_could_take_for_ever_are_refused_at_once(schema: dict[str, Any]) -> None:
    with pytest.raises(InputRefused) as refused:
        compiled(schema)
    assert refused.value.code == "schema_costly"


@pytest.mark.parametrize("schema", [
    {"$ref": "#"}, {"allOf": [{"$ref": "#"}]}, {"$anchor": "a", "not": {"$dynamicRef": "#a"}}, {"$ref": "#/$defs/nothing"},
    {"$ref": "https://example.org/schema"},
    {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"if": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"}])
def test_schemas_that_never_end_are_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(Endless):
        cost(schema)
    with pytest.raises(InputRefused):
        compiled(schema)


@pytest.mark.parametrize(("schema", "good", "bad"), [
    ({"properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}, "km": {"type": "number"}}},
     {"left": {"km": 1}, "right": {"left": {"km": 2}}}, {"left": {"right": {"km": "far"}}}),
    ({"$defs": {"point": {"type": "array", "items": {"type": "number"}}}, "properties": {"at": {"$ref": "#/$defs/point"},
                                                                                        "to": {"$ref": "#/$defs/point"}}},
     {"at": [1, 2]}, {"to": ["x"]}),
    ({"$id": "https://example.org/run", "$defs": {"km": {"$anchor": "km", "minimum": 0}}, "properties": {"km": {"$ref": "#km"}}},
     {"km": 1}, {"km": -1}),
    ({"$defs": {"a b/\u00e9": {"minimum": 0}}, "properties": {"km": {"$ref": "#/$defs/a%20b~1%C3%A9"}}}, {"km": 1}, {"km": -1}),
    ({"oneOf": [{"properties": {"kind": {"const": i}}, "required": ["kind"]} for i in range(200)]}, {"kind": 7}, {"kind": 700}),
    ({"properties": {"not": {"type": "number"}, "if": {"$ref": "#"}, "$ref": {"type": "string"}}}, {"$ref": "x"}, {"if": {"not": "x"}})])
def test_schemas_that_people_write_are_taken(schema: dict[str, Any], good: dict[str, Any], bad: dict[str, Any]) -> None:
    check = compiled(schema)
    assert check(good) == "" and check(bad) != ""


parts = st.recursive(st.sampled_from([True, {}, {"type": "object"}, {"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}]), lambda inner: st.one_of(
    st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)}), st.fixed_dictionaries({"not": inner}),
    st.fixed_dictionaries({"properties": st.fixed_dictionaries({"x": inner, "y": inner}), "additionalProperties": inner}),
    st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=2), "unevaluatedProperties": inner})), max_leaves=6)


@given(parts, parts)
def test_what_is_taken_is_checked_to_an_end(a: Any, b: Any) -> None:
    schema = {"$defs": {"a": a, "b": b}, "$ref": "#/$defs/a"}
    try:
        if cost(schema) > COST_MAX:
            return
    except Endless:
        return
    data: dict[str, Any] = {}
    for _ in range(30):
        data = {"x": data}
    checks = jsonschema_rs.Draft202012Validator(schema)
    assert checks.is_valid(data) == (not list(checks.iter_errors(data)))
