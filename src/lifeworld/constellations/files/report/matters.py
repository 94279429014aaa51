"""What matters to these customers: the drivers and the actors that come first, with ties said as ties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import (
    MappedStudy,
    customers_who_say_key,
    driver_share_key,
    relevance_key,
    share_of_statements_key,
)
from lifeworld.constellations.files.report.words import CATEGORIES, DRIVERS, SELF, SHORT, Word, capital, interval_words, percent, told
from lifeworld.kit.figure import Figure, share_digits

COUNTED_MIN = 5
"""Of fewer customers nothing is said of most of them: it would tell of single ones."""

LEVEL_MAX = 3
"""More drivers or actors than this that cannot be told apart are no finding: then none stands out."""


@dataclass(frozen=True)
class Ranked:
    """A thing with its share and interval, and how the share is said."""

    name: str
    value: float
    low: float
    high: float
    says: str


def matters(study: MappedStudy) -> str:
    """A sentence on drivers and actors, from means over customers, else shares of those who say it, else pools."""
    drivers = _ranked(study, DRIVERS, "driver")
    actors = _ranked(study, [c for c in CATEGORIES if c.key != SELF], "category")
    who = "customers" if not study.constellations.is_empty() else "writers"
    said = [part for part in (_drivers(drivers), _actors(actors, who)) if part]
    return capital("; ".join(said)) + "." if said else _counted(study)


def _counted(study: MappedStudy) -> str:
    """What most customers of a small study speak of, in words without numbers: six people have no shares."""
    unknown = "What matters to them cannot be told from what there is."
    if study.n_customers < COUNTED_MIN:
        return unknown
    said = study.codings.filter("present").drop_nulls("customer").group_by("code").agg(pl.col("customer").n_unique().alias("n"))
    often = dict(said.filter(2 * pl.col("n") > study.n_customers).rows())
    ranked = sorted(often, key=lambda code: (-often[code], code))
    names = {word.key: SHORT.get(word.key, word.name) for word in DRIVERS + CATEGORIES}
    drivers = [names[code] for code in ranked if code in {d.key for d in DRIVERS}]
    actors = [names[code] for code in ranked if code in {c.key for c in CATEGORIES} - {SELF}]
    parts = [f"of {told(drivers)}"] if drivers else []
    parts += [f"of {told([f'the {n}' if n == 'focal provider' else n for n in actors])} as actors beside themselves"] if actors else []
    return f"Too few for shares, but counted: most of them speak {', and '.join(parts)}." if parts else unknown


def _ranked(study: MappedStudy, words: Sequence[Word], part: str) -> list[Ranked]:
    """The words with their shares, largest first, from the first source that knows at least two of them."""
    mean: Callable[[str], str] = driver_share_key if part == "driver" else relevance_key
    for key in (mean, customers_who_say_key, share_of_statements_key):
        found = [_of_figure(SHORT.get(word.key, word.name), study.figure(key(word.key))) for word in words]
        known = [ranked for ranked in found if ranked is not None]
        if len(known) > 1:
            return sorted(known, key=lambda r: (-r.value, r.name))
    names = {word.key: SHORT.get(word.key, word.name) for word in words}
    rows = study.pooled.filter((pl.col("pool_kind") == "all") & (pl.col("part") == part)).drop_nulls(["share", "low", "high"])
    pooled = [Ranked(names[key], share, low, high, f"{percent(share)}, {percent(low, unit=False)} to {percent(high)}")
              for key, share, low, high in rows.select("name", "share", "low", "high").rows() if key in names]
    return sorted(pooled, key=lambda r: (-r.value, r.name))


def _of_figure(name: str, figure: Figure | None) -> Ranked | None:
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return None
    return Ranked(name, figure.value, figure.low, figure.high, f"{100 * figure.value:.{share_digits(figure)}f} %, {interval_words(figure)}")


def level(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The first and all whose interval reaches that of the first: those that cannot be told apart from it."""
    return [r for r in ranked if r.high >= ranked[0].low] if ranked else []


def _drivers(ranked: list[Ranked]) -> str:
    top = level(ranked)
    if not top or top[0].value <= 0:
        return ""
    names = told([r.name for r in top[:LEVEL_MAX]])
    if len(top) == 1:
        return f"what makes the experience is above all {names} ({top[0].says})"
    close = "too close to rank" if len(top) <= LEVEL_MAX else "with the others close behind"
    return f"in what makes the experience, {names} come first, {close}"


def _actors(ranked: list[Ranked], who: str) -> str:
    top = level(ranked)
    if not top or top[0].value <= 0:
        return ""
    names = [f"the {r.name}" if r.name == "focal provider" else r.name for r in top]
    if len(top) > LEVEL_MAX:
        return f"beside the {who} themselves, no group of actors stands out"
    if len(top) > 1:
        return f"beside the {who} themselves, {told(names)} matter most, too close to rank"
    after = f", before {ranked[1].name}" if len(ranked) > 1 and ranked[1].value > 0 else ""
    verb = "matters" if names[0].startswith("the ") else "matter"
    return f"beside the {who} themselves, {names[0]} {verb} most ({top[0].says}){after}"
