"""What happens at the same moment: a drawing is sent twice, a customer is forgotten while the board is reckoned."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from lifeworld.constellations.actions import boards
from lifeworld.constellations.actions.catch_up import work_once
from lifeworld.constellations.actions.draw_links import make_link
from lifeworld.constellations.actions.drawings import draw, draw_by_link
from lifeworld.constellations.models import Board, Drawing, DrawLink, Moment
from lifeworld.constellations.queries.draw_links import open_door
from lifeworld.constellations.tests.site_runners import runners
from lifeworld.customers.models import Customer
from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import LifeworldError
from lifeworld.site.erasure import erase
from lifeworld.testing.cast import cast

PEOPLE = 4


def drawing() -> dict[str, Any]:
    return {"rings": {"k": 2, "words": ["near", "far"]}, "client_id": str(uuid.uuid4()), "actors": [
        {"id": "1", "name": "Lantern walkers", "category": "peers", "ring": 1, "x": 0.1, "y": 0.1}]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["together", "by link"])
def test_a_drawing_that_is_sent_several_times_at_once_is_kept_once(way: str) -> None:
    people = cast()
    ana = people.caller(people.ana)
    study = runners(ana, people=2)[0]
    customer = Customer.objects.filter(statements__study=study.pk).order_by("pk")[0].pk
    door = open_door(make_link(ana, study, "Fair", draws_max=1)[1])
    assert door is not None
    sent, begin = drawing(), Barrier(PEOPLE)

    def one(_: int) -> bool:
        try:
            begin.wait(30)
            return (draw(ana, study, customer, sent) if way == "together" else draw_by_link(door, sent)).again
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as threads:
        again = sorted(threads.map(one, range(PEOPLE)))
    assert again == [False, True, True, True]
    assert Drawing.objects.count() == JournalLine.objects.filter(type="constellations.drawn").count() == 1
    assert DrawLink.objects.get().n_drawn == (way == "by link")
    assert Moment.objects.filter(customer=Drawing.objects.get().customer, latest=True).count() == 1


@pytest.mark.django_db
def test_a_board_that_counts_somebody_who_is_forgotten_meanwhile_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    ana = people.caller(people.ana)
    study = runners(ana, people=4)[0]
    while work_once():
        pass
    gone = Customer.objects.filter(statements__study=study.pk).order_by("pk")[0].pk
    made = boards.study_from

    def meanwhile(*about: Any) -> Any:
        erase(ana, gone)
        return made(*about)

    monkeypatch.setattr(boards, "study_from", meanwhile)
    assert boards.reckon(ana, study.pk)["n_customers"] == 4
    assert not Board.objects.exists() and not Moment.objects.filter(customer=gone).exists()
    monkeypatch.undo()
    while work_once():
        pass
    assert Board.objects.get().body["n_customers"] == 3


@pytest.mark.django_db
def test_a_link_with_one_map_lets_nobody_else_draw() -> None:
    people = cast()
    ana = people.caller(people.ana)
    study = runners(ana, people=1)[0]
    door = open_door(make_link(ana, study, "Fair", draws_max=1)[1])
    assert door is not None
    draw_by_link(door, drawing())
    with pytest.raises(LifeworldError) as refused:
        draw_by_link(door, drawing())
    assert refused.value.status in {404, 409} and Drawing.objects.count() == 1
