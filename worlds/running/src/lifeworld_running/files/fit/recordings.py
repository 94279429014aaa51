"""A FIT file's content as recordings: the columns of its records, one recording for each session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lifeworld_running.core.values import PLANNED, RECORDED, UNTIMED, Floats, Notice, Provenance, Recording
from lifeworld_running.files.fit.content import UNKNOWN_TIME, Content, Message, Records
from lifeworld_running.files.fit.names import ACTIVITY, BOTH_FEET, COURSE_FILE, FEWEST_OF_BOTH, FILE_TYPES, INDOORS, SPORTS, UNTOLD_SPORTS
from lifeworld_running.files.fit.profile import COURSE, EVENT, FILE_ID, HEART_RATES, LAP, RELATIVE_BELOW, SESSION, SPORT
from lifeworld_running.files.fit.timeline import floor_of, moment_us, moments_us, owners, pauses_of, pieces_of, sessions_of

TOTALS = ("distance_m", "elapsed_s", "timer_s", "moving_s", "ascent_m", "descent_m", "heart_rate_mean", "heart_rate_max", "power_mean",
          "calories")


def _first(*columns: Floats | None) -> Floats | None:
    """The first column that is there, its unknown values from the next."""
    there = [column for column in columns if column is not None]
    if not there:
        return None
    found = there[0]
    for column in there[1:]:
        found = np.where(np.isnan(found), column, found)
    return found


def columns_of(records: Records) -> dict[str, Floats]:
    """The columns of a recording, cadence as FIT counts it. A developer's field counts only where the profile's own says nothing at all."""
    said = records.columns
    cadence, fraction = said.get("cadence"), said.get("fractional_cadence")
    if cadence is not None and fraction is not None:
        cadence = cadence + np.nan_to_num(fraction)
    found = {
        "lat": said.get("lat"), "lon": said.get("lon"), "altitude_m": _first(said.get("enhanced_altitude"), said.get("altitude")),
        "distance_m": said.get("distance"), "speed_m_s": _first(said.get("enhanced_speed"), said.get("speed")),
        "heart_rate": said.get("heart_rate"), "cadence": _first(cadence, said.get("cadence256")), "power_w": said.get("power"),
        "temperature_c": said.get("temperature"),
    }
    for name, column in zip(("altitude_m", "distance_m", "speed_m_s", "heart_rate", "cadence", "power_w", "temperature_c"),
                            ("altitude", "distance", "speed", "heart_rate", "cadence", "power", "temperature"), strict=True):
        own = found[name]
        if column in records.developer and (own is None or bool(np.isnan(own).all())):
            found[name] = records.developer[column]
    return {name: column for name, column in found.items() if column is not None}


def _placed(columns: dict[str, Floats]) -> int:
    """Take out positions that are none: half known, or beyond a pole. How many were beyond."""
    if "lat" not in columns or "lon" not in columns:
        columns.pop("lat", None)
        columns.pop("lon", None)
        return 0
    lat, lon = columns["lat"], columns["lon"]
    beyond = np.abs(lat) > 90
    none = beyond | np.isnan(lat) | np.isnan(lon)
    if none.any():
        lat[none] = np.nan
        lon[none] = np.nan
    return int(beyond.sum())


def sport_of(said: Message, otherwise: str = "") -> str:
    """The sport that a session (or a course) names; a treadmill is running whatever else the device calls it.

    >>> sport_of({"sport": 1.0}), sport_of({"sport": 4.0, "sub_sport": 1.0}), sport_of({})
    ('running', 'running', '')
    """
    number, kind = said.get("sport"), said.get("sub_sport")
    sport = SPORTS.get(int(number), "") if isinstance(number, float) else ""
    if sport in UNTOLD_SPORTS and isinstance(kind, float):
        sport = INDOORS.get(int(kind), sport)
    return sport or otherwise


def totals_of(said: Message, feet: float) -> dict[str, float]:
    """What the device says of a whole session; ``feet`` is 2 where its cadence counts one foot of two."""
    found = {name: value for name in TOTALS if isinstance(value := said.get(name), float)}
    speed = said.get("enhanced_speed_mean_m_s", said.get("speed_mean_m_s"))
    if isinstance(speed, float):
        found["speed_mean_m_s"] = speed
    cadence, fraction = said.get("cadence_mean"), said.get("fractional_cadence_mean", 0.0)
    if isinstance(cadence, float) and isinstance(fraction, float):
        found["cadence_mean"] = (cadence + fraction) * feet
    return found


def _notices(content: Content, relative: int, beyond: int) -> list[Notice]:
    """What was met in the file as a whole."""
    found = []
    if relative:
        found.append(Notice("relative-time", "The device's clock was not set: the day is unknown, and only the time between points holds.",
                            relative))
    if beyond:
        found.append(Notice("impossible-position", "Positions beyond a pole were left out.", beyond))
    if content.counts.get(HEART_RATES):
        found.append(Notice("heart-rate-apart", "Heart rates that the strap kept apart, as it does under water, were not added to "
                            "the points.", content.counts[HEART_RATES]))
    if content.dropped:
        found.append(Notice("too-many-messages", "Laps, events or devices beyond the limit of one file were left out.", content.dropped))
    if content.plainly:
        found.append(Notice("read-slowly", f"The file was read message by message, because it holds {content.plainly}."))
    return found


def is_recording(content: Content) -> bool:
    """Whether a file has something to say of a run: points, or a session with a length or a time."""
    told = any(said.get("distance_m") or said.get("elapsed_s") for said in content.messages.get(SESSION, []))
    kind = next(iter(content.messages.get(FILE_ID, [])), {}).get("type", float(ACTIVITY))
    return len(content.records) > 0 or (told and kind not in FILE_TYPES)


def recordings(content: Content, provenance: Provenance) -> tuple[Recording, ...]:
    """One recording for each session, split where the next one starts; ``provenance.part`` is that of the first.

    Where a device's clock was never set, times hold among themselves (they fall into 1990) and ``started_us`` is None.
    """
    named = next(iter(content.messages.get(FILE_ID, [])), {})
    course = next(iter(content.messages.get(COURSE, [])), {})
    planned = named.get("type") == COURSE_FILE
    columns = columns_of(content.records)
    beyond = _placed(columns)
    seconds = content.records.time
    floor = floor_of(seconds)
    time_us = moments_us(seconds, floor)
    relative = int(((seconds != UNKNOWN_TIME) & (seconds < RELATIVE_BELOW)).sum())
    general = sport_of(next(iter(content.messages.get(SPORT, [])), {}), sport_of(course))
    pauses = pauses_of(content.messages.get(EVENT, []), floor)
    sessions = sessions_of(content.messages.get(SESSION, []), floor)
    starts = [moment_us(said.get("start"), floor) or 0 for said in sessions]
    laps = sorted({at for said in content.messages.get(LAP, []) if (at := moment_us(said.get("start"), floor)) is not None})
    shared = _notices(content, relative, beyond)
    of_point, of_lap, of_pause = (owners(np.asarray(moments, dtype=np.int64), starts)
                                  for moments in (time_us, laps, [begin for begin, _ in pauses.spans]))
    found = []
    for k, said in enumerate(sessions):
        rows = slice(None) if len(sessions) == 1 else np.flatnonzero(of_point == k)
        times = time_us[rows]
        fields: dict[str, Any] = {name: column[rows] for name, column in columns.items()}
        sport = sport_of(said, general)
        feet, notices = _feet(sport, fields)
        known = times[times != UNTIMED]
        started = int(known[0]) if len(known) and floor else moment_us(said.get("start")) or moment_us(named.get("created"))
        if not len(times):
            notices.append(Notice("no-points", "The device kept no points of this session, only its totals."))
        found.append(Recording.of(
            replace(provenance, part=provenance.part + k), times, piece=pieces_of(times, pauses.restarts), sport=sport,
            title=str(course.get("name", "")) if planned else "", kind=PLANNED if planned else RECORDED, started_us=started,
            paused=tuple(span for span, of in zip(pauses.spans, of_pause, strict=True) if of == k),
            laps=tuple(at for at, of in zip(laps, of_lap, strict=True) if of == k),
            totals=totals_of(said, feet), notices=(*shared, *notices), **fields))
    return tuple(found)


def _feet(sport: str, fields: dict[str, Any]) -> tuple[float, list[Notice]]:
    """Make the cadence count both feet; the factor, and a notice where the file counted both already."""
    cadence = fields.get("cadence")
    if sport not in BOTH_FEET:
        return 1.0, []
    moving = cadence[cadence > 0] if cadence is not None else np.zeros(0)
    if len(moving) and float(np.median(moving)) > FEWEST_OF_BOTH:
        return 1.0, [Notice("cadence-both-feet", "The cadence counts the steps of both feet already, where FIT asks for one "
                            "foot; it was kept.")]
    if cadence is not None:
        fields["cadence"] = cadence * 2
    return 2.0, []
