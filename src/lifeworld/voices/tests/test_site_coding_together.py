"""Coding at once and being killed: nothing that was acknowledged is lost, nothing is done twice.

Killed 8 times, or LIFEWORLD_KILLS.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from lifeworld.kit.errors import LifeworldError
from lifeworld.site.tests.killing_children import KILLS, told_by
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.readings import read_statement, undo
from lifeworld.voices.models import Change, Coder, Mark, Reading
from lifeworld.voices.queries.coding import reading_of_mine
from lifeworld.voices.tests.site_coded import EMOJI, make_study, mark, statement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return cast()


def at_once(*does: Callable[[], None]) -> None:
    """Each in a thread with a connection of its own; errors come out."""
    def run(one: Callable[[], None]) -> None:
        try:
            one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(does)) as pool:
        for future in [pool.submit(run, one) for one in does]:
            future.result()


def test_three_people_coding_the_same_statements_at_once_lose_nothing(people: Cast) -> None:
    study = make_study(people)
    keys = [f"s{n}" for n in range(5)]

    def codes(user: str, code: str) -> None:
        caller = people.caller(getattr(people, user))
        for key in keys:
            marks = [mark(EMOJI, "club", code)] if key == "s0" else []
            read_statement(caller, study, statement(study, key), [code], marks, version=0, done=False)
            read_statement(caller, study, statement(study, key), [code, "status"], marks, version=1)
        undo(caller, study)

    at_once(*(lambda user=user, code=code: codes(user, code) for user, code in (("ben", "self"), ("eva", "mood"), ("finn", "peers"))))
    assert Coder.objects.filter(kind="person").count() == 3
    for user, code in (("Ben", "self"), ("Eva", "mood"), ("Finn", "peers")):
        read = Reading.objects.filter(coder__name=user)
        assert read.count() == 4 and all(set(row.present) == {code, "status"} for row in read)
        assert Mark.objects.filter(reading__coder__name=user, quote="club").count() == 1
        assert Change.objects.filter(coder__name=user).count() == 10


def test_one_login_in_two_windows_wins_once_each_time_and_is_told(people: Cast) -> None:
    study, eva = make_study(people), people.caller(people.eva)
    one = statement(study, "s1")
    taken: list[int] = []
    refused: list[int] = []

    def window(codes: tuple[str, ...]) -> None:
        for turn in range(12):
            version = reading_of_mine(eva, study, one).version
            try:
                taken.append(read_statement(eva, study, one, [codes[turn % 2]], [], version=version).version)
            except LifeworldError as error:
                assert error.status == 409 and error.code == "reading_newer"
                refused.append(version)

    at_once(lambda: window(("mood", "status")), lambda: window(("self", "peers")))
    assert len(taken) == len(set(taken)) and len(taken) + len(refused) == 24
    assert Coder.objects.filter(kind="person").count() == 1 and Reading.objects.get().version == max(taken) == Change.objects.count()


def test_killed_anywhere_while_coding_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    said = told_by(Path(__file__).with_name("coding_killed.py"), tmp_path / "site", KILLS)
    assert said["kills"] == KILLS and said["acknowledged"] >= KILLS and said["lost"] == [] and said["twice"] == []
