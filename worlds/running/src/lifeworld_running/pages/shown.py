"""Values as the templates print them: words instead of numbers, so that templates decide nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lifeworld.plugin_web import Caller
from lifeworld_running.core.lines import RUNS, SEEN_BY, ActivityLine, FileLine, RouteLine, SegmentLine
from lifeworld_running.core.said import VERIFIED_TRUST, Analysis, Reliability, Split
from lifeworld_running.core.words import UNKNOWN, bytes_words, clock, km_words, pace_words, share_words
from lifeworld_running.queries.whose import EPOCH, day_words, when_words

EFFORT_WORDS = {"400_m": "400 m", "1_km": "1 km", "1_mile": "1 mile", "5_km": "5 km", "10_km": "10 km", "half_marathon": "half marathon",
                "marathon": "marathon"}

SHARED_SHORT = {"followers": "seen by followers", "place": "seen by all here"}
STRIP = ("Distance", "Moving time", "Pace", "Ascent", "Mean heart rate")
"""Those of the facts that stand at the top of an activity."""
LOST = re.compile(r"\(-0?\.(\d\d)\)\.?$")


def by_clock(caller: Caller, lines: Iterable[ActivityLine]) -> list[ActivityLine]:
    """Lines with the hour of the place's clock at which each began, for their runner's own eyes: others never read when she set out."""
    zone = ZoneInfo(caller.timezone)
    return [replace(one, hour=datetime.fromisoformat(one.at).astimezone(zone).hour) if one.at and not one.manual else one for one in lines]


def activity_row(line: ActivityLine, unit: str) -> dict[str, Any]:
    """A line of a list in words."""
    return {
        "pk": line.pk, "title": line.name, "is_run": line.sport in RUNS, "sport": line.sport.replace("_", " "), "day": day_words(line.day),
        "distance": joined(km_words(line.distance_m, unit)), "time": clock(line.moving_s if line.moving_s is not None else line.elapsed_s),
        "pace": joined(pace_words(line.pace_s_km, unit)), "gap_pace": joined(pace_words(line.gap_pace_s_km, unit)),
        "heart_rate": number(line.heart_rate), "ascent": joined((number(line.ascent_m), "m" if line.ascent_m is not None else "")),
        "seen_by": SEEN_BY[line.seen_by],
        "seen_short": SHARED_SHORT.get(line.seen_by, ""), "shown": line.seen_by != "me", "manual": line.manual, "planned": line.planned,
        "duplicate_of": line.duplicate_of, "doubtful": not line.manual and (line.trust is None or line.trust < VERIFIED_TRUST),
        "trust": "told" if line.manual else share_words(line.trust), "route": line.route, "reversed": line.reversed}


def file_row(line: FileLine) -> dict[str, Any]:
    """A file in words."""
    return {"pk": line.pk, "name": line.name, "size": bytes_words(line.size), "state": line.state, "words": line.state_words,
            "reason": line.reason, "notices": [notice["message"] for notice in line.notices], "n": line.n_recordings,
            "parts": line.parts, "waits": line.is_waiting,
            "asks": line.is_waiting or line.state in {"refused", "partial"} or bool(line.notices), "is_new": line.is_new,
            "day": day_words((datetime.fromisoformat(line.at) - EPOCH).days) if line.at else ""}


def route_row(line: RouteLine, unit: str) -> dict[str, Any]:
    """A route in words."""
    return {"number": line.number, "name": line.name, "title": line.title, "length": joined(km_words(line.length_m, unit)), "n": line.n,
            "first": day_words(line.first_day), "last": day_words(line.last_day), "best": joined(pace_words(line.best_pace_s_km, unit))}


def segment_row(line: SegmentLine, unit: str) -> dict[str, Any]:
    """A segment in words, with its times."""
    return {"pk": line.pk, "title": line.title, "length": joined(km_words(line.length_m, unit)), "is_current": line.is_current,
            "efforts": [{"activity": one.activity, "title": one.title or "Run", "day": day_words(one.day), "time": clock(one.seconds),
                         "error": "" if one.error_s is None else f"± {one.error_s:.0f} s", "doubtful": (one.trust or 0) < VERIFIED_TRUST}
                        for one in line.efforts]}


def totals_of(analysis: Analysis, unit: str) -> list[tuple[str, str]]:
    """The facts of an activity, those that are known."""
    by = {"positions": "by the positions", "device": "by the device", "told": "as you told it"}.get(analysis.distance_by, UNKNOWN)
    facts = [
        ("Distance", joined(km_words(analysis.distance_m, unit))), ("Distance measured", by), ("Moving time", clock(analysis.moving_s)),
        ("Elapsed time", clock(analysis.elapsed_s)), ("Pace", joined(pace_words(analysis.pace_s_km, unit))),
        ("Grade-adjusted pace", f"{joined(pace_words(analysis.gap_pace_s_km, unit))}, by {analysis.gap_by or UNKNOWN}"),
        ("Ascent", f"{number(analysis.ascent_m)} m"), ("Descent", f"{number(analysis.descent_m)} m"),
        ("Mean heart rate", f"{number(analysis.heart_rate_mean)} beats/min"), ("Cadence", f"{number(analysis.cadence_mean)} steps/min"),
        ("Power", f"{number(analysis.power_mean_w)} W"),
        ("Pace at equal heart rate", joined(pace_words(analysis.pace_at_heart_rate_s_km, unit)))]
    return [(name, words) for name, words in facts if UNKNOWN not in words]


def trust_said(line: ActivityLine) -> str:
    """How far a recording can be relied on, and what follows of it, as a sentence."""
    if line.manual:
        return "It was told by hand: it counts where runs count that were told, and not where only verified ones do."
    if line.trust is None:
        return "It is not known how far this recording can be relied on."
    if line.trust >= VERIFIED_TRUST:
        return f"Trust {share_words(line.trust)}: it counts wherever only verified runs do."
    return (f"Trust {share_words(line.trust)}: the recording has gaps or doubts, so it does not count where only verified runs do"
            f" ({share_words(VERIFIED_TRUST)} and more).")


def reasons(found: Reliability) -> list[str]:
    """Why its trust is what it is: what each doubt costs in per cent."""
    return [LOST.sub(lambda lost: f"It costs {int(lost[1])} %.", words) for words in found.why]


def split_rows(splits: Iterable[Split], unit: str) -> list[dict[str, Any]]:
    """Splits in words; of the last partial one its length is said."""
    whole = 1609.344 if unit == "mile" else 1000.0
    return [{"number": one.number, "length": "" if one.length_m > 0.995 * whole else joined(km_words(one.length_m, unit)),
             "time": clock(one.seconds), "pace": joined(pace_words(_pace(one), unit)), "gap": joined(pace_words(one.gap_pace_s_km, unit)),
             "ascent": number(one.ascent_m), "descent": number(one.descent_m), "heart_rate": number(one.heart_rate)} for one in splits]


def reliability_rows(found: Reliability) -> list[tuple[str, str]]:
    """What a recording's trust rests on, in words."""
    rows = [
        ("Time between points", f"{_digits(found.interval_s, 1)} s"), ("Time in gaps", share_words(found.missing)),
        ("Longest gap", clock(found.longest_gap_s)), ("Points that cannot be", str(found.n_jumps)),
        ("Heart rate missing", share_words(found.heart_rate_missing)),
        ("Heart rate implausible", share_words(found.heart_rate_implausible)),
        ("Noise of the altitude", f"{_digits(found.altitude_noise_m, 1)} m"),
        ("Noise of the position", f"{_digits(found.position_noise_m, 1)} m"),
        ("Altitude measured by", {True: "air pressure", False: "satellites", None: UNKNOWN}[found.barometric]),
        ("Device", found.device or UNKNOWN), ("Signs of having been edited", "yes" if found.edited else "none"),
        ("The file broke off", "yes" if found.truncated else "no")]
    return [(name, words) for name, words in rows if UNKNOWN not in words]


def zone_rows(zones: Iterable[tuple[float, float]]) -> list[dict[str, Any]]:
    """Seconds in each zone of heart rate in words, with the share of all."""
    some = list(zones)
    total = sum(seconds for _, seconds in some) or 1.0
    ends = [*(low for low, _ in some[1:]), None][:len(some)]
    return [{"name": f"{low:.0f} to {end:.0f}" if end is not None else f"from {low:.0f}", "time": clock(seconds),
             "share": share_words(seconds / total), "value": round(seconds / total, 4)}
            for (low, seconds), end in zip(some, ends, strict=True)]


def effort_rows(analysis: Analysis, bests: Mapping[str, float], unit: str) -> list[dict[str, Any]]:
    """Best efforts in words."""
    return [{"name": EFFORT_WORDS.get(one.name, one.name), "time": clock(one.seconds),
             "pace": joined(pace_words(1000 * one.seconds / one.length_m, unit)), "at": joined(km_words(one.from_m, unit)),
             "note": "your best so far" if one.seconds <= bests.get(one.name, 0) + 0.05 else ""} for one in analysis.efforts]


def when_of(caller: Caller, line: ActivityLine) -> str:
    """When it began in words."""
    at = datetime.fromisoformat(line.at) if line.at else None
    words = when_words(caller, round((at - EPOCH).total_seconds() * 1e6) if at is not None else None)
    return words.removesuffix(", 00:00") if line.manual else words  # told with its day alone


def joined(parts: tuple[str, str]) -> str:
    """A number and its unit."""
    return " ".join(part for part in parts if part)


def number(value: float | None) -> str:
    """A whole number, or a dash."""
    return UNKNOWN if value is None or math.isnan(value) else f"{value:.0f}"


def _digits(value: float, digits: int) -> str:
    return UNKNOWN if math.isnan(value) else f"{value:.{digits}f}"


def _pace(one: Split) -> float | None:
    """Over its moving time where that is known, as the picture has it."""
    seconds = one.seconds if math.isnan(one.moving_s) else one.moving_s
    return 1000 * seconds / one.length_m if one.length_m > 0 else None
