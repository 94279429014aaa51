"""What is found of some customers: their frames, and the partial result from which figures are made together with others'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lifeworld.constellations.core import actor_names, population
from lifeworld.constellations.core.constellate import Constellated, Run, constellate
from lifeworld.constellations.core.corrections.results import corrected
from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.constellations.core.ego_columns import ego_columns
from lifeworld.constellations.core.frames import actors_frame, constellations_frame, ties_frame
from lifeworld.constellations.core.gather import UNNAMED_WORDS, Gathered, Said, gather
from lifeworld.constellations.core.nearness import proximities, study_model
from lifeworld.constellations.core.partial.tops import best
from lifeworld.constellations.core.partial.values import Partial, key, named_by_nobody
from lifeworld.constellations.core.pools import pool_partial, speakers
from lifeworld.constellations.core.proximity import ProximityModel
from lifeworld.constellations.core.quotes import quote_rows, with_words
from lifeworld.constellations.core.schemas import ACTORS_FOUND, CONSTELLATIONS, TIES, empty
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.spread import Spread, statement_spread
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.batches import CodedBatch
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.codings import CodedTexts, statement_columns
from lifeworld.voices.core.lexicon import Lexicon

Pools = Sequence[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class Found:
    """What is found of some customers: five frames with the columns of ``schemas``, the partial result, and what they rest on."""

    statements: pl.DataFrame
    codings: pl.DataFrame
    actors: pl.DataFrame
    ties: pl.DataFrame
    constellations: pl.DataFrame
    partial: Partial
    said: Said
    drawn: pl.DataFrame | None
    done: pl.DataFrame | None
    applied: tuple[Applied, ...]
    mentions: pl.DataFrame
    gathered: Gathered | None = None

    def proximity_model(self, settings: Settings) -> ProximityModel | None:
        """The regression by which the proximity of undrawn actors was predicted, where these customers are the whole study."""
        if self.gathered is None:
            return None
        return study_model(self.gathered, self.said.statements, self.mentions, self.drawn, self.done, settings)


def find(statements: pl.DataFrame, batch: CodedBatch, lexicon: Lexicon, pools: Pools, *, drawn: pl.DataFrame | None = None,
         done: pl.DataFrame | None = None, settings: Settings | None = None, corrections: Sequence[Correction] = (),
         spread: Spread | None = None, model: ProximityModel | None = None, run: Run = map) -> Found:
    """Find constellations and everything that figures need, for customers whose statements are all here.

    ``pools`` are the pools of the whole study to which these customers may belong; ``spread`` and ``model`` (of proximity) are those
    of the whole study (None: these customers are the whole study). See ``mapping.map_study`` for the rest.
    """
    settings = settings or Settings()
    facts = [frame.select("customer", "category", "name") for frame in (drawn, done) if frame is not None]
    mentions = mentions_of(statements, batch, pl.concat(facts) if facts else None, lexicon)
    right = corrected(corrections, statements, batch.coded, mentions, drawn, done)
    said = said_of(statements, right.coded, right.given)
    partial = _said_partial(said, right.codings, settings) + pool_partial(said, pools, settings)
    nobodys = _actors_without_customer(said, right.mentions, settings)
    ties, constellations, actors = empty(TIES), empty(CONSTELLATIONS), nobodys
    gathered: Gathered | None = None
    if statements["customer"].is_not_null().any() or facts:
        gathered, found, ties, constellations = _constellations(said, right.mentions, right.drawn, right.done, settings, spread, model, run)
        own = actors_frame(gathered, right.mentions)
        partial += _customer_partial(gathered, found, ties, constellations, statements, right.codings, settings)
        actors = pl.concat([own, nobodys])
    partial = replace(partial, nobodys=_named_by_nobody(nobodys, right.mentions) if len(nobodys) else None) + Partial(
        counts={key("actors"): len(actors) - len(nobodys), key("customers"): len(constellations)})
    return Found(statement_columns(statements, right.coded), right.codings, actors, ties, constellations, partial, said,
                 right.drawn, right.done, right.applied, right.mentions, gathered)


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


def _said_partial(said: Said, codings: pl.DataFrame, settings: Settings) -> Partial:
    """Who says what, with the best quotes and the number of codes given."""
    speaker = speakers(said.statements)
    table = speaker.unique().sort()
    who = population.Said(table.search_sorted(speaker).to_numpy().astype(np.int64), said.present > 0, said.valence, hash64(table))
    given = dict(codings.filter("present").group_by("code").len().rows())
    return population.said_partial(who, settings.seed) + Partial(
        counts={key("named"): said.statements["customer"].count(), **{key("given", code): n for code, n in given.items()}},
        tops={"quotes": quote_rows(said.statements, codings)})


def _constellations(said: Said, mentions: pl.DataFrame, drawn: pl.DataFrame | None, done: pl.DataFrame | None, settings: Settings,
                    spread: Spread | None, model: ProximityModel | None,
                    run: Run) -> tuple[Gathered, Constellated, pl.DataFrame, pl.DataFrame]:
    """Constellations of every customer: gathered rows, what was found, ties and constellations as frames."""
    gathered = gather(said, said.statements["customer"], settings, drawn, done)
    near = proximities(gathered, said.statements, mentions, drawn, done, settings, model)
    rows = replace(gathered.rows, proximity=near["proximity"].fill_null(float("nan")).to_numpy())
    gathered = replace(gathered, rows=rows)
    found = constellate(rows, gathered.coded, settings, run, spread or statement_spread(rows, gathered.coded))
    n_statements = np.bincount(gathered.coded.customer, minlength=rows.n_customers)
    ties = ties_frame(gathered, found, near)
    frame = constellations_frame(gathered, found, n_statements, settings)
    return gathered, found, ties, frame.hstack(ego_columns(ties, gathered.groups))


def _customer_partial(gathered: Gathered, found: Constellated, ties: pl.DataFrame, constellations: pl.DataFrame,
                      statements: pl.DataFrame, codings: pl.DataFrame, settings: Settings) -> Partial:
    """What the figures need that need customers: types, sizes, means over customers."""
    counts = {key("ties", category): n for category, n in ties.group_by("category").len().rows()}
    names = pl.DataFrame({"folded": gathered.names, "name": gathered.shown})
    return population.type_partial(found) + population.mean_partial(found, gathered.rows, settings.seed) + Partial(
        counts=counts, tops={"types": _type_rows(constellations, statements, codings)}, names=names)


def _type_rows(constellations: pl.DataFrame, statements: pl.DataFrame, codings: pl.DataFrame) -> pl.DataFrame:
    """For each label some customers, the clearest first: their strongest words, with the verdict beside them."""
    words = {name: pl.lit(None).alias(name) for name in ("statement", "start", "end", "quote")}
    verdict = pl.col("reasons").list.first().alias("verdict")
    chosen = best("types", constellations.select("type", "margin", "customer", verdict, *words.values()))
    strongest = (
        codings.filter(pl.col("present") & pl.col("customer").is_in(chosen["customer"].to_list()))
        .sort("segment_probability", "statement", "start", descending=[True, False, False])
        .unique("customer", keep="first", maintain_order=True).select("customer", "statement", "start", "end")
    )
    rows = chosen.drop(list(words)).join(strongest, on="customer", how="left", maintain_order="left")
    return best("types", with_words(rows, statements).with_columns(pl.col("quote").fill_null("")))


def _actors_without_customer(said: Said, mentions: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Actors in the statements that have no customer, taken together; their customer is null."""
    nobody = said.statements.select(pl.when(pl.col("customer").is_null()).then(pl.lit(""))).to_series()
    if nobody.null_count() == len(nobody):
        return empty(ACTORS_FOUND)
    found = actors_frame(
        gather(said, nobody, settings), mentions.filter(pl.col("customer").is_null()).with_columns(customer=pl.lit(""))
    )
    return found.with_columns(customer=pl.lit(None, dtype=pl.String))


def _named_by_nobody(actors: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The actors of statements without a customer, and the names that got nothing here: elsewhere the same name may be an actor."""
    folded = pl.col("name").str.to_lowercase()
    actor = pl.when(pl.col("category") == "self").then(pl.lit("self")).when(folded != "").then(
        pl.concat_str("category", pl.lit(":"), folded)).otherwise(pl.concat_str("category", pl.lit(":(unnamed)")))
    named = mentions.filter(pl.col("customer").is_null()).with_columns(actor=actor).group_by("actor", "category").agg(
        pl.col("name").min(), forms=pl.col("form").str.to_lowercase().unique().sort().head(8), n_mentions=pl.len().cast(pl.Int32))
    unnamed = pl.col("actor").str.ends_with(":(unnamed)") | (pl.col("actor") == "self")
    words = pl.col("category").replace_strict(UNNAMED_WORDS, default="self", return_dtype=pl.String)
    only = named.join(actors.select("actor"), on="actor", how="anti").with_columns(
        n_statements=pl.lit(0, pl.Int32), name=pl.when(unnamed).then(words).otherwise("name"))
    columns = ["actor", "name", "category", "forms", "n_mentions", "n_statements"]
    return named_by_nobody(pl.concat([actors.select(columns), only.select(columns)]))
