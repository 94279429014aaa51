"""Which messages and fields of FIT are read, under which names and scales: the facts of Garmin's published profile that a run needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT, DEVICE_INFO, COURSE = 0, 12, 18, 19, 20, 21, 23, 31
HEART_RATES, FIELD_DESCRIPTION = 132, 206
TIMESTAMP, COMPRESSED = 253, 8
"""Fields of their own kind: the time that any message may carry, and speed and distance packed into three bytes."""

EPOCH_S = 631_065_600
"""FIT counts seconds from the last day of 1989 in UTC; this many later than 1970."""
RELATIVE_BELOW = 0x1000_0000
"""Smaller times are seconds since the device was switched on, not moments."""


class Scaled(NamedTuple):
    """What a field is called here and how its number is read: raw / ``scale`` - ``offset``."""

    name: str
    scale: float = 1.0
    offset: float = 0.0


SEMICIRCLES = 2**31 / 180.0
RECORD_FIELDS: Mapping[int, Scaled] = {
    0: Scaled("lat", SEMICIRCLES), 1: Scaled("lon", SEMICIRCLES), 2: Scaled("altitude", 5, 500), 78: Scaled("enhanced_altitude", 5, 500),
    3: Scaled("heart_rate"), 4: Scaled("cadence"), 53: Scaled("fractional_cadence", 128), 52: Scaled("cadence256", 256),
    5: Scaled("distance", 100), 6: Scaled("speed", 1000), 73: Scaled("enhanced_speed", 1000), 7: Scaled("power"),
    13: Scaled("temperature"),
}
"""The fields of a record that become columns."""

MESSAGES: Mapping[int, Mapping[int, Scaled]] = {
    FILE_ID: {0: Scaled("type"), 1: Scaled("manufacturer"), 2: Scaled("product"), 3: Scaled("serial"), 4: Scaled("created"),
              8: Scaled("product_name")},
    SPORT: {0: Scaled("sport"), 1: Scaled("sub_sport")},
    SESSION: {TIMESTAMP: Scaled("time"), 2: Scaled("start"), 5: Scaled("sport"), 6: Scaled("sub_sport"), 7: Scaled("elapsed_s", 1000),
              8: Scaled("timer_s", 1000), 9: Scaled("distance_m", 100), 11: Scaled("calories"), 14: Scaled("speed_mean_m_s", 1000),
              124: Scaled("enhanced_speed_mean_m_s", 1000), 16: Scaled("heart_rate_mean"), 17: Scaled("heart_rate_max"),
              18: Scaled("cadence_mean"), 92: Scaled("fractional_cadence_mean", 128), 20: Scaled("power_mean"), 22: Scaled("ascent_m"),
              23: Scaled("descent_m"), 59: Scaled("moving_s", 1000)},
    LAP: {TIMESTAMP: Scaled("time"), 2: Scaled("start")},
    EVENT: {TIMESTAMP: Scaled("time"), 0: Scaled("event"), 1: Scaled("event_type")},
    DEVICE_INFO: {0: Scaled("index"), 2: Scaled("manufacturer"), 3: Scaled("serial"), 4: Scaled("product"),
                  5: Scaled("software", 100), 27: Scaled("product_name")},
    COURSE: {4: Scaled("sport"), 5: Scaled("name"), 7: Scaled("sub_sport")},
    FIELD_DESCRIPTION: {0: Scaled("developer"), 1: Scaled("field"), 2: Scaled("base"), 3: Scaled("name"), 6: Scaled("scale"),
                        7: Scaled("offset"), 8: Scaled("units"), 14: Scaled("native_message"), 15: Scaled("native_field")},
}
"""The messages that are read one by one, and their fields."""


class Base(NamedTuple):
    """A base type of FIT: its letter for ``struct``, its kind and bytes for NumPy, and the number that means "unknown"."""

    letter: str
    kind: str
    size: int
    invalid: int | None


BASES: Mapping[int, Base] = {
    0x00: Base("B", "u", 1, 0xFF), 0x01: Base("b", "i", 1, 0x7F), 0x02: Base("B", "u", 1, 0xFF), 0x83: Base("h", "i", 2, 0x7FFF),
    0x84: Base("H", "u", 2, 0xFFFF), 0x85: Base("i", "i", 4, 0x7FFF_FFFF), 0x86: Base("I", "u", 4, 0xFFFF_FFFF),
    0x88: Base("f", "f", 4, None), 0x89: Base("d", "f", 8, None), 0x0A: Base("B", "u", 1, 0), 0x8B: Base("H", "u", 2, 0),
    0x8C: Base("I", "u", 4, 0), 0x8E: Base("q", "i", 8, 2**63 - 1), 0x8F: Base("Q", "u", 8, 2**64 - 1), 0x90: Base("Q", "u", 8, 0),
}
"""Numbers. Strings (7) and bytes (13) are not among them; a float that is unknown is not a number by itself."""
STRING = 0x07
BEYOND = 1e12
"""No number of a run is as large; such ones (a broken float) are unknown."""
TIMES = 2**32
"""Times are 32-bit numbers, whatever width a file gives them."""

DEVELOPER_NAMES: Mapping[str, str] = {
    "heart rate": "heart_rate", "heart_rate": "heart_rate", "heartrate": "heart_rate", "hr": "heart_rate",
    "power": "power", "run power": "power", "running power": "power", "cadence": "cadence", "run cadence": "cadence",
    "running cadence": "cadence", "speed": "speed", "distance": "distance", "altitude": "altitude", "elevation": "altitude",
}
"""Developer fields that go by a name of their own for a column that the profile has as well."""
DEVELOPER_UNITS: Mapping[str, Mapping[str, float]] = {
    "heart_rate": {"bpm": 1.0, "beats/min": 1.0}, "power": {"w": 1.0, "watt": 1.0, "watts": 1.0},
    "cadence": {"rpm": 1.0, "spm": 1.0, "steps/min": 1.0, "1/min": 1.0}, "speed": {"m/s": 1.0, "mps": 1.0, "km/h": 1 / 3.6, "kph": 1 / 3.6},
    "distance": {"m": 1.0, "meter": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0}, "altitude": {"m": 1.0, "meters": 1.0, "metres": 1.0},
    "temperature": {"c": 1.0, "°c": 1.0},
}
"""The units in which such a field is understood, and what one of them is in the column's own unit."""
NATIVE_COLUMNS: Mapping[int, str] = {
    2: "altitude", 78: "altitude", 3: "heart_rate", 4: "cadence", 5: "distance", 6: "speed", 73: "speed", 7: "power", 13: "temperature"}
"""The column of a developer field that says which field of a record it stands for."""
