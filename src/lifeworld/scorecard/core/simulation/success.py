"""Simulated customers and goals with a truth that the score of success must find: an uplift, a selection, households, unknown days.

Every draw is a customer's own (``kit.streams``), so a world does not change when customers are added to it or stand in another order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.goals.core.values import REASONS
from lifeworld.kit import quantiles, streams
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.frames import FRAMES, HELD, LABELS, SERVED
from lifeworld.scorecard.core.simulation.people import labels

Floats = NDArray[np.float64]
T_MEAN = 50.0


@dataclass(frozen=True)
class SuccessKnobs:
    """What is planted. ``uplift``: T points that being served adds; ``selection``: T points by which joiners are better off.

    ``enrolled``: share of customers who join; ``held``: share of those held out; ``household_size``: customers of a household on
    average (1 to 2); ``icc``: how alike they are; ``rho``: correlation of T with T from before; ``sd``: of T. ``before_missing``: share
    of customers of whom nothing is known from before. ``days_missing``: share of days not known; ``bad_days_missing``: how many times
    as often bad days are missing as good ones; ``manage``: share of goals to keep in range. ``done_rate``: goals done a day, of a goal
    with T of 50; ``quicker``: log hazard that being served adds; ``abandon``: goals given up a day; ``lowered``: share of goals made
    easier; ``goals_mean``: goals of a customer. ``type_gap``: T points that customers labelled individual-driven attain more.
    """

    uplift: float = 0.0
    selection: float = 0.0
    enrolled: float = 0.7
    held: float = 0.1
    household_size: float = 1.6
    icc: float = 0.1
    rho: float = 0.6
    sd: float = 10.0
    before_missing: float = 0.1
    days_missing: float = 0.15
    bad_days_missing: float = 1.0
    manage: float = 0.4
    done_rate: float = 1 / 60
    quicker: float = 0.0
    abandon: float = 1 / 600
    lowered: float = 0.05
    window_days: int = 180
    goals_mean: float = 1.5
    type_gap: float = 0.0


def simulated_customers(n: int, seed: int, knobs: SuccessKnobs | None = None) -> pl.DataFrame:
    """``n`` customers as the frame of that name; segment, target, active and times are not known. Those with an arm have joined.

    >>> simulated_customers(4, 1).columns[:2]
    ['customer', 'household']
    """
    given = knobs or SuccessKnobs()
    customers = pl.DataFrame({"customer": "c" + pl.Series(np.arange(n)).cast(pl.String).str.zfill(8)})
    numbers, hashed = np.arange(n), hash64(customers["customer"])
    join, chance, missing, before = draws(seed, hashed, 1, 4).T
    pairs = 2 * (given.household_size - 1) / given.household_size
    paired = draws(seed, (numbers // 2).astype(np.uint64), 2, 1)[:, 0] < pairs
    household = pl.Series("household", numbers // 2).cast(pl.String)
    arm = np.where(join < given.enrolled, np.where(chance < given.held, HELD, SERVED), "")
    shared = _household_part(customers.with_columns(household=pl.when(pl.Series(paired)).then("h" + household)), seed, given)
    level = T_MEAN + given.sd * (np.sqrt(given.icc) * shared + np.sqrt(1 - given.icc) * quantiles.normal(before))
    level += np.where(arm != "", given.selection, 0.0)
    made = customers.with_columns(
        household=pl.when(pl.Series(paired)).then("h" + household), arm=pl.when(pl.Series(arm != "")).then(pl.Series(arm)),
        before=pl.when(pl.Series(missing >= given.before_missing)).then(pl.Series(level)), type=labels(draws(seed, hashed, 6, 1)[:, 0]))
    return made.select(pl.col(one.name) if one.name in made.columns else pl.lit(None, one.kind).alias(one.name)
                       for one in FRAMES["customers"].columns)


def simulated_goals(customers: pl.DataFrame, seed: int, knobs: SuccessKnobs | None = None, shift: Floats | None = None,
                    ability: Floats | None = None) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Goals of customers (with household, arm and before) as the frame of that name, and what is true of them.

    ``shift``: T points for each customer, as of the partners that she uses; ``ability``: standard normal, what makes some attain more
    whatever is offered (None: taken from before, drawn where that is not known). Truth: uplift in T, selection, mean T of all, log
    hazard of the served, and by how much T of individual-driven customers differs.
    """
    given, n = knobs or SuccessKnobs(), customers.height
    hashed, served = hash64(customers["customer"]), (customers["arm"] == SERVED).fill_null(False).to_numpy()
    joined = customers["arm"].is_not_null().to_numpy()
    many, noise, known = draws(seed, hashed, 3, 3).T
    before = customers["before"].fill_null(np.nan).to_numpy()
    selected = np.where(joined, given.selection, 0.0)
    before = np.where(np.isnan(before), T_MEAN + selected + given.sd * quantiles.normal(known), before)
    own = (before - T_MEAN - selected) / given.sd if ability is None else ability
    level = T_MEAN + selected + given.uplift * served + given.sd * (given.rho * own + np.sqrt(1 - given.rho**2) * quantiles.normal(noise))
    level += given.type_gap * (customers["type"] == LABELS[0]).fill_null(False).to_numpy()
    level = np.clip(level + (0.0 if shift is None else shift), 0.0, 100.0)
    goals = 1 + (many * (2 * given.goals_mean - 1)).astype(np.int64)
    row = np.repeat(np.arange(n), goals)
    number = np.arange(len(row)) - np.repeat(np.cumsum(goals) - goals, goals)
    made = _rows(given, seed, streams.stream_keys(seed, 4, hashed[row], number.astype(np.uint64)), level[row], before[row], served[row])
    frame = pl.DataFrame({"customer": customers["customer"].gather(row), "goal": pl.Series(number).cast(pl.String), **made})
    frame = frame.select(pl.col(one.name).cast(one.kind) if one.name in frame.columns else pl.lit(None, one.kind).alias(one.name)
                         for one in FRAMES["goals"].columns)
    truth = {"uplift": given.uplift, "selection": given.selection, "attainment": float(level.mean()), "quicker": given.quicker,
             "type_gap": given.type_gap}
    return frame, truth


def _rows(given: SuccessKnobs, seed: int, keys: NDArray[np.uint64], level: Floats, before: Floats,
          served: NDArray[np.bool_]) -> dict[str, Any]:
    """The columns of goals, by one stream for each."""
    kind, done, gone, late, low, why, job, part, days = streams.uniforms(keys, 9).T
    manage = kind < given.manage
    ease = (level - T_MEAN) / 40 + given.quicker * served
    to_done, to_gone = -np.log(done) / (given.done_rate * np.exp(ease)), -np.log(gone) / max(given.abandon, 1e-12)
    window = given.window_days * (0.25 + 0.75 * late)
    first = np.minimum(np.minimum(to_done, to_gone), window)
    state = np.select([manage & (level >= T_MEAN), manage, first == to_done, first == to_gone],
                      ["reached", "active", "reached", "abandoned"], "active")
    reasons = list(REASONS)
    n_days = np.full(len(level), given.window_days)
    inside = np.clip(quantiles.binomial(days, n_days, 1 / (1 + np.exp(-(level - T_MEAN) / 10))), 0, n_days)
    lost = given.days_missing
    seen_in = np.floor(inside * (1 - lost) + part)
    seen_out = np.floor((n_days - inside) * (1 - min(lost * given.bad_days_missing, 1.0)) + part)
    return {
        "job": np.char.add("job-", (job * 5).astype(np.int64).astype(str)), "kind": np.where(manage, "manage", "achieve"), "state": state,
        "reason": pl.Series([reasons[int(at)] for at in why[state == "abandoned"] * len(reasons)], dtype=pl.String).gather(
            pl.Series(np.where(state == "abandoned", np.cumsum(state == "abandoned") - 1, -1)).replace(-1, None)),
        "lowered": low < given.lowered, "t": level, "t_baseline": np.clip(before - 5, 0, 100),
        "days": pl.Series(np.where(manage, np.nan, first)).fill_nan(None),
        "n_days": pl.Series(np.where(manage, n_days, -1)).replace(-1, None),
        "n_known": pl.Series(np.where(manage, np.minimum(seen_in + seen_out, n_days), -1).astype(np.int64)).replace(-1, None),
        "n_in": pl.Series(np.where(manage, np.minimum(seen_in, inside), -1).astype(np.int64)).replace(-1, None)}


def _household_part(customers: pl.DataFrame, seed: int, given: SuccessKnobs) -> Floats:
    """What customers of one household share, standard normal."""
    houses = customers.select(pl.coalesce("household", "customer")).to_series()
    return np.asarray(quantiles.normal(draws(seed, hash64(houses), 5, 1)[:, 0]), np.float64)


def draws(seed: int, hashed: NDArray[np.uint64], part: int, k: int) -> Floats:
    """Uniform draws float64[n, k] of a part, a customer's own."""
    return streams.uniforms(streams.stream_keys(seed, part, hashed), k)

