"""Who designs, and what each design was: a designer's whole story comes from her own streams alone, whoever else is there."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import normal, stream_keys, uniforms
from lifeworld_power.core.designers.values import BRAND, DAY_US, INDIVIDUAL, SOCIAL, TYPES, Designed, Designer, Designers, DesignersPlan
from lifeworld_power.core.designers.words import after
from lifeworld_power.core.fictional.selling import SELLERS
from lifeworld_power.core.values import Floats

COLLEAGUES = ("Aila", "Bertil", "Casimir", "Dunja", "Eskil", "Fenja", "Gero", "Hedda", "Ivo", "Jorun", "Knut", "Liv")
ELSEWHERE = ("Magnus", "Nele", "Okko", "Pernilla", "Rurik", "Solveig", "Tove", "Ulf")
SELLERS_TITLES = tuple(seller.title for seller in SELLERS)
AVOIDED = "Old Forge Supply"
_PEOPLE, _DAYS, _DESIGN = 601, 602, 603
_ASKS = {INDIVIDUAL: 0.06, BRAND: 0.1, SOCIAL: 0.75}
"""The chance that one of this type asks a colleague; a designer elsewhere is asked half as often."""
_OPENS = {INDIVIDUAL: 1, BRAND: 6, SOCIAL: 1}
"""Designs that are looked at on the desk before one is taken, at most."""
_REGISTERS = {INDIVIDUAL: 0.05, BRAND: 0.25, SOCIAL: 0.1}
SPREAD = 0.35
"""How much the minutes of one designer differ: the standard deviation of their logarithm."""


def key_of(number: int) -> str:
    """The key of a designer."""
    return f"designer-{number + 1:04d}"


def designer(plan: DesignersPlan, number: int) -> Designer:
    """One designer; types take turns, so that three or more have them all.

    >>> designer(DesignersPlan(), 2).type, 60 < designer(DesignersPlan(), 2).minutes < 300
    ('socially driven', True)
    """
    u = uniforms(stream_keys(plan.seed, _PEOPLE, number), 8)[0]
    first, elsewhere = int(u[0] * len(COLLEAGUES)), int(u[1] * len(ELSEWHERE))
    colleagues = tuple(COLLEAGUES[(first + at) % len(COLLEAGUES)] for at in range(4))
    return Designer(number, key_of(number), f"Designer {number + 1}", TYPES[number % 3], round(100 * math.exp(0.3 * float(normal(u[2])))),
                    bool(u[3] < plan.taught), SELLERS_TITLES[int(u[4] * len(SELLERS_TITLES))], colleagues,
                    tuple(ELSEWHERE[(elsewhere + at) % len(ELSEWHERE)] for at in range(2)))


def designed(plan: DesignersPlan, who: Designer, day: int) -> Designed:
    """What she designs on a day, from the stream of that day."""
    key = stream_keys(plan.seed, _DESIGN, who.number, day)
    u: Floats = uniforms(key, 16)[0]
    after_turn = day >= plan.turn
    saves = plan.sooner if who.taught and after_turn else 0.0
    minutes = who.minutes * (1 - saves) * math.exp(SPREAD * float(normal(u[0])) - SPREAD**2 / 2)
    supplier = _supplier(plan, who, u[1:5], after_turn)
    opened = int(u[5] * (_OPENS[who.type] + 1))
    asks = _ASKS[who.type]
    colleague = who.colleagues[int(u[7] * len(who.colleagues))] if u[6] < asks else ""
    peer = who.peers[int(u[9] * len(who.peers))] if u[8] < asks / 2 else ""
    works = bool(u[11] < 0.85) if u[10] < 0.5 else None
    return Designed(f"{int(key[0]):016x}", who.number, day * DAY_US + int((8 + 9 * u[12]) * 3_600_000_000), round(minutes, 1),
                    round(0.86 + 0.1 * float(u[13]), 4), round(2 + 4 * float(u[14]), 2), supplier, opened, colleague, peer,
                    bool(u[15] < _REGISTERS[who.type]), works)


def _supplier(plan: DesignersPlan, who: Designer, u: NDArray[np.float64], after_turn: bool) -> str:
    """Her usual seller every second time, else any; after the turn the one that is avoided is mostly passed over for another."""
    chosen = who.supplier if u[0] < 0.5 else SELLERS_TITLES[int(u[1] * len(SELLERS_TITLES))]
    if chosen != AVOIDED or not after_turn or u[2] >= plan.avoids:
        return chosen
    others = [title for title in SELLERS_TITLES if title != AVOIDED]
    return others[int(u[3] * len(others))]


def simulated_designers(plan: DesignersPlan) -> Designers:
    """Designers, their designs and words; the same plan gives the same ones.

    >>> found = simulated_designers(DesignersPlan(designers=3, weeks=8))
    >>> [who.type for who in found.people], len(found.designs) > 10
    (['individual-driven', 'brand-driven', 'socially driven'], True)
    """
    people = tuple(designer(plan, number) for number in range(plan.designers))
    designs = []
    for who in people:
        drawn = uniforms(stream_keys(plan.seed, _DAYS, who.number), 7 * plan.weeks)[0] < plan.a_week / 7
        designs += [designed(plan, who, plan.first_day + at) for at in np.flatnonzero(drawn).tolist()]
    said = tuple(words for one in designs if (words := after(plan, people[one.designer], one)) is not None)
    return Designers(plan, people, tuple(designs), said)
