"""What a runner said of herself."""

from __future__ import annotations

from lifeworld.plugin_web import Caller
from lifeworld_running.core.lines import RunnerLine
from lifeworld_running.core.said import Runner
from lifeworld_running.models import RunnerSettings
from lifeworld_running.queries.whose import own


def settings_of(caller: Caller) -> RunnerLine:
    """Her own settings; what she never said is None. Errors: LifeworldError 403."""
    return line_of(own(caller))


def line_of(customer: int) -> RunnerLine:
    """The settings of a customer, for actions that act for her."""
    row = RunnerSettings.objects.filter(customer=customer).first()
    if row is None:
        return RunnerLine()
    return RunnerLine(row.heart_rate_max, row.heart_rate_rest, row.threshold_pace_s_km, row.sex, row.born_year, tuple(row.gap_factors),
                      row.unit, row.seen_by, row.version)


def runner_of(line: RunnerLine) -> Runner:
    """What an analysis needs of the settings."""
    return Runner(line.heart_rate_max, line.heart_rate_rest, line.threshold_pace_s_km, line.sex, line.born_year, line.gap_factors,
                  line.unit)
