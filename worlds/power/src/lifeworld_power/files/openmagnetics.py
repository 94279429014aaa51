"""Core materials of OpenMagnetics (MAS): what they tell of loss as Steinmetz coefficients."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lifeworld.plugin import InputRefused
from lifeworld_power.core.magnetics import Material, Steinmetz


def read_materials(path: Path) -> tuple[Material, ...]:
    """The materials that have Steinmetz coefficients, of a JSON list, gzip or not. Materials told in other ways (loss factors, makers'
    formulas) are left out. Errors: InputRefused for what is no such list.
    """
    try:
        raw = path.read_bytes()
        entries = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
        materials = tuple(_material(entry) for entry in entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError) as problem:
        raise InputRefused("unreadable_materials",
                           f"«{path.name}» is no list of core materials that can be read: {type(problem).__name__}.",
                           "Give the list as it was exported, .json or .json.gz.") from None
    return tuple(material for material in materials if material.ranges)


def _material(entry: Mapping[str, Any]) -> Material:
    maker = (entry.get("manufacturerInfo") or {}).get("name") or ""
    ranges = sorted(set(_ranges(entry)), key=lambda one: (one.f_min, one.f_max))
    return Material(str(entry["name"]), str(maker), str(entry.get("material") or ""), tuple(ranges))


def _ranges(entry: Mapping[str, Any]) -> Iterator[Steinmetz]:
    for ways in (entry.get("volumetricLosses") or {}).values():
        for way in ways:
            if isinstance(way, Mapping) and way.get("method") == "steinmetz":
                for one in way["ranges"]:
                    yield Steinmetz(float(one["k"]), float(one["alpha"]), float(one["beta"]), float(one.get("minimumFrequency") or 0.0),
                                    float(one.get("maximumFrequency") or math.inf))
