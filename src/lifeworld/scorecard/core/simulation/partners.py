"""Simulated partners: who used whom, what that adds to customers' attainment, and which of them nobody could replace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.simulation.people import PARTS, SINCE, UNTIL, people

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
JOBS = 3
PER_ROLE = 5
"""Partners that do the same for a job, about."""
SOLE = "sole role"
_CUSTOMERS_PER_PASS = 100_000
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class UsePlan:
    """What is planted. ``kind``: "unrelated" (partners add nothing), "planted" (each adds its worth) or "critical" (the first partner also
    is the only one of its role, for ``carried`` of customers).

    ``points``: T that a use of a partner adds on average; ``spread``: standard deviation of its logarithm over partners; ``uses``: mean
    number of uses of a customer who uses anybody; ``alone``: share of customers who use nobody; ``crowd``: spread of popularity;
    ``count``: how often a customer uses partners: at least once and as Poisson's distribution says beyond it ("some"), as that says
    ("poisson": then uses of partners are independent, and one that adds nothing is a null partner of the game), or ``uses`` times ("fixed":
    a use of one partner is none of another); ``idle``: share of partners, the last ones, that add nothing; ``told``: whether roles and
    jobs are told; ``rival``: uses of the critical partner's role that somebody else served, as a share.
    """

    kind: Literal["unrelated", "planted", "critical"] = "planted"
    points: float = 4.0
    spread: float = 0.8
    uses: float = 3.0
    alone: float = 0.15
    crowd: float = 0.4
    carried: float = 0.35
    by_customer: float = 0.7
    count: Literal["some", "poisson", "fixed"] = "some"
    idle: float = 0.0
    told: bool = True
    rival: float = 0.0


@dataclass(frozen=True, eq=False)
class Used:
    """Frames uses, partners and choices; ``added`` float64[C]: what partners add to each customer's T; ``worth`` float64[p]: T that each
    adds to a customer who used it; ``customer`` and ``partner``: int64[uses], places in the customers and in ``keys``.
    """

    uses: pl.DataFrame
    partners: pl.DataFrame
    choices: pl.DataFrame
    added: Floats
    keys: pl.Series
    worth: Floats
    customer: Whole
    partner: Whole
    truth: dict[str, Any]


def used(customers: pl.Series, partners: int, seed: int, *, plan: UsePlan | None = None) -> Used:
    """The uses of customers (keys, each once) and what they add.

    >>> made = used(pl.Series(["a", "b", "c"]), 4, 1)
    >>> made.uses.columns, made.added.shape
    (['customer', 'partner', 'role', 'job', 'at'], (3,))
    """
    plan = plan or UsePlan()
    hashes = hash64(customers)
    keys = "partner-" + pl.Series("partner", np.arange(1, partners + 1)).cast(pl.String).str.zfill(4)
    own = streams.stream_keys(seed, PARTS["partners"], np.arange(partners, dtype=np.uint64))
    drawn = np.asarray(quantiles.normal(streams.uniforms(own, 2)))
    worth = plan.points * np.exp(plan.spread * drawn[:, 0] - plan.spread**2 / 2) if plan.kind != "unrelated" else np.zeros(partners)
    if plan.kind == "critical":
        worth[0] = 2.5 * plan.points
    if plan.idle:
        worth[partners - round(plan.idle * partners):] = 0.0
    crowd = np.exp(plan.crowd * drawn[:, 1])
    if plan.kind == "critical" and partners > 1:
        crowd[0] = 0.0  # it is used by its own share of customers, not by chance
    cumulative = np.cumsum(crowd / crowd.sum())
    parts = [_uses(hashes[at:at + _CUSTOMERS_PER_PASS], at, cumulative, plan, seed) for at in range(0, len(hashes), _CUSTOMERS_PER_PASS)]
    who, what, when = (np.concatenate([part[i] for part in parts]) for i in range(3))
    sole = (what == 0) & (plan.kind == "critical")
    if plan.rival and partners > 1:
        drawn_away = streams.uniforms(streams.stream_keys(seed, PARTS["uses"], 3, hashes[who]), 1)[:, 0] < plan.rival
        what = np.where(sole & drawn_away, 1, what)
    job = (hashes % np.uint64(JOBS)).astype(np.int64)[who]
    roles = max(1, partners // PER_ROLE)
    names = pl.Series([f"role {i % roles + 1}" for i in range(partners)])
    role = pl.select(pl.when(pl.Series(sole)).then(pl.lit(SOLE)).otherwise(names.gather(what))).to_series()
    begin = int(np.datetime64(SINCE, "us").astype(np.int64))
    uses = pl.DataFrame({
        "customer": customers.gather(who), "partner": keys.gather(what), "role": _told(role, plan),
        "job": _told(pl.Series([f"job {i + 1}" for i in range(JOBS)]).gather(job), plan),
        "at": pl.Series((begin + when * 90 * _DAY_US).astype(np.int64)).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")})
    once = np.unique(who * partners + what)
    added = np.bincount(once // partners, worth[once % partners], len(customers)).astype(np.float64)
    truth = {"kind": plan.kind, "worth": dict(zip(keys.to_list(), worth.tolist(), strict=True)),
             "critical": keys[0] if plan.kind == "critical" else None, "idle": int((worth == 0).sum())}
    return Used(uses, _partners(keys, np.bincount(what, minlength=partners), seed), _choices(uses, who, what, hashes, plan, seed), added,
                keys,
                worth, who, what, truth)


def _told(words: pl.Series, plan: UsePlan) -> pl.Series:
    return words if plan.told else pl.Series([None] * len(words), dtype=pl.String)


def _uses(hashes: NDArray[np.uint64], first: int, cumulative: Floats, plan: UsePlan, seed: int) -> tuple[Whole, Whole, Floats]:
    """Customer, partner and time (0 to 1 of the window) of each use."""
    most = max(int(4 * plan.uses), 4)
    drawn = streams.uniforms(streams.stream_keys(seed, hashes, PARTS["uses"]), 3 + 2 * most)
    at_least = 1 if plan.count == "some" else 0
    often = np.minimum(at_least + quantiles.poisson(drawn[:, 0], max(plan.uses - at_least, 0.0)), most).astype(np.int64)
    if plan.count == "fixed":
        often[:] = round(plan.uses)
    often[drawn[:, 1] < plan.alone] = 0
    own = plan.kind == "critical"
    carried = own & (drawn[:, 2] < plan.carried)
    who = np.repeat(np.arange(len(hashes)), often)
    nth = np.arange(len(who)) - np.repeat(np.cumsum(often) - often, often)
    what = np.minimum(np.searchsorted(cumulative, drawn[who, 3 + nth], side="right"), len(cumulative) - 1)
    alone = np.flatnonzero(carried)
    who = np.concatenate([who, alone]) + first
    what = np.concatenate([what, np.zeros(len(alone), np.int64)])
    return who, what, np.concatenate([drawn[who[:len(nth)] - first, 3 + most + nth], drawn[alone, 1]])


def _partners(keys: pl.Series, orders: Whole, seed: int) -> pl.DataFrame:
    """The frame of partners: most of them came years ago, few left, nearly all orders are filled."""
    drawn = streams.uniforms(streams.stream_keys(seed, PARTS["partners"], 2, hash64(keys)), 5)
    begin, end = (int(np.datetime64(day, "us").astype(np.int64)) for day in (SINCE, UNTIL))
    joined = (begin - drawn[:, 0] * 900 * _DAY_US).astype(np.int64)
    late = drawn[:, 1] < 0.1
    left = (end - drawn[:, 2] * 60 * _DAY_US).astype(np.int64)
    filled = np.asarray(quantiles.binomial(drawn[:, 3], np.maximum(orders, 1), 0.97)).astype(np.int64)
    disputed = np.asarray(quantiles.binomial(drawn[:, 4], np.maximum(orders, 1), 0.01)).astype(np.int64)

    def times(values: Whole) -> pl.Series:
        return pl.Series(values).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")

    return pl.DataFrame({
        "partner": keys, "title": "Partner " + keys.str.slice(8), "joined_at": times(joined),
        "left_at": pl.select(pl.when(pl.Series(late)).then(times(left))).to_series(), "orders": orders,
        "filled": np.minimum(filled, orders), "disputes": np.minimum(disputed, orders)})


def _choices(uses: pl.DataFrame, who: Whole, what: Whole, hashes: NDArray[np.uint64], plan: UsePlan, seed: int) -> pl.DataFrame:
    """Who chose the partner of every use."""
    nth = np.arange(len(who), dtype=np.uint64)  # the order of uses is that of customers, so this is theirs, too
    drawn = streams.uniforms(streams.stream_keys(seed, PARTS["choices"], hashes[who], what.astype(np.uint64), nth), 1)[:, 0]
    at = np.where(drawn < plan.by_customer, 0, np.where(drawn < (1 + plan.by_customer) / 2, 1, 2))
    return uses.select("customer", "partner", "job", by=pl.Series(["customer", "default", "place"]).gather(at))


def goal_frame(customers: pl.Series, t: Floats) -> pl.DataFrame:
    """One goal to get done for each customer with its T, for worlds of partners alone; NaN is not known."""
    state = pl.Series(np.where(t >= 50, "reached", "active"))
    return pl.DataFrame({"customer": customers, "goal": "goal", "job": "job 1", "kind": "achieve", "state": state,
                         "reason": pl.Series([None] * len(t), dtype=pl.String), "lowered": False,
                         "t": pl.Series(t, dtype=pl.Float64).fill_nan(None), "t_baseline": 40.0})


def partner_frames(customers: int, partners: int, seed: int, *, plan: UsePlan | None = None, unknown: float = 0.05) -> tuple[Frames, Used]:
    """A world of partners alone, for the fourth factor: frames customers, goals, uses, partners and choices, and what is true."""
    whom = people(customers, seed)
    made = used(whom.keys, partners, seed, plan=plan)
    t = 45 + 3 * whom.ability + 6 * whom.normals("goals")[:, 0] + made.added
    t[whom.uniforms("goals", 2)[:, 1] < unknown] = np.nan
    table = pl.DataFrame({"customer": whom.keys, "household": whom.household, "segment": None, "target": None, "active": True, "arm": None,
                          "before": whom.before, "joined_at": None}, schema_overrides={
                              "segment": pl.String, "target": pl.Boolean, "arm": pl.String, "joined_at": pl.Datetime("us", "UTC")})
    frames = {"customers": table, "goals": goal_frame(whom.keys, t), "uses": made.uses, "partners": made.partners, "choices": made.choices}
    return Frames(frames, simulated=True), made
