"""Success and the sauce on simulated ecosystems: how often intervals hold the truth, and what is found where it is planted or not.

`python -m benchmarks.scorecard_effects [STUDIES] [SEEDS] [CUSTOMERS]` prints the section. Truths of days and probabilities are taken from
one large simulated population, those of T and quality are planted.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from benchmarks.measure import table
from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects import always_valid, complier, restricted, superiority
from lifeworld.scorecard.core.effects.cells import spread
from lifeworld.scorecard.core.effects.difference import contrast
from lifeworld.scorecard.core.effects.times import _area, not_done
from lifeworld.scorecard.core.frames import HELD, SERVED, Frames
from lifeworld.scorecard.core.sauce import sauce
from lifeworld.scorecard.core.sauce.trials import offered
from lifeworld.scorecard.core.simulation.sauce import SauceKnobs, simulated_designs, simulated_trials
from lifeworld.scorecard.core.simulation.success import SuccessKnobs, simulated_customers, simulated_goals
from lifeworld.scorecard.core.success import success
from lifeworld.scorecard.core.success.by_type import ByType, attained_by_type
from lifeworld.scorecard.core.success.lift import Lift, lift
from lifeworld.scorecard.core.success.telling import misled
from lifeworld.scorecard.core.success.timing import timed
from lifeworld.scorecard.core.values import Asked

STUDIES, SEEDS, CUSTOMERS, LOOKS = 1000, 200, 1_000_000, 12
ONCE, AGAIN = Asked(looks="once"), Asked(looks="again")
UPLIFT, HELPED = SuccessKnobs(uplift=2.0, held=0.4, icc=0.3), SauceKnobs(effect_days=0.5, effect_quality=0.3)


def served(knobs: SuccessKnobs, n: int, seed: int, asked: Asked) -> Lift:
    """The effect of being served in one simulated ecosystem."""
    customers = simulated_customers(n, seed, knobs)
    goals, _ = simulated_goals(customers, seed, knobs)
    housed = goals.join(customers.select("customer", "household", "arm", "arm_at"), on="customer", how="left")
    found = lift(customers, goals, timed(housed), asked)
    if found is None:
        raise ValueError("nobody is held out")
    return found


def typed(knobs: SuccessKnobs, n: int, seed: int, asked: Asked) -> ByType:
    """What goes with a type in one simulated ecosystem."""
    customers = simulated_customers(n, seed, knobs)
    goals, _ = simulated_goals(customers, seed, knobs)
    return attained_by_type(goals.join(customers.select("customer", "household", "type"), on="customer", how="left"), asked)


def attempts(knobs: SauceKnobs, n: int, seed: int) -> pl.DataFrame:
    """Attempts with households and arms."""
    customers = simulated_customers(n, seed)
    trials, _ = simulated_trials(customers, seed, knobs)
    arm = pl.when("offered").then(pl.lit(SERVED)).otherwise(pl.lit(HELD))
    return trials.join(customers.select("customer", "household"), on="customer").with_columns(
        arm=arm, end=pl.col("done").cast(pl.Int64), value=pl.col("quality"))


def coverage(studies: int) -> str:
    """Shares of studies whose interval holds the truth, and what it costs to look again."""
    large = attempts(HELPED, 400_000, 10_000_019)
    truth = superiority(large, name="s", asked=ONCE, query="q").value
    curves = [not_done(one["days"].to_numpy(), one["end"].to_numpy()) for one in (large.filter(arm=HELD), large.filter(arm=SERVED))]
    held: dict[str, list[bool]] = {}

    def hold(name: str, figure: Figure, true: float | None) -> None:
        if figure.low is not None and figure.high is not None and true is not None:
            held.setdefault(name, []).append(figure.low <= true <= figure.high)

    for number in range(studies):
        found = served(UPLIFT, 400, number, ONCE).effect
        hold("effect on T, plain", found.difference, 2.0)
        hold("effect on T, adjusted for before (CUPED)", found.adjusted, 2.0)
        again = served(UPLIFT, 400, number, AGAIN).effect
        hold("effect on T, adjusted, always-valid, one look of it", again.adjusted, 2.0)
        rows = attempts(HELPED, 250, number)
        hold("quality for those who use it because it was offered", complier(rows, name="c", unit="", asked=ONCE, query="q").effect, 3.0)
        hold("probability of superiority", superiority(rows, name="s", asked=ONCE, query="q"), truth)
        days = restricted(rows, name="d", asked=ONCE, query="q")
        areas = [_area(curve, days.horizon or 0.0)[0] for curve in curves]
        hold("days to done (restricted mean)", days.difference, areas[1] - areas[0])
    return table(["interval of 90 %", "studies", "holds the truth, %"],
                 [[name, str(len(each)), f"{100 * float(np.mean(each)):.1f}"] for name, each in held.items()])


def looks(studies: int) -> str:
    """How many studies hold the truth at all of twelve looks from 60 to 3,000 customers."""
    sizes, missed = np.unique(np.geomspace(60, 3000, LOOKS).astype(int)), np.zeros((studies, 2), np.bool_)
    for number in range(studies):
        rng = np.random.default_rng([8, number])
        arm, house = rng.random(3000) < 0.5, np.arange(3000) // 2
        value = rng.gamma(2.0, 5.0, 3000) + np.repeat(rng.normal(0, 4, 1500), 2) + arm
        for n in sizes:
            found = contrast(value[:n], arm[:n])
            about = spread(found.influence[:, None], house[:n], arm[:n])
            off = abs(found.value - 1.0) / about.se
            missed[number] |= [off > 1.645, off > always_valid(about.n)]
    one, again = 100 * (1 - missed.mean(axis=0))
    return (f"At all of {LOOKS} looks together: intervals for one look hold the truth in {one:.1f} % of {studies} studies, always-valid "
            f"ones in {again:.1f} %.")


def falsified(seeds: int) -> str:
    """What is found where something is planted, and where nothing is."""
    def share(what: Callable[[int], bool]) -> str:
        return f"{100 * float(np.mean([what(seed) for seed in range(seeds)])):.1f}"

    def quality(knobs: SauceKnobs, seed: int) -> bool:
        customers = simulated_customers(700, seed)
        found = offered(simulated_trials(customers, seed, knobs)[0], customers, AGAIN)
        return found is not None and (found.effects["quality"].verdict == "found" or (found.days.difference.high or 0.0) < 0)

    joined = replace(UPLIFT, uplift=0.0, selection=4.5)
    told = [one.joined[1].value or 0.0 for one in (served(joined, 900, seed, AGAIN) for seed in range(min(seeds, 50))) if one.joined]
    some, none = replace(UPLIFT, uplift=4.0), replace(UPLIFT, uplift=0.0)
    gap = replace(UPLIFT, type_gap=-4.0)
    helped, idle = SauceKnobs(effect_days=0.7, effect_quality=0.5), SauceKnobs(able=2.0)
    rows = [["4 T are planted: an effect is found", share(lambda seed: served(some, 900, seed, AGAIN).effect.verdict == "found")],
            ["nothing is planted: none is found", share(lambda seed: served(none, 900, seed, AGAIN).effect.verdict != "found")],
            ["the healthier join: the holdout finds none", share(lambda seed: served(joined, 900, seed, AGAIN).effect.verdict != "found")],
            ["the healthier join: the naive number is said to mislead", share(lambda seed: misled(served(joined, 2000, seed, AGAIN)))],
            ["the sauce helps: days or quality are found", share(lambda seed: quality(helped, seed))],
            ["it does nothing, and the able use it more: nothing is found", share(lambda seed: not quality(idle, seed))],
            ["customers of one type attain 4 T less: that is found, of this type alone", share(
                lambda seed: len(typed(gap, 900, seed, AGAIN).less) == 1)],
            ["types have nothing to do with it: nothing is said of any (one look)", share(
                lambda seed: not {*(told := typed(none, 900, seed, ONCE)).less, *told.more})]]
    note = f"Where the healthier join, the naive number says {100 * float(np.mean(told)):+.1f} % on average."
    return table([f"simulated ecosystem ({seeds} seeds)", "%"], rows) + "\n\n" + note


def large(n: int) -> str:
    """How long the two scores take with so many customers."""
    customers, knobs = simulated_customers(n, 1), SuccessKnobs(goals_mean=2.0)
    goals, _ = simulated_goals(customers, 1, knobs)
    trials, _ = simulated_trials(customers, 1)
    designs, _ = simulated_designs(customers, 1, SauceKnobs(specs=max(n // 50, 10)))
    frames = Frames({"customers": customers, "goals": goals, "trials": trials, "designs": designs}, simulated=True)
    begun, used = time.perf_counter(), time.process_time()
    success(frames, AGAIN)
    sauce(frames, AGAIN)
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return (f"Both scores of {n:,} customers, {goals.height:,} goals, {trials.height:,} attempts, {designs.height:,} measures of designs: "
            f"{wall:.0f} s ({cpu:.0f} s of processor time), at most {most:.1f} GB of memory.")


def main(studies: int = STUDIES, seeds: int = SEEDS, customers: int = CUSTOMERS) -> str:
    """The section of the report."""
    return "\n\n".join(["### Success and the sauce", coverage(studies), looks(studies), falsified(seeds), large(customers)])


if __name__ == "__main__":
    sys.stdout.write(main(*(int(given) for given in sys.argv[1:4])) + "\n")
