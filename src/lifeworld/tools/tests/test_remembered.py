"""Answers are told again only while they hold; visitors' work is bounded."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.actions.runs import send_file
from lifeworld.testing.cast import Cast
from lifeworld.tools.actions import remembered
from lifeworld.tools.actions.remembered import AT_ONCE, Remembered, in_turn
from lifeworld.tools.actions.running import configure
from lifeworld.tools.core.wanted import wanted_of
from lifeworld.tools.tests.shelved import SPEC, people
from lifeworld.tools.tests.test_market import feed, market

__all__ = ["market", "people"]


def test_the_newest_answers_are_held() -> None:
    answers: Remembered[str] = Remembered(2)
    made: list[str] = []

    def ask(question: str) -> str:
        return answers.answer(question, lambda: made.append(question) or question)  # type: ignore[func-returns-value]

    assert [ask(one) for one in "aabcab"] == list("aabcab")
    assert made == list("abcab"), "a was forgotten for c, b for a"
    answers.forget()
    assert ask("b") == "b" and made[-1] == "b"


def test_the_same_question_asked_by_many_is_worked_on_once() -> None:
    answers: Remembered[int] = Remembered()
    start, made, found = Barrier(8), [], []

    def asks() -> None:
        start.wait()
        found.append(answers.answer("q", lambda: made.append(1) or len(made)))  # type: ignore[func-returns-value]

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
