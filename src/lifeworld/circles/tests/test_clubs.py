"""Clubs: made, joined, asked for, led, left; what nobody outside reads."""

from __future__ import annotations

import pytest

from lifeworld.circles.actions import clubs as acts
from lifeworld.circles.actions import following, joining
from lifeworld.circles.models import Club, Member
from lifeworld.circles.queries.clubs import club_of, clubs, members_of
from lifeworld.circles.queries.people import person_of
from lifeworld.circles.tests.friends import Friends, friends, refused
from lifeworld.kit.errors import InputRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Friends:
    return friends()


def test_a_club_that_asks_lets_in_by_a_lead(us: Friends) -> None:
    club = acts.make_club(us.cleo, "River runners", about="Sundays at nine").pk
    cleo, nora = us.person(us.cleo), us.person(us.nora)
    assert acts.join_club(us.nora, club).state == "asked" and members_of(us.nora, club) == []
    with refused(404):
        person_of(us.nora, cleo)  # asking is not meeting
    with refused(409, "member_already"):
        acts.join_club(us.nora, club)
    with refused(403, "not_lead"):
        acts.let_in(us.nora, club, nora)
    acts.let_in(us.cleo, club, nora)
    assert [(each.name, each.role) for each in members_of(us.nora, club)] == [("Cleo C", "lead"), ("Nora N", "member")]
    assert person_of(us.nora, cleo).name == "Cleo C", "members meet"
    with refused(404):
        acts.let_in(us.cleo, club, nora)
    acts.make_lead(us.cleo, club, nora)
    with refused(409, "lead_already"):
        acts.make_lead(us.cleo, club, nora)
    acts.put_out(us.nora, club, cleo)
    assert club_of(us.cleo, club).state == "" and members_of(us.cleo, club) == []
    with refused(404):
        acts.leave_club(us.cleo, club)


def test_an_open_club_is_joined_at_once_and_a_hidden_one_not_found(us: Friends) -> None:
    open_ = acts.make_club(us.cleo, "Open", entry="open").pk
    hidden = acts.make_club(us.cleo, "Hidden", seen_by="members").pk
    assert [each.name for each in clubs(us.nora)] == ["Open"] and [each.name for each in clubs(us.cleo)] == ["Hidden", "Open"]
    assert acts.join_club(us.nora, open_).state == "in" and clubs(us.nora, search="zzz") == []
    for ask in (lambda: club_of(us.nora, hidden), lambda: acts.join_club(us.nora, hidden), lambda: club_of(us.zoe, open_)):
        with refused(404):
            ask()


def test_who_leads_changes_and_closes_it(us: Friends) -> None:
    club = acts.make_club(us.cleo, "Runners", entry="open").pk
    acts.join_club(us.nora, club)
    with refused(403, "not_lead"):
        acts.change_club(us.nora, club, "Mine now")
    assert acts.change_club(us.cleo, club, "Hill runners", entry="asked").name == "Hill runners"
    for bad in ({"name": ""}, {"name": "x" * 81}, {"name": "R", "entry": "all"}, {"name": "R", "seen_by": "all"},
                {"name": "R", "about": "x" * 501}):
        with pytest.raises(InputRefused):
            acts.change_club(us.cleo, club, **bad)
    acts.close_club(us.cleo, club)
    assert clubs(us.nora) == []
    with refused(404):
        club_of(us.cleo, club)


def test_a_club_outlives_its_lead_and_goes_with_its_last_member(us: Friends) -> None:
    club = acts.make_club(us.cleo, "Runners", entry="open").pk
    acts.join_club(us.nora, club)
    acts.join_club(us.olaf, club)
    joining.leave(us.cleo)
    assert club_of(us.nora, club).role == "lead" and Member.objects.filter(club=club, role="lead").count() == 1
    acts.leave_club(us.nora, club)
    assert club_of(us.olaf, club).role == "lead"
    acts.leave_club(us.olaf, club)
    assert not Club.objects.exists()


def test_blocked_members_do_not_read_one_another(us: Friends) -> None:
    club = acts.make_club(us.cleo, "Runners", entry="open").pk
    acts.join_club(us.nora, club)
    acts.join_club(us.olaf, club)
    following.block(us.nora, us.person(us.olaf))
    assert [each.name for each in members_of(us.olaf, club)] == ["Cleo C", "Olaf O"]
    assert [each.name for each in members_of(us.nora, club)] == ["Cleo C", "Nora N"]
