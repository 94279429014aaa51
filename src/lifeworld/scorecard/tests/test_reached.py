"""Designs that were saved say what the sauce reaches and what the market does: looked up once each, before a place is scored."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from django.db import OperationalError

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import RunFailed
from lifeworld.scorecard.actions import reaching
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.actions.scoring import score, work_once
from lifeworld.scorecard.core.frames import FRAMES, Frames, checked
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.core.sauce.frontier import GAIN, volumes
from lifeworld.scorecard.core.wire import card_of
from lifeworld.scorecard.models import Reached, Score
from lifeworld.scorecard.queries.frames import frames_and_warnings
from lifeworld.scorecard.queries.plans import plan_of, window_of
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions.saving import discard, save
from lifeworld.tools.core.values import Candidates
from lifeworld.tools.core.wanted import Pointed, Wanted
from lifeworld.tools.models import SavedDesign
from lifeworld.tools.queries.installed import unregister
from lifeworld.tools.tests.shelf import ShelfTool
from lifeworld.tools.tests.shelved import OAK, SPEC, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(people: Cast) -> Caller:
    found = people.caller(people.ana)
    set_plan(found, PlanValue())
    return found


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Widths of the shelves that were searched for."""
    found: list[float] = []
    made = ShelfTool.configure

    def counted(self: ShelfTool, spec: dict[str, float], *rest: object) -> Candidates:
        found.append(spec["width"])
        return made(self, spec, *rest)

    monkeypatch.setattr(ShelfTool, "configure", counted)
    return found


def saved(owner: Caller, width: float, count: int = 3, quantity: int = 1) -> str:
    """The address of a shelf that was saved."""
    kept = save(owner, "shelf", Wanted({**SPEC, "width": width}, quantity), Pointed(OAK["parts"], {"count": count}))
    return kept.design.address


def scored(owner: Caller) -> Score:
    score(owner)
    assert work_once()
    return Score.objects.latest("pk")


def read(owner: Caller) -> tuple[Frames, tuple[str, ...]]:
    plan = plan_of(owner)
    assert plan is not None
    return frames_and_warnings(owner, plan, window_of(owner, plan))


def test_what_was_saved_becomes_a_figure_without_an_event(owner: Caller, searches: list[float]) -> None:
    for number in range(32):
        saved(owner, 700 + 10 * number)
    row = scored(owner)
    assert row.state == "done" and len(searches) == 32
    gain = next(one for one in card_of(row.card).score("sauce").figures if one.name == GAIN)
    assert gain.n == 32 and gain.n_unit == "specifications" and gain.value is not None and "first_listed@1" in gain.method
    designs = read(owner)[0]["designs"]
    assert designs.schema == FRAMES["designs"].schema and checked("designs", designs).equals(designs)
    assert designs["customer"].null_count() == designs.height and set(designs["side"]) == {"sauce", "market"}
    assert volumes(designs)["fixed"].to_list() == [False] * 32 and 0.005 in designs["reference"]
    assert scored(owner).inputs == row.inputs and len(searches) == 32, "nothing is searched for twice"


def test_the_same_specification_counts_once_and_goes_with_its_last_design(owner: Caller, searches: list[float]) -> None:
    first, second = saved(owner, 900, count=3), saved(owner, 900, count=4)
    saved(owner, 900, count=5, quantity=10)
    scored(owner)
    assert len(searches) == 2 and Reached.objects.count() == 3
    assert read(owner)[0]["designs"]["spec"].n_unique() == 2, "ten of them are another question"
    discard(owner, "shelf", first)
    assert read(owner)[0]["designs"]["spec"].n_unique() == 2
    discard(owner, "shelf", second)
    assert read(owner)[0]["designs"]["spec"].n_unique() == 1 and Reached.objects.count() == 1


def test_a_scorecard_looks_up_some_and_says_how_many_are_left(owner: Caller, searches: list[float],
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "NEW_MAX", 2)
    for width in (800, 900, 1000):
        saved(owner, width)
    first = scored(owner)
    assert sorted(searches) == [900, 1000], "the newest first"
    assert "For 1 design saved it is not looked up yet what could be reached: the next scorecards do." in first.card["warnings"]
    assert not any("not looked up" in one for one in scored(owner).card["warnings"]) and len(searches) == 3


def test_a_tool_that_is_gone_fails_or_refuses_is_said_and_stops_no_scorecard(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (800, 900, 1000):
        saved(owner, width)
    SavedDesign.objects.filter(body__spec__width=800).update(body={"spec": {"breadth": 8}, "quantity": 1, "currency": "EUR", "supply": {}})
    made = ShelfTool.configure

    def fails(self: ShelfTool, spec: dict[str, float], *rest: object) -> Candidates:
        return made(self, spec, *rest) if spec["width"] == 900 else 1 / 0

    monkeypatch.setattr(ShelfTool, "configure", fails)
    row = scored(owner)
    said = "For 2 designs saved the tool takes the specification no more, or failed at it: what could be reached is not known."
    assert row.state == "done" and said in row.card["warnings"]
    assert sorted(one[:28] for one in Reached.objects.values_list("refused", flat=True)) == ["", "The specification has a fiel",
                                                                                          "The tool failed: ZeroDivisio"]
    saved(owner, 1100)
    unregister("shelf")
    row = scored(owner)
    assert "For 1 design saved the tool is not here any more: what could be reached is not known." in row.card["warnings"]
    assert read(owner)[0]["designs"]["spec"].n_unique() == 1, "what was looked up stays"


@pytest.mark.parametrize("fault", [OperationalError("busy"), MemoryError(), RunFailed("offers_in_motion", "Too fast.", "Ask again.")])
def test_a_fault_that_passes_is_not_kept_and_is_tried_again(owner: Caller, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    saved(owner, 900, count=3)
    saved(owner, 900, count=4)
    calls: list[float] = []

    def fails(self: ShelfTool, spec: dict[str, float], *rest: object) -> Candidates:
        calls.append(spec["width"])
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(ShelfTool, "configure", fails)
        row = scored(owner)
    assert row.state == "done" and not Reached.objects.exists() and calls == [900], "the same is not tried twice at once"
    assert "For 2 designs saved it is not looked up yet what could be reached: the next scorecards do." in row.card["warnings"]
    scored(owner)
    assert list(Reached.objects.values_list("refused", flat=True)) == ["", ""]


def test_a_refusal_is_not_handed_on_to_designs_of_another_day(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(owner, 900, count=3)
    saved(owner, 900, count=4)
    with monkeypatch.context() as patched:
        patched.setattr(ShelfTool, "configure", lambda *_: 1 / 0)
        scored(owner)
    assert list(Reached.objects.values_list("refused", flat=True)) == ["The tool failed: ZeroDivisionError."] * 2
    saved(owner, 900, count=5)
    scored(owner)
    assert Reached.objects.latest("pk").refused == "" and read(owner)[0]["designs"]["spec"].n_unique() == 1


def test_many_designs_of_one_specification_cost_one_search(owner: Caller, searches: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "NEW_MAX", 2)
    saved(owner, 700)
    for count in (3, 4, 5):
        saved(owner, 900, count=count)
    scored(owner)
    assert searches == [900, 700] and Reached.objects.count() == 4


def test_a_measure_without_end_stops_no_scorecard(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ShelfTool.configure

    def endless(self: ShelfTool, spec: dict[str, float], *rest: object) -> Candidates:
        found = made(self, spec, *rest)
        return replace(found, values={**found.values, "weight": np.where(np.arange(len(found)) % 2, np.inf, found.values["weight"])})

    monkeypatch.setattr(ShelfTool, "configure", endless)
    saved(owner, 900)
    assert scored(owner).state == "done" and Reached.objects.get().refused == ""
    assert read(owner)[0]["designs"]["value"].is_finite().all()


def test_a_worker_that_stops_keeps_what_it_looked_up(owner: Caller, searches: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (800, 900, 1000):
        saved(owner, width)
    stop, made = Event(), ShelfTool.configure

    def stops(self: ShelfTool, spec: dict[str, float], *rest: object) -> Candidates:
        if spec["width"] == 900:
            stop.set()
        return made(self, spec, *rest)

    monkeypatch.setattr(ShelfTool, "configure", stops)
    score(owner)
    assert work_once(stop)
    assert Score.objects.get().state == "waiting" and searches == [1000, 900] and Reached.objects.count() == 1
    assert work_once() and Score.objects.get().state == "done"
    assert searches == [1000, 900, 900, 800] and Reached.objects.count() == 3
