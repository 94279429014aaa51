"""Everything that a scorecard reads of a place, as the declared frames: columns out of the database, never row by row."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from lifeworld.events.models import Source
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.core.deeds import DEEDS
from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.models import FactorWeight
from lifeworld.scorecard.queries.columns import Reading, Schema, Window, columns
from lifeworld.scorecard.queries.frames_customers import customers_frame
from lifeworld.scorecard.queries.frames_goals import answers_frame, goals_frame
from lifeworld.scorecard.queries.frames_partners import choices_frame, earnings_frame, partners_frame, uses_frame
from lifeworld.scorecard.queries.frames_presence import designs_frame, starts_frame, surfaces_frame, trials_frame
from lifeworld.scorecard.queries.reached import reached_designs

SIMULATED = "simulated"
"""How the names of sources begin whose events are simulated."""
STEPS = 12


def frames_and_warnings(caller: Caller, plan: PlanValue, window: Window,
                        step: Callable[[int], None] | None = None) -> tuple[Frames, tuple[str, ...]]:
    """The twelve frames of a place over a window of days, and what had to be left out of them, in whole sentences. Whoever asks was let
    in before.
    """
    found: dict[str, pl.DataFrame] = {}

    def take(name: str, frame: pl.DataFrame) -> pl.DataFrame:
        found[name] = checked(name, frame)
        if step is not None:
            step(1)
        return frame

    reading = Reading(caller.place_id, (deed.name for deed in DEEDS), window.since)
    take("customers", customers_frame(caller, plan, window, reading))
    take("goals", goals_frame(caller, window))
    take("answers", answers_frame(caller, window))
    take("trials", trials_frame(caller, window, reading))
    saved, left_out = reached_designs(caller, window)
    take("designs", pl.concat([designs_frame(caller, window, reading), saved]))
    uses = take("uses", uses_frame(caller, window, reading))
    take("partners", partners_frame(caller, window, reading))
    earnings, warnings = earnings_frame(caller, window, plan.currency, reading)
    take("earnings", earnings)
    take("choices", choices_frame(caller, uses))
    starts = take("starts", starts_frame(caller, window, reading))
    take("surfaces", surfaces_frame(caller, starts))
    take("weights", _weights(caller, plan))
    return Frames(found, simulated(caller.place_id)), (*warnings, *left_out)


def simulated(place_id: int) -> bool:
    """Whether any events of a place are simulated."""
    return Source.objects.filter(place=place_id, uri__startswith=SIMULATED).exists()


def _weights(caller: Caller, plan: PlanValue) -> pl.DataFrame:
    """What matters to the owner and to each customer who said so."""
    schema: Schema = {"customer": pl.Int64, "factor": pl.String, "weight": pl.Int64}
    rows = FactorWeight.objects.filter(place=caller.place_id).order_by("customer", "factor").values_list("customer_id", "factor", "weight")
    hers = columns(rows, schema).with_columns(pl.lit("customer").alias("who"))
    ours = pl.DataFrame([(None, factor, weight, "owner") for factor, weight in sorted(plan.weights.items())], orient="row",
                        schema={**schema, "who": pl.String})
    return pl.concat([ours, hers]).with_columns(pl.col("customer").cast(pl.String), pl.col("weight").cast(pl.Float64))
