"""From coded statements to a mapped study: constellations, pools and figures, in one pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from lifeworld.constellations.core import actor_names, population
from lifeworld.constellations.core.constellate import Constellated, Run, constellate
from lifeworld.constellations.core.corrections.replay import replayed_note
from lifeworld.constellations.core.corrections.results import corrected
from lifeworld.constellations.core.corrections.values import Correction
from lifeworld.constellations.core.ego_columns import ego_columns
from lifeworld.constellations.core.frames import actors_frame, constellations_frame, ties_frame
from lifeworld.constellations.core.further import Asked, Basis, with_further
from lifeworld.constellations.core.gather import Gathered, Said, gather
from lifeworld.constellations.core.nearness import proximities
from lifeworld.constellations.core.pools import pooled_frame, speakers
from lifeworld.constellations.core.quotes import best_quotes
from lifeworld.constellations.core.schemas import ACTORS_FOUND, CONSTELLATIONS, TIES, empty
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.spread import statement_spread
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.figure import Example, Figure, Versions
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.batches import CodedBatch
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.codings import CodedTexts, statement_columns
from lifeworld.voices.core.lexicon import Lexicon


@dataclass(frozen=True)
class About:
    """What a study is called, and what a reader must know about how it came about."""

    title: str = "Customer ecosystems"
    label: str = ""
    fictional: bool = False
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    versions: Versions = field(default_factory=Versions)


def mentions_of(statements: pl.DataFrame, batch: CodedBatch, facts: pl.DataFrame | None, lexicon: Lexicon) -> pl.DataFrame:
    """The mentions with customer and category words, and those of names that only a customer's own facts know."""
    mentions = batch.mentions.with_columns(
        customer=statements["customer"].gather(batch.mentions["row"]),
        category=pl.Series(list(ACTORS), dtype=pl.String).gather(batch.mentions["category"].cast(pl.Int64)),
    )
    if facts is not None and not facts.is_empty():
        mentions = actor_names.with_own_names(mentions, statements, facts, lexicon)
    return actor_names.without_category_words(mentions)


def said_of(statements: pl.DataFrame, coded: CodedTexts, mentions: pl.DataFrame) -> Said:
    """Statements with what was found in them."""
    category = mentions["category"].replace_strict(list(ACTORS), list(range(len(ACTORS))), return_dtype=pl.Int8)
    return Said(
        statements, coded.present_probability, coded.valence.astype(np.float32),
        mentions["row"].to_numpy(), category.to_numpy(), mentions["name"],
    )


def _constellations(said: Said, mentions: pl.DataFrame, drawn: pl.DataFrame | None, done: pl.DataFrame | None,
                    settings: Settings, run: Run) -> tuple[Gathered, Constellated, pl.DataFrame, pl.DataFrame]:
    """Constellations of every customer: gathered rows, what was found, ties and constellations as frames."""
    gathered = gather(said, said.statements["customer"], settings, drawn, done)
    near = proximities(gathered, said.statements, mentions, drawn, done, settings)
    rows = replace(gathered.rows, proximity=near["proximity"].fill_null(float("nan")).to_numpy())
    gathered = replace(gathered, rows=rows)
    found = constellate(rows, gathered.coded, settings, run, statement_spread(rows, gathered.coded))
    n_statements = np.bincount(gathered.coded.customer, minlength=rows.n_customers)
    ties = ties_frame(gathered, found, near)
    frame = constellations_frame(gathered, found, n_statements, settings)
    return gathered, found, ties, frame.hstack(ego_columns(ties, gathered.groups))


def _type_examples(constellations: pl.DataFrame, statements: pl.DataFrame,
                   codings: pl.DataFrame) -> dict[str, tuple[Example, ...]]:
    """For each label some customers, the clearest first: their strongest words, with the verdict beside them."""
    chosen = (
        constellations.sort("margin", "customer", descending=[True, False])
        .group_by("type", maintain_order=True).head(20).select("type", "customer", verdict=pl.col("reasons").list.first())
    )
    strongest = (
        codings.filter("present").join(chosen, on="customer", how="semi")
        .sort("segment_probability", "statement", "start", descending=[True, False, False])
        .unique("customer", keep="first", maintain_order=True).select("customer", "statement", "start", "end")
    )
    texts = statements.select(statement="id", text="text")
    rows = chosen.join(strongest, on="customer", how="left", maintain_order="left").join(
        texts, on="statement", how="left", maintain_order="left"
    )
    found: dict[str, list[Example]] = {}
    for label, customer, verdict, statement, start, end, text in rows.iter_rows():
        quote = text[start:end] if text else ""
        found.setdefault(label, []).append(Example(quote, customer, statement, start, end, verdict))
    return {label: tuple(examples) for label, examples in found.items()}


def map_study(statements: pl.DataFrame, batch: CodedBatch, lexicon: Lexicon, about: About, *,
              drawn: pl.DataFrame | None = None, done: pl.DataFrame | None = None, settings: Settings | None = None,
              corrections: Sequence[Correction] = (), asked: Asked | None = None, run: Run = map) -> MappedStudy:
    """Map a study: every customer's constellation, the pools, and the population's figures.

    ``statements`` are sorted by (customer, id) and coded in ``batch``; ``drawn`` and ``done`` carry canonical names
    (``actor_names.canonical_names``); ``lexicon`` is the one by which mentions were found. ``corrections`` are replayed in
    their order before anything is counted; ``asked`` says what is looked at beyond the map.
    Where no statement has a customer and nothing was drawn or done, no customer is typed.
    """
    settings = settings or Settings()
    facts = [frame.select("customer", "category", "name") for frame in (drawn, done) if frame is not None]
    mentions = mentions_of(statements, batch, pl.concat(facts) if facts else None, lexicon)
    right = corrected(corrections, statements, batch.coded, mentions, drawn, done)
    mentions, drawn, done, codings = right.mentions, right.drawn, right.done, right.codings
    said = said_of(statements, right.coded, right.given)
    quotes = best_quotes(statements, codings)
    pooled, pool_notes = pooled_frame(said, settings)
    speaker = speakers(statements)
    table = speaker.unique().sort()
    who = population.Said(
        table.search_sorted(speaker).to_numpy().astype(np.int64), said.present > 0, said.valence, hash64(table),
        nobody=bool(statements["customer"].is_null().all()),
    )
    figures = population.share_figures(who, quotes, settings.seed, about.versions)
    typed = statements["customer"].is_not_null().any() or bool(facts)
    ties = constellations = actors = None
    if typed:
        gathered, found, ties, constellations = _constellations(said, mentions, drawn, done, settings, run)
        actors = actors_frame(gathered, mentions)
        figures += _customer_figures(
            gathered, found, constellations, ties, statements, codings, quotes, settings, about.versions)
    nobodys = _actors_without_customer(said, mentions, settings)
    actors = nobodys if actors is None else pl.concat([actors, nobodys])
    n_customers = 0 if constellations is None else len(constellations)
    figures += population.count_figures(
        n_customers, len(statements), int(codings["present"].sum()), len(actors), about.versions
    )
    study = MappedStudy(
        about.title, about.fictional, about.label, statement_columns(statements, right.coded), codings, actors,
        empty(TIES) if ties is None else ties,
        empty(CONSTELLATIONS) if constellations is None else constellations, pooled, tuple(figures), about.versions,
        {"seed": settings.seed, "draws": settings.draws, "bootstraps": settings.bootstraps, "rho": settings.rho},
        (*about.notes, *pool_notes, *filter(None, [replayed_note(right.applied)])), about.skipped, n_customers,
        corrections=right.applied,
    )
    return with_further(study, Basis(said, drawn, done, quotes, settings, run), asked or Asked())


def _customer_figures(gathered: Gathered, found: Constellated, constellations: pl.DataFrame, ties: pl.DataFrame,
                      statements: pl.DataFrame, codings: pl.DataFrame, quotes: population.Quotes, settings: Settings,
                      versions: Versions) -> list[Figure]:
    """The figures that need customers: types, sizes, means over customers."""
    counts = dict(codings.filter("present").group_by("code").len().rows()) | dict(ties.group_by("category").len().rows())
    return [
        *population.type_figures(found, versions, _type_examples(constellations, statements, codings)),
        population.size_figure(found, settings.seed, gathered.rows.customer_key, quotes, versions),
        *population.mean_figures(found, gathered, counts, quotes, settings.seed, versions),
    ]


def _actors_without_customer(said: Said, mentions: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Actors in the statements that have no customer, taken together; their customer is null."""
    nobody = said.statements.select(pl.when(pl.col("customer").is_null()).then(pl.lit(""))).to_series()
    if nobody.null_count() == len(nobody):
        return empty(ACTORS_FOUND)
    found = actors_frame(
        gather(said, nobody, settings), mentions.filter(pl.col("customer").is_null()).with_columns(customer=pl.lit(""))
    )
    return found.with_columns(customer=pl.lit(None, dtype=pl.String))
