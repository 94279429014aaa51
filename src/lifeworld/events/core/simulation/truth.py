"""What was planted, in numbers: what an estimate from the events should find, and what a naive one finds instead."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from lifeworld.events.core.simulation.deeds import PHONE, TYPES, WATCH, subject_of
from lifeworld.events.core.simulation.people import REGIONS, People
from lifeworld.events.core.simulation.plan import Plan
from lifeworld.kit.records import plain

CRITICAL_DROP = 0.10
"""A partner is critical where more than this share of the outcomes reached would be lost without it."""


def _naive_gain(plan: Plan) -> float:
    """How much further those who joined get than those who did not, over all customers: the healthier join."""
    at = np.linspace(-8, 8, 4001)
    weight = np.exp(-at * at / 2)
    weight /= weight.sum()
    joins = plan.offered / (1 + np.exp(-plan.join_slope * at))
    share = float((weight * joins).sum())
    if not 0 < share < 1:
        return 0.0
    means = float((weight * joins * at).sum() / share), float((weight * (1 - joins) * at).sum() / (1 - share))
    return plan.health * (means[0] - means[1]) + plan.programme


def _partners(plan: Plan, who: People) -> list[dict[str, Any]]:
    """Each partner's effect, and the share of outcomes reached that would be lost without it."""
    found = []
    reached = who.attainment >= 0
    for number, partner in enumerate(plan.partners):
        without = who.attainment - partner.effect * who.partners[:, number] >= 0
        drop = 1 - without.sum() / max(reached.sum(), 1)
        found.append({"name": partner.name, "effect": partner.effect, "use": partner.use, "drop": float(drop),
                      "critical": bool(drop > CRITICAL_DROP)})
    return found


def _needs(plan: Plan) -> list[dict[str, Any]]:
    """Opportunity of each outcome for each segment and for all: importance and satisfaction in tenths, top two answers of five."""
    share = np.array([segment.share for segment in plan.segments])
    groups = {segment.name: (np.array(segment.importance), np.array(segment.satisfaction)) for segment in plan.segments}
    groups["all"] = (share @ np.array([segment.importance for segment in plan.segments]),
                     share @ np.array([segment.satisfaction for segment in plan.segments]))
    return [{"group": name, "outcome": number + 1, "statement": plan.outcomes[number], "importance": 10 * float(importance[number]),
             "satisfaction": 10 * float(satisfaction[number]),
             "opportunity": 10 * float(importance[number] + max(importance[number] - satisfaction[number], 0))}
            for name, (importance, satisfaction) in groups.items() for number in range(len(plan.outcomes))]


def steps_of(deeds: pl.DataFrame) -> pl.DataFrame:
    """Steps of each subject: subject, steps_true (a minute once, the watch first), steps_added (both devices added up), minutes_twice."""
    said = pl.col("data").str.extract(r"(\d+)").cast(pl.Int64)
    read = deeds.filter(pl.col("type") == "steps").select("subject", "source", "at_us", steps=said)
    watch, phone = read.filter(pl.col("source") == WATCH), read.filter(pl.col("source") == PHONE)
    alone = phone.join(watch, on=["subject", "at_us"], how="anti")
    true = pl.concat([watch, alone]).group_by("subject").agg(steps_true=pl.col("steps").sum(), minutes=pl.len())
    added = read.group_by("subject").agg(steps_added=pl.col("steps").sum(), n=pl.len())
    joined = added.join(true, on="subject").with_columns(minutes_twice=(pl.col("n") - pl.col("minutes")).cast(pl.Int64))
    return joined.select("subject", "steps_true", "steps_added", "minutes_twice")


def customer_frame(plan: Plan, who: People, deeds: pl.DataFrame) -> pl.DataFrame:
    """One row a customer: what was drawn for her, what she answered, and what is true of her; simulated is true throughout."""
    partners = np.array([partner.name for partner in plan.partners])
    used = ["|".join(partners[row]) for row in who.partners]
    given = (("importance", who.importance), ("satisfaction", who.satisfaction))
    answers = {f"{name}_{number + 1}": values[:, number] for name, values in given for number in range(len(plan.outcomes))}
    names = np.array([segment.name for segment in plan.segments])[who.segment]
    frame = pl.DataFrame({
        "segment": names.tolist(), "region": np.array(REGIONS)[who.region].tolist(),
        "arm": np.where(who.treated, "offered", "holdout").tolist(),
        "uses_feature": who.uses, "invited": who.invited, "joined": who.joined, "partners": used, "before": who.before,
        "attainment": who.attainment, "first_day": plan.first_day + who.first, "last_day": plan.first_day + who.last,
        "days_to_done": who.days_to_done, "done": who.first + np.floor(who.days_to_done) < who.last, **answers,
    }).with_columns(customer=subject_of(who.number), simulated=pl.lit(True))
    whole = frame.join(steps_of(deeds), left_on="customer", right_on="subject", how="left", maintain_order="left")
    counted = pl.col("steps_true", "steps_added", "minutes_twice").fill_null(0)
    return whole.with_columns(counted).select("customer", "simulated", pl.exclude("customer", "simulated"))


def truth_of(plan: Plan, who: People, customers: pl.DataFrame, counts: dict[str, int]) -> dict[str, Any]:
    """Everything that was planted, as plain values for truth.json."""
    partners, needs = _partners(plan, who), _needs(plan)
    per_segment = [need for need in needs if need["group"] != "all"]
    steps = {name: int(customers[name].sum()) for name in ("steps_true", "steps_added", "minutes_twice")}
    return {
        "simulated": True, "says": "Nothing here happened: every customer and event is simulated.", "plan": plain(plan),
        "types": list(TYPES),
        "uplift": {"outcome": "attainment", "of_offer": plan.uplift * plan.sauce_use, "of_use": plan.uplift,
                   "use_of_the_offered": plan.sauce_use},
        "selection": {"effect": plan.programme,
                      "effect_of_invitation": plan.programme * float(who.joined.sum() / max(who.invited.sum(), 1)),
                      "naive_difference": _naive_gain(plan), "why": "The healthier join, and the healthier get further anyway."},
        "partners": partners, "critical_partners": [partner["name"] for partner in partners if partner["critical"]],
        "needs": needs, "unmet_need": max(per_segment, key=lambda need: need["opportunity"]),
        "headline_need": max((need for need in needs if need["group"] == "all"), key=lambda need: need["opportunity"]),
        "devices": {**steps, "added_over_true": steps["steps_added"] / max(steps["steps_true"], 1), "overlap": plan.overlap},
        "completion": {"median_days": float(np.median(who.days_to_done)), "reached": int(customers["done"].sum()),
                       "customers": len(customers)},
        "quality": counts,
    }
