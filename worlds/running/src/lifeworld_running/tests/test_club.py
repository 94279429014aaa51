"""The simulated club: the same whoever asks and in whatever order, and what was planted is found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from lifeworld.plugin import InputRefused
from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.club import Club, ClubPlan, ClubRun, recordings, route_of, simulated_club
from lifeworld_running.core.club.ground import height
from lifeworld_running.core.club.offered import offered
from lifeworld_running.core.club.people import WATCH
from lifeworld_running.core.club.values import CLUB_RUN, DOUBLE, DROPOUT, FAULTS, GAP, JUMP, TRUNCATED, TYPES
from lifeworld_running.core.club.words import DRIVERS, SENTENCES
from lifeworld_running.core.duplicates import Summary, duplicates
from lifeworld_running.core.routes import cluster, signature
from lifeworld_running.core.said import Analysis, Track
from lifeworld_running.core.trend import trend


@pytest.fixture(scope="module")
def club() -> Club:
    """A year of twelve runners; recordings are made when they are asked for."""
    return simulated_club(ClubPlan(runners=12, weeks=52, seed=5))


def read(club: Club, run: ClubRun, part: int = 0) -> tuple[Track, Analysis]:
    """One recording, cleaned and analysed."""
    recording = recordings(club, run)[part]
    track = cleaned(recording)
    assert track is not None
    return track, analysed(recording, track, club.members[run.member].runner)


def summary(club: Club, run: ClubRun, part: int) -> Summary:
    """What duplicates are told by."""
    recording, (track, said) = recordings(club, run)[part], read(club, run, part)
    thin = slice(None, None, max(len(track) // 64, 1))
    return Summary(recording.key, track.started_us, said.elapsed_s, said.distance_m, said.reliability.trust, track.lat[thin],
                   track.lon[thin])


def with_fault(club: Club, fault: str, n: int = 4) -> Sequence[ClubRun]:
    """Runs that have this fault and no other."""
    found = [run for run in club.runs if run.faults == (fault,)][:n]
    assert len(found) == n, f"the club has too few runs with {fault} alone"
    return found


def test_the_same_plan_gives_the_same_club_and_recordings(club: Club) -> None:
    again = simulated_club(club.plan)
    assert again.runs == club.runs and again.said == club.said and again.friends == club.friends
    for run in (club.runs[3], club.runs[-1]):
        one, two = recordings(club, run)[0], recordings(again, run)[0]
        assert (one.time_us == two.time_us).all() and (one.lat == two.lat).all() and one.provenance == two.provenance
    assert simulated_club(replace(club.plan, seed=6)).runs != club.runs


def test_a_runner_is_the_same_in_a_smaller_club(club: Club) -> None:
    small = simulated_club(replace(club.plan, runners=6))
    for one, two in zip(small.members, club.members, strict=False):
        assert (one.key, one.x, one.change, one.device) == (two.key, two.x, two.change, two.device)
        assert all((a.x == b.x).all() for a, b in zip(one.routes, two.routes, strict=True))
    first = [replace(run, together=()) for run in club.runs if run.member == 2]
    assert [replace(run, together=()) for run in small.runs if run.member == 2] == first
    assert set(small.friends) == {pair for pair in club.friends if max(int(key[-4:]) for key in pair) <= 6}


def test_a_recording_does_not_depend_on_what_was_recorded_before(club: Club) -> None:
    last = recordings(club, club.runs[40])[0]
    for run in club.runs[:40:10]:
        recordings(club, run)
    assert (recordings(club, club.runs[40])[0].lat == last.lat).all()


def test_there_are_runners_of_three_types_who_run_their_routes_again(club: Club) -> None:
    assert {who.type for who in club.members} == set(TYPES)
    for who in club.members:
        runs = [run for run in club.runs if run.member == who.number]
        assert 3 <= len(who.routes) <= 6
        assert len({run.day for run in runs}) == len(runs)
        assert max(sum(run.route == route.key for run in runs) for route in who.routes) >= 10
        assert all(3500 < route.length_m < 13_500 for route in who.routes)
    assert {fault for run in club.runs for fault in run.faults} == set(FAULTS)


def test_socially_driven_runners_have_more_friends_and_come_to_the_club() -> None:
    many = simulated_club(ClubPlan(runners=60, weeks=4))
    friends = {kind: np.mean([sum(who.key in pair for pair in many.friends) for who in many.members if who.type == kind]) for kind in TYPES}
    came = {kind: np.mean([run.route == CLUB_RUN for run in many.runs if many.members[run.member].type == kind]) for kind in TYPES}
    assert friends[TYPES[2]] > 2 * friends[TYPES[0]]
    assert came[TYPES[2]] > 2 * came[TYPES[0]]
    for run in many.runs:
        assert not run.together or run.route == CLUB_RUN
        pairs = {tuple(sorted((many.members[run.member].key, other))) for other in run.together}
        assert pairs <= set(many.friends)


def test_who_ran_together_is_the_same_from_both_sides(club: Club) -> None:
    by_day = {(club.members[run.member].key, run.day): run for run in club.runs}
    for run in club.runs:
        for other in run.together:
            assert club.members[run.member].key in by_day[other, run.day].together


def test_hills_are_smooth() -> None:
    x = np.arange(-5000, 5000, 10.0)
    assert np.abs(np.diff(height(5, x, np.full(len(x), 300.0)))).max() < 2.0


def test_a_recording_without_faults_is_trusted_and_measures_the_route(club: Club) -> None:
    runs = [run for run in club.runs if not run.faults and club.members[run.member].device == WATCH][:6]
    for run in runs:
        track, said = read(club, run)
        assert said.distance_m == pytest.approx(route_of(club, run).length_m, rel=0.02)
        assert said.reliability.verified and not track.gap.any()
        assert 100 < said.heart_rate_mean < 185


def test_planted_faults_are_found_in_the_reliability_record(club: Club) -> None:
    for run in with_fault(club, GAP):
        assert read(club, run)[1].reliability.longest_gap_s > 80
    for run in with_fault(club, JUMP):
        assert 1 <= read(club, run)[1].reliability.n_jumps <= 6
    for run in with_fault(club, DROPOUT):
        assert read(club, run)[1].reliability.heart_rate_missing > 0.1
    for run in with_fault(club, TRUNCATED):
        said = read(club, run)[1]
        assert said.reliability.truncated and said.distance_m < 0.95 * route_of(club, run).length_m


def test_two_devices_on_one_run_are_found_to_be_one(club: Club) -> None:
    for run in with_fault(club, DOUBLE, 2):
        other = next(one for one in club.runs if one.member == run.member and one.day > run.day)
        summaries = [summary(club, run, 0), summary(club, run, 1), summary(club, other, 0)]
        found = duplicates(summaries)
        assert [{one.keep, *one.others} for one in found] == [{summaries[0].key, summaries[1].key}]


def test_planted_routes_are_found_again(club: Club) -> None:
    for number in (1, 2):
        runs = [run for run in club.runs if run.member == number and not set(run.faults) & {TRUNCATED, JUMP, GAP}][:40]
        signatures = {run.key: found for run in runs if (found := signature(*positions(club, run))) is not None}
        routes = cluster(list(signatures), list(signatures.values()))
        planted = {run.key: run.route for run in runs}
        found_again = [{planted[one.key] for one in route.members} for route in routes]
        assert all(len(names) == 1 for names in found_again), "no two planted routes are one"
        assert len(routes) == len(set(planted.values()))


def positions(club: Club, run: ClubRun) -> tuple[np.ndarray, np.ndarray]:
    """Where the cleaned track went."""
    track, _ = read(club, run)
    return track.lat, track.lon


def test_planted_trends_are_found_and_none_where_none_is() -> None:
    club = simulated_club(ClubPlan(runners=12, weeks=30, seed=9, faulty=0))
    wears = [who for who in club.members if who.device == WATCH]
    better = next(who for who in wears if who.change > 0)
    same = next(who for who in wears if who.change == 0)
    for who in (better, same):
        runs = [run for run in club.runs if run.member == who.number]
        paces = [read(club, run)[1].gap_pace_s_km for run in runs]
        found = trend(np.array([run.day for run in runs]), np.array(paces), seed_key=who.key)
        planted = -1000 / who.flat_m_s * (1 - 1 / (1 + who.change))
        _, low, high = found.per(7 * club.plan.weeks)
        assert low - 3 < planted < high + 3
        assert found.direction == (-1 if who.change else 0)


def test_words_are_of_the_runners_own_kind_and_filled_in(club: Club) -> None:
    own = [one.driver in DRIVERS[club.members[int(one.customer[-4:]) - 1].type] for one in club.said]
    assert 0.7 < np.mean(own) < 0.97
    assert not any("{" in one.text for one in club.said)
    assert {one.driver for one in club.said} == set(SENTENCES)
    assert len({text for sentences in SENTENCES.values() for _, text in sentences}) == sum(map(len, SENTENCES.values()))


def test_the_engine_is_offered_events_words_and_truth() -> None:
    found = offered(simulated_club(ClubPlan(runners=3, weeks=5)))
    assert set(found.truth) == {"club-0001", "club-0002", "club-0003"}
    assert len({(event.source, event.key) for event in found.events}) == len(found.events)
    assert {event.type for event in found.events} <= {"running.activity", "running.together"}
    assert all(event.data["distance_km"] > 1 for event in found.events if event.type == "running.activity")


@pytest.mark.parametrize("wrong", [{"runners": 0}, {"weeks": 0}, {"lat": 89.0}, {"seed": -1}, {"runs_a_week": 11.0}])
def test_a_plan_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputRefused):
        ClubPlan(**wrong)
