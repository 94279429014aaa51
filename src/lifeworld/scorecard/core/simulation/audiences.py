"""Answers on importance and satisfaction of a simulated audience: how well it is served, and a reversal of Simpson's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.scorecard.core.simulation.people import People

Floats = NDArray[np.float64]
OUTCOMES = ("know how far it is", "not to be alone", "find a way home", "stay unhurt", "see progress", "waste no time")
SEGMENTS = 3


@dataclass(frozen=True)
class AudiencePlan:
    """``served`` and ``others_served``: chance that an outcome satisfies somebody of the audience, and anybody else; ``important``: chance
    that it is important; ``own``: chance that the outcome which a segment has for its own is important to it (and to nobody else more than
    ``important``); ``common``: chance that the last outcome is, to everybody; ``left_out``: share of answers that were not given.
    """

    served: float = 0.65
    others_served: float = 0.35
    important: float = 0.7
    own: float = 0.7
    common: float = 0.7
    left_out: float = 0.05


FITS = AudiencePlan(served=0.65, others_served=0.4, important=0.6, own=0.75, common=0.85)
NO_FIT = AudiencePlan(served=0.45, others_served=0.45, important=0.65, own=0.65, common=0.65)
CLEAR = AudiencePlan(served=0.65, others_served=0.4, important=0.05, own=0.98, common=0.85)
"""Each segment has a need of its own that hardly anybody else has."""
REVERSED = AudiencePlan(served=0.3, others_served=0.3, important=0.35, own=0.95, common=0.75)
"""Everybody together has one wish more than any other, and each segment has another one yet more."""


def importance_chances(plan: AudiencePlan) -> Floats:
    """Chance that each outcome is important to each segment: float64[segments, outcomes]."""
    chance = np.full((SEGMENTS, len(OUTCOMES)), plan.important)
    chance[np.arange(SEGMENTS), np.arange(SEGMENTS)] = plan.own
    chance[:, -1] = plan.common
    return chance


def true_focus(plan: AudiencePlan) -> float:
    """One minus the gap of the audience divided by that of everybody else; NaN where nothing is open for anybody else."""
    important = importance_chances(plan).mean(axis=0)
    ours, theirs = (np.maximum(important - served, 0).mean() for served in (plan.served, plan.others_served))
    return float(1 - ours / theirs) if theirs > 0 else float("nan")


def answer_frames(people: People, plan: AudiencePlan = FITS) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The frame of answers and what is true of them."""
    n, k = people.n, len(OUTCOMES)
    drawn = people.uniforms("answers", 5 * k).reshape(n, 5, k)
    important = drawn[:, 0] < importance_chances(plan)[people.segment]
    satisfied = drawn[:, 1] < np.where(people.target, plan.served, plan.others_served)[:, None]
    importance = np.where(important, 4 + (drawn[:, 2] < 0.5), 1 + np.floor(3 * drawn[:, 2]))
    satisfaction = np.where(satisfied, 4 + (drawn[:, 3] < 0.5), 1 + np.floor(3 * drawn[:, 3]))
    frame = pl.DataFrame({
        "customer": people.keys.gather(np.repeat(np.arange(n), k)), "outcome": np.tile(np.array(OUTCOMES), n),
        "importance": importance.ravel(), "satisfaction": np.where(drawn[:, 4] < plan.left_out, np.nan, satisfaction).ravel(),
    }).with_columns(pl.col("satisfaction").fill_nan(None))
    chances = importance_chances(plan)
    whole, part = (10 * (2 * share - np.minimum(share, plan.served)) for share in (chances.mean(axis=0), chances))
    truth = {"focus": true_focus(plan), "reversed": bool((part.argmax(axis=1) != whole.argmax()).all() and plan.own > plan.common),
             "segments": SEGMENTS}
    return {"answers": frame}, truth
