"""Every picture of a study under the name of its file."""

from __future__ import annotations

import re
import unicodedata

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board import pictures
from lifeworld.constellations.files.board.ink import Theme
from lifeworld.constellations.files.board.pictures.frame import foot_of
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.voice import pool_ties

CUSTOMERS = 12
"""Customers whose constellation is a file of its own; all others can be asked for one by one."""
SHOWN = 40
_PLAIN = re.compile(r"[^a-z0-9]+")


def album(study: MappedStudy, theme: Theme = "light") -> dict[str, str]:
    """The pictures as SVG by name: "picture-types", "picture-drivers", "picture-customer-01-..." and so on.

    At most twelve customers, those with most evidence spread over the types, have a file of their own.
    """
    foot = foot_of(study)
    found: dict[str, str] = {}
    if not study.constellations.is_empty():
        names = Story(study).material.shown["customer"].to_list()
        found["types"] = pictures.types_svg(study, theme)
        found["triangle"] = pictures.triangle_svg(study, theme)
        found["small-multiples"] = pictures.small_multiples_svg(study, names[:SHOWN], theme)
        for i, name in enumerate(_spread(study, names), start=1):
            found[f"customer-{i:02}-{file_name(name)}"] = pictures.constellation_svg(study, name, theme)
    if pool_ties(study, "all customers"):
        found["pooled"] = pictures.pooled_svg(study, theme=theme)
    found["drivers"] = pictures.drivers_svg(study, theme)
    for i, comparison in enumerate(study.comparisons, start=1):
        if comparison.values:
            found[f"comparison-{i}"] = pictures.comparison_svg(comparison, theme, foot)
        for j, trend in enumerate(comparison.trends, start=1):
            found[f"trend-{i}-{j:02}"] = pictures.trend_svg(comparison, trend, theme, foot)
    if study.impact is not None:
        found["impact"] = pictures.impact_svg(study.impact, theme, foot)
    for i, curve in enumerate(study.saturation, start=1):
        found[f"saturation-{i}"] = pictures.saturation_svg(curve, theme, foot)
    return {f"picture-{name}": svg for name, svg in found.items()}


def _spread(study: MappedStudy, names: list[str]) -> list[str]:
    """The first customers of every type in turn, so that each type is among the pictures."""
    label = dict(study.constellations.select("customer", "type").rows())
    turn: dict[str, int] = {}
    ranked = []
    for i, name in enumerate(names):
        turn[label[name]] = turn.get(label[name], 0) + 1
        ranked.append((turn[label[name]], i, name))
    return [name for _, _, name in sorted(ranked)[:CUSTOMERS]]


def file_name(text: str) -> str:
    """A text as a part of a file's name: plain letters, digits and hyphens, at most 40.

    >>> file_name("Ångström & Co.")
    'angstrom-co'
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return _PLAIN.sub("-", letters).strip("-")[:40] or "customer"
