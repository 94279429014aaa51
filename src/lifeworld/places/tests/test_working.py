"""A step of every place, or of the first that has something to do; what fails in one place does not stop the others."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from lifeworld.kit.caller import Caller
from lifeworld.places.actions.working import step_in_places
from lifeworld.places.models import Place
from lifeworld.testing.cast import cast

PLACES = [Caller(path, number, frozenset(), "worker") for number, path in enumerate("abcd")]


@dataclass
class Step:
    """A step that has something to do in some places and fails in others; ``taken`` is where it was taken, in order."""

    does: str = ""
    fails: str = ""
    taken: list[str] = field(default_factory=list)

    def __call__(self, caller: Caller) -> bool:
        self.taken.append(caller.place)
        if caller.place in self.fails:
            raise RuntimeError(caller.place)
        return caller.place in self.does


def test_the_first_place_that_has_something_to_do_is_the_last_that_is_asked() -> None:
    step, later = Step(does="bc"), Step(does="a")
    assert step_in_places(step, later, callers=PLACES)
    assert (step.taken, later.taken) == (["a", "b"], [])


def test_every_place_takes_its_step_and_every_step_its_places() -> None:
    step, later = Step(does="b"), Step()
    assert step_in_places(step, later, callers=iter(PLACES), every=True)
    assert step.taken == later.taken == ["a", "b", "c", "d"]


@pytest.mark.parametrize("every", [False, True])
def test_nothing_to_do_is_said_after_all_were_asked(every: bool) -> None:
    step, later = Step(), Step()
    assert not step_in_places(step, later, callers=PLACES, every=every)
    assert step.taken == later.taken == ["a", "b", "c", "d"]
    assert not step_in_places(step, callers=(), every=every) and len(step.taken) == 4


@pytest.mark.parametrize(("every", "taken"), [(False, ["a", "b", "c"]), (True, ["a", "b", "c", "d"])])
def test_a_place_that_fails_does_not_stop_the_others_nor_hide_what_they_did(every: bool, taken: list[str]) -> None:
    step = Step(does="c", fails="ab")
    assert step_in_places(step, callers=PLACES, every=every)
    assert step.taken == taken


@pytest.mark.parametrize("every", [False, True])
def test_what_failed_first_is_raised_last_where_nothing_else_was_done(every: bool) -> None:
    step, later = Step(fails="bc"), Step(fails="a")
    with pytest.raises(RuntimeError, match="b"):
        step_in_places(step, later, callers=PLACES, every=every)
    assert step.taken == later.taken == ["a", "b", "c", "d"]


def test_who_stops_the_worker_stops_it_at_once() -> None:
    def stopped(caller: Caller) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step_in_places(stopped, callers=PLACES)


@pytest.mark.django_db
def test_left_out_the_places_are_all_there_are() -> None:
    cast()
    step = Step()
    assert not step_in_places(step)
    assert step.taken == sorted(Place.objects.values_list("path", flat=True)) and len(step.taken) > 1
