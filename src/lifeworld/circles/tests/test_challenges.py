"""Challenges: declared, joined with a yes, ranked by what is measured; who reads whose number."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from lifeworld.circles.actions import challenges as acts
from lifeworld.circles.actions import clubs, following, joining
from lifeworld.circles.core.values import Board, ChallengePlan, ProfilePlan
from lifeworld.circles.models import Challenge
from lifeworld.circles.queries.challenges import board_of, challenge_of, challenges, measures
from lifeworld.circles.tests.friends import Friends, follows, friends, refused
from lifeworld.circles.tests.raced import challenge, ran, today
from lifeworld.goals.core.days import day_text
from lifeworld.kit.errors import InputRefused

pytestmark = pytest.mark.django_db
W, P = "watch", "phone"


@pytest.fixture
def us() -> Friends:
    return friends()


def places(board: Board) -> list[tuple[str, int | None, float | None, bool]]:
    return [(line.name.split()[0], line.place.rank, line.place.shown, line.place.tied) for line in board.lines]


def test_a_board_ranks_what_is_measured_in_the_window_and_nothing_else(us: Friends) -> None:
    ran(us, {"cleo": [(1, {"km": 5}, W), (2, {"km": 5}, W), (20, {"km": 100}, W)], "nora": [(3, {"km": 10}, P)]})
    made = challenge(us, us.cleo, us.cleo, us.nora, us.olaf)
    assert (made.state, made.unit, made.direction, made.mine) == ("on", "km", "more", True)
    assert made.how == "Kilometres added up"
    board = board_of(us.nora, made.pk)
    assert places(board) == [("Cleo", 1, 10.0, False), ("Nora", 2, 10.0, False), ("Olaf", None, None, False)], "ties go by trust"
    assert board.lines[-1].place.why == "not known yet" and board.unit == "km" and board.as_of == today()
    assert [line.place.trust for line in board.lines] == ["measured", "reported", "unknown"]


def test_equal_numbers_of_equal_trust_are_a_tie(us: Friends) -> None:
    ran(us, {key: [(1, {"km": 7}, W)] for key in ("cleo", "nora", "olaf")})
    made = challenge(us, us.cleo, us.cleo, us.nora, us.olaf)
    assert places(board_of(us.cleo, made.pk)) == [(name, 1, 7.0, True) for name in ("Cleo", "Nora", "Olaf")]


def test_verified_only_counts_trusted_sources_alone(us: Friends) -> None:
    ran(us, {"cleo": [(1, {"km": 5}, W), (2, {"km": 50}, P)], "nora": [(1, {"km": 9}, P)], "olaf": [(1, {"km": 6}, W)]})
    made = challenge(us, us.cleo, us.cleo, us.nora, us.olaf, verified_only=True)
    board = board_of(us.cleo, made.pk)
    assert places(board) == [("Olaf", 1, 6.0, False), ("Cleo", 2, 5.0, False), ("Nora", None, None, False)]
    assert board.lines[-1].place.why == "not from a device that counts here"


@pytest.mark.parametrize("verified", [False, True])
def test_own_improvement_is_over_the_six_weeks_before_and_needs_days(us: Friends, verified: bool) -> None:
    before = [(7 + 7 * week, {"km": 6.0}, W) for week in range(6)]  # 36 km in 42 days: 6 in a week of seven
    ran(us, {"cleo": [(1, {"km": 9}, W), *before], "nora": [(1, {"km": 30}, W), *before[:3]], "olaf": [(1, {"km": 4.5}, W), *before]})
    made = challenge(us, us.cleo, us.cleo, us.nora, us.olaf, handicap="own_improvement", verified_only=verified)
    board = board_of(us.nora, made.pk)
    assert places(board) == [("Cleo", 1, pytest.approx(50.0), False), ("Olaf", 2, pytest.approx(-25.0), False), ("Nora", None, None, False)]
    assert board.unit == "%" and board.lines[-1].place.why == "not enough: 3 known days before, 6 needed"


def test_less_is_better_and_improvement_of_it_is_a_gain(us: Friends) -> None:
    runs = {key: [(1, {"best_5k_s": now}, W), *((10 + at, {"best_5k_s": 1500}, W) for at in range(6))]
            for key, now in (("cleo", 1470), ("nora", 1380))}
    ran(us, runs)
    plain = challenge(us, us.cleo, us.cleo, us.nora, indicator="best-5k")
    assert places(board_of(us.cleo, plain.pk)) == [("Nora", 1, 1380.0, False), ("Cleo", 2, 1470.0, False)]
    own = challenge(us, us.cleo, us.cleo, us.nora, indicator="best-5k", handicap="own_improvement")
    assert places(board_of(us.cleo, own.pk)) == [("Nora", 1, pytest.approx(8.0), False), ("Cleo", 2, pytest.approx(2.0), False)]


def test_an_age_grade_uses_the_table_of_the_challenge_and_tells_nobody_the_age(us: Friends) -> None:
    ran(us, {"cleo": [(1, {"best_5k_s": 1500}, W)], "nora": [(1, {"best_5k_s": 1600}, W)], "olaf": [(1, {"best_5k_s": 1000}, W)]})
    year = int(day_text(today() - 6)[:4])
    joining.change_profile(us.cleo, ProfilePlan("Cleo C", birth_year=year - 40, sex="f"))
    joining.change_profile(us.nora, ProfilePlan("Nora N", birth_year=year - 60, sex="f"))
    table = {"name": "5 km", "source": "made up for this test", "factors": {"f": {"40": 1.0, "60": 0.8}}}
    made = challenge(us, us.cleo, us.cleo, us.nora, us.olaf, indicator="best-5k", handicap="age_grade", table=table)
    board = board_of(us.cleo, made.pk)
    assert places(board) == [("Nora", 1, 1280.0, False), ("Cleo", 2, 1500.0, False), ("Olaf", None, None, False)]
    assert [line.place.value for line in board.lines] == [None, 1500.0, None] and "factor" in board.lines[-1].place.why
    assert made.table_name == "5 km"


def test_who_only_looks_reads_no_number_and_joining_needs_a_yes(us: Friends) -> None:
    ran(us, {"cleo": [(1, {"km": 5}, W)]})
    made = challenge(us, us.cleo, us.cleo)
    assert board_of(us.nora, made.pk).lines == () and board_of(us.nora, made.pk).n_hidden == 1
    with pytest.raises(InputRefused):
        acts.join_challenge(us.nora, made.pk, agreed=False)
    assert acts.join_challenge(us.nora, made.pk, agreed=True).entered
    with refused(409, "entered_already"):
        acts.join_challenge(us.nora, made.pk, agreed=True)
    assert [line.name for line in board_of(us.nora, made.pk).lines] == ["Cleo C", "Nora N"]
    acts.leave_challenge(us.nora, made.pk)
    assert [line.name for line in board_of(us.cleo, made.pk).lines] == ["Cleo C"] and board_of(us.nora, made.pk).lines == ()
    with refused(404):
        acts.leave_challenge(us.nora, made.pk)


def test_a_challenge_reaches_whom_it_is_for(us: Friends) -> None:
    ran(us, {})
    club = clubs.make_club(us.cleo, "Runners", entry="open").pk
    of_club = challenge(us, us.cleo, reach="club", club=club)
    with refused(404):
        challenge_of(us.nora, of_club.pk)
    clubs.join_club(us.nora, club)
    assert [each.pk for each in challenges(us.nora)] == [of_club.pk]
    with refused(403, "not_lead"):
        challenge(us, us.nora, reach="club", club=club)
    follows(us, us.cleo, us.olaf)
    invited = challenge(us, us.cleo, reach="invited", invited=(us.person(us.olaf),))
    assert [each.pk for each in challenges(us.olaf)] == [invited.pk]
    with refused(404):
        acts.join_challenge(us.nora, invited.pk, agreed=True)
    with refused(409, "invited_already"):
        acts.invite(us.cleo, invited.pk, us.person(us.olaf))
    with pytest.raises(InputRefused):
        acts.invite(us.cleo, of_club.pk, us.person(us.olaf))
    acts.join_challenge(us.nora, of_club.pk, agreed=True)
    clubs.leave_club(us.nora, club)
    with refused(404):
        board_of(us.nora, of_club.pk)


def test_blocked_people_are_in_no_challenge_of_one_another(us: Friends) -> None:
    ran(us, {key: [(1, {"km": 5}, W)] for key in ("cleo", "nora", "olaf")})
    made = challenge(us, us.cleo, us.cleo, us.nora, us.olaf)
    following.block(us.nora, us.person(us.olaf))
    assert [line.name for line in board_of(us.olaf, made.pk).lines] == ["Cleo C", "Olaf O"] and board_of(us.olaf, made.pk).n_hidden == 1
    following.block(us.cleo, us.person(us.nora))
    with refused(404):
        board_of(us.nora, made.pk)
    assert [line.name for line in board_of(us.cleo, made.pk).lines] == ["Cleo C", "Olaf O"]


def test_the_place_declares_for_all_and_reads_its_own_boards_only(us: Friends) -> None:
    ran(us, {"cleo": [(1, {"km": 5}, W)]})
    team, viewer = us.cast.caller(us.cast.ben), us.cast.caller(us.cast.vic)
    with refused(403):
        challenge(us, viewer)
    with pytest.raises(InputRefused):
        challenge(us, team, reach="invited")
    made, theirs = challenge(us, team), challenge(us, us.nora)
    acts.join_challenge(us.cleo, made.pk, agreed=True)
    assert [line.name for line in board_of(viewer, made.pk).lines] == ["Cleo C"]
    assert [each.pk for each in challenges(viewer)] == [made.pk]
    for caller in (viewer, us.cast.caller(us.cast.dev, us.cast.other), us.zoe):
        with refused(404):
            board_of(caller, theirs.pk)
    with refused(404):
        acts.close_challenge(us.cleo, made.pk)
    with refused(403):
        acts.close_challenge(viewer, made.pk)
    assert acts.close_challenge(team, made.pk).state == "closed"
    with refused(409, "challenge_closed"):
        acts.close_challenge(team, made.pk)
    with refused(409, "challenge_over"):
        acts.join_challenge(us.nora, made.pk, agreed=True)
    assert challenges(viewer) == [] and [each.pk for each in challenges(viewer, over=True)] == [made.pk]


@pytest.mark.parametrize("change", [
    {"title": ""}, {"title": "x" * 121}, {"about": "x" * 1001}, {"indicator": "none"}, {"indicator": "band"}, {"from_day": "soon"},
    {"to_day": "2020-01-01"}, {"to_day": "2099-01-01"}, {"handicap": "luck"}, {"handicap": "age_grade"},
    {"handicap": "age_grade", "table": {"name": "x", "source": "y", "factors": {"f": {"40": 9.0}}}}, {"reach": "world"},
    {"client_id": "1"}])
def test_what_a_challenge_may_not_be_is_refused(us: Friends, change: dict[str, Any]) -> None:
    ran(us, {})
    with pytest.raises(InputRefused):
        challenge(us, us.cleo, **change)
    assert not Challenge.objects.exists() and [slug for slug, _ in measures(us.cleo)] == ["best-5k", "km"]


def test_the_same_challenge_is_declared_once(us: Friends) -> None:
    ran(us, {})
    sent = str(uuid4())
    assert challenge(us, us.cleo, client_id=sent).pk == challenge(us, us.cleo, client_id=sent).pk
    with refused(409, "client_id_taken"):
        challenge(us, us.cleo, client_id=sent, title="Another")
    with refused(409, "client_id_taken"):
        challenge(us, us.nora, client_id=sent)
    assert ChallengePlan(sent, "x", "km", "2026-01-01", "2026-01-02").reach == "place"


def test_leaving_the_circle_closes_her_challenges(us: Friends) -> None:
    ran(us, {})
    made = challenge(us, us.cleo, us.cleo, us.nora)
    joining.leave(us.cleo)
    with refused(404):
        board_of(us.nora, made.pk)
    assert Challenge.objects.get().closed_at is not None
