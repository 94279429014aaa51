"""Actors: who is named most, by category."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import customers_who_say_key, relevance_key
from lifeworld.constellations.files.report import picks
from lifeworld.constellations.files.report.marks import outline
from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.words import CATEGORIES, SELF, Word
from lifeworld.kit.figure import Evidence, Figure, count
from lifeworld.kit.figure_html import clipped


@dataclass(frozen=True)
class ActorRow:
    """One actor: how many customers (or statements, where rows have no customer) name it; ``width`` in per cent."""

    name: str
    full_name: str
    figure: Figure
    title: str
    width: float


@dataclass(frozen=True)
class ActorGroup:
    """The actors of one category, with the category's own figures."""

    category: Word
    icon: str
    rows: tuple[ActorRow, ...]
    customers: Figure | None
    relevance: Figure | None
    n_unnamed: int


def actors(material: Material) -> tuple[ActorGroup, ...]:
    """The categories with their most-named actors, on one common scale."""
    by = "n_customers" if material.study.n_customers else "n_statements"
    most = max(material.actors[by].to_list(), default=0) or 1
    unnamed = dict(
        material.study.actors.filter(picks.is_unnamed()).group_by("category").agg(pl.col("n_statements").sum()).rows()
    )
    groups = []
    for category in CATEGORIES:
        if category.key == SELF:
            continue
        rows = material.actors.filter(pl.col("category") == category.key).sort(
            [by, "n_statements", "name"], descending=[True, True, False])
        groups.append(ActorGroup(
            category, outline(category.key, 8, 8, 6), tuple(_row(material, category, row, by, most) for row in rows.to_dicts()),
            material.study.figure(customers_who_say_key(category.key)),
            material.study.figure(relevance_key(category.key)), int(unnamed.get(category.key, 0)),
        ))
    return tuple(groups)


def _row(material: Material, category: Word, row: dict[str, object], by: str, most: int) -> ActorRow:
    name, n = str(row["name"]), int(str(row[by]))
    quoted = material.by_actor.filter((pl.col("code") == category.key) & (pl.col("name") == name))
    unit = by.removeprefix("n_")
    figure = count(
        f"count/{unit}/actor/{category.key}/{name}", n, unit=unit if n != 1 else unit[:-1], n_unit=unit,
        evidence=Evidence(f"actors of category {category.key} with this name", n, material.examples(quoted)),
        versions=material.study.versions,
    )
    return ActorRow(clipped(name, 40), name, figure, f"{unit} who name {clipped(name, 60)}" if unit == "customers"
                    else f"statements that name {clipped(name, 60)}", 100 * n / most)
