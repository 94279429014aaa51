"""Columns of the frames of a study, in order, with what each means: the docs and the empty frames come from here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from lifeworld.voices.core.codebook import DRIVER_NAMES, DRIVERS

Schema = Mapping[str, tuple[pl.DataType | type[pl.DataType], str]]

_DRIVERS = {
    name: (pl.Float64, text)
    for driver in DRIVERS
    for name, text in (
        (driver, f"posterior mean of the share of {DRIVER_NAMES[driver]} among the six drivers, 0..1"),
        (f"{driver}_low", "its lower end (90 %)"), (f"{driver}_high", "its upper end (90 %)"),
    )
}

TIES: Schema = MappingProxyType({
    "customer": (pl.String, "whose tie it is"),
    "actor": (pl.String, "key of the actor inside the customer, as in actors.parquet"),
    "name": (pl.String, "the actor's name as shown"),
    "category": (pl.String, "one of the six actor categories"),
    "relevance": (pl.Float64, "posterior mean of relevance, 0..1; with the unmentioned they add up to 1"),
    "relevance_low": (pl.Float64, "lower end (90 %)"), "relevance_high": (pl.Float64, "upper end (90 %)"),
    "proximity": (pl.Float64, "1 = at the centre, 0 = at the rim; null where unknown, always for the self"),
    "proximity_low": (pl.Float64, "lower border"), "proximity_high": (pl.Float64, "upper border"),
    "proximity_source": (pl.String, "drawn, or predicted where at least 30 customers drew a map; null where unknown"),
    "valence": (pl.Float64, "mean valence of the statements that name the actor, -1..1; null where none does"),
    "n_evidence": (pl.Int64, "pieces of evidence: said + done + drawn"),
    "said": (pl.Int64, "statements that give to the actor"), "done": (pl.Int64, "events with the actor"),
    "drawn": (pl.Int64, "1 where the customer drew the actor, else 0"),
    "ring": (pl.Int32, "the drawn ring, 1 is the inner one"), "rings": (pl.Int32, "how many rings the map has"),
    "x": (pl.Float64, "where the actor was drawn, as given"), "y": (pl.Float64, "the same, downwards"),
    "wording": (pl.String, "what the ring meant to the person who drew, as given"),
})

CONSTELLATIONS: Schema = MappingProxyType({
    "customer": (pl.String, "the customer at the centre"),
    "type": (pl.String, "individual-driven, brand-driven, socially driven or undetermined"),
    "p_individual": (pl.Float64, "share of posterior draws in which this type fits best; ties are none"),
    "p_brand": (pl.Float64, "the same for brand-driven"), "p_social": (pl.Float64, "the same for socially driven"),
    "margin": (pl.Float64, "largest minus second largest of the three"),
    "stability": (pl.Float64, "share of statement bootstraps that lead to the same type; null where no statement counts"),
    "n_statements": (pl.Int32, "statements of the customer"),
    "n_counting": (pl.Int32, "statements in which at least one code is present"),
    "size": (pl.Int32, "actors other than the self with relevance of at least .05; grows with talk"),
    "size_class": (pl.String, "small or large, by the mean over draws of the condition «small» (1 up to 3 actors, 0 from 6 on)"),
    **_DRIVERS,
    "unmentioned": (pl.Float64, "relevance of whatever nobody mentioned: reported, never drawn as an actor"),
    "unmentioned_low": (pl.Float64, "lower end (90 %)"), "unmentioned_high": (pl.Float64, "upper end (90 %)"),
    "x_individual": (pl.Float64, "relevance of the self"),
    "x_brand": (pl.Float64, "relevance of the focal provider(s)"),
    "x_social": (pl.Float64, "relevance of peers, family and friends, and strangers"),
    "reasons": (pl.List(pl.String), "the verdict, the three rows of conditions, and what dropped out, as sentences"),
    "diversity": (pl.Float64, "Blau's index over the categories of the actors; null without actors"),
    "iqv": (pl.Float64, "diversity / (1 - 1/5): the five categories that an actor other than the self may have"),
    "entropy": (pl.Float64, "Shannon entropy over the five categories, 0..1"),
    "concentration": (pl.Float64, "Herfindahl index of relevance over the actors, 1/n..1"),
    "mean_proximity": (pl.Float64, "mean of known proximities; null where none is known"),
    "brand_in_map": (pl.Boolean, "whether the focal provider is among the actors: «not in the map» is a finding"),
    "brand_place": (pl.Float64, "the focal provider's part of the actors' relevance; 0 where it is absent"),
    "brand_rank": (pl.Int32, "1 = the most relevant actor; null where it is absent"),
    "balance": (pl.Float64, "mean valence of the actors weighted by relevance"),
    "negative_relevance": (pl.Float64, "part of that relevance with negative valence"),
})

EGO = tuple(CONSTELLATIONS)[tuple(CONSTELLATIONS).index("reasons") + 1 :]
"""The columns of a constellation that are measures of the ego network."""

POOLED: Schema = MappingProxyType({
    "pool": (pl.String, "name of the focal provider, of the group, or «all customers»"),
    "pool_kind": (pl.String, "all, focal or group"), "part": (pl.String, "actor, category or driver"),
    "name": (pl.String, "the actor's name, or the code"),
    "category": (pl.String, "the actor's category; null for drivers"),
    "share": (pl.Float64, "relevance of the actor or category, or share of the driver, over everybody's statements"),
    "low": (pl.Float64, "lower end (90 %), resampling customers"), "high": (pl.Float64, "upper end (90 %)"),
    "valence": (pl.Float64, "mean valence of the statements behind it"),
    "n_statements": (pl.Int32, "statements behind it"), "n_customers": (pl.Int32, "customers in the pool"),
})

ACTORS_FOUND: Schema = MappingProxyType({
    "customer": (pl.String, "whose actor it is; null for rows that have no customer"),
    "actor": (pl.String, "key inside the customer: category and name, «self», or «(unnamed)»"),
    "name": (pl.String, "the name as shown"), "category": (pl.String, "one of the six actor categories"),
    "forms": (pl.List(pl.String), "the words that named it, up to eight"),
    "n_mentions": (pl.Int32, "mentions found in the texts"),
    "n_statements": (pl.Int32, "statements that give to the actor"),
})

CODINGS: Schema = MappingProxyType({
    "customer": (pl.String, "who said it; null where the row has no customer"),
    "statement": (pl.String, "id of the statement"),
    "start": (pl.Int32, "where the segment that shows the code most begins, in code points of the statement"),
    "end": (pl.Int32, "where it ends (half-open)"), "code": (pl.String, "one of the twelve codes"),
    "probability": (pl.Float64, "calibrated probability that the whole statement carries the code, .05..1; 0 or 1 where a person set it"),
    "present": (pl.Boolean, "whether it passes the code's calibrated threshold"),
    "segment_probability": (pl.Float64, "probability of the segment alone, derived"),
    "coder": (pl.String, "name, version and hash of the coder, or human:NAME where a person decided"),
    "codebook": (pl.String, "name, version and hash of the codebook"),
    "unit": (pl.String, "what was coded: statement"),
    "quote_hash": (pl.String, "hash of the slice [start, end) of the statement"),
})

STATEMENTS: Schema = MappingProxyType({
    "id": (pl.String, "id of the statement"), "customer": (pl.String, "who said it"),
    "field": (pl.String, "the text column it came from"), "text": (pl.String, "the words, with LF line ends"),
    "time": (pl.String, "when, as given"), "source": (pl.String, "where from, as given"),
    "focal": (pl.String, "the focal provider that it is about"), "group": (pl.String, "segment of customers, as given"),
    "outcome": (pl.Float64, "the outcome column as a number"), "language": (pl.String, "as given"),
    "wave": (pl.String, "wave of the study, as given or made from the time"),
    "consent": (pl.Boolean, "whether the speaker may be quoted; null where unknown"),
    "context": (pl.String, "the words right before it (the interviewer's); never coded"),
    "start_s": (pl.Float64, "where it begins in the recording, in seconds; null where unknown"),
    "end_s": (pl.Float64, "where it ends in the recording"),
    "line": (pl.Int64, "line of the transcript where it begins (paragraph of a DOCX), from 1; null for tables"),
    "valence": (pl.Float64, "P(positive) minus P(negative), -1..1"),
    "valence_label": (pl.Int8, "-1 negative, 0 mixed or neutral, 1 positive"),
    "n_segments": (pl.Int32, "sentences in it"),
})

FILES: Mapping[str, Schema] = MappingProxyType({
    "statements": STATEMENTS, "codings": CODINGS, "actors": ACTORS_FOUND, "ties": TIES,
    "constellations": CONSTELLATIONS, "pooled": POOLED,
})
"""The Parquet files of a study's folder and their columns."""


def empty(schema: Schema) -> pl.DataFrame:
    """A frame with these columns and no row.

    >>> empty(POOLED).shape
    (0, 11)
    """
    return pl.DataFrame(schema={name: dtype for name, (dtype, _) in schema.items()})
