"""A section for each type: what it is, how sure, its conditions, drivers, actors and quotes, and what might be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from lifeworld.constellations.core.playbooks import advised
from lifeworld.constellations.core.study import UNDETERMINED, driver_share_key, type_share_key
from lifeworld.constellations.core.type_conditions import STATES
from lifeworld.constellations.core.type_profiles import TypeProfile, type_profiles
from lifeworld.constellations.files.playbooks import default_playbook
from lifeworld.constellations.files.report import picks
from lifeworld.constellations.files.report.material import Material, Quote
from lifeworld.constellations.files.report.scales import Scale, scale_of
from lifeworld.constellations.files.report.words import CATEGORIES, DRIVERS, PLAIN, SELF, TYPES, Word
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import interval_bar

QUOTES, NAMES_MAX, ACTORS_MAX = 3, 24, 5
CONDITIONS: Mapping[tuple[str, str], str] = {
    ("individual-driven", "size"): "Few actors", ("individual-driven", "role"): "The self matters most",
    ("individual-driven", "drivers"): "Mood and own performance lead", ("individual-driven", "proximity"): "Others are far away",
    ("brand-driven", "role"): "The provider matters most", ("brand-driven", "drivers"): "Features and reliability lead",
    ("brand-driven", "proximity"): "The provider is near, others farther",
    ("socially driven", "size"): "Many actors", ("socially driven", "role"): "Other people matter most",
    ("socially driven", "drivers"): "Belonging and status lead", ("socially driven", "proximity"): "People are near, firms farther",
}
ABOUT = {
    "individual-driven": "Few others play a part. What these customers tell of is themselves: how their body feels, what they are "
    "in the mood for, whether they get better. The offering is a means, and other people stay at the edge.",
    "brand-driven": "The provider is the nearest and most relevant actor. What these customers tell of is the offering: what it can "
    "do, what it cannot, and whether it can be relied on.",
    "socially driven": "Many others play a part. What these customers tell of is people: peers, family, friends and sometimes "
    "strangers, with whom they share, help, compare and compete. The offering is where they meet.",
}


@dataclass(frozen=True)
class Part:
    """One state of a condition: a part of the bar in per cent and the count it stands for."""

    css: str
    words: str
    x: float
    width: float
    figure: Figure


@dataclass(frozen=True)
class ConditionBar:
    """A condition in plain words and how often it holds."""

    name: str
    parts: tuple[Part, ...]
    holds: Figure
    title: str


@dataclass(frozen=True)
class Row:
    """A driver or category with its mean over the type's customers; ``everyone`` is where all customers stand, in per cent."""

    word: Word
    figure: Figure
    title: str
    bar: Markup
    everyone: float | None


@dataclass(frozen=True)
class Section:
    """Everything that is shown of one type."""

    type: Word
    anchor: str
    plain: str
    about: str
    share: Figure | None
    n: int
    conditions: tuple[ConditionBar, ...]
    drivers: tuple[Row, ...]
    actors: tuple[Row, ...]
    named: tuple[tuple[str, int], ...]
    size: Figure | None
    quotes: tuple[Quote, ...]
    advice: tuple[tuple[str, str], ...]
    customers: tuple[tuple[str, str], ...]
    n_more: int


def profiles(material: Material) -> tuple[Section, ...]:
    """The sections of the three types that any customer carries; none where nobody is typed."""
    study = material.study
    found = type_profiles(study)
    playbook = study.playbook or advised(default_playbook(), found)
    anchors = {name: f"c-{i}" for i, name in enumerate(material.shown["customer"].to_list(), start=1)}
    words = {t.key: t for t in TYPES}
    return tuple(_section(material, profile, words[profile.label], playbook, anchors) for profile in found if profile.n)


def undetermined_advice(material: Material) -> tuple[tuple[str, str], ...]:
    """What the playbook says of customers without a type."""
    playbook = material.study.playbook or advised(default_playbook(), ())
    return tuple(split_source(said) for said in playbook.get(UNDETERMINED, ()))


def split_source(said: str) -> tuple[str, str]:
    """Advice and the source in brackets at its end.

    >>> split_source("Consider it. [a book]"), split_source("Consider it.")
    (('Consider it.', 'a book'), ('Consider it.', ''))
    """
    head, bracket, tail = said.rpartition(" [")
    return (head, tail[:-1]) if bracket and tail.endswith("]") else (said, "")


def _section(material: Material, profile: TypeProfile, t: Word, playbook: Mapping[str, tuple[str, ...]],
             anchors: Mapping[str, str]) -> Section:
    study, label = material.study, profile.label
    own = material.constellations.filter(pl.col("type") == label).sort(["evidence", "customer"], descending=[True, False])
    names = own["customer"].to_list()
    others = [c for c in CATEGORIES if c.key != SELF]
    relevance = dict(zip((c.key for c in CATEGORIES), profile.relevance, strict=True))
    scale = scale_of([*profile.drivers, *(relevance[c.key] for c in others)])
    return Section(
        type=t, anchor=t.css.replace("t-", "type-"), plain=PLAIN[label], about=ABOUT[label], share=study.figure(type_share_key(label)),
        n=profile.n, conditions=_conditions(profile),
        drivers=tuple(_row(d, f, scale, study.figure(driver_share_key(d.key))) for d, f in zip(DRIVERS, profile.drivers, strict=True)),
        actors=tuple(_row(c, relevance[c.key], scale, study.figure(f"relevance/{c.key}")) for c in CATEGORIES),
        named=_named(material, own), size=profile.size,
        quotes=tuple(material.quotes(material.by_type[label].head(QUOTES))) if label in material.by_type else (),
        advice=tuple(split_source(said) for said in playbook.get(label, ())),
        customers=tuple((str(name), anchors.get(name, "")) for name in names[:NAMES_MAX]), n_more=max(len(names) - NAMES_MAX, 0),
    )


def _row(word: Word, figure: Figure, scale: Scale, everyone: Figure | None) -> Row:
    bar = interval_bar(figure.value, figure.low, figure.high, highest=scale.highest, colour=word.css)
    at = scale.at(everyone.value) if everyone is not None and everyone.value is not None else None
    return Row(word, figure, f"mean over these customers: {word.name}", bar, at)


def _conditions(profile: TypeProfile) -> tuple[ConditionBar, ...]:
    found = []
    for condition in profile.conditions:
        parts, x = [], 0.0
        for (_, words), figure in zip(STATES.items(), condition.counts, strict=True):
            width = 100 * float(figure.value or 0) / profile.n
            if width:
                parts.append(Part(words.replace(" ", "-"), words, round(x, 2), round(width, 2), figure))
            x += width
        name = CONDITIONS[profile.label, condition.name]
        found.append(ConditionBar(name, tuple(parts), condition.holds, f"{name}: holds for"))
    return tuple(found)


def _named(material: Material, own: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """The named actors that most customers of the type tell of."""
    top = picks.top_actors(material.study.actors.join(own.select("customer"), on="customer", how="semi"), ACTORS_MAX)
    ranked = top.sort(["n_customers", "n_statements", "name"], descending=[True, True, False]).head(ACTORS_MAX)
    return tuple((str(name), int(n)) for name, n in ranked.select("name", "n_customers").rows())
