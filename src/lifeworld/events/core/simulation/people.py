"""The customers of a simulated ecosystem: who each is, what was drawn for her by chance, and how far she gets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.events.core.simulation.plan import Plan
from lifeworld.kit import quantiles
from lifeworld.kit.streams import stream_keys, uniforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]
REGIONS = ("north", "south", "east", "west")
PEERS = 4
"""Customers to whom one customer writes."""

_ANSWERS = 5


@dataclass(frozen=True)
class People:
    """G customers, each from its own stream.

    number: int64[G], place in the plan. key: uint64[G], streams. segment, region: int64[G]. health: float64[G], standard normal.
    before: float64[G], attainment in the time before, which goes with it. treated, uses, invited, joined: bool[G]: randomised to be
    offered the feature, uses it, randomised to be invited to the programme, joined it. partners: bool[G, P], used. attainment:
    float64[G]. first, last: int64[G], first day here and day of leaving (half-open), in days of the plan. days_to_done: float64[G] from
    the first day, also where it lies beyond the last. peers: int64[G, 4], numbers of other customers. importance, satisfaction:
    int64[G, O], answers from 1 to 5.
    """

    number: Ints
    key: NDArray[np.uint64]
    segment: Ints
    region: Ints
    health: Floats
    before: Floats
    treated: Truths
    uses: Truths
    invited: Truths
    joined: Truths
    partners: Truths
    attainment: Floats
    first: Ints
    last: Ints
    days_to_done: Floats
    peers: Ints
    importance: Ints
    satisfaction: Ints


def _drawn(keys: NDArray[np.uint64], part: int, n: int = 1) -> Floats:
    """Uniforms of one part of each stream: float64[G, n]."""
    return uniforms(stream_keys(part, keys), n)


def _answered(keys: NDArray[np.uint64], part: int, top: Floats) -> Ints:
    """Answers from 1 to 5 of which a share ``top`` [G, O] is 4 or 5: int64[G, O]."""
    u = _drawn(keys, part, 2 * top.shape[1])
    high, which = u[:, : top.shape[1]] < top, u[:, top.shape[1] :]
    return np.where(high, 4 + (which < 0.5), 1 + np.minimum((which * 3).astype(np.int64), 2))


def _attainment(plan: Plan, keys: NDArray[np.uint64], health: Floats, uses: Truths, joined: Truths, partners: Truths) -> Floats:
    """How far each gets: health and chance, and what was planted."""
    chance = quantiles.normal(_drawn(keys, 306)[:, 0])
    found = plan.health * health + np.sqrt(1 - plan.health**2) * chance + plan.uplift * uses + plan.programme * joined
    for number, partner in enumerate(plan.partners):
        found = found + partner.effect * partners[:, number]
    return np.asarray(found, np.float64)


def people(plan: Plan, numbers: Ints) -> People:
    """The customers with these numbers (from 0 to below ``plan.customers``); each depends on nothing but its own stream.

    >>> found = people(Plan(customers=400), np.arange(400))
    >>> found.partners.shape, bool(0.4 < found.treated.mean() < 0.6), bool((found.last > found.first).all())
    ((400, 4), True, True)
    """
    keys = stream_keys(plan.seed, 301, numbers.astype(np.uint64))
    n, n_partners = len(keys), len(plan.partners)
    u = _drawn(keys, 302, 10)
    edges = np.cumsum([segment.share for segment in plan.segments])
    segment = np.minimum(np.searchsorted(edges, u[:, 0], side="right"), len(plan.segments) - 1)
    health = quantiles.normal(u[:, 1])
    treated, invited = u[:, 2] < plan.arm_share, u[:, 4] < plan.offered
    uses = treated & (u[:, 3] < plan.sauce_use)
    joined = invited & (u[:, 5] < 1 / (1 + np.exp(-plan.join_slope * health)))
    partners = _drawn(keys, 303, n_partners) < np.array([partner.use for partner in plan.partners])
    attainment = _attainment(plan, keys, health, uses, joined, partners)
    first = np.floor(u[:, 6] * plan.days * 0.3).astype(np.int64)
    hazard = -np.log1p(-min(plan.churn_week, 1 - 1e-12)) / 7
    stay = np.full(n, float(plan.days)) if hazard <= 0 else np.minimum(np.floor(-np.log(u[:, 7]) / hazard), plan.days)
    done = plan.done_days / np.log(2) * np.exp(-0.5 * attainment) * -np.log(u[:, 8])
    apart = 1 + np.floor(_drawn(keys, 304, PEERS) * (plan.customers - 1)).astype(np.int64)
    of = np.array([part.importance for part in plan.segments])[segment], np.array([part.satisfaction for part in plan.segments])[segment]
    before = plan.health * health + np.sqrt(1 - plan.health**2) * quantiles.normal(_drawn(keys, 305)[:, 0])
    return People(
        numbers, keys, segment, np.floor(u[:, 9] * len(REGIONS)).astype(np.int64), np.asarray(health), np.asarray(before), treated, uses,
        invited, joined, partners, attainment, first, np.minimum(first + 1 + stay.astype(np.int64), plan.days), done,
        (numbers[:, None] + apart) % plan.customers, _answered(keys, 307, of[0]), _answered(keys, 308, of[1]))
