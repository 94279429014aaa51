"""When each member of a club runs, where, with whom, and which of her devices fail: from her own streams alone."""

from __future__ import annotations

import numpy as np

from lifeworld.plugin import normal, stream_keys, uniforms
from lifeworld_running.core.club.people import OLD_WATCH, PHONE, WATCH, befriended, key_of, type_of
from lifeworld_running.core.club.values import BRAND, CLUB_RUN, FAULTS, INDIVIDUAL, SOCIAL, ClubPlan, ClubRun, Floats, Member

DAY_S = 86_400
SATURDAY = 5
_WEEK, _CLUB, _RUN = 521, 522, 523
_COMES = {INDIVIDUAL: 0.1, BRAND: 0.2, SOCIAL: 0.75}
"""The chance that one of this type comes to the club's run on a Saturday."""
FAILS = {WATCH: (0.03, 0.05, 0.02, 0.02, 0.04), OLD_WATCH: (0.12, 0.20, 0.08, 0.06, 0.04), PHONE: (0.15, 0.0, 0.10, 0.04, 0.04)}
"""The chance of each of ``FAULTS`` in one run, by device; a phone measures no heart rate that it could lose."""


def _weekday(day: int) -> int:
    return (day + 3) % 7  # the first of January 1970 was a Thursday


def comes(plan: ClubPlan, number: int, week: int) -> bool:
    """Whether a member comes to the club's run of a week."""
    return bool(uniforms(stream_keys(plan.seed, _CLUB, number, week), 1)[0, 0] < _COMES[type_of(number)])


def _run(plan: ClubPlan, who: Member, day: int, number: int, club: bool, together: tuple[str, ...]) -> ClubRun:
    """One run on a day; its own stream says when, which route, how hard, and what fails."""
    u: Floats = uniforms(stream_keys(plan.seed, _RUN, who.number, day), 8 + len(FAULTS))[0]
    hour = 9.0 if club else (5.5 + 2.5 * u[0] if u[1] < 0.45 else 16.5 + 3 * u[0])
    second = int(hour * 3600) + int(90 * u[2])
    usual = (u[3] ** 1.6) * len(who.routes)
    route = CLUB_RUN if club else who.routes[int(usual)].key
    effort = float(np.exp(0.025 * normal(u[4]))) * (0.97 if club else 1.0)
    faults = tuple(fault for fault, chance, draw in zip(FAULTS, FAILS[who.device], u[8:], strict=True) if draw < chance * plan.faulty)
    return ClubRun(f"{who.key}-{day}", who.number, number, route, (day * DAY_S + second) * 1_000_000, effort, not club and bool(u[5] < 0.2),
                   together, faults)


def runs_of(plan: ClubPlan, who: Member) -> tuple[ClubRun, ...]:
    """A member's runs in the order of time: on days of her own, and on Saturdays with the club; never two on a day."""
    own = uniforms(stream_keys(plan.seed, _WEEK, who.number), 7 * plan.weeks)[0] < plan.runs_a_week / 7
    friends = befriended(plan, who.number)
    found: list[ClubRun] = []
    for at in range(7 * plan.weeks):
        day, week = plan.first_day + at, (plan.first_day + at + 3) // 7
        club = _weekday(day) == SATURDAY and comes(plan, who.number, week)
        if club or own[at]:
            together = tuple(key_of(other) for other in friends if comes(plan, other, week)) if club else ()
            found.append(_run(plan, who, day, len(found), club, together))
    return tuple(found)
