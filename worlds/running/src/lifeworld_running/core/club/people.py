"""Who is in a club: three types of runners, how fit they are and become, where they live, and who is friends with whom."""

from __future__ import annotations

import numpy as np

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_running.core.club.ground import way
from lifeworld_running.core.club.values import BRAND, CLUB_RUN, INDIVIDUAL, SOCIAL, TYPES, ClubPlan, ClubRoute, Floats, Member
from lifeworld_running.core.said import Runner

NAMES = ("Alva", "Bodo", "Cilia", "Dario", "Enna", "Falk", "Gesa", "Hanno", "Ilka", "Jost", "Kaia", "Levin", "Merle", "Nils", "Oda", "Piet",
         "Ronja", "Sönke", "Talea", "Ubbo", "Vera", "Wido", "Yrsa", "Zeno")
WATCH, OLD_WATCH, PHONE = "Kestrel One", "Kestrel Loop", "Paceline for phones"
_PEOPLE, _FRIENDS = 511, 512
_FRIENDLY = {INDIVIDUAL: 0.2, BRAND: 0.35, SOCIAL: 0.9}
"""How open each type is to friendship: two become friends with the product of both."""
_WEARS = {INDIVIDUAL: (0.35, 0.65), BRAND: (0.85, 0.95), SOCIAL: (0.4, 0.6)}
"""Up to where a draw gives the watch, and the old watch; else the phone."""


def key_of(number: int) -> str:
    """The key of a member."""
    return f"club-{number + 1:04d}"


def name_of(number: int) -> str:
    """A first name, with a number from the 25th on."""
    again = number // len(NAMES)
    return NAMES[number % len(NAMES)] + (f" {again + 1}" if again else "")


def type_of(number: int) -> str:
    """Types take turns, so that every club of three or more has them all."""
    return TYPES[number % 3]


def draws_of(plan: ClubPlan, number: int) -> Floats:
    """A member's own uniforms."""
    return np.asarray(uniforms(stream_keys(plan.seed, _PEOPLE, number), 24)[0])


def member(plan: ClubPlan, number: int) -> Member:
    """One runner, from her own streams alone.

    >>> who = member(ClubPlan(), 2)
    >>> who.key, who.type, 3 <= len(who.routes) <= 6
    ('club-0003', 'socially driven', True)
    """
    u, kind = draws_of(plan, number), type_of(number)
    home = complex(3000 * (2 * u[0] - 1), 3000 * (2 * u[1] - 1))
    routes = tuple(way(plan.seed, number, at, f"{key_of(number)}-r{at + 1}", home, 4000 + 8000 * float(u[12 + at]))
                   for at in range(3 + int(4 * u[2])))
    watch, old = _WEARS[kind]
    device = WATCH if u[3] < watch else OLD_WATCH if u[3] < old else PHONE
    born, sex = 1955 + int(50 * u[4]), "f" if u[5] < 0.5 else "m"
    age = 2026 - born
    improves = float(u[6]) < plan.improving
    change = 0.05 + 0.06 * float(u[7]) if improves else 0.0
    flat = (3.25 if sex == "m" else 2.95) - 0.012 * max(age - 35, 0) + 0.5 * (float(u[8]) - 0.5)
    runner = Runner(heart_rate_max=round(211 - 0.64 * age), heart_rate_rest=round(46 + 22 * float(u[9])),
                    threshold_pace_s_km=round(1000 / (flat * 1.12)), sex=sex, born_year=born)
    return Member(number, key_of(number), name_of(number), kind, home.real, home.imag, device, PHONE if device != PHONE else OLD_WATCH,
                  flat, change, runner, routes)


def club_route(plan: ClubPlan) -> ClubRoute:
    """The way that the club runs together, from the middle of the town."""
    return way(plan.seed, 1_000_003, 0, CLUB_RUN, 0j, 7500.0)


def befriended(plan: ClubPlan, number: int) -> tuple[int, ...]:
    """Which others a member is friends with: each pair has a stream of its own, so it is the same from both sides, whoever else is there.

    In a large club nobody has hundreds of friends: only members whose numbers are up to 30 apart can be.
    """
    others = np.array([other for other in range(max(number - 30, 0), min(number + 31, plan.runners)) if other != number], np.uint64)
    if not len(others):
        return ()
    low, high = np.minimum(others, number), np.maximum(others, number)
    u = uniforms(stream_keys(plan.seed, _FRIENDS, low, high), 1)[:, 0]
    mine = _FRIENDLY[type_of(number)]
    return tuple(int(other) for other, draw in zip(others, u, strict=True) if draw < mine * _FRIENDLY[type_of(int(other))])
