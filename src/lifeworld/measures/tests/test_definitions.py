"""Definitions are read strictly, said in words, and written as they were read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from lifeworld.kit.errors import InputRefused
from lifeworld.measures.core.values import Condition, Indicator, SourceRule
from lifeworld.measures.core.windows import Summed, window_value
from lifeworld.measures.tests.drawn_indicators import indicators

STEPS = {"slug": "steps", "title": "Steps", "types": ["steps"], "field": "count", "aggregation": "sum"}


@given(indicators())
def test_what_is_written_is_read_again(indicator: Indicator) -> None:
    assert Indicator.from_json(indicator.to_json()) == indicator
    assert indicator.words().endswith(".")


@pytest.mark.parametrize(("wrong", "said"), [
    ({"slug": "No Slug"}, "slug"),
    ({"title": ""}, "title"),
    ({"title": "a\nb"}, "title"),
    ({"types": []}, "types"),
    ({"types": "steps"}, "types"),
    ({"field": "a..b"}, "field"),
    ({"field": "a'; DROP TABLE x"}, "field"),
    ({"field": 'a"b'}, "field"),
    ({"field": "größe"}, "field"),
    ({"aggregation": "distinct"}, "aggregation"),
    ({"aggregation": "sums"}, "Did you mean «sum»"),
    ({"aggregation": "count"}, "count"),
    ({"window_days": 0}, "window_days"),
    ({"window_days": 367}, "window_days"),
    ({"window_days": True}, "window_days"),
    ({"stated": "readings"}, "stated"),
    ({"direction": "up"}, "direction"),
    ({"spans": "days"}, "spans"),
    ({"spans": "s", "minute_priority": True}, "merged"),
    ({"aggregation": "mean", "spans": "s"}, "sum"),
    ({"feild": "x"}, "Did you mean «field»"),
    ({"aggregation": "mean", "zero_when_active": ["on"]}, "zero"),
    ({"minute_priority": 1}, "minute_priority"),
    ({"where": [{"field": "a", "op": "~", "value": 1}]}, "op"),
    ({"where": [{"field": "a", "op": "<", "value": "b"}]}, "by size"),
    ({"where": [{"field": "a", "op": "in", "value": []}]}, "list"),
    ({"where": [{"field": "a", "op": "==", "value": None}]}, "value"),
    ({"where": [{"field": "a", "op": "==", "value": float("nan")}]}, "value"),
    ({"where": [{"field": "a", "op": "is known", "value": 1}]}, "known"),
    ({"where": [{"op": "==", "value": 1}]}, "field"),
    ({"where": ["a"]}, "where[0]"),
    ({"sources": [{"pattern": "a*b"}]}, "pattern"),
    ({"sources": [{"pattern": "a", "trust": "blind"}]}, "trust"),
    ({"where": [{"field": "a", "op": "==", "value": "a\x00"}]}, "value"),
])
def test_what_is_wrong_is_said(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InputRefused) as refused:
        Indicator.from_json(STEPS | wrong)
    assert said in str(refused.value)


def test_a_definition_in_words() -> None:
    where = (Condition("km", ">", 1.0), Condition("indoor", "==", False))
    one = Indicator("one", "One", ("run", "walk"), "km", where, "mean", 7, "readings", "km",
                    sources=(SourceRule("watch*"),), minute_priority=True)
    assert one.words() == ("The mean of «km» over «run» or «walk» events with km above 1 and indoor no, over 7 days, in km. "
                           "Of several sources in one minute only the first counts: watch*, then others by name.")


def test_what_adds_up_says_so() -> None:
    assert Indicator.from_json(STEPS).parts_add_up
    for other in ({"stated": "per_day_known"}, {"minute_priority": True}, {"spans": "s"}, {"aggregation": "mean"},
                  {"aggregation": "highest"}):
        assert not Indicator.from_json(STEPS | other).parts_add_up


def test_nothing_known_is_unknown_and_known_nothing_is_zero() -> None:
    steps, mean = Indicator.from_json(STEPS), Indicator.from_json(STEPS | {"aggregation": "mean"})
    assert window_value(steps, Summed(0, 0, 0, 0)) is None
    assert window_value(steps, Summed(0, 2, 0, 0)) == 0.0
    assert window_value(mean, Summed(0, 2, 0, 0)) is None
