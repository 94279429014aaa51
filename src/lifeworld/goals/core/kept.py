"""Figures of attainment and time in range as plain values that a table keeps, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lifeworld.goals.core.attainment import Attainment
from lifeworld.goals.core.range_figures import RangeFigures
from lifeworld.kit.figure import Figure
from lifeworld.voices.core.kept_figures import short, whole

ONE = ("t", "baseline", "change", "regret", "n_goals")
MANY = ("states", "reasons")
OF_RANGES = ("share", "worst", "best", "known")


def as_kept(found: Attainment, ranges: RangeFigures) -> dict[str, Any]:
    """Both as JSON can hold them; groups are not kept."""
    return {
        "attainment": {**{name: short(getattr(found, name)) for name in ONE},
                       **{name: {key: short(each) for key, each in getattr(found, name).items()} for name in MANY},
                       "n_customers": found.n_customers, "n_unknown": found.n_unknown, "warnings": list(found.warnings)},
        "ranges": {**{name: short(getattr(ranges, name)) for name in OF_RANGES}, "n_customers": ranges.n_customers,
                   "n_goals": ranges.n_goals}}


def from_kept(kept: Mapping[str, Any], said: str = "") -> tuple[Attainment, RangeFigures]:
    """What ``as_kept`` made the values of; ``said`` is one warning more, on how old they are."""
    one, ranges = kept["attainment"], kept["ranges"]
    figures: dict[str, Figure] = {name: whole(one[name]) for name in ONE}
    many = {name: {key: whole(each) for key, each in one[name].items()} for name in MANY}
    found = Attainment(**figures, **many, n_customers=one["n_customers"], n_unknown=one["n_unknown"],  # type: ignore[arg-type]
                       warnings=tuple(one["warnings"]))
    if said:
        found = replace(found, warnings=(said, *found.warnings))
    share, worst, best, known = (whole(ranges[name]) for name in OF_RANGES)
    return found, RangeFigures(share, worst, best, known, ranges["n_customers"], ranges["n_goals"])
