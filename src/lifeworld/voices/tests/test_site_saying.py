"""A customer says something by the way, says it otherwise, and takes it back."""

from __future__ import annotations

import pytest

from lifeworld.kit.caller import OWN, Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.saying import WORDS_CHARS_MAX, say, unsay
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.actions.work import work_once
from lifeworld.voices.models import Reading, Statement, Study
from lifeworld.voices.queries.said import said

pytestmark = pytest.mark.django_db


def begin() -> tuple[Cast, Caller]:
    people = cast()
    create_study(people.caller(people.ana), "Runs", slug="runs")
    return people, Caller("acme", people.acme.pk, OWN, "goal-link:1", customer="cleo")


def counts() -> tuple[int, int, int]:
    study = Study.objects.get()
    return study.n_statements, study.n_customers, Statement.objects.count()


def test_what_is_said_is_coded_and_what_is_said_again_takes_its_place() -> None:
    people, cleo = begin()
    say(cleo, "runs", "cleo", "run-1", "I felt so happy after this run with my wife.")
    assert counts() == (1, 1, 1)
    while work_once():
        pass
    assert Reading.objects.count() == 1
    say(cleo, "runs", "cleo", "run-1", "My watch lost the signal.\r\nAgain.\x00")
    assert said(cleo, "runs", "cleo", "run-1") == "My watch lost the signal.\nAgain." and counts() == (1, 1, 1)
    assert said(cleo, "runs", "cleo", "run-2") is None and said(people.caller(people.vic), "runs", "cleo", "run-1")
    while work_once():
        pass
    assert Reading.objects.count() == 1
    assert unsay(cleo, "runs", "cleo", "run-1") and not unsay(cleo, "runs", "cleo", "run-1")
    assert counts() == (0, 0, 0) and not Reading.objects.exists()


def test_nobody_speaks_for_another_without_the_right() -> None:
    people, cleo = begin()
    say(people.caller(people.ben), "runs", "cleo", "x", "Written down by Ben.")
    with pytest.raises(LifeworldError, match=r"voices\.analyse"):
        say(cleo, "runs", "somebody", "x", "Not mine.")
    with pytest.raises(LifeworldError, match=r"voices\.analyse"):
        say(people.caller(people.vic), "runs", "cleo", "x", "A viewer.")
    with pytest.raises(LifeworldError, match=r"voices\.see"):
        said(cleo, "runs", "somebody", "x")
    assert Statement.objects.get().text == "Written down by Ben."


@pytest.mark.parametrize("words", ["", " \n ", "\x00", "a" * (WORDS_CHARS_MAX + 1)])
def test_words_that_are_none_or_too_many_are_refused(words: str) -> None:
    _, cleo = begin()
    with pytest.raises(InputRefused):
        say(cleo, "runs", "cleo", "x", words)
    assert counts() == (0, 0, 0)


def test_a_study_that_is_not_there_is_not_found() -> None:
    _, cleo = begin()
    with pytest.raises(LifeworldError, match="study"):
        say(cleo, "another", "cleo", "x", "Words.")
