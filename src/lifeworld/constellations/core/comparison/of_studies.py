"""Sentences on studies that were not made alike, or not of different words, so that a difference may not be the customers'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from lifeworld.constellations.core.corrections.values import Correction
from lifeworld.constellations.core.study import MappedStudy

AGAIN = "so a difference may come from that: map both again"


def cautions_of_studies(studies: Mapping[str, MappedStudy]) -> list[str]:
    """What was different about how the studies were made, and whom and what they have in common, counted."""
    every = list(studies.values())
    sentences = []
    for what, of in (("coder", "coder"), ("codebook", "codebook"), ("version of the program", "code")):
        if len({str(getattr(study.versions, of)) for study in every}) > 1:
            sentences.append(f"The studies were not made with the same {what}, {AGAIN}.")
    if len({str(study.settings.get("rho")) for study in every if "rho" in study.settings}) > 1:
        sentences.append(f"The studies were not made with the same settings, {AGAIN}.")
    if len({_decided(study) for study in every}) > 1:
        counts = ", ".join(f"«{name}» {len(study.corrections):,}" for name, study in studies.items())
        sentences.append(f"The studies were not corrected alike (corrections: {counts}), {AGAIN} with the same ones where they fit.")
    for what, of in (("drawn maps", "drawn"), ("events", "done")):
        if len({bool(study.ties[of].sum()) for study in every if study.n_customers}) > 1:
            sentences.append(f"Only some of the studies have {what}; they count for relevance and types, so a difference may be theirs.")
    if len({bool(study.n_customers) for study in every}) > 1:
        sentences.append("Only some of the studies name customers, so what needs customers cannot be compared.")
    return [*sentences, *_in_common(every)]


def _decided(study: MappedStudy) -> frozenset[tuple[str, ...]]:
    """What was decided about actors of everybody; decisions on one statement or customer belong to that study's own words."""
    lines: Iterable[Correction] = (one.correction for one in study.corrections)
    return frozenset((line.action, line.actor, line.where, line.to) for line in lines if not line.customer and not line.statement)


def _in_common(studies: list[MappedStudy]) -> list[str]:
    """How many customers, and how many of the same statements, the last two studies have in common."""
    first, last = (study.statements for study in studies[-2:])
    customers = len(set(first["customer"].drop_nulls()) & set(last["customer"].drop_nulls()))
    said = last.select("id", "text").join(first.select("id", "text").unique(), on=["id", "text"], how="semi").height
    sentences = []
    if customers:
        one = customers == 1
        whose = "1 customer has the same id in both and is" if one else f"{customers:,} customers have the same id in both and are"
        sentences.append(f"{whose} taken for the same {'person' if one else 'people'}.")
    if said and not (said == len(first) == len(last)):
        sentences.append(f"{said:,} of the {len(last):,} statements of the later one are the earlier one's, too, so what changed since "
                         "shows up weaker than it is.")
    return sentences


def words_of(studies: Mapping[str, MappedStudy]) -> tuple[pl.DataFrame, pl.Series]:
    """All statements (id, customer, text) and the name of the study of each, study after study."""
    statements = pl.concat([study.statements.select("id", "customer", "text") for study in studies.values()])
    level = pl.concat([pl.Series("level", [name], dtype=pl.String).new_from_index(0, len(s.statements)) for name, s in studies.items()])
    return statements, level
