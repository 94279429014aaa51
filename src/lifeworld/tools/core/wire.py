"""Candidates as they go over the wire: a head as JSON, and columns as base64 of little-endian numbers, so that 100,000 designs are read
in a few milliseconds. Unknown is NaN in a column and null in the head.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.tools.core.canonical import PROTOCOL
from lifeworld.tools.core.saying import is_money
from lifeworld.tools.core.values import Candidates, Check, Group, Measure, Preset, Rejected

TYPES = {"f4": "<f4", "f8": "<f8", "i4": "<i4", "i2": "<i2", "u1": "|u1"}
Column = dict[str, str]


def column(values: NDArray[Any], kind: str) -> Column:
    """One column. ``kind``: f4, f8, i4, i2 or u1.

    >>> column(np.array([1.0, np.nan]), "f4")
    {'t': 'f4', 'b': 'AACAPwAAwH8='}
    """
    with np.errstate(over="ignore"):  # what is too large for 32 bits is infinite, and drawn at the edge
        return {"t": kind, "b": base64.b64encode(np.ascontiguousarray(values, dtype=TYPES[kind]).tobytes()).decode("ascii")}


def values_of(sent: Mapping[str, Any]) -> NDArray[Any]:
    """The numbers of a column. Errors: InputRefused.

    >>> values_of({"t": "i4", "b": "AQAAAP////8="}).tolist()
    [1, -1]
    """
    try:
        return np.frombuffer(base64.b64decode(sent["b"], validate=True), dtype=TYPES[sent["t"]])
    except (KeyError, ValueError, TypeError, binascii.Error) as error:
        raise InputRefused("bad_column", "A column is not in the form in which columns are sent.",
                           "Ask for the candidates again.") from error


def wired(found: Candidates, measures: tuple[Measure, ...]) -> dict[str, Any]:
    """The candidates as JSON can hold them; measures that no candidate has are left out of the columns."""
    keys = [one.key for one in measures if one.key in found.values]
    return {
        "protocol": PROTOCOL, "n": len(found),
        "values": {key: column(found.values[key], "f4") for key in keys},
        "low": {key: column(one, "f4") for key, one in found.low.items()},
        "high": {key: column(one, "f4") for key, one in found.high.items()},
        "parts": {slot: column(one, "i4") for slot, one in found.parts.items()},
        "settings": {key: column(one, "f8") for key, one in found.settings.items()},
        "groups": [{"key": one.key, "title": one.title, "labels": list(one.labels), "codes": column(one.codes, "i4")}
                   for one in found.groups],
        "front": column(found.front, "u1"), "binding": column(found.binding, "i2"), "bindings": list(found.bindings),
        "considered": int(found.considered), "dominated": int(found.dominated), "kept_of": int(found.kept_of),
        "rejected": [{"rule": one.rule, "title": one.title, "slot": one.slot, "count": int(one.count),
                      "nearest": check_json(one.nearest) if one.nearest else None} for one in found.rejected],
        "notes": list(found.notes)}


def unwired(sent: Mapping[str, Any]) -> Candidates:
    """The candidates again, as far as the wire is exact (values to 32 bits). Errors: InputRefused."""
    def many(name: str, dtype: type) -> dict[str, NDArray[Any]]:
        return {key: values_of(one).astype(dtype) for key, one in sent.get(name, {}).items()}

    return Candidates(
        values=many("values", np.float64), parts=many("parts", np.int32), settings=many("settings", np.float64),
        low=many("low", np.float64), high=many("high", np.float64),
        groups=tuple(Group(one["key"], one["title"], tuple(one["labels"]), values_of(one["codes"]).astype(np.int32))
                     for one in sent.get("groups", ())),
        front=values_of(sent["front"]).astype(np.bool_), binding=values_of(sent["binding"]).astype(np.int16),
        bindings=tuple(sent["bindings"]), considered=sent["considered"], dominated=sent["dominated"], kept_of=sent["kept_of"],
        rejected=tuple(Rejected(one["rule"], one["title"], one["slot"], one["count"],
                                check_of(one["nearest"]) if one["nearest"] else None) for one in sent["rejected"]),
        notes=tuple(sent["notes"]))


def one_row(row: Mapping[str, Any], groups: tuple[Group, ...] = ()) -> Candidates:
    """One candidate by its columns {"parts": {slot: row}, "settings": {key: number}, "groups": {key: code}}, as a tool names it.

    Errors: InputRefused for what no candidate is.
    """
    try:
        parts = {str(slot): np.array([_whole(at)], np.int32) for slot, at in dict(row["parts"]).items()}
        settings = {str(key): np.array([_finite(at)], np.float64) for key, at in dict(row.get("settings", {})).items()}
        codes = {str(key): _whole(at) for key, at in dict(row.get("groups", {})).items()}
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputRefused("bad_row", "A candidate is not said as the columns say it.",
                           "Send its parts, settings and groups as they were sent to you.") from error
    labels = {one.key: one for one in groups}
    made = tuple(Group(key, labels[key].title if key in labels else key, labels[key].labels if key in labels else (),
                       np.array([code], np.int32)) for key, code in codes.items())
    return Candidates(values={"": np.full(1, np.nan)}, parts=parts, settings=settings, groups=made, front=np.zeros(1, np.bool_),
                      binding=np.full(1, -1, np.int16))


def row_of(found: Candidates, row: int) -> dict[str, Any]:
    """What ``one_row`` makes a candidate of."""
    return {"parts": {slot: int(at[row]) for slot, at in found.parts.items()},
            "settings": {key: float(at[row]) for key, at in found.settings.items()},
            "groups": {one.key: int(one.codes[row]) for one in found.groups}}


def check_json(check: Check) -> dict[str, Any]:
    """A check as JSON; numbers that are not known are null."""
    return {**asdict(check), "value": known(check.value), "limit": known(check.limit), "margin": known(check.margin), "holds": check.holds}


def check_of(said: Mapping[str, Any]) -> Check:
    """A check of its JSON."""
    number = {name: float("nan") if said[name] is None else float(said[name]) for name in ("value", "limit", "margin")}
    return Check(said["rule"], said["part"], number["value"], number["limit"], said["unit"], said["sense"], number["margin"],
                 said.get("change", ""), said.get("title", ""))


def measure_json(one: Measure, currency: str = "") -> dict[str, Any]:
    """A measure as JSON; a cost is in ``currency``, where that is said."""
    return asdict(one) | ({"unit": currency} if currency and is_money(one.key, one.unit) else {})


def preset_json(one: Preset) -> dict[str, Any]:
    """A preset as JSON."""
    return {"name": one.name, "title": one.title, "weights": dict(one.weights)}


def known(value: float | None) -> float | None:
    """A number, or None where it is not known or not finite."""
    return None if value is None or not np.isfinite(value) else float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _finite(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return float(value)
