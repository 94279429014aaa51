"""A process remembers subjects, and never takes an event in for one that was forgotten meanwhile."""

from __future__ import annotations

import pytest
from django.db import transaction

from lifeworld.events.actions import remembering
from lifeworld.events.actions.forgetting import forget_subjects
from lifeworld.events.actions.taking import take
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import Event, Subject
from lifeworld.kit.caller import Caller
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db(transaction=True)
NOW = 1_800_000_000_000_000


@pytest.fixture
def ana() -> Caller:
    people = cast()
    return people.caller(people.ana)


def run(caller: Caller, number: int, *, anonymous: bool = False, subject: str = "cleo") -> None:
    answers = take(caller, [Incoming("app", f"e{number}", "run", subject, NOW, {}, anonymous)], now_us=NOW)
    assert answers[0].status == "taken"


def test_a_subject_that_was_forgotten_gets_a_row_of_its_own_again(ana: Caller) -> None:
    run(ana, 1)
    run(ana, 2)
    first = Subject.objects.get()
    assert remembering.remembered(ana.place_id) == {"cleo": first.pk}
    forget_subjects(ana.place_id, [first.pk])
    assert remembering.remembered(ana.place_id) == {}
    run(ana, 3)
    assert Event.objects.get().subject == Subject.objects.get().pk


def test_what_is_taken_back_is_not_remembered(ana: Caller) -> None:
    with transaction.atomic():
        run(ana, 1)
        transaction.set_rollback(True)
    assert remembering.remembered(ana.place_id) == {}
    run(ana, 2)
    assert Event.objects.get().subject == Subject.objects.get().pk


def test_a_device_is_asked_for_until_it_is_known(ana: Caller) -> None:
    run(ana, 1, anonymous=True)
    assert remembering.remembered(ana.place_id) == {}
    run(ana, 2)
    assert not Subject.objects.get().anonymous
    run(ana, 3)
    assert remembering.remembered(ana.place_id) == {"cleo": Subject.objects.get().pk}


def test_a_process_that_remembers_too_many_begins_anew(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "REMEMBERED_MAX", 2)
    for number in range(4):
        run(ana, number, subject=f"c{number}")
    assert len(remembering.remembered(ana.place_id)) <= 2
    assert {event.subject for event in Event.objects.all()} == {row.pk for row in Subject.objects.all()}
