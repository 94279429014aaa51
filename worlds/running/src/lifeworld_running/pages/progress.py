"""A runner's progress: weeks, years, bests, pace at equal heart rate with what can be said of it, load."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from lifeworld.plugin_web import OpenDoor
from lifeworld_running.core.charts import Chart, bar_chart, line_chart
from lifeworld_running.core.load import Form
from lifeworld_running.core.progress import Bests, PaceCurve
from lifeworld_running.core.sentences import pace_sentence
from lifeworld_running.core.trend import MONTH
from lifeworld_running.core.words import MILE_KM, clock, km_words
from lifeworld_running.pages.doors import own_page
from lifeworld_running.pages.shown import EFFORT_WORDS, joined
from lifeworld_running.queries.progress import Progress, Year, progress_of
from lifeworld_running.queries.settings import settings_of
from lifeworld_running.queries.whose import day_words

FORM_DAYS, RECENT, POINTS_MIN = 365, 12, 3
"""Fewer points than that are no chart."""


@own_page
def progress(request: HttpRequest, door: OpenDoor, token: str) -> HttpResponse:
    """How she comes on, and what cannot be said yet."""
    unit, found = settings_of(door.caller).unit, progress_of(door.caller)
    each = 1000 * (MILE_KM if unit == "mile" else 1)
    return render(request, "running/progress.html", {
        "token": token, "tab": "progress", "n": found.n, "unit": "mi" if unit == "mile" else "km", "weeks": weeks_chart(found, each),

        "week_rows": week_rows(found, unit), "years": [year_row(one, unit) for one in found.years],
        "bests": [best_row(one, found) for one in found.bests], "pace": pace_chart(found.pace, each / 1000),
        "pace_title": f"Pace, min/{'mi' if unit == 'mile' else 'km'}, the quicker the higher",
        "weeks_title": "Miles a week" if unit == "mile" else "Kilometres a week",
        "pace_words": pace_said(found.pace, unit), "pace_rows": pace_rows(found, unit), "form": form_chart(found.form),
        "form_row": form_row(found.form), "variants": found.variants})


def weeks_chart(found: Progress, each: float) -> Chart | None:
    """Distance by week, the last 53."""
    if not found.n or not len(found.weeks.monday):
        return None
    ran = np.flatnonzero(found.weeks.n_runs)
    if not len(ran) or len(found.weeks.monday) - int(ran[0]) < POINTS_MIN:
        return None
    some = slice(int(ran[0]), None)  # nothing is known of the weeks before her first run
    metres, mondays = found.weeks.distance_m[some] / each, found.weeks.monday[some]
    words = [f"Week of {day_words(int(day))}: {value:.1f}" for day, value in zip(mondays, metres, strict=True)]
    return bar_chart([int(day) for day in mondays], metres.tolist(), words)


def week_rows(found: Progress, unit: str) -> list[dict[str, Any]]:
    """The same in a table, the newest first."""
    weeks = found.weeks
    rows = [{"day": day_words(int(day)), "distance": joined(km_words(float(metres), unit)), "n": int(n), "unknown": int(unknown)}
            for day, metres, n, unknown in zip(weeks.monday, weeks.distance_m, weeks.n_runs, weeks.n_unknown, strict=True)]
    first = next((at for at, row in enumerate(rows) if row["n"]), len(rows))
    return rows[first:][::-1]


def year_row(one: Year, unit: str) -> dict[str, Any]:
    """A year in words."""
    return {"year": one.year, "n": one.n, "distance": joined(km_words(one.distance_m, unit)), "time": clock(one.moving_s),
            "ascent": f"{one.ascent_m:,.0f} m", "unknown": one.n_unknown}


def best_row(one: Bests, found: Progress) -> dict[str, Any]:
    """The best effort over a length, when it was, and how often it was beaten."""
    at = one.best
    before = one.seconds[(one.days < one.days[at])]
    return {"name": EFFORT_WORDS.get(one.name, one.name), "time": clock(float(one.seconds[at])), "day": day_words(int(one.days[at])),
            "activity": found.activities[int(one.run[at])], "n": len(one.seconds), "records": int(one.record.sum()),
            "before": clock(float(before.min())) if len(before) else ""}


def pace_chart(curve: PaceCurve, each: float) -> Chart | None:
    """Pace at equal heart rate, the quicker the higher, with the line of its trend where there is one."""
    if len(curve.days) < POINTS_MIN:
        return None
    paces = curve.pace_s_km * each
    if not curve.trend.enough:
        return line_chart(curve.days.tolist(), [paces.tolist()], dots=True, turned=True, clocks=True)
    line = [curve.trend.at(float(day)) * each for day in curve.days]
    return line_chart(curve.days.tolist(), [paces.tolist(), line], dots=True, turned=True, clocks=True)


def pace_said(curve: PaceCurve, unit: str) -> str:
    """What can be said of the trend: a direction with its interval, or that it is not yet distinguishable."""
    return pace_sentence("Your pace at equal heart rate", curve.trend.per(MONTH), curve.trend.n, level=curve.trend.level,
                         n_needed=curve.trend.n_needed, unit=unit)


def pace_rows(found: Progress, unit: str) -> list[dict[str, Any]]:
    """The newest paces at equal heart rate in a table, each with the run that it is of."""
    each = MILE_KM if unit == "mile" else 1.0
    return [{"activity": activity, "day": day_words(day), "pace": clock(pace * each)} for activity, day, pace in found.paced[::-1][:RECENT]]


def form_chart(form: Form | None) -> Chart | None:
    """Fitness and fatigue over the last year."""
    if form is None or len(form.days) < 7:
        return None
    some = slice(-FORM_DAYS, None)
    return line_chart(form.days[some].tolist(), [form.ctl[some].tolist(), form.atl[some].tolist()], names=("fitness", "fatigue"))


def form_row(form: Form | None) -> dict[str, Any] | None:
    """Where the curves of load stand today."""
    if form is None or not len(form.days):
        return None
    return {"ctl": f"{form.ctl[-1]:.0f}", "atl": f"{form.atl[-1]:.0f}", "tsb": f"{form.tsb[-1]:.0f}".replace("-", "−"),
            "variant": form.variant,
            "unknown": form.n_unknown, "day": day_words(int(form.days[-1])), "known": int(np.count_nonzero(form.score))}


own_urls: list[URLPattern] = [path("progress/", progress, name="running_progress")]
