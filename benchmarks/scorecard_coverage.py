"""How often every interval that a card prints holds the truth: `python -m benchmarks.scorecard_coverage [STUDIES] [FACTOR ...]`.

Studies are cut from one large simulated ecosystem, whole households in each, and the truth of every figure is its value in the whole of it:
no figure is chosen, each one that the score of a factor prints with an interval is counted under its own name. Partners' figures whose
units are partners have studies with partners of their own. What hangs on the size of a study (contributions, their concentration,
coefficients of alignment) is measured by `benchmarks.scorecard_partners coverage`, days up to a study's own horizon by
`benchmarks.scorecard_effects`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import polars as pl

from benchmarks.measure import table
from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.alignment import alignment
from lifeworld.scorecard.core.alignment.gradient import gradient
from lifeworld.scorecard.core.audiences import audiences
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners import contributions, partners_score
from lifeworld.scorecard.core.partners.health import health
from lifeworld.scorecard.core.presence import presence
from lifeworld.scorecard.core.sauce import sauce
from lifeworld.scorecard.core.simulation.partners import UsePlan
from lifeworld.scorecard.core.simulation.people import AS_OF, SINCE, UNTIL
from lifeworld.scorecard.core.simulation.presence import PresencePlan
from lifeworld.scorecard.core.simulation.worlds import PLANS, planted
from lifeworld.scorecard.core.success import success
from lifeworld.scorecard.core.values import Asked, FactorScore
from lifeworld.scorecard.core.weights import weighed

STUDIES, N, SEED, PARTNERS = 1000, 300, 20_261, 8
LOW, HIGH = 0.87, 0.93
ASKED = Asked(since=SINCE, until=UNTIL, as_of=AS_OF, looks="once", permutations=60, replicates=200, query="simulated")
Told = Callable[[Frames, Asked], Iterable[Figure]]


@dataclass(frozen=True)
class Row:
    """What is scored of which frames. ``bound``: names of figures that may hold more (bounds, whole numbers, shares near 0 or 1), and
    why; ``left``: names of those that are measured elsewhere; ``nobodys``: share of journeys without a known customer.
    """

    factor: str
    told: Told
    frames: tuple[str, ...]
    nobodys: float = 0.0
    bound: str = r"^$"
    left: str = r"^$"


def figures_of(score: FactorScore) -> Iterator[Figure]:
    """Every figure that a score prints: its own, and the cells of its tables."""
    yield from score.figures
    yield from (cell for one in score.tables for row in one.rows for cell in row if isinstance(cell, Figure))


def of_partners(frames: Frames, asked: Asked) -> Iterator[Figure]:
    """The figures of partners."""
    return figures_of(partners_score(frames, asked, contributions(frames, asked)))


def of_alignment(frames: Frames, asked: Asked) -> Iterator[Figure]:
    """The figures of alignment whose units are customers: who chose, and what a partner earned a customer."""
    n = frames["customers"].height
    for one in figures_of(alignment(frames, asked, contributions(frames, asked))):
        if one.name.startswith("share of suppliers"):
            yield one
        elif one.name.startswith("earnings of Partner") and one.value is not None:
            yield replace(one, value=one.value / n, low=(one.low or 0.0) / n, high=(one.high or 0.0) / n)


def of_weights(frames: Frames, asked: Asked) -> Iterator[Figure]:
    """The weights of customers."""
    yield from weighed(frames, asked)[0]["customers"].shares.values()


STARTS, PAID = ("customers", "starts", "surfaces"), ("customers", "goals", "uses", "partners")
ROWS = (
    Row("success", lambda frames, asked: figures_of(success(frames, asked)), ("customers", "goals"),
        left="days to done", bound="goals paused|days known"),
    Row("audiences", lambda frames, asked: figures_of(audiences(frames, asked)), ("customers", "goals", "answers"), left="silhouette",
        bound="^focus|^still open for the audience"),
    Row("sauce", lambda frames, asked: figures_of(sauce(frames, asked)), ("customers", "trials", "designs"), left="days to done",
        bound="^specifications"),
    Row("partners", of_partners, PAID, left="^contribution|^concentration|^effective|^attainment|still there|orders|days until"),
    Row("alignment", of_alignment, (*PAID, "earnings", "choices")),
    Row("presence", lambda frames, asked: figures_of(presence(frames, asked)), STARTS,
        bound="^median|without a known|it is not known"),
    Row("presence, with journeys of nobody", lambda frames, asked: figures_of(presence(frames, asked)), STARTS, 0.1,
        bound="^median|without a known|it is not known|^evenness of the|^effective"),
    Row("weights", of_weights, ("customers", "weights")),
)


def cut(frames: Frames, names: tuple[str, ...], studies: int) -> Iterator[Frames]:
    """Studies of ``N`` customers each; journeys of nobody go to any of them, and what has no customers to all."""
    keys = frames["customers"].sort("customer").select("customer", study=pl.int_range(pl.len()) // N)
    parts = {}
    for name in names:
        rows = frames[name]
        if "customer" not in rows.columns:
            continue
        placed = rows.join(keys, on="customer", how="left", maintain_order="left")
        if "journey" in rows.columns:
            placed = placed.with_columns(pl.coalesce("study", pl.col("journey").hash(SEED) % studies).cast(pl.Int64))
        parts[name] = placed.filter(pl.col("study").is_not_null()).partition_by("study", as_dict=True, include_key=False)
    for study in range(studies):
        yield Frames({name: parts[name].get((study,), frames[name].clear()) if name in parts else frames[name] for name in names})


def general(name: str) -> str:
    """The name of a figure without whom it is about."""
    return re.sub(r"«[^»]*»", "«…»", re.sub(r"Partner \d+", "a partner", name))


class Held:
    """How often intervals held the truth, by name."""

    def __init__(self) -> None:
        self.found: dict[str, list[bool]] = {}

    def add(self, name: str, ends: tuple[float | None, float | None], true: float | None) -> None:
        """Count an interval, where there is one and the truth is known."""
        if ends[0] is not None and ends[1] is not None and true is not None and np.isfinite([ends[0], ends[1], true]).all():
            slack = 1e-9 * max(abs(true), 1.0)
            self.found.setdefault(name, []).append(ends[0] - slack <= true <= ends[1] + slack)

    def rows(self, bound: str = r"^$") -> list[list[str]]:
        """Name, intervals, share in percent, and what is to be said of it."""
        made = []
        for name, each in self.found.items():
            share = float(np.mean(each))
            may = bool(re.search(bound, name))
            said = "may hold more" if may and share >= LOW else "" if LOW <= share <= HIGH else "too wide" if share > HIGH else "too narrow"
            made.append([name, f"{len(each):,}", f"{100 * share:.1f}", said])
        return made


def covered(row: Row, studies: int) -> list[list[str]]:
    """The figures of one factor."""
    sound = PLANS["sound"]
    plan = replace(sound, uses=UsePlan(), presence=PresencePlan(cookieless=row.nobodys),
                   sauce=replace(sound.sauce, specs=studies * 60), success=replace(sound.success, held=0.4))
    whole = planted(plan, customers=studies * N, partners=PARTNERS, seed=SEED).frames
    frames, held = Frames({name: whole[name] for name in row.frames}), Held()
    truth = {one.name: one.value for one in row.told(frames, ASKED) if one.kind == "estimate"}
    for study, part in enumerate(cut(frames, row.frames, studies)):
        for one in row.told(part, replace(ASKED, seed=study)):
            if one.kind == "estimate" and not re.search(row.left, one.name):
                held.add(general(one.name), (one.low, one.high), truth.get(one.name))
    return [[row.factor, *found] for found in held.rows(row.bound)]


def lives(partners: int, rng: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame, pl.Series]:
    """Partners who came within 900 days or in the window and stay for some 600 days, their orders, and uses by customers who attained."""
    day = pl.Series([SINCE]).str.to_datetime(time_unit="us", time_zone="UTC")[0]
    ago = np.where(rng.random(partners) < 0.5, rng.uniform(0, 900, partners), -rng.uniform(0, 85, partners))
    stays, orders = rng.exponential(600, partners), 5 + rng.poisson(30, partners)
    good = np.clip(rng.beta(18, 2, partners), 0, 1)
    keys = pl.Series("partner", [f"p{at:07}" for at in range(partners)])
    table_ = pl.DataFrame({"partner": keys, "ago": ago, "stays": stays, "orders": orders, "filled": rng.binomial(orders, good),
                           "disputes": rng.binomial(orders, (1 - good) / 3)}).with_columns(
        joined_at=day - pl.duration(microseconds=(pl.col("ago") * 86_400e6).cast(pl.Int64)), title=pl.col("partner")).with_columns(
        left_at=pl.col("joined_at") + pl.duration(microseconds=(pl.col("stays") * 86_400e6).cast(pl.Int64)))
    first = pl.Series("first", (rng.exponential(30, partners) * 86_400e6).astype(np.int64))
    uses = table_.with_columns(first).select("partner", customer=pl.lit("c"), at=pl.col("joined_at") + pl.duration(microseconds="first"))
    end = pl.lit(AS_OF).str.to_datetime(time_unit="us", time_zone="UTC")
    return table_.select("partner", "title", "joined_at", "left_at", "orders", "filled", "disputes"), uses.filter(
        pl.col("at") <= end), pl.Series("customer", ["c"])


def of_lives(studies: int, partners: int = 60) -> list[list[str]]:
    """Figures of how partners are: every study has partners of its own."""
    rng, held = np.random.default_rng([SEED, 1]), Held()
    whole = health(*lives(200_000, rng), ASKED)[0]
    truth = {one.name: one.value for one in whole}
    for _ in range(studies):
        for one in health(*lives(partners, rng), ASKED)[0]:
            held.add(one.name, (one.low, one.high), truth[one.name])
    return [[f"partners, {partners} of them", *found] for found in held.rows("^days until")]


def of_months(studies: int, partners: int, months: int = 4) -> list[list[str]]:
    """The incentive gradient: every study has partners of its own, and the same seasons."""
    rng, held = np.random.default_rng([SEED, 2, partners]), Held()
    season = rng.normal(0, 20, months)

    def found(some: int, replicates: int, seed: int) -> dict[str, tuple[float, float, float] | None]:
        who, when = np.repeat(np.arange(some), months), np.tile(np.arange(months), some)
        n = rng.poisson(np.repeat(rng.gamma(4, 10, some), months)).astype(np.float64)
        good = rng.binomial(n.astype(np.int64), 0.4).astype(np.float64)
        paid = 3 * good + 0.5 * n + 10 * rng.normal(size=some)[who] + season[when] + rng.normal(0, 15, len(who))
        made = gradient(who, when, paid, good, n, ASKED.level, seed=seed, replicates=replicates)
        return {"earned more for a customer who attains": made.slope, "share of changes in earnings explained by outcomes": made.explained,
                "the same beyond volume and season": made.partial}

    truth = found(20_000, 2, 0)
    for study in range(studies):
        for name, ends in found(partners, 400, study).items():
            true = truth[name]
            if ends and true:
                held.add(name, ends[1:], true[0])
    return [[f"alignment, {partners} partners", *one] for one in held.rows()]


def report(studies: int, factors: tuple[str, ...]) -> str:
    """The tables: one a factor."""
    parts: list[tuple[str, Callable[[], list[list[str]]]]] = [(row.factor, partial(covered, row, studies)) for row in ROWS]
    parts += [("partners themselves", partial(of_lives, studies)), ("months", partial(of_months, studies, 15)),
              ("months", partial(of_months, studies, 40))]
    rows = []
    for name, work in parts:
        if not factors or name.split(",")[0] in factors:
            sys.stderr.write(f"coverage: {name}\n")
            rows += work()
    note = (f"{studies:,} studies of {N} customers, intervals of 90 %; the bar is {100 * LOW:.0f} to {100 * HIGH:.0f} %. A figure that is "
            "printed for several places, segments or partners is counted for each of them. «may hold more»: bounds, whole numbers of days "
            "or steps, and shares next to 0 or 1, of which a study sees none in ten.")
    return "\n\n".join((note, table(["factor", "figure", "intervals", "holds the truth, %", ""], rows)))


if __name__ == "__main__":
    given = sys.argv[1:]
    number = int(given[0]) if given and given[0].isdigit() else STUDIES
    print(report(number, tuple(one for one in given if not one.isdigit())))
