"""Partners' contributions: Shapley values at scale, and how often intervals hold the truth.

`python -m benchmarks.scorecard_partners shapley [CUSTOMERS]` and `... coverage [STUDIES]` print a section each.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from benchmarks.measure import peak_mib, table
from lifeworld.scorecard.core.alignment import curve
from lifeworld.scorecard.core.alignment.agreement import PARTNERS_MIN, Agreement, agreement
from lifeworld.scorecard.core.alignment.harm import pay_per_harm
from lifeworld.scorecard.core.alignment.money import money
from lifeworld.scorecard.core.alignment.ranks import spearman, tau_b, weighted_tau
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners import Contributions, contributions, partners_score, redrawn, shapley
from lifeworld.scorecard.core.partners.blocks import blocks
from lifeworld.scorecard.core.partners.concentration import concentration, hhi
from lifeworld.scorecard.core.partners.game import Game, attained_t, game
from lifeworld.scorecard.core.simulation.alignment import PayPlan, earned
from lifeworld.scorecard.core.simulation.partners import UsePlan, partner_frames
from lifeworld.scorecard.core.values import Asked

CUSTOMERS, PARTNERS, STUDIES = 1_000_000, 1000, 1000
ASKED = Asked(as_of="2026-06-30", since="2026-04-01")
MANY = 12_000
"""Customers with whom contributions of some 40 partners are known well enough to be the truth of coefficients."""


def at_scale(customers: int) -> str:
    """Time and standard error by number of orders."""
    frames, _ = partner_frames(customers, PARTNERS, 3, plan=UsePlan(uses=11.7))
    known, uses = attained_t(frames["goals"]), frames["uses"].select("customer", "partner")
    begun = time.perf_counter()
    drawn = blocks(frames["customers"], [known["customer"], uses["customer"]], ASKED.replicates, ASKED.seed)
    found = game(known, uses, drawn)
    grouped = time.perf_counter() - begun
    rows = []
    for orders in (200, 400, 1000):
        begun = time.perf_counter()
        values = shapley.sampled(found, orders, ASKED.seed)
        seconds = time.perf_counter() - begun
        part = values.se.max() / np.abs(values.phi).max()
        rows.append([f"{orders:,}", f"{seconds:.1f} s", f"{100 * part:.1f} %", f"{abs(values.phi.sum() - _whole(found)):.1e}"])
    begun = time.perf_counter()
    redrawn.replicates(found, drawn.weights, values.phi, ASKED.seed)
    again = time.perf_counter() - begun
    return "\n\n".join((
        f"{len(found.t):,} customers with a known T, {len(found.keys):,} partners, {uses.height:,} uses, {len(found.n):,} used sets. "
        f"Grouping customers by used set takes {grouped:.1f} s; {ASKED.replicates} bootstraps over {4 * redrawn.PAIRS} orders "
        f"take {again:.1f} s; the process takes {peak_mib():,} MiB at most.",
        table(["orders", "time", "largest standard error of the largest contribution", "sum less v(all) - v(nobody)"], rows)))


def _whole(found: Game) -> float:
    total, n = found.alone
    return found.mean - (total + found.shrink * found.mean) / (n + found.shrink)


def studies_of(frames: Frames, studies: int, n: int) -> Iterator[tuple[int, Frames]]:
    """Each study's own customers of one large world."""
    keys = frames["customers"].sort("customer").with_row_index("at")
    place = keys.select("customer", study=pl.col("at") // n)
    parts = {name: frames[name].join(place, on="customer").partition_by("study", as_dict=True, include_key=False)
             for name in ("customers", "goals", "uses")}
    for study in range(studies):
        yield study, Frames({name: part[study,] for name, part in parts.items()})


def truth_of(whole: Game, shrink: float, kept: dict[float, np.ndarray]) -> np.ndarray:
    """Contributions of the large world, drawn to the mean by the same share of customers (to within 2 %)."""
    step = round(math.log(shrink) * 50)
    if step not in kept:
        game_of = replace(whole, shrink=math.exp(step / 50) * len(whole.t))
        p = len(whole.keys)
        kept[step] = (shapley.exact(shapley.masks(game_of), game_of.total, game_of.n, p, game_of.mean, game_of.shrink)
                      if p <= shapley.EXACT_MAX else shapley.sampled(game_of, 4000, 77).phi)
    return kept[step]


def contribution_row(n: int, partners: int, plan: UsePlan, studies: int) -> list[str]:
    """Coverage of contributions alone and at once, of the concentration, and how often somebody is said to contribute."""
    frames, _ = partner_frames(studies * n, partners, 4, plan=plan)
    whole = game(attained_t(frames["goals"]), frames["uses"].select("customer", "partner"), blocks(frames["customers"], [], 2, 1), 1.0)
    kept: dict[float, np.ndarray] = {}
    one, every, index, said, known = [], [], [], 0, 0
    for study, part in studies_of(frames, studies, n):
        found = contributions(part, replace(ASKED, seed=study))
        if found.keys != whole.keys:
            continue
        true = np.zeros(partners) if plan.kind == "unrelated" else truth_of(whole, found.shrink / found.n, kept)
        held = ((found.low <= true) & (true <= found.high))[found.enough]
        one.append(held.mean() if len(held) else np.nan)
        every.append(((found.low_all <= true) & (true <= found.high_all))[found.enough].all())
        said += bool(found.said.any())
        if plan.kind != "unrelated" and (found.said & (found.phi > 0)).any():
            known += 1
            index.append(_index_held(found, true))
    return [plan.kind, f"{n:,}", str(partners), f"{plan.uses:g}", f"{np.nanmean(one):.3f}", f"{np.mean(every):.3f}",
            f"{np.mean(index):.3f}" if index else "", f"{100 * said / studies:.0f} %"]


def _index_held(found: Contributions, true: np.ndarray) -> bool:
    seen = found.enough
    low, high = concentration(found.phi[seen], found.se[seen], found.replicates[:, seen], ASKED.level).index[1:]
    return bool(low <= float(hhi(true[seen])) <= high)


def reach_row(n: int, carried: float, studies: int) -> list[str]:
    """Coverage of what is out of reach without the critical partner."""
    frames, _ = partner_frames(studies * n, 12, 5, plan=UsePlan("critical", carried=carried))
    good = frames["goals"].filter(pl.col("t") >= 50)["customer"]
    users = frames["uses"].filter(pl.col("partner") == "partner-0001")["customer"]
    true, held, flagged = float(good.is_in(users.implode()).mean() or 0), 0, 0  # type: ignore[arg-type]
    for study, part in studies_of(frames, studies, n):
        score = partners_score(part, replace(ASKED, seed=study, replicates=20), contributions(part, replace(ASKED, replicates=20)))
        figure = next((one for one in score.figures if one.name.startswith("share of attained customers out of reach")), None)
        held += figure is not None and figure.low is not None and figure.high is not None and figure.low <= true <= figure.high
        flagged += any(one.key == "critical_partner" for one in score.findings)
    return [f"{n:,}", f"{100 * true:.0f} %", f"{held / studies:.3f}", f"{100 * flagged / studies:.0f} %"]


def tau_row(partners: int, error: float, studies: int) -> list[str]:
    """Coverage of tau-b, where contributions of partners are known with errors as large as ``error`` of their mean."""
    rng = np.random.default_rng(5)
    many = np.exp(0.8 * rng.normal(size=(1, 100_000)) - 0.32)
    true = float(tau_b(many, many * np.exp(0.6 * rng.normal(size=many.shape)))[0])
    held, values, widths = 0, [], []
    for study in range(studies):
        worth = np.exp(0.8 * rng.normal(size=partners) - 0.32)
        pay = worth * np.exp(0.6 * rng.normal(size=partners))
        phi = worth + error * rng.normal(size=partners)
        again = phi + error * rng.normal(size=(400, partners))
        value, low, high = agreement(pay[:, None], phi, again, np.ones((1, 400), np.float32), replace(ASKED, seed=study)).coefficients[0]
        held += low <= true <= high
        values.append(value)
        widths.append(high - low)
    return [str(partners), f"{error:g}", f"{true:.3f}", f"{np.mean(values):.3f}", f"{np.mean(widths):.2f}", f"{held / studies:.3f}"]


def world_rows(n: int, partners: int, studies: int) -> list[list[str]]:
    """Coverage of what alignment says of earnings and contributions in whole ecosystems: every study has partners and customers of its own.
    Truths of coefficients are means over studies of those of the same partners with ``MANY`` customers, in the same game drawn
    to the mean by the same share; that of what would move is each study's own.
    """
    pays, plan = ("aligned", "reversed", "unrelated"), UsePlan(count="poisson", alone=0.0)
    shown: dict[str, list[tuple[Agreement, np.ndarray, np.ndarray]]] = {pay: [] for pay in pays}
    for study in range(studies):
        (frames, made), (many, larger) = (partner_frames(one, partners, 40_000 + study, plan=plan) for one in (n, MANY))
        found = contributions(frames, replace(ASKED, seed=study, permutations=200))
        judged = np.flatnonzero(found.enough)
        if found.keys != tuple(larger.keys) or len(judged) < PARTNERS_MIN:
            continue
        whole = game(attained_t(many["goals"]), many["uses"].select("customer", "partner"), blocks(many["customers"], [], 2, 1), 1.0)
        true = shapley.sampled(replace(whole, shrink=found.shrink / found.n * len(whole.t)), 400, 7).phi[judged]
        for pay in pays:
            few, more = (earned(used, _t(one), 40_000 + study, plan=PayPlan(pay=pay)) for used, one in ((made, frames), (larger, many)))  # type: ignore[arg-type]
            by_block = money(few, found).by_block(len(found.keys), found.blocks.n)[judged]
            paid = more.group_by("partner").agg(pl.col("amount").sum()).sort("partner")["amount"].to_numpy()[judged]
            shown[pay].append((agreement(by_block, found.phi[judged], found.replicates[:, judged], found.blocks.weights,
                                         replace(ASKED, seed=study)), paid, true))
    return [row for pay in pays for row in _held(f"{n:,}", partners, pay, shown[pay])]


def _held(n: str, partners: int, pay: str, shown: list[tuple[Agreement, np.ndarray, np.ndarray]]) -> list[list[str]]:
    """Figure, truth, mean, width and how often the interval holds the truth."""
    made = []
    for at, (name, of) in enumerate((("tau-b", tau_b), ("Spearman", spearman), ("weighted tau", weighted_tau), ("area", curve.area),
                                     ("would move", curve.moved))):
        ends = np.array([(*one[0].coefficients, one[0].area, one[0].moved)[at] for one in shown], np.float64)
        each = np.array([float(of(one[1][None], one[2][None])[0]) for one in shown])
        true = each if name == "would move" else np.full(len(each), each.mean())
        held = (ends[:, 1] <= true) & (true <= ends[:, 2])
        means = (f"{each.mean():.3f}", f"{ends[:, 0].mean():.3f}", f"{(ends[:, 2] - ends[:, 1]).mean():.2f}")
        made.append([n, str(partners), pay, name, *means, str(len(each)), f"{held.mean():.3f}"])
    return made


def _t(frames: Frames) -> np.ndarray:
    """T of each customer, NaN where not known."""
    known = frames["customers"].select("customer").join(frames["goals"], on="customer", how="left", maintain_order="left")
    return known["t"].fill_null(float("nan")).to_numpy()


def harm_row(partners: int, rows: int, share: float, studies: int) -> list[str]:
    """Coverage of pay per harm, where partners differ in how often they fail."""
    rng, held = np.random.default_rng(6), 0
    for _ in range(studies):
        partner, who = rng.integers(0, partners, rows), rng.integers(0, rows // 3, rows)
        chance = share * np.exp(rng.normal(0, 0.5, partners) - 0.125)
        found = pay_per_harm(rng.exponential(20, rows), rng.random(rows) < chance[partner], partner, who, ASKED.level)
        held += found[1] <= share <= found[2]
    return [str(partners), f"{rows:,}", f"{100 * share:.0f} %", f"{held / studies:.3f}"]


def coverage(studies: int) -> str:
    """All tables."""
    few = max(studies // 5, 1)
    rows = [contribution_row(n, p, plan, s) for n, p, plan, s in (
        (100, 6, UsePlan(uses=2.0), studies), (200, 8, UsePlan(), studies), (1000, 8, UsePlan(), studies), (400, 20, UsePlan(), few),
        (400, 40, UsePlan(), few), (200, 8, UsePlan("unrelated"), studies), (400, 40, UsePlan("unrelated"), few))]
    return "\n\n".join((
        f"{studies:,} studies a row ({few:,} where there are more than {shapley.EXACT_MAX} partners). The truth of contributions is the "
        "same game of all customers of all studies, drawn to the mean by the same share.",
        table(["partners", "customers", "number", "uses each", "each alone", "all at once", "concentration", "somebody is said to"], rows),
        "Out of reach without the critical partner:",
        table(["customers", "truth", "holds the truth", "flagged"], [reach_row(*one, few) for one in ((200, 0.35), (600, 0.2))]),
        "Kendall's tau-b of earnings and contributions, earnings being contributions times lognormal noise (.6); the truth is that of "
        "endless partners without errors:",
        table(["partners", "error", "truth", "mean", "width", "holds the truth"],
              [tau_row(p, error, few) for p in (30, 40, 100) for error in (0.05, 0.2)]),
        "In whole ecosystems, where earnings and contributions of a partner have errors from the same customers:",
        table(["customers", "partners", "pay", "figure", "truth", "mean", "width", "studies", "holds the truth"],
              [row for n in (400, 1500) for row in world_rows(n, 40, few)]),
        "Pay per harm:",
        table(["partners", "earnings", "truth", "holds the truth"],
              [harm_row(*one, studies) for one in ((12, 300, 0.1), (25, 600, 0.1), (40, 5000, 0.02))])))


if __name__ == "__main__":
    given = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    print(at_scale(given or CUSTOMERS) if sys.argv[1:2] == ["shapley"] else coverage(given or STUDIES))
