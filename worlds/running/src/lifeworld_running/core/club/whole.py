"""A whole simulated club, and the recordings of its runs one by one."""

from __future__ import annotations

import numpy as np

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_running.core.club.outings import runs_of
from lifeworld_running.core.club.people import befriended, club_route, key_of, member, type_of
from lifeworld_running.core.club.recording import broken, recorded
from lifeworld_running.core.club.values import CLUB_RUN, DOUBLE, INDIVIDUAL, Club, ClubChallenge, ClubPlan, ClubRoute, ClubRun
from lifeworld_running.core.club.words import after
from lifeworld_running.core.values import Recording

_ENTERS = 551
CHALLENGE_DAYS = 28


def _challenges(plan: ClubPlan) -> tuple[ClubChallenge, ...]:
    """One after the other from the first day on; who runs alone enters one in five, others three in five."""
    found = []
    for number, first in enumerate(range(plan.first_day, plan.last_day - CHALLENGE_DAYS + 2, 2 * CHALLENGE_DAYS)):
        u = uniforms(stream_keys(plan.seed, _ENTERS, number, np.arange(plan.runners, dtype=np.uint64)), 1)[:, 0]
        entrants = tuple(key_of(who) for who in range(plan.runners) if u[who] < (0.2 if type_of(who) == INDIVIDUAL else 0.6))
        found.append(ClubChallenge(f"challenge-{number + 1}", f"Farthest in four weeks, no. {number + 1}", first,
                                   first + CHALLENGE_DAYS - 1, entrants))
    return tuple(found)


def simulated_club(plan: ClubPlan) -> Club:
    """Members, runs, friendships, challenges and words of a club; the same plan gives the same club.

    A member is the same whoever else is in the club, but for her friends: these are among the members.

    >>> club = simulated_club(ClubPlan(runners=3, weeks=8))
    >>> [member.type for member in club.members], len(club.runs) > 20, len(recordings(club, club.runs[0])) >= 1
    (['individual-driven', 'brand-driven', 'socially driven'], True, True)
    """
    members = tuple(member(plan, number) for number in range(plan.runners))
    runs = tuple(run for who in members for run in runs_of(plan, who))
    friends = tuple((who.key, key_of(other)) for who in members for other in befriended(plan, who.number) if other > who.number)
    said = tuple(words for run in runs if (words := after(plan, members[run.member], run)) is not None)
    return Club(plan, members, club_route(plan), runs, friends, _challenges(plan), said)


def route_of(club: Club, run: ClubRun) -> ClubRoute:
    """The way that was run."""
    if run.route == CLUB_RUN:
        return club.club_route
    return next(route for route in club.members[run.member].routes if route.key == run.route)


def recordings(club: Club, run: ClubRun) -> tuple[Recording, ...]:
    """What the devices recorded of a run: one recording, or two of the same run; faults are in the first alone."""
    who, route = club.members[run.member], route_of(club, run)
    first = broken(club.plan, run, recorded(club.plan, who, run, route, who.device, 0))
    return (first, recorded(club.plan, who, run, route, who.second, 1)) if DOUBLE in run.faults else (first,)
