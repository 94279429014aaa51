"""Whole simulated ecosystems by name: one population in all frames, and the truth that was planted in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.scorecard.core.frames import FRAMES, Frames, checked
from lifeworld.scorecard.core.simulation.alignment import PayPlan, earned
from lifeworld.scorecard.core.simulation.audiences import CLEAR, FITS, NO_FIT, AudiencePlan, answer_frames
from lifeworld.scorecard.core.simulation.partners import UsePlan, used
from lifeworld.scorecard.core.simulation.people import People, people
from lifeworld.scorecard.core.simulation.presence import BY_PLACE, PresencePlan, start_frames
from lifeworld.scorecard.core.simulation.sauce import SauceKnobs, simulated_designs, simulated_trials
from lifeworld.scorecard.core.simulation.success import SuccessKnobs, simulated_goals
from lifeworld.scorecard.core.values import FACTORS

Floats = NDArray[np.float64]
SOMEWHAT = (0.60, 0.20, 0.10, 0.05, 0.03, 0.02)
"""Where journeys begin in a world where nothing is told of it: neither one-sided nor well spread."""


@dataclass(frozen=True)
class Plan:
    """What is planted in a world. ``fitting``: T that belonging to the audience adds; ``come``: share of the audience and of everybody else
    who are active; ``older``: chance drew the arms before the window, so that nothing is known from before it of those who are in one;
    ``segments``: whether segments by needs are given; the others are the plans of the parts.
    """

    about: str
    success: SuccessKnobs = field(default_factory=lambda: SuccessKnobs(uplift=6.0))
    audience: AudiencePlan = FITS
    sauce: SauceKnobs = field(default_factory=lambda: SauceKnobs(effect_days=0.8, effect_quality=0.6, gain=0.5))
    uses: UsePlan = field(default_factory=UsePlan)
    pay: PayPlan = field(default_factory=PayPlan)
    presence: PresencePlan = field(default_factory=PresencePlan)
    fitting: float = 4.0
    come: tuple[float, float] = (0.75, 0.5)
    older: bool = False
    segments: bool = True


SOUND = Plan("Everything is well: the audience is served, the sauce helps, partners contribute and earn by it.")
PLANS: dict[str, Plan] = {
    "sound": SOUND,
    "unrelated": replace(SOUND, about="Partners have nothing to do with what customers attain.", uses=UsePlan(kind="unrelated"),
                         pay=PayPlan(pay="unrelated")),
    "uplift": replace(SOUND, about="What is special raises what customers attain, and chance decided who gets it.",
                      success=SuccessKnobs(uplift=10.0), sauce=SauceKnobs(effect_days=1.2, effect_quality=1.0, gain=0.5)),
    "critical": replace(SOUND, about="One partner carries far more than a tenth of what customers attain.", uses=UsePlan(kind="critical")),
    "selection": replace(SOUND, about="Those who join would attain more anyway; being served does nothing itself.",
                         success=SuccessKnobs(selection=4.5)),
    "misaligned": replace(SOUND, about="Partners who help least earn most.", pay=PayPlan(pay="reversed")),
    "cookieless": replace(SOUND, about="Many journeys begin without a known customer.", presence=PresencePlan(cookieless=0.5)),
    "null": Plan("Nothing matters anywhere.", SuccessKnobs(), NO_FIT, SauceKnobs(gain=0.0), UsePlan(kind="unrelated"),
                 PayPlan(pay="unrelated"), PresencePlan(where=SOMEWHAT, carried=0.7), 0.0, (0.6, 0.6)),
}
HARDER: dict[str, Plan] = {
    "unknown by place": replace(SOUND, about="Journeys without a customer are somebody new at one place, and customers again at another.",
                                presence=BY_PLACE),
    "older holdout": replace(SOUND, about="Chance drew who is held out long before the window, and being served has helped since.",
                             success=SuccessKnobs(uplift=6.0), older=True),
    "segments left out": replace(SOUND, about="Needs differ from segment to segment, and nobody said which segments there are.",
                                 audience=CLEAR, segments=False),
}
"""Plans that the methods of a scorecard find hard: nothing in the eight worlds hangs on them."""
WORLDS: dict[str, str] = {name: plan.about for name, plan in PLANS.items()}
"""Names and what is planted in each."""


@dataclass(frozen=True)
class Simulated:
    """A simulated ecosystem: what a scorecard reads and what is true, by factor. ``frames.simulated`` is True."""

    frames: Frames
    truth: Mapping[str, Any]


def world(name: str, *, customers: int = 400, partners: int = 40, seed: int = 1) -> Simulated:
    """The world of that name. The same name, size and seed give the same world. Errors: InputRefused for a name that there is not.

    >>> made = world("null", customers=60, partners=5)
    >>> made.frames.simulated, made.frames["customers"].height, made.truth["world"]
    (True, 60, 'null')
    """
    if name not in WORLDS:
        raise InputRefused("unknown_world", f"There is no simulated world «{name}».", f"Choose one of {listed(WORLDS)}.")
    made = planted(PLANS[name], customers=customers, partners=partners, seed=seed)
    return Simulated(made.frames, {"world": name, **made.truth})


def planted(plan: Plan, *, customers: int = 400, partners: int = 40, seed: int = 1) -> Simulated:
    """The world of a plan: one population, and in all its frames the same customers, partners and T."""
    whom = people(customers, seed, come=plan.come)
    selected = plan.success.selection * whom.arm.is_not_null().to_numpy()
    table = customer_frame(whom, whom.before + selected)
    using = used(whom.keys, partners, seed, plan=plan.uses)
    goals, success = simulated_goals(table, seed, plan.success, using.added + plan.fitting * whom.target)
    if plan.older:
        table = table.with_columns(before=pl.when(pl.col("arm").is_null()).then("before"))
    each = goals.sort("goal").group_by("customer").agg(pl.col("t").mean())
    t = table.select("customer").join(each, on="customer", how="left", maintain_order="left")["t"]
    if not plan.segments:
        table = table.with_columns(segment=pl.lit(None, pl.String))
    answers, audience = answer_frames(whom, plan.audience)
    starts, presence = start_frames(whom, plan.presence)
    trials, sauce = simulated_trials(table, seed, plan.sauce, whom.ability)
    designs, reached = simulated_designs(table, seed, plan.sauce)
    earnings = earned(using, t.fill_null(float("nan")).to_numpy(), seed, plan=plan.pay)
    frames = {"customers": table, "goals": goals, **answers, "trials": trials, "designs": designs, "uses": using.uses,
              "partners": using.partners, "earnings": earnings, "choices": using.choices, **starts, "weights": weight_frame(whom)}
    truth = {"about": plan.about, "simulated": True, "customers": customers, "partners_n": partners, "seed": seed, "success": success,
             "audiences": {**audience, "fitting": plan.fitting, "come": list(plan.come)}, "sauce": {**sauce, **reached},
             "partners": using.truth, "alignment": {"pay": plan.pay.pay}, "presence": presence}
    return Simulated(Frames({name: checked(name, frames[name]) for name in FRAMES}, simulated=True), truth)


def customer_frame(whom: People, before: Floats) -> pl.DataFrame:
    """The frame of customers."""
    names = np.array(["needs 1", "needs 2", "needs 3"])
    return checked("customers", pl.DataFrame({
        "customer": whom.keys, "household": whom.household, "segment": names[whom.segment], "target": whom.target, "active": whom.active,
        "arm": whom.arm, "before": before, "type": whom.type}))


def weight_frame(whom: People, owner: tuple[float, ...] = (4, 2, 4, 2, 1, 2)) -> pl.DataFrame:
    """Weights of the owner and of two customers in five, who find that they succeed more important than the rest."""
    drawn = np.floor(5 * whom.uniforms("weights", 7))
    asked = drawn[:, 6] < 2
    drawn[:, 0] = np.maximum(drawn[:, 0], 3)
    keys = [factor.key for factor in FACTORS]
    stated = pl.DataFrame({"who": "customer", "customer": whom.keys.filter(pl.Series(asked)),
                           **{key: drawn[asked, at] for at, key in enumerate(keys)}})
    long = stated.unpivot(keys, index=["who", "customer"], variable_name="factor", value_name="weight")
    own = pl.DataFrame({"who": ["owner"] * 6, "customer": pl.Series([None] * 6, dtype=pl.String), "factor": keys,
                        "weight": pl.Series(owner, dtype=pl.Float64)})
    return pl.concat([own, long], how="vertical_relaxed")
