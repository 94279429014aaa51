"""Levels held against each other: from coded statements, or from the frames of mapped studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.comparison.cautions import NOBODY, OF_OUTCOME, of_customers, of_length, of_talk, untyped, without_level
from lifeworld.constellations.core.comparison.contrasts import IN_TIME, contrasts
from lifeworld.constellations.core.comparison.estimates import level_figures, level_intervals
from lifeworld.constellations.core.comparison.evidence import quotes_at
from lifeworld.constellations.core.comparison.joint import drawn as draws_of
from lifeworld.constellations.core.comparison.levels import kept_levels
from lifeworld.constellations.core.comparison.made import Made, made_at, made_from
from lifeworld.constellations.core.comparison.material import Material, Table, material
from lifeworld.constellations.core.comparison.measures import at_equal_talk, measures
from lifeworld.constellations.core.comparison.of_studies import cautions_of_studies, words_of
from lifeworld.constellations.core.comparison.question import Question
from lifeworld.constellations.core.comparison.spoken import spoken_at, spoken_from
from lifeworld.constellations.core.comparison.talk import talk
from lifeworld.constellations.core.comparison.trends import trends
from lifeworld.constellations.core.comparison.values import By, Comparison
from lifeworld.constellations.core.comparison.words import changed, note
from lifeworld.constellations.core.constellate import Run
from lifeworld.constellations.core.gather import Said
from lifeworld.constellations.core.pools import speakers
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import MappedStudy
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
    given, level = level, pl.select(pl.when(level.is_in(pl.Series(names).implode())).then(level)).to_series()
    at_some = level.is_not_null()
    named = bool(statements["customer"].filter(at_some).is_not_null().any())
    said_more = talk(statements, level, names, settings.seed)
    asked = Question(by, measures(named) if said_more.alike else at_equal_talk(measures(named), remade=True), settings, versions)
    table = Table.of(who.filter(at_some))
    by_level = codings.join(statements.select(statement="id", level=level), on="statement", how="inner")
    single = _at_one_level(statements["customer"], level)
    found: dict[str, Material] = {}
    quotes: Quotes = {}
    for name in names:
        rows = (level == name).fill_null(False).to_numpy()
        here = said.only(_places(rows))
        drawings = [here] if said_more.alike else [said.only(_places(rows & kept)) for kept in said_more.drawings]
        made = Made.over([made_at(at, settings, single, drawn=drawn, done=done, ties=ties, run=run) for at in drawings]) if named else None
        found[name] = material(name, spoken_at(here, settings, named), made, table, asked.measures, speakers(drawings[0].statements))
        quotes |= quotes_at(name, here.statements, by_level.filter(pl.col("level") == name), found[name].labels)
    customers, facts = statements["customer"].filter(at_some), drawn is not None or done is not None
    further = [
        left_out, without_level(given, by), *(of_customers(by, customers, single, facts) if named else [NOBODY]),
        of_talk(said_more) if named else "", of_length(statements["text"], level, names), untyped(found.values(), by),
        OF_OUTCOME if by == "outcome" else "",
    ]
    longer = of_length(statements["text"], level, names[-2:])
    return _compared(found, asked, title, quotes, [sentence for sentence in further if sentence], longer)


def _places(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.flatnonzero(chosen).astype(np.int64)


def compare_studies(studies: Mapping[str, MappedStudy], title: str = "Studies") -> Comparison:
    """Compare mapped studies, oldest first, by their frames; customers with the same id are the same.

    Errors: ValueError with fewer than two studies.
    """
    if len(studies) < 2:
        raise ValueError("a comparison needs at least two studies")
    last = list(studies.values())[-1]
    named = any(study.n_customers for study in studies.values())
    seed = last.settings.get("seed", 0)
    settings = Settings(seed=seed if isinstance(seed, int) else 0)
    words, level = words_of(studies)
    said_more = talk(words, level, list(studies), settings.seed)
    alike = said_more.alike or not named
    asked = Question("study", measures(named) if alike else at_equal_talk(measures(named), remade=False), settings, last.versions)
    spoken = {name: spoken_from(study.statements, study.codings, study.actors) for name, study in studies.items()}
    made = {name: made_from(study.constellations, study.ties) for name, study in studies.items()}
    everybody = [one.speaker.rename("speaker") for one in spoken.values()]
    everybody += [("customer " + one.customer).rename("speaker") for one in made.values()]
    table = Table.of(pl.concat(everybody))
    found: dict[str, Material] = {}
    quotes: Quotes = {}
    for name, study in studies.items():
        kept = spoken[name].speaker.filter(pl.Series(said_more.kept[(level == name).to_numpy()]))
        found[name] = material(name, spoken[name], made[name] if named else None, table, asked.measures, kept)
        quotes |= quotes_at(name, study.statements, study.codings, found[name].labels)
    further = [
        *cautions_of_studies(studies), "" if alike else of_talk(said_more, remade=False),
        of_length(words["text"], level, list(studies)),
    ]
    longer = of_length(words["text"], level, list(studies)[-2:])
    return _compared(found, asked, title, quotes, [sentence for sentence in further if sentence], longer)


def _compared(found: Mapping[str, Material], asked: Question, title: str, quotes: Quotes, further: Sequence[str],
              longer: str = "") -> Comparison:
    """Values, differences, trends and sentences of levels in their order."""
    draws = {name: draws_of(at.sample, asked.settings.seed) for name, at in found.items()}
    values: dict[tuple[str, str], Figure] = {}
    of_level = {
        name: level_figures(at, level_intervals(at, draws[name], asked), asked, quotes) for name, at in found.items()
    }
    for j, measure in enumerate(asked.measures):
        values |= {(measure.key, name): of_level[name][j] for name in found}
    held = contrasts(found, draws, asked, quotes)
    over_time = trends(values, draws, asked) if asked.by in IN_TIME else ()
    return Comparison(
        asked.by, title, tuple(at.level for at in found.values()), values, tuple(one.contrast for one in held),
        note(held, asked, further, over_time), over_time, changed(held, values, list(found), asked, longer),
    )


def _at_one_level(customer: pl.Series, level: pl.Series) -> pl.Series:
    """Customers whose statements are at exactly one level."""
    frame = pl.DataFrame({"customer": customer, "level": level}).drop_nulls()
    return frame.group_by("customer").agg(pl.col("level").n_unique()).filter(pl.col("level") == 1)["customer"].sort()
