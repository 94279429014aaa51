"""A runner's own grade adjustment, fitted from her own heart rate, where she has enough of it."""

from __future__ import annotations

from dataclasses import replace

from lifeworld.plugin_web import Caller, conflict
from lifeworld_running.actions.settings import set_runner
from lifeworld_running.core.own_grade import own_grade_fit
from lifeworld_running.files.streams import unpacked
from lifeworld_running.models import Streams
from lifeworld_running.queries.settings import settings_of
from lifeworld_running.queries.whose import own

RUNS_MAX = 60
"""The newest runs that a fit looks at: a body changes."""


def fit_grades(caller: Caller) -> str:
    """Her grade-adjusted pace goes by her own heart rate from now on; returns what it rests on.

    Errors: LifeworldError 403; 409 with what is missing where there is not enough to go by.
    """
    bodies = Streams.objects.filter(activity__customer=own(caller), activity__duplicate_of=None, activity__planned=False,
                                    activity__heart_rate__isnull=False).order_by("-activity__started_us").values_list("body", flat=True)
    fit = own_grade_fit([unpacked(body) for body in bodies[:RUNS_MAX]], seed=own(caller))
    if not fit.factors:
        raise conflict("no_fit", f"Your own heart rate does not tell it yet: {fit.why}", "Try again after some more runs on hills.")
    set_runner(caller, replace(settings_of(caller), gap_factors=tuple(fit.factors)))
    return (f"Grade-adjusted pace goes by your own heart rate now: {fit.n_windows} steady minutes in {fit.n_runs} runs. "
            "Your runs are being analysed again.")


def forget_grades(caller: Caller) -> None:
    """Her grade-adjusted pace goes by Minetti's model again. Errors: LifeworldError 403."""
    set_runner(caller, replace(settings_of(caller), gap_factors=()))
