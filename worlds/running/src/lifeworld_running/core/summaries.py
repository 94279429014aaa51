"""An analysis as plain values and back, and the numbers of it that go out as an event. Unknown is null or left out, never 0."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import asdict, fields
from typing import Any

from lifeworld_running.core.said import Analysis, Effort, Load, Reliability, Split

DIGITS = 3
EVENT_DIGITS: Mapping[str, int] = {"distance_km": 3, "trust": 3, "pace_s_km": 1, "gap_pace_s_km": 1, "pace_at_heart_rate_s_km": 1,
                                   "heart_rate_mean": 1, "load": 1}
"""Decimals of the numbers of an event: what a recording tells, and no more; of all others none."""
NAN = float("nan")


def summary_of(analysis: Analysis) -> dict[str, Any]:
    """The analysis as JSON keeps it: null for what is unknown.

    >>> import math
    >>> plain(math.nan), plain(1.23456), plain((1.0, math.inf))
    (None, 1.235, [1.0, None])
    """
    body: dict[str, Any] = plain(asdict(analysis))
    return body


def analysis_of(summary: Mapping[str, Any]) -> Analysis:
    """What ``summary_of`` kept, as an analysis: NaN for what is unknown."""
    body: dict[str, Any] = {name: summary.get(name) for name in (field.name for field in fields(Analysis)) if name in summary}
    for name in ("splits_km", "splits_mile"):
        body[name] = tuple(Split(**_numbers(one)) for one in body.get(name) or ())
    body["efforts"] = tuple(Effort(**_numbers(one)) for one in body.get("efforts") or ())
    body["zones"] = tuple((float(low), float(seconds)) for low, seconds in body.get("zones") or ())
    body["load"] = Load(**_numbers(body.get("load") or {"variant": "", "score": None}, {"variant", "why"}))
    reliability = _numbers(body.get("reliability") or {}, {"barometric", "device", "why", "edited", "truncated"})
    body["reliability"] = Reliability(**{**reliability, "why": tuple(reliability.get("why") or ())})
    words = {"distance_by", "gap_by", "version"}
    return Analysis(**_numbers(body, words))


def plain(value: Any) -> Any:
    """A value as JSON keeps it: numbers rounded to thousandths, null for what is no number."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    number = float(value)
    return round(number, DIGITS) if math.isfinite(number) else None


def known(value: float | None) -> float | None:
    """The number, or None where it is none."""
    return None if value is None or not math.isfinite(value) else float(value)


def bests_of(analysis: Analysis) -> dict[str, float]:
    """Seconds of the best efforts by name."""
    return {one.name: round(one.seconds, 2) for one in analysis.efforts if math.isfinite(one.seconds)}


def event_numbers(analysis: Analysis) -> dict[str, float]:
    """The numbers of an activity that its event carries, with kilometres for the distance; what is unknown is left out.

    >>> event_numbers(told(10_000.0, 3_000.0))
    {'distance_km': 10.0, 'elapsed_s': 3000.0, 'moving_s': 3000.0, 'pace_s_km': 300.0, 'trust': 0.0}
    """
    said = {
        "distance_km": analysis.distance_m / 1000, "elapsed_s": analysis.elapsed_s, "moving_s": analysis.moving_s,
        "ascent_m": analysis.ascent_m, "pace_s_km": analysis.pace_s_km, "gap_pace_s_km": analysis.gap_pace_s_km,
        "heart_rate_mean": analysis.heart_rate_mean, "load": analysis.load.score, "trust": analysis.reliability.trust,
        "pace_at_heart_rate_s_km": analysis.pace_at_heart_rate_s_km,
        **{f"best_{name}_s": seconds for name, seconds in bests_of(analysis).items()}}
    return {name: round(value, EVENT_DIGITS.get(name, 0)) for name, value in said.items() if math.isfinite(value)}


def told(distance_m: float, seconds: float, ascent_m: float = NAN, heart_rate: float = NAN) -> Analysis:
    """What a run says that was told by hand: a distance and a time, and no points, so that nothing can be verified.

    ``distance_m`` or ``seconds`` may be NaN: then the pace is unknown.

    >>> run = told(10_000, 3_000)
    >>> run.pace_s_km, run.distance_by, run.reliability.verified
    (300.0, 'told', False)
    """
    pace = 1000 * seconds / distance_m if distance_m > 0 and seconds > 0 else NAN
    doubt = Reliability(interval_s=NAN, missing=NAN, longest_gap_s=NAN, n_jumps=0, heart_rate_missing=NAN, heart_rate_implausible=NAN,
                        altitude_noise_m=NAN, position_noise_m=NAN, barometric=None, edited=False, truncated=False, device="", trust=0.0,
                        why=("It was told by hand: nothing recorded it.",))
    return Analysis(distance_m=distance_m, distance_by="told", elapsed_s=seconds, moving_s=seconds, ascent_m=ascent_m, descent_m=NAN,
                    altitude_low_m=NAN, altitude_high_m=NAN, heart_rate_mean=heart_rate, heart_rate_max=NAN, cadence_mean=NAN,
                    power_mean_w=NAN, pace_s_km=pace, gap_pace_s_km=NAN, gap_by="", zones=(), splits_km=(), splits_mile=(), efforts=(),
                    load=Load("", NAN, why="A run that was told by hand has no load."), reliability=doubt, pace_at_heart_rate_s_km=NAN)


def _numbers(body: Mapping[str, Any], words: Set[str] = frozenset()) -> dict[str, Any]:
    return {name: NAN if value is None and name not in words else value for name, value in body.items()}
