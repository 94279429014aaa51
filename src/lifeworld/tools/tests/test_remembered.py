"""Answers are told again only while they hold; visitors' work is bounded."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.core.supply import Supply
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions import remembered
from lifeworld.tools.actions.overtaken import Sittings, overtaken
from lifeworld.tools.actions.remembered import AT_ONCE, Remembered, in_turn
from lifeworld.tools.actions.running import configure
from lifeworld.tools.core.values import Candidates, Told, silent
from lifeworld.tools.core.wanted import Sitting, Wanted, wanted_of
from lifeworld.tools.tests.shelf import ShelfTool
from lifeworld.tools.tests.shelved import SPEC, people
from lifeworld.tools.tests.test_market import feed, market

__all__ = ["market", "people"]


def test_the_newest_answers_are_held() -> None:
    answers: Remembered[str] = Remembered(2)
    made: list[str] = []

    def ask(question: str) -> str:
        return answers.answer(question, lambda: made.append(question) or question)

    assert [ask(one) for one in "aabcab"] == list("aabcab")
    assert made == list("abcab"), "a was forgotten for c, b for a"
    answers.forget()
    assert ask("b") == "b" and made[-1] == "b"


def test_the_same_question_asked_by_many_is_worked_on_once() -> None:
    answers: Remembered[int] = Remembered()
    start, made, found = Barrier(8), [], []

    def asks() -> None:
        start.wait()
        found.append(answers.answer("q", lambda: made.append(1) or len(made)))

    threads = [Thread(target=asks) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [1] * 8 and len(made) == 1


def test_an_error_is_nobodys_answer() -> None:
    answers: Remembered[int] = Remembered()
    with pytest.raises(ZeroDivisionError):
        answers.answer("q", lambda: 1 // 0)
    assert answers.answer("q", lambda: 5) == 5


def test_work_goes_on_for_who_still_waits_and_ends_once_nobody_does() -> None:
    answers: Remembered[int] = Remembered()
    left, refused = [Event(), Event()], []

    def work() -> int:
        left[0].set()
        assert answers.nobody_waits("q")
        second.start()
        for _ in range(20_000):
            if not answers.nobody_waits("q"):
                break
            second.join(0.001)
        assert not answers.nobody_waits("q"), "the second waits"
        left[1].set()
        assert answers.nobody_waits("q")
        raise overtaken()

    def asks(which: int) -> None:
        with pytest.raises(LifeworldError) as error:
            answers.answer("q", work, left[which].is_set)
        refused.append(error.value.code)

    second = Thread(target=lambda: asks(1))
    asks(0)
    second.join()
    assert refused == ["overtaken"] * 2
    assert answers.asked == {} and answers.answer("q", lambda: 5) == 5


def test_a_question_is_overtaken_by_a_later_one_of_the_same_desk_only() -> None:
    sittings = Sittings(2)
    first, other, later = sittings.asks(Sitting("a", 1)), sittings.asks(Sitting("b", 9)), sittings.asks(Sitting("a", 2))
    assert (first(), other(), later()) == (True, False, False)
    late = sittings.asks(Sitting("a", 1))
    assert late() and not later(), "what came late is overtaken already"
    for key in "cd":
        sittings.asks(Sitting(key, 1))
    assert not first() and len(sittings.newest) == 2, "a desk that is forgotten ends nothing"


@pytest.mark.django_db
def test_a_later_question_of_a_desk_ends_the_search_for_the_earlier_one(market: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    caller, search, ended = market.caller(market.vic), ShelfTool.configure, []

    def question(number: int, **spec: float) -> Wanted:
        return wanted_of({"spec": {**SPEC, **spec}, "sitting": {"key": "0" * 16, "number": number}})

    def watched(self: ShelfTool, spec: Mapping[str, Any], supply: Supply, told: Told = silent) -> Candidates:
        if spec["width"] == SPEC["width"]:
            configure(caller, "shelf", question(2, width=1000))
        found = search(self, spec, supply, told)
        ended.append(spec["width"])
        return found

    monkeypatch.setattr(ShelfTool, "configure", watched)
    with pytest.raises(LifeworldError) as refused:
        configure(caller, "shelf", question(1))
    assert (refused.value.status, refused.value.code, ended) == (409, "overtaken", [1000])
    monkeypatch.setattr(ShelfTool, "configure", search)
    assert len(configure(caller, "shelf", question(3)).candidates)


def test_visitors_wait_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "PATIENCE_SECONDS", 0.0)
    held = [in_turn(visitor=True) for _ in range(AT_ONCE)]
    for each in held:
        each.__enter__()
    with pytest.raises(LifeworldError) as refused, in_turn(visitor=True):
        pytest.fail("there was no room")
    assert refused.value.status == 429
    with in_turn(visitor=False):
        pass
    for each in held:
        each.__exit__(None, None, None)
    with in_turn(visitor=True):
        pass


@pytest.mark.django_db
def test_a_changed_offer_is_a_new_question(market: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.tools.actions.running.FRESH_US", 10**18)
    caller = market.caller(market.vic)
    first = configure(caller, "shelf", wanted_of({"spec": SPEC}))
    assert configure(caller, "shelf", wanted_of({"spec": SPEC})).candidates is first.candidates
    assert configure(caller, "shelf", wanted_of({"spec": SPEC, "quantity": 2})).candidates is not first.candidates
    send_file(market.caller(market.ana), "volt", "parts", feed(oak=99.0))
    after = configure(caller, "shelf", wanted_of({"spec": SPEC}))
    assert float(after.candidates.values["cost"][0]) != float(first.candidates.values["cost"][0])
