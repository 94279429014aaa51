"""Saturation as plain values that a table keeps, and back; no quotes are in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lifeworld.constellations.core.saturation.values import CurvePoint, Saturation
from lifeworld.voices.core.kept_figures import short, whole


def saturation_json(one: Saturation) -> dict[str, Any]:
    """As JSON: ``saturation_of(saturation_json(one))`` is the same without examples."""
    return {"what": one.what, "base": one.base, "run": one.run, "threshold": one.threshold, "reached": short(one.reached),
            "share_reached": short(one.share_reached), "curve": [[point.n, point.found, point.low, point.high] for point in one.curve],
            "sentence": one.sentence}


def saturation_of(said: Mapping[str, Any]) -> Saturation:
    """What ``saturation_json`` made the JSON of."""
    return Saturation(said["what"], said["base"], said["run"], said["threshold"], whole(said["reached"]), whole(said["share_reached"]),
                      tuple(CurvePoint(*point) for point in said["curve"]), said["sentence"])
