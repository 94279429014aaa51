"""Corrected shares of a mapped study: every code's share of statements and of customers, with the coding error carried along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.shares.driver_figures import corrected_drivers
from lifeworld.constellations.core.shares.elsewhere import Calibration
from lifeworld.constellations.core.shares.figures import Teller, against_people, by_people_alone, elsewhere, of_customers, of_statements
from lifeworld.constellations.core.shares.predictive import predictive_share
from lifeworld.constellations.core.shares.read import Population, Read, Taught, population_of, read_by_people, told_before, unlabelled
from lifeworld.constellations.core.shares.values import CorrectedShare, ModelAgainstPeople, Shares
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.figure import Example
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import CODES

QUOTES = 5
QUOTE_CHARS = 200
MODEL = "llm "
"""How the names of language models as coders begin; they are no people."""


def people_in(codings: pl.DataFrame, model: str = "") -> tuple[str, ...]:
    """The coders in ``codings`` that are people: all but language models and the study's own ``model``.

    >>> people_in(pl.DataFrame({"coder": ["Kim", "llm small 1a2b", "Ana", "Kim"]}))
    ('Ana', 'Kim')
    """
    names = codings["coder"].drop_nulls().unique().sort().to_list()
    return tuple(name for name in names if not name.startswith(MODEL) and name != model)


def _examples(study: MappedStudy, population: Population, read: Read) -> dict[str, tuple[Example, ...]]:
    """A few statements of the sample in which people found each code."""
    found = {}
    for code, one in read.codes.items():
        rows = one.rows[one.true == 1][:QUOTES]
        chosen = study.statements[rows].select("text", "customer", "id")
        found[code] = tuple(
            Example(text[:QUOTE_CHARS], customer, statement, 0, min(len(text), QUOTE_CHARS))
            for text, customer, statement in chosen.iter_rows()
        )
    return found


def _notes(population: Population, read: Read, people: Sequence[str]) -> tuple[str, ...]:
    """What a reader must know beside the corrected shares."""
    notes = []
    if len(read.rows):
        who = listed(read.coders)
        notes.append(f"{len(read.rows):,} of {len(population.ids):,} statements were drawn at random and read by {who}; their reading "
                     "is taken to be right.")
        if not population.nobody:
            notes.append("The share of customers who say it counts whoever says it at least once, and grows with how much customers say.")
    elif people:
        notes.append("No coded statement has the probability with which it was drawn, so no share is corrected; draw a sample with "
                     "lifeworld sample.")
    if read.unrecorded:
        notes.append(f"{read.unrecorded:,} coded statements have no recorded probability (such as those of the active queue); they "
                     "correct no share.")
    if read.unknown:
        notes.append(f"{read.unknown:,} coded statements are not in this study.")
    return tuple(notes)


def _taught_notes(blind: Sequence[str]) -> tuple[str, ...]:
    if not blind:
        return ()
    return (f"The model learned {listed(blind)} from statements of the same sample. There it agrees with people better than anywhere "
            "else, so what people found counts alone; a fresh sample (lifeworld sample) that teaches nobody makes use of the model.",)


def shares_of(study: MappedStudy, codings: pl.DataFrame, *, people: Sequence[str] | None = None,
              calibration: Mapping[str, Calibration] | None = None, seed: int = 0, codes: Sequence[str] = CODES,
              taught: Taught | None = None) -> Shares:
    """The corrected shares of a study from ``codings`` of people (columns of CODER_CODINGS).

    ``people`` are the coders whose reading counts as right (default: all that are no models); ``calibration`` holds errors of
    the model that were measured elsewhere, by code, for codes of which nobody read a random sample. ``taught`` is what the model
    learned from codings of this study: where the same statements would correct it, its labels are left aside.
    Errors: InputRefused where no coder is a person.
    """
    people = people_in(codings, study.versions.coder) if people is None else tuple(people)
    if not people:
        raise InputRefused("no_people", "No coder in the codings is a person, so they correct no share.",
                           "Give the sheet that people filled, with their names in the column coder.")
    population = population_of(study.statements, study.codings, codes)
    read = read_by_people(population, codings, people)
    blind = told_before(population, read, taught)
    population = unlabelled(population, blind)
    examples = _examples(study, population, read)
    statements: list[CorrectedShare] = []
    customers: list[CorrectedShare] = []
    model: list[ModelAgainstPeople] = []
    for code in codes:
        raw, raw_customers = study.figure(keys.share_of_statements_key(code)), study.figure(keys.customers_who_say_key(code))
        if raw is None:
            continue
        own = int(stream_keys(seed, 79, hash64(pl.Series([code])))[0] >> np.uint64(1))
        if code not in read.codes:
            known = (calibration or {}).get(code)
            statements.append(elsewhere(population, code, "statements", raw, known, study.versions, own))
            if raw_customers is not None:
                customers.append(elsewhere(population, code, "customers", raw_customers, known, study.versions, own))
            continue
        told = Teller(population, code, read.codes[code], study.versions, own, examples[code])
        sample = told.counts()
        found = predictive_share(sample, own)
        of_all = of_statements(told, raw, sample, found)
        statements.append(by_people_alone(of_all, told.n) if code in blind else of_all)
        if raw_customers is not None and not population.nobody:
            who = of_customers(told, raw_customers, sample, found)
            customers.append(by_people_alone(who, told.n) if code in blind else who)
        if code not in blind:
            model.append(against_people(told, sample, found))
    witness = replace(read, codes={code: one for code, one in read.codes.items() if code not in blind})
    drivers = corrected_drivers(study.statements, population, witness, versions=study.versions, seed=seed,
                                outcome=study.impact.outcome if study.impact else "outcome")
    return Shares(
        len(read.rows), 0 if population.nobody else len(set(population.customer[read.rows].tolist())), read.coders,
        tuple(statements), tuple(customers), tuple(model), drivers, (*_notes(population, read, people), *_taught_notes(blind)),
    )


def with_shares(study: MappedStudy, codings: pl.DataFrame, *, people: Sequence[str] | None = None,
                calibration: Mapping[str, Calibration] | None = None, seed: int = 0, taught: Taught | None = None) -> MappedStudy:
    """The study with its corrected shares, and their figures among its own. Errors: InputRefused where no coder is a person."""
    shares = shares_of(study, codings, people=people, calibration=calibration, seed=seed, taught=taught)
    return replace(study, shares=shares, figures=(*study.figures, *shares.figures()))
