"""Every picture of a study under the name of its file."""

from __future__ import annotations

import re
import unicodedata

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board import pictures
from lifeworld.constellations.files.board.ink import Theme
from lifeworld.constellations.files.board.pictures.frame import foot_of
from lifeworld.constellations.files.board.story import Story, first_of_each
from lifeworld.constellations.files.board.trends import trends_shown
from lifeworld.constellations.files.board.voice import pool_ties

CUSTOMERS = 12
"""Customers whose constellation is a file of its own; all others can be asked for one by one."""
SHOWN = 40
_PLAIN = re.compile(r"[^a-z0-9]+")


def album(study: MappedStudy, theme: Theme = "light", *, every: bool = False) -> dict[str, str]:
    """The pictures as SVG by name: "picture-types", "picture-trend-waves-types-brand-driven" and so on.

    A name says what the picture shows. With ``every`` each trend and up to twelve customers have a picture; without it the
    trends that matter (see ``trends_shown``) and one customer of each type.
    """
    foot = foot_of(study)
    found: dict[str, str] = {}
    if not study.constellations.is_empty():
        names = Story(study).material.shown["customer"].to_list()
        found["types"] = pictures.types_svg(study, theme)
        found["triangle"] = pictures.triangle_svg(study, theme)
        found["small-multiples"] = pictures.small_multiples_svg(study, names[:SHOWN], theme)
        for name, label in _spread(study, names, every=every):
            _add(found, f"customer-{file_name(label)}-{file_name(name)}", pictures.constellation_svg(study, name, theme))
    if pool_ties(study, "all customers"):
        found["pooled"] = pictures.pooled_svg(study, theme=theme)
    found["drivers"] = pictures.drivers_svg(study, theme)
    for comparison in study.comparisons:
        if comparison.values:
            _add(found, f"comparison-{file_name(comparison.title)}", pictures.comparison_svg(comparison, theme, foot))
        for trend in comparison.trends if every else trends_shown(comparison):
            _add(found, f"trend-{file_name(comparison.title)}-{file_name(trend.key)}", pictures.trend_svg(comparison, trend, theme, foot))
    if study.impact is not None:
        found["impact"] = pictures.impact_svg(study.impact, theme, foot)
    for curve in study.saturation if every else first_of_each(study.saturation):
        _add(found, f"saturation-{file_name(curve.what)}", pictures.saturation_svg(curve, theme, foot))
    return {f"picture-{name}": svg for name, svg in found.items()}


def _add(found: dict[str, str], name: str, svg: str) -> None:
    """Under its name, with a number where two pictures would have one name."""
    n = 1
    while (numbered := name if n == 1 else f"{name}-{n}") in found:
        n += 1
    found[numbered] = svg


def _spread(study: MappedStudy, names: list[str], *, every: bool) -> list[tuple[str, str]]:
    """Customers with their types, the first of every type in turn, so that each type is among the pictures."""
    label = dict(study.constellations.select("customer", "type").rows())
    turn: dict[str, int] = {}
    ranked = []
    for i, name in enumerate(names):
        turn[label[name]] = turn.get(label[name], 0) + 1
        ranked.append((turn[label[name]], i, name))
    return [(name, label[name]) for nth, _, name in sorted(ranked)[:CUSTOMERS] if every or nth == 1]


def file_name(text: str) -> str:
    """A text as a part of a file's name: plain letters, digits and hyphens, at most 60.

    >>> file_name("Ångström & Co."), file_name("types/brand-driven")
    ('angstrom-co', 'types-brand-driven')
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return _PLAIN.sub("-", letters).strip("-")[:60].strip("-") or "other"
