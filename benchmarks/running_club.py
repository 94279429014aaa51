"""What was planted in a simulated running club, and what of it the product finds again. `python -m benchmarks.running_club [RUNNERS]`."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

import lifeworld as lw
from benchmarks.measure import table
from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.club import Club, ClubPlan, ClubRun, recordings, simulated_club
from lifeworld_running.core.club.people import PHONE
from lifeworld_running.core.club.values import DOUBLE, DROPOUT, GAP, JUMP, TRUNCATED, TYPES
from lifeworld_running.core.duplicates import Summary, duplicates
from lifeworld_running.core.routes import cluster, signature
from lifeworld_running.core.said import Analysis, Reliability, Track
from lifeworld_running.core.trend import trend

RUNNERS, WEEKS, SEED = 48, 26, 3
Done = Mapping[str, list[tuple[str, Track, Analysis]]]
FOUND: dict[str, Callable[[Reliability], bool]] = {
    GAP: lambda said: said.longest_gap_s > 60, JUMP: lambda said: said.n_jumps > 0,
    DROPOUT: lambda said: said.heart_rate_missing > 0.05, TRUNCATED: lambda said: said.truncated}


def everything(club: Club) -> Done:
    """Every run's recordings: key, track, analysis."""
    done: dict[str, list[tuple[str, Track, Analysis]]] = {}
    for run in club.runs:
        for recording in recordings(club, run):
            track = cleaned(recording)
            if track is not None:
                done.setdefault(run.key, []).append((recording.key, track, analysed(recording, track, club.members[run.member].runner)))
    return done


def faults(club: Club, done: Done) -> str:
    """Each fault: how many were planted, in how many of these the reliability record says so, and how often it does where there is none."""
    rows = []
    for fault, found in FOUND.items():
        said: dict[bool, list[bool]] = {True: [], False: []}
        for run in club.runs:
            if fault != DROPOUT or club.members[run.member].device != PHONE:
                said[fault in run.faults].append(bool(found(done[run.key][0][2].reliability)))
        rows.append([fault, str(len(said[True])), f"{np.mean(said[True]):.1%}", f"{np.mean(said[False]):.1%}"])
    rows.append(doubles(club, done))
    return table(["fault", "planted", "found", "said where there is none"], rows)


def _summary(one: tuple[str, Track, Analysis]) -> Summary:
    key, track, said = one
    thin = slice(None, None, max(len(track) // 64, 1))
    return Summary(key, track.started_us, said.elapsed_s, said.distance_m, said.reliability.trust, track.lat[thin], track.lon[thin])


def doubles(club: Club, done: Done) -> list[str]:
    """Two devices on one run, among all recordings of each member."""
    planted = found = wrong = single = 0
    for who in club.members:
        runs = [run for run in club.runs if run.member == who.number]
        true = {frozenset(one[0] for one in done[run.key]) for run in runs if DOUBLE in run.faults}
        groups = {frozenset((one.keep, *one.others)) for one in duplicates(_summary(one) for run in runs for one in done[run.key])}
        planted, found, wrong = planted + len(true), found + len(true & groups), wrong + len(groups - true)
        single += len(runs) - len(true)
    return [DOUBLE, str(planted), f"{found / planted:.1%}", f"{wrong / single:.1%}"]


def _whole(run: ClubRun) -> bool:
    return not set(run.faults) & {GAP, JUMP, TRUNCATED}


def _kind(one: ClubRun, other: ClubRun) -> str:
    """The one fault of the track that two runs have between them, "none", or "several"."""
    both = set(one.faults + other.faults) & {GAP, JUMP, TRUNCATED}
    return "several" if len(both) > 1 else next(iter(both), "none")


def routes(club: Club, done: Done) -> str:
    """Pairs of runs of one runner: are two of one planted route in one cluster, and two of different routes apart?"""
    right: Counter[tuple[str, bool]] = Counter()
    pairs: Counter[tuple[str, bool]] = Counter()
    for who in club.members:
        runs = [run for run in club.runs if run.member == who.number]
        signatures = {run.key: made for run in runs if (made := signature(done[run.key][0][1].lat, done[run.key][0][1].lon)) is not None}
        place = {member.key: group.number for group in cluster(list(signatures), list(signatures.values())) for member in group.members}
        for one, other in itertools.combinations((run for run in runs if run.key in place), 2):
            same = one.route == other.route
            right[_kind(one, other), same] += (place[one.key] == place[other.key]) == same
            pairs[_kind(one, other), same] += 1
    rows = [[kind, *(f"{right[kind, same] / max(pairs[kind, same], 1):.2%} of {pairs[kind, same]:,}" for same in (True, False))]
            for kind in ("none", GAP, JUMP, TRUNCATED, "several")]
    return table(["fault of either track", "pairs of one planted route, found in one", "pairs of two, kept apart"], rows)


def trends(club: Club, done: Done) -> str:
    """Grade-adjusted pace over all runs of each runner: does the interval leave 0 out, and does it hold what was planted?"""
    rows = []
    for label, improves in (("gets faster by 5 to 11 %", True), ("stays the same", False)):
        said: Counter[int] = Counter()
        held = []
        for who in club.members:
            if (who.change > 0) == improves:
                runs = [run for run in club.runs if run.member == who.number and _whole(run)]
                paces = np.array([done[run.key][0][2].gap_pace_s_km for run in runs])
                found = trend(np.array([run.day for run in runs]), paces, seed_key=who.key)
                said[found.direction] += 1
                _, low, high = found.per(7 * club.plan.weeks)
                planted = -np.median(paces) * who.change / (1 + who.change / 2)
                held.append(low <= planted <= high)
        rows.append([label, str(said.total()), str(said[-1]), str(said[0]), str(said[1]), f"{sum(held)} of {len(held)}"])
    return table(["runners who", "n", "«faster»", "«not yet distinguishable»", "«slower»", "interval holds the planted trend"], rows)


def types(club: Club) -> str:
    """The type of each runner from her words alone, by the fast coder, beside the planted one."""
    said = pl.DataFrame({"customer": [one.customer for one in club.said], "text": [one.text for one in club.said]})
    mapped = lw.map(said, text="text", customer="customer", focal="Kestrel")
    found = dict(zip(*mapped.constellations.select("customer", "type").to_dict(as_series=False).values(), strict=True))
    seen = Counter((who.type, str(found.get(who.key, "says nothing"))) for who in club.members)
    columns = [*TYPES, *sorted({name for _, name in seen} - set(TYPES))]
    rows = [[kind, *(str(seen[kind, name]) for name in columns)] for kind in TYPES]
    return table(["planted", *(f"found {name}" for name in columns)], rows)


def main(runners: int = RUNNERS) -> None:
    """Print what was planted beside what was found."""
    club = simulated_club(ClubPlan(runners=runners, weeks=WEEKS, seed=SEED))
    print(f"{len(club.members)} runners, {club.plan.weeks} weeks, {len(club.runs):,} runs, {len(club.said):,} statements, "
          f"{len(club.friends)} friendships.\n")
    done = everything(club)
    print(f"Faults of devices, in the reliability record\n\n{faults(club, done)}\n")
    print(f"Routes\n\n{routes(club, done)}\n")
    print(f"Trends\n\n{trends(club, done)}\n")
    print("Types, from words alone; the sentences were written for the simulation, each with one driver in mind, and are clearer than "
          f"people's\n\n{types(club)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNNERS)
