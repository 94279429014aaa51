"""The scorecard of the demo: who helped its customers, what partners earned, where journeys began, what the route finder changed.

All of it is simulated, and the page says so. Who comes further used some partners more often: with the demo's few customers hardly any of
that can be told, which is what the page then says.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.customers.models import Customer
from lifeworld.events.actions.taking import take_frame
from lifeworld.events.core.simulation.deeds import DAY_US
from lifeworld.goals.queries.attained import judged_goals
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.partners.actions.partners import invite_partner, step_partner
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.actions.scoring import score
from lifeworld.scorecard.actions.weights import weigh
from lifeworld.scorecard.core.deeds import EARNED, STARTED, TRIED, USED
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.core.values import FACTORS
from lifeworld.scorecard.models import ScorecardPlan
from lifeworld.site.demo_deeds import SEED

SOURCE = "simulated/scorecard"
PLAN = PlanValue(target="quiet-weeks", holdout="letter", segmentation="needs",
                 weights={"success": 4, "audiences": 3, "sauce": 3, "partners": 2, "alignment": 1, "presence": 2})
HELPERS = (("fernhill", "Fernhill Club", "service", 0.55, 5.0, 2.0), ("oakline", "Oakline Physio", "service", 0.30, 12.0, 1.5),
           ("bellweather", "Bellweather Maps", "maker", 0.45, 4.0, 0.5), ("paceline", "Paceline Shoes", "supplier", 0.60, 30.0, 0.0))
"""Key, name, role, share of customers who use it, what it earns by each, and how much more often those who come further use it."""
SURFACES = (("own", 0.55), ("embed:fernhill", 0.25), ("embed:paceline", 0.15), ("embed:oakline", 0.05))
DAYS = 84
WEIGHED = 36
"""So many customers said what matters to them."""
Floats = NDArray[np.float64]
Row = tuple[str, str, int, dict[str, Any]]


def fill_scorecard(owner: Caller) -> None:
    """Set the scorecard up, let things happen, and ask for a score: the background makes it."""
    if ScorecardPlan.objects.filter(place=owner.place_id).exists():
        return
    for key, name, role, *_ in HELPERS:
        invite_partner(owner, key, name, [role], about="Invented for the demo.", origins=[f"https://{key}.example"])
        step_partner(owner, key, "apply")
        step_partner(owner, key, "verify", why="Invented for the demo.")
    set_plan(owner, PLAN)
    people = list(Customer.objects.filter(place=owner.place_id).order_by("key").values_list("pk", "key"))
    chance = uniforms(stream_keys(SEED, 911, np.arange(len(people), dtype=np.uint64)), 40)
    further = _further(owner, [pk for pk, _ in people])
    rows = [row for at, (_, key) in enumerate(people) for row in _deeds(key, chance[at], further[at], today_of(owner) - 1)]
    take_frame(owner, pl.DataFrame(
        [(SOURCE, f"{kind}/{number}", kind, who, day * DAY_US + 43_200_000_000, json.dumps(data))
         for number, (kind, who, day, data) in enumerate(rows)], orient="row",
        schema={"source": pl.String, "key": pl.String, "type": pl.String, "subject": pl.String, "at_us": pl.Int64, "data": pl.String}))
    for at, (_, key) in enumerate(people[:WEIGHED]):
        me = Caller(owner.place, owner.place_id, frozenset({"goals.own"}), "demo", None, "", key, owner.timezone)
        weigh(me, {factor.key: int(5 * chance[at, 30 + number] ** (0.4 if factor.key == "success" else 1.0))
                   for number, factor in enumerate(FACTORS)})


def score_demo(owner: Caller) -> None:
    """Ask for the first score, once everything else was worked off."""
    score(owner)


def _further(owner: Caller, customers: list[int]) -> Floats:
    """How far each customer comes beside the others, 0 to 1; .5 where nothing is known."""
    today = today_of(owner)
    judged = judged_goals(owner, from_day=today - 89, to_day=today).group_by("customer").agg(pl.col("t").mean())
    known = judged.drop_nulls("t").with_columns((pl.col("t").rank() / pl.len()).alias("place"))
    places = dict(known.select("customer", "place").iter_rows())
    return np.array([places.get(pk, 0.5) for pk in customers])


def _deeds(who: str, chance: Floats, further: float, last: int) -> list[Row]:
    """What one customer did: partners used and paid, one journey, one or two attempts at a way to run."""
    day = last - int(chance[0] * (DAYS - 10))
    rows: list[Row] = []
    for at, (partner, _, role, share, pay, more) in enumerate(HELPERS):
        if chance[1 + at] < share * (1 + more * (further - 0.5)):
            when = max(last - int(chance[6 + at] * DAYS), last - DAYS)
            rows.append((USED, who, when, {"partner": partner, "role": role, "job": "get-out"}))
            paid: dict[str, Any] = {"partner": partner, "amount": f"{pay * (0.5 + chance[11 + at]):.2f}", "currency": "EUR"}
            rows.append((EARNED, who, when, paid | ({"outcome": "attained" if further > 0.4 else "failed"} if chance[16] < 0.6 else {})))
    edge, place = 0.0, SURFACES[0][0]
    for surface, share in SURFACES:
        if edge <= chance[17] < edge + share:
            place = surface
        edge += share
    known = chance[18] < 0.8
    rows.append((STARTED, who if known else "", day, {
        "journey": f"{who}-1" if known else f"visit-{chance[18]:.9f}", "surface": place, "at_need": bool(chance[19] < 0.5),
        "steps": 1 + int(3 * chance[20]), "account_steps": int(chance[21] < 0.3), "carried": bool(chance[22] < 0.7)}))
    offered = bool(chance[23] < 0.5)
    used = offered and bool(chance[24] < 0.7)
    rows.append((TRIED, who, day, {
        "trial": f"{who}-1", "job": "get-out", "offered": offered, "used": used, "done": bool(chance[25] < (0.8 if used else 0.65)),
        "days": round(2 + 10 * chance[26] * (0.7 if used else 1.0), 1), "attempts": 1 + int(3 * chance[27]),
        "verified_first": bool(chance[28] < 0.8)}))
    return rows
