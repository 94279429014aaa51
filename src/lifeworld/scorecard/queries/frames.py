"""Everything that a scorecard reads of a place, as the declared frames: columns out of the database, never row by row."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from lifeworld.events.models import Source
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.models import FactorWeight
from lifeworld.scorecard.queries.columns import Schema, Window, columns
from lifeworld.scorecard.queries.frames_customers import customers_frame
from lifeworld.scorecard.queries.frames_goals import answers_frame, goals_frame
from lifeworld.scorecard.queries.frames_partners import choices_frame, earnings_frame, partners_frame, uses_frame
from lifeworld.scorecard.queries.frames_presence import designs_frame, starts_frame, surfaces_frame, trials_frame

SIMULATED = "simulated"
"""How the names of sources begin whose events are simulated."""
STEPS = 12


def frames_of(caller: Caller, plan: PlanValue, window: Window, step: Callable[[int], None] | None = None) -> Frames:
    """The twelve frames of a place over a window of days. Whoever asks was let in before."""
    return frames_and_warnings(caller, plan, window, step)[0]


def frames_and_warnings(caller: Caller, plan: PlanValue, window: Window,
                        step: Callable[[int], None] | None = None) -> tuple[Frames, tuple[str, ...]]:
    """The same with what had to be left out of them, in whole sentences."""
    found: dict[str, pl.DataFrame] = {}

    def take(name: str, frame: pl.DataFrame) -> pl.DataFrame:
        found[name] = checked(name, frame)
        if step is not None:
            step(1)
        return frame

    take("customers", customers_frame(caller, plan, window))
    take("goals", goals_frame(caller, window))
    take("answers", answers_frame(caller, window))
    take("trials", trials_frame(caller, window))
    take("designs", designs_frame(caller, window))
    uses = take("uses", uses_frame(caller, window))
    take("partners", partners_frame(caller, window))
    earnings, warnings = earnings_frame(caller, window, plan.currency)
    take("earnings", earnings)
    take("choices", choices_frame(caller, uses))
    starts = take("starts", starts_frame(caller, window))
    take("surfaces", surfaces_frame(caller, starts))
    take("weights", _weights(caller, plan))
    simulated = Source.objects.filter(place=caller.place_id, uri__startswith=SIMULATED).exists()
    return Frames(found, simulated), warnings


def _weights(caller: Caller, plan: PlanValue) -> pl.DataFrame:
    """What matters to the owner and to each customer who said so."""
    schema: Schema = {"customer": pl.Int64, "factor": pl.String, "weight": pl.Int64}
    rows = FactorWeight.objects.filter(place=caller.place_id).order_by("customer", "factor").values_list("customer_id", "factor", "weight")
    hers = columns(rows, schema).with_columns(pl.lit("customer").alias("who"))
    ours = pl.DataFrame([(None, factor, weight, "owner") for factor, weight in sorted(plan.weights.items())], orient="row",
                        schema={**schema, "who": pl.String})
    return pl.concat([ours, hers]).with_columns(pl.col("customer").cast(pl.String), pl.col("weight").cast(pl.Float64))
