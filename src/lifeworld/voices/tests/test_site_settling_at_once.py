"""Two people who settle the same statement at the same moment: one decision is kept, the other is told; nothing is half kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import LifeworldError
from lifeworld.testing.cast import cast
from lifeworld.voices.actions.settling import settle, take_back
from lifeworld.voices.models import Change, Reading
from lifeworld.voices.tests.site_codings import CodedStudy, coded_study, read

PEOPLE = 4


def at_once(work: Callable[[int], str]) -> list[str]:
    """What each of several threads with a connection of its own answers, all begun at the same moment."""
    begin = Barrier(PEOPLE)

    def one(number: int) -> str:
        try:
            begin.wait(30)
            return work(number)
        except LifeworldError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as threads:
        return sorted(threads.map(one, range(PEOPLE)))


def differing() -> CodedStudy:
    found = coded_study(cast(), [("cleo", "My club is fun.")], {"Eva": "person", "Finn": "person"})
    read(found, "Eva", {0: ["mood"]})
    read(found, "Finn", {0: ["peers"]})
    return found


@pytest.mark.django_db(transaction=True)
def test_one_of_several_who_settle_at_once_is_kept_and_the_others_are_told() -> None:
    found = differing()
    statement = found.statements[0]

    def decide(number: int) -> str:
        settle(found.caller, found.study, statement, {"mood": number % 2 == 0, "peers": number % 2 == 1}, {}, version=0)
        return "kept"

    assert at_once(decide) == ["kept", *["settled_meanwhile"] * (PEOPLE - 1)]
    row = Reading.objects.get(coder__kind="settled")
    assert row.version == 1 and len(row.present) == 1
    assert Change.objects.filter(coder=row.coder).count() == JournalLine.objects.filter(type="voices.settled").count() == 1

    def undo(_: int) -> str:
        take_back(found.caller, found.study, statement, version=1)
        return "undone"

    assert at_once(undo) == [*["settled_meanwhile"] * (PEOPLE - 1), "undone"]
    assert not Reading.objects.filter(coder__kind="settled").exists()


@pytest.mark.django_db
def test_what_is_taken_back_is_as_it_was_judged_before() -> None:
    found = differing()
    statement = found.statements[0]
    settle(found.caller, found.study, statement, {"mood": True, "peers": False}, {}, version=0)
    Reading.objects.filter(coder__kind="settled").update(judged=["mood"])
    settle(found.caller, found.study, statement, {"mood": False, "peers": True}, {}, version=1)
    assert Reading.objects.get(coder__kind="settled").judged != ["mood"]
    take_back(found.caller, found.study, statement, version=2)
    row = Reading.objects.get(coder__kind="settled")
    assert (row.present, row.judged, row.version) == (["mood"], ["mood"], 3)
