"""The expression: the same after JSON, refused with the path to what is wrong, and a sentence for people."""

from __future__ import annotations

import json
import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.formula import ALWAYS, NEVER, Both, Either, Formula, Rows, both, either, negated
from lifeworld.audiences.core.memory import Population, members_of, truth_of
from lifeworld.audiences.core.sentences import NAMED
from lifeworld.audiences.tests.expressions import AUDIENCES, expressions
from lifeworld.kit.errors import InputRefused


@given(expressions(AUDIENCES))
def test_json_holds_the_whole_expression_and_gives_the_same_text_again(condition: e.Condition) -> None:
    text = json.dumps(e.to_json(condition))
    again = e.from_json(json.loads(text))
    assert again == condition
    assert json.dumps(e.to_json(again)) == text


@given(expressions(AUDIENCES))
def test_every_expression_is_one_sentence(condition: e.Condition) -> None:
    said = e.words(condition, {(what, "first"): "The First" for what in NAMED})
    assert said.endswith(".")
    assert said.count(".\n") == 0
    assert ("first" in json.dumps(e.to_json(condition))) == ("«The First»" in said)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(list(e.KINDS)),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(("kind", "of", "name", "op", "value", "type", "at_least", "purpose", "x")), inner),
                    max_leaves=8))
def test_whatever_comes_is_an_expression_or_refused(body: Any) -> None:
    try:
        condition = e.from_json(body)
    except InputRefused as refused:
        assert refused.code == "expression_refused"
    else:
        assert e.from_json(e.to_json(condition)) == condition


@pytest.mark.parametrize(("body", "path"), [
    ({"kind": "all", "of": [{"kind": "everyone"}, {"kind": "not", "of": {"kind": "trait", "name": "", "op": "is", "value": "x"}}]},
     "all[1].not.trait.name"),
    ({"kind": "any", "of": []}, "any"),
    ({"kind": "trat"}, "its beginning"),
    ({"kind": "not", "of": {"kind": "did"}}, "not.did"),
    ({"kind": "did", "type": "ran", "at_least": 0}, "did"),
    ({"kind": "did", "type": "ran", "at_least": 3, "at_most": 2}, "did"),
    ({"kind": "did", "type": "ran", "last_days": 3, "from_day": "2026-01-01"}, "did"),
    ({"kind": "did", "type": "ran", "from_day": "2026-02-30"}, "did"),
    ({"kind": "did", "type": "ran", "from_day": "2026-03-01", "to_day": "2026-02-01"}, "did"),
    ({"kind": "measure", "indicator": "pace", "op": "=", "value": 1}, "measure.op"),
    ({"kind": "measure", "indicator": "pace", "op": "between", "value": 2, "to": 1}, "measure.to"),
    ({"kind": "measure", "indicator": "pace", "op": "<", "value": True}, "measure.value"),
    ({"kind": "goal", "goal_kind": "win"}, "goal.goal_kind"),
    ({"kind": "goal", "level_at_least": 3}, "goal.level_at_least"),
    ({"kind": "type", "study": "s", "type": "lonely"}, "type.type"),
    ({"kind": "driver", "study": "s", "code": "mood", "share_at_least": 1.5}, "driver.share_at_least"),
    ({"kind": "segment", "segmentation": "s", "segment": 0}, "segment.segment"),
    ({"kind": "consent", "purpose": "x\x00"}, "consent.purpose"),
    ({"kind": "consent", "purpose": "news", "since": 1}, "consent"),
    ([], "its beginning")])
def test_what_is_wrong_is_named_by_its_path(body: Any, path: str) -> None:
    with pytest.raises(InputRefused) as raised:
        e.from_json(body)
    assert f"at «{path}»" in str(raised.value) or f"at «{path}." in str(raised.value)


def test_an_expression_has_bounds() -> None:
    deep: e.Condition = e.Everyone()
    for _ in range(8):
        deep = e.Not(deep)
    with pytest.raises(InputRefused, match="nested"):
        e.checked(deep)
    body: dict[str, Any] = {"kind": "everyone"}
    for _ in range(500):
        body = {"kind": "not", "of": body}
    with pytest.raises(InputRefused, match="nested"):
        e.from_json(body)
    with pytest.raises(InputRefused, match="more than 60"):
        e.checked(e.All((e.Everyone(),) * 60))
    with pytest.raises(InputRefused):
        e.checked(e.Measure("pace", "<", math.nan))
    with pytest.raises(InputRefused, match="50"):
        e.checked(e.Trait("city", "is", ("x",) * 51))


def test_audiences_inside_one_another_end_and_stay_small() -> None:
    with pytest.raises(InputRefused, match="rests on itself"):
        e.expanded(e.InAudience("a"), {"a": e.Not(e.InAudience("b")), "b": e.InAudience("a")})
    many = {f"a{at}": e.Any((e.InAudience(f"a{at + 1}"),) * 9) for at in range(6)} | {"a6": e.Everyone()}
    with pytest.raises(InputRefused, match="too large"):
        e.expanded(e.InAudience("a0"), many)


def test_unknown_stays_unknown_in_memory() -> None:
    import polars as pl

    people = Population(pl.DataFrame({"customer": [1, 2, 3]}),
                        traits=pl.DataFrame({"customer": [1, 2], "name": ["city", "city"], "value": ["Ulm", "Bonn"]}))
    ulm = e.Trait("city", "is", ("Ulm",))
    truths = {"trait": ulm, "not": e.Not(ulm), "and": e.All((ulm, e.Everyone())), "or": e.Any((ulm, e.Everyone())),
              "known": e.Known(ulm), "or not": e.Any((ulm, e.Not(ulm)))}
    found = {name: truth_of(condition, people, 0)["truth"].to_list() for name, condition in truths.items()}
    assert found == {"trait": [True, False, None], "not": [False, True, None], "and": [True, False, None], "or": [True] * 3,
                     "known": [True, True, False], "or not": [True, True, None]}
    assert members_of(e.InAudience("a"), people, 0, {"a": ulm}) == [1]


def formulas() -> st.SearchStrategy[Formula]:
    atoms = st.sampled_from([Rows("t", "c", name) for name in "xyz"])
    return st.recursive(atoms | st.sampled_from([ALWAYS, NEVER]),
                        lambda inner: st.lists(inner, max_size=3).map(lambda of: both(*of)) | st.lists(inner, max_size=3).map(
                            lambda of: either(*of)) | inner.map(negated), max_leaves=6)


@given(formulas(), st.dictionaries(st.sampled_from("xyz"), st.booleans()))
def test_the_negation_of_a_formula_holds_where_it_does_not(formula: Formula, true: dict[str, bool]) -> None:
    def holds(one: Formula) -> bool:
        match one:
            case Rows():
                return true.get(one.where, False) != one.negated
            case Both(of):
                return all(map(holds, of))
            case Either(of):
                return any(map(holds, of))

    assert holds(negated(formula)) != holds(formula)
    assert negated(negated(formula)) == formula


def test_events_that_are_no_longer_kept_are_not_deeds_that_were_not_done() -> None:
    seen = pl.DataFrame({"customer": [1, 2]})
    events = pl.DataFrame({"customer": [1] * 2, "type": ["paid"] * 2, "day": [99, 100]})
    people = Population(seen, seen=seen, events=events, kept_days={"paid": 30})

    def truth(did: e.Did) -> list[bool | None]:
        return truth_of(did, people, 100)["truth"].to_list()

    assert truth(e.Did("paid", last_days=30)) == [True, False]
    assert truth(e.Did("paid", last_days=31)) == truth(e.Did("paid")) == [True, None]
    assert truth(e.Did("paid", at_least=0, at_most=1)) == [False, None]
    assert truth(e.Did("paid", at_least=0, at_most=1, last_days=30)) == [False, True]
    assert truth(e.Did("paid", at_most=2)) == [None, None]


def test_a_level_is_said_with_its_sign_and_a_title_belongs_to_what_was_named() -> None:
    titles = {("job", "fit"): "Stay fit"}
    said = [e.words(e.Goal("fit", level_at_least=level), titles) for level in (-1, 0, 1)]
    assert [one.partition("judge one of its measures at ")[2] for one in said] == ["-1 or better.", "0 or better.", "+1 or better."]
    assert all("«Stay fit»" in one for one in said)
    assert e.words(e.InAudience("fit"), titles) == "Customers who are in «fit»."


def test_a_goal_that_is_not_shown_to_the_team_is_not_called_missing() -> None:
    assert e.words(e.Goal(state="active")) == "Customers who show the team a goal that is active."
    assert e.words(e.Not(e.Goal())) == "Customers who do not show the team a goal."
