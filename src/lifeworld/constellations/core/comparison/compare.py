"""Levels held against each other: from coded statements, or from the frames of mapped studies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import polars as pl

from lifeworld.constellations.core.comparison.contrasts import IN_TIME, contrasts
from lifeworld.constellations.core.comparison.estimates import level_figures, level_intervals
from lifeworld.constellations.core.comparison.evidence import quotes_at
from lifeworld.constellations.core.comparison.joint import drawn as draws_of
from lifeworld.constellations.core.comparison.levels import PLURAL, kept_levels
from lifeworld.constellations.core.comparison.made import made_at, made_from
from lifeworld.constellations.core.comparison.material import Material, Table, material
from lifeworld.constellations.core.comparison.measures import measures
from lifeworld.constellations.core.comparison.question import Question
from lifeworld.constellations.core.comparison.spoken import spoken_at, spoken_from
from lifeworld.constellations.core.comparison.trends import trends
from lifeworld.constellations.core.comparison.values import By, Comparison
from lifeworld.constellations.core.comparison.words import changed, note
from lifeworld.constellations.core.constellate import Run
from lifeworld.constellations.core.gather import Said
from lifeworld.constellations.core.pools import speakers
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import TYPE_NAMES, MappedStudy
from lifeworld.kit.figure import Example, Figure, Versions

Quotes = dict[tuple[str, str], tuple[Example, ...]]


def comparison(said: Said, level: pl.Series, by: By, title: str, codings: pl.DataFrame, settings: Settings, versions: Versions, *,
               drawn: pl.DataFrame | None = None, done: pl.DataFrame | None = None, ties: pl.DataFrame | None = None,
               order: Sequence[str] = (), run: Run = map) -> Comparison | None:
    """Compare the levels of one study; None where there are fewer than two.

    ``level`` is one name for each row of ``said.statements`` (null = at none). A customer who speaks at several levels is
    at each of them with a constellation of its own. ``drawn``, ``done`` and the proximity in ``ties`` (the study's own)
    count for customers at one level only, because nobody drew a map for each. ``order`` gives the levels in their order
    where it is known (``bands``); else see ``levels.in_order``. Where no row names a customer, rows are the units.
    """
    statements = said.statements
    who = speakers(statements)
    level = level.cast(pl.String).alias("level")
    names, left_out = kept_levels(level, who, by, statements["time"] if "time" in statements.columns else None)
    names = tuple(sorted(names, key=list(order).index)) if set(names) <= set(order) else names
    if len(names) < 2:
        return None
    level = pl.select(pl.when(level.is_in(pl.Series(names).implode())).then(level)).to_series()
    at_some = level.is_not_null()
    named = bool(statements["customer"].filter(at_some).is_not_null().any())
    asked = Question(by, measures(named), settings, versions)
    table = Table.of(who.filter(at_some))
    by_level = codings.join(statements.select(statement="id", level=level), on="statement", how="inner")
    single = _at_one_level(statements["customer"], level)
    found: dict[str, Material] = {}
    quotes: Quotes = {}
    for name in names:
        here = said.only((level == name).fill_null(False).arg_true().to_numpy().astype(np.int64))
        made = made_at(here, settings, single, drawn=drawn, done=done, ties=ties, run=run) if named else None
        found[name] = material(name, spoken_at(here, settings, named), made, table, asked.measures)
        quotes |= quotes_at(name, here.statements, by_level.filter(pl.col("level") == name), found[name].labels)
    further = [left_out, *_cautions(named, statements["customer"].filter(at_some), single, drawn, done, asked),
               _untyped(found.values(), by)]
    return _compared(found, asked, title, quotes, [sentence for sentence in further if sentence])


def compare_studies(studies: Mapping[str, MappedStudy], title: str = "Studies") -> Comparison:
    """Compare mapped studies, oldest first, by their frames; customers with the same id are the same.

    Errors: ValueError with fewer than two studies.
    """
    if len(studies) < 2:
        raise ValueError("a comparison needs at least two studies")
    last = list(studies.values())[-1]
    named = any(study.n_customers for study in studies.values())
    seed = last.settings.get("seed", 0)
    asked = Question("study", measures(named), Settings(seed=seed if isinstance(seed, int) else 0), last.versions)
    spoken = {name: spoken_from(study.statements, study.codings, study.actors) for name, study in studies.items()}
    made = {name: made_from(study.constellations, study.ties) for name, study in studies.items()}
    everybody = [one.speaker.rename("speaker") for one in spoken.values()]
    everybody += [("customer " + one.customer).rename("speaker") for one in made.values()]
    table = Table.of(pl.concat(everybody))
    found: dict[str, Material] = {}
    quotes: Quotes = {}
    for name, study in studies.items():
        found[name] = material(name, spoken[name], made[name] if named else None, table, asked.measures)
        quotes |= quotes_at(name, study.statements, study.codings, found[name].labels)
    return _compared(found, asked, title, quotes, _cautions_of_studies(studies))


def _compared(found: Mapping[str, Material], asked: Question, title: str, quotes: Quotes, further: Sequence[str]) -> Comparison:
    """Values, differences, trends and sentences of levels in their order."""
    draws = {name: draws_of(at.sample, asked.settings.seed) for name, at in found.items()}
    values: dict[tuple[str, str], Figure] = {}
    of_level = {
        name: level_figures(at, level_intervals(at, draws[name], asked), asked, quotes) for name, at in found.items()
    }
    for j, measure in enumerate(asked.measures):
        values |= {(measure.key, name): of_level[name][j] for name in found}
    held = contrasts(found, draws, asked, quotes)
    return Comparison(
        asked.by, title, tuple(at.level for at in found.values()), values, tuple(one.contrast for one in held),
        note(held, asked, further), trends(values, draws, asked) if asked.by in IN_TIME else (),
        changed(held, values, list(found), asked),
    )


def _at_one_level(customer: pl.Series, level: pl.Series) -> pl.Series:
    """Customers whose statements are at exactly one level."""
    frame = pl.DataFrame({"customer": customer, "level": level}).drop_nulls()
    return frame.group_by("customer").agg(pl.col("level").n_unique()).filter(pl.col("level") == 1)["customer"].sort()


def _cautions(named: bool, customer: pl.Series, single: pl.Series, drawn: pl.DataFrame | None, done: pl.DataFrame | None,
              asked: Question) -> list[str]:
    """What else a reader must know of a comparison within one study."""
    if not named:
        return ["No row names a customer, so rows are the units: shares are of statements, relevance and drivers are pooled, "
                "and nothing is said of customers."]
    several = customer.drop_nulls().n_unique() - len(single)
    if not several:
        return []
    plural, who = PLURAL[asked.by], "customer is" if several == 1 else "customers are"
    sentences = [f"{several:,} {who} at several {plural}; each is at every one of them, by what was said there, and differences "
                 "take into account that the customers are the same."]
    if drawn is not None or done is not None:
        sentences.append(f"Drawings and events are not told apart by {plural}, so they count for customers at one of them only.")
    return sentences


def _untyped(found: Iterable[Material], by: By) -> str:
    """A sentence where most customers have no type, because what they said is divided among levels."""
    labels = [at.labels["label"] for at in found]
    without = sum(int((label == len(TYPE_NAMES) - 1).sum()) for label in labels)
    if 2 * without <= sum(len(label) for label in labels):
        return ""
    return f"Most customers say too little at one of the {PLURAL[by]} to be given a type there, so shares of types say little here."


def _cautions_of_studies(studies: Mapping[str, MappedStudy]) -> list[str]:
    """Sentences on studies that were not made alike, so that a difference may not be the customers'."""
    sentences = []
    for what, of in (("coder", "coder"), ("codebook", "codebook"), ("version of the program", "code")):
        used = {str(getattr(study.versions, of)) for study in studies.values()}
        if len(used) > 1:
            sentences.append(f"The studies were not made with the same {what}, so a difference may come from that: map both again.")
    if len({bool(study.n_customers) for study in studies.values()}) > 1:
        sentences.append("Only some of the studies name customers, so what needs customers cannot be compared.")
    return sentences
