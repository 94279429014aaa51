"""Journeys of a simulated ecosystem: where they begin, how even, how many of them without a known customer, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.simulation.people import PARTS, SINCE, People

Floats = NDArray[np.float64]
SURFACES = ("home", "search", "partner page 1", "partner page 2", "partner page 3", "shop window")
PAGES = ("", "", "partner-0001", "partner-0002", "partner-0003", "")
EMBEDDED = np.array([False, False, True, True, True, False])
EVEN = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
NATURAL = (0.28, 0.18, 0.17, 0.14, 0.12, 0.11)
ONE_SIDED = (0.93, 0.02, 0.02, 0.01, 0.01, 0.01)
SECONDS = 89 * 86_400


@dataclass(frozen=True)
class PresencePlan:
    """``where``: weights of the six places where journeys begin; ``cookieless``: share of journeys without a customer; ``done``: chance
    that a journey from home gets the job done; ``passed``: that of one from a partner's page, divided by ``done``; ``carried``: chance
    that what was begun with is carried over; ``account``: chance that an account is needed before the first value; ``more``: journeys of a
    customer beside the first, on average; ``apart``: how much customers differ in getting done (standard deviation of chances).

    By place, none where nothing is given: ``strangers``: chance that a customer who first begins there is never known; ``forgotten``:
    chance that a further journey from there has no customer. Both together make it hang on the place how many of the journeys without a
    customer are somebody new.
    """

    where: tuple[float, ...] = NATURAL
    cookieless: float = 0.1
    done: float = 0.5
    passed: float = 1.0
    carried: float = 0.85
    account: float = 0.05
    more: float = 1.5
    apart: float = 0.15
    strangers: tuple[float, ...] = ()
    forgotten: tuple[float, ...] = ()


BY_PLACE = PresencePlan(where=(0.8, 0.2, 0.0, 0.0, 0.0, 0.0), cookieless=0.0, more=8.0, strangers=(0.8, 0.0, 0.0, 0.0, 0.0, 0.0),
                        forgotten=(0.0, 0.9, 0.0, 0.0, 0.0, 0.0))
"""Journeys without a customer are somebody new at one place, and known customers again at another."""


def true_evenness(plan: PresencePlan) -> float:
    """Pielou's evenness of the places where journeys begin."""
    share = np.array(plan.where) / sum(plan.where)
    some = share[share > 0]
    return float(-(some * np.log(some)).sum() / np.log(len(share)))


def start_frames(people: People, plan: PresencePlan = PresencePlan()) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The frames of starts and surfaces and what is true of them."""
    who, drawn = _journeys(people, plan)
    share = np.cumsum(np.array(plan.where) / sum(plan.where))
    place = np.minimum(np.searchsorted(share, drawn[:, 0]), len(SURFACES) - 1)
    embedded = EMBEDDED[place]
    lean = plan.apart * np.sqrt(3) * (2 * people.uniforms("starts")[who, 0] - 1)
    done = drawn[:, 2] < np.clip(plan.done * np.where(embedded, plan.passed, 1.0) * (1 + lean), 0, 1)
    steps = 1 + quantiles.poisson(drawn[:, 3], 2.0).astype(np.int64)
    account = np.where(drawn[:, 4] < plan.account, np.minimum(steps, 2), 0)
    begun = pl.Series([f"{SINCE}T00:00:00"]).str.to_datetime(time_unit="us", time_zone="UTC")
    frame = pl.DataFrame({
        "number": np.arange(len(who)), "customer": people.keys.gather(who), "known": _is_known(people, plan, who, place, drawn),
        "seconds": np.floor(drawn[:, 5] * SECONDS).astype(np.int64), "surface": np.array(SURFACES)[place], "embedded": embedded,
        "partner": np.array(PAGES)[place], "at_need": drawn[:, 6] < np.where(embedded, 0.7, 0.4),
        "within_two_steps": drawn[:, 7] < 0.75, "carried": drawn[:, 8] < plan.carried, "done": done, "steps": steps,
        "account_steps": account})
    starts = frame.select(
        journey=pl.lit("j-") + pl.col("number").cast(pl.String).str.zfill(9), customer=pl.when("known").then("customer"),
        at=begun[0] + pl.duration(seconds="seconds"), surface="surface", embedded="embedded",
        partner=pl.when("embedded").then("partner"), at_need="at_need", within_two_steps="within_two_steps",
        carried=pl.when("embedded").then("carried"), done="done", steps="steps", account_steps="account_steps")
    surfaces = pl.DataFrame({"surface": [*SURFACES, "back office"], "title": [*SURFACES, "back office"],
                             "eligible": [True] * len(SURFACES) + [False]})
    truth = {"evenness": true_evenness(plan), "pass_through": plan.passed, "cookieless": plan.cookieless, "carried": plan.carried}
    return {"starts": starts, "surfaces": surfaces}, truth


def _journeys(people: People, plan: PresencePlan) -> tuple[NDArray[np.int_], Floats]:
    """Whose each journey is and ten uniform draws of each: a journey's hang on its customer and its number alone."""
    active = np.flatnonzero(people.active)
    many = 1 + quantiles.poisson(people.uniforms("starts", 2)[active, 1], plan.more).astype(np.int_)
    who = np.repeat(active, many)
    number = np.arange(len(who)) - np.repeat(np.cumsum(many) - many, many)
    keys = streams.stream_keys(people.seed, hash64(people.keys)[who], number.astype(np.uint64), PARTS["starts"])
    return who, streams.uniforms(keys, 10)


def _is_known(people: People, plan: PresencePlan, who: NDArray[np.int_], place: NDArray[np.int_], drawn: Floats) -> NDArray[np.bool_]:
    """Of which journeys the customer is known."""
    known = drawn[:, 1] >= plan.cookieless
    strangers, forgotten = (np.array(given or (0.0,) * len(SURFACES)) for given in (plan.strangers, plan.forgotten))
    order = np.lexsort((drawn[:, 5], who))
    first = order[np.flatnonzero(np.diff(who[order], prepend=-1))]
    never = np.zeros(people.n, np.bool_)
    never[who[first]] = people.uniforms("starts", 3)[who[first], 2] < strangers[place[first]]
    lost = drawn[:, 9] < forgotten[place]
    lost[first] = False
    return np.asarray(known & ~never[who] & ~lost)
