"""Protecting a study before anything leaves it: one pure function from a study to a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import polars as pl

from lifeworld.constellations.core.protection import cells
from lifeworld.constellations.core.protection.actors import actor_rows, persons_by_name, renamed_actors
from lifeworld.constellations.core.protection.apart import telling_columns, telling_note, without_telling
from lifeworld.constellations.core.protection.evidence import Rewriter
from lifeworld.constellations.core.protection.few_found import without_few_found
from lifeworld.constellations.core.protection.frames import LABELLED, codings_frame, pooled_frame, statements_frame
from lifeworld.constellations.core.protection.notes import protection_of
from lifeworld.constellations.core.protection.people import People, people_of, study_key
from lifeworld.constellations.core.protection.scrubber import Scrubber, distinct_labels
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.protection.withheld import Withheld, withheld
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.voices.core.privacy.finder import finder
from lifeworld.voices.core.privacy.literals import literals
from lifeworld.voices.core.privacy.replacing import Replaced, replaced
from lifeworld.voices.core.privacy.rules import Rules
from lifeworld.voices.core.privacy.spans import WITHHELD, Spans, settled

FRAMES = ("statements", "codings", "actors", "ties", "constellations", "pooled")


@dataclass(frozen=True, eq=False)
class _Parts:
    """What protecting needs throughout: statements in their new order with old ids beside, who is who, and the new texts."""

    statements: pl.DataFrame
    rows: Mapping[str, int]
    people: People
    quiet: Withheld
    scrubber: Scrubber
    strict: Scrubber
    spans: Spans
    texts: Replaced


def protect(study: MappedStudy, policy: Policy, redact: tuple[str, ...] = (), *, rules: Rules, key: bytes = b"") -> MappedStudy:
    """The study as it may leave: no contact data, no redacted phrase, no word without consent, no small cell, pseudonyms.

    ``redact`` are phrases beside ``policy.redact``. ``rules`` are the packaged lists (``voices.files.privacy.default_rules``);
    ``key`` is the secret of the pseudonyms, b"" makes one from the study's content. Numbers stay what they were, only small
    cells go; ``protection`` says what was done. Errors: ValueError for a study that is protected already.
    """
    if study.protection is not None:
        raise ValueError("the study is protected already; protect the study as it was mapped")
    policy = replace(policy, redact=tuple(dict.fromkeys(phrase for phrase in (*policy.redact, *redact) if phrase.strip())))
    parts = _parts(study, policy, rules, key or study_key(study))
    frames, n_rows = _frames(study, parts, policy.cell_min)
    rewriter = Rewriter(parts.scrubber, parts.texts, parts.rows, parts.quiet.labels, parts.quiet.customers)
    rest: dict[str, Any] = {field.name: rewriter.value(getattr(study, field.name)) for field in fields(study)
            if field.name not in (*FRAMES, "versions", "protection") and field.init}
    comparisons, figures_lost = [], 0
    for comparison in rest.pop("comparisons"):
        guarded, lost = cells.guarded_comparison(comparison, study.figure, policy.cell_min)
        comparisons.append(guarded)
        figures_lost += lost
    telling = telling_columns(study.comparisons, comparisons, policy.cell_min)
    frames["statements"] = without_telling(frames["statements"], telling)
    rest, lost = cells.without_small(without_few_found(rest, study.shares, policy.cell_min), policy.cell_min)
    protection = protection_of(parts.people, parts.quiet, parts.scrubber, parts.spans, parts.statements, policy,
                               figures_lost + lost + n_rows, keyed=bool(key))
    protection = replace(protection, notes=(*protection.notes[:-1], *telling_note(telling), *protection.notes[-1:]))
    return replace(study, **{**frames, **rest, "comparisons": tuple(comparisons), "protection": protection})


def _parts(study: MappedStudy, policy: Policy, rules: Rules, key: bytes) -> _Parts:
    """Everything that is found before anything is replaced."""
    redact = literals(policy.redact)
    labels = pl.concat([study.statements[name].cast(pl.String).rename("name") for name in LABELLED if name in study.statements.columns]
                       + [study.pooled["pool"].cast(pl.String).rename("name")]
                       + [pl.Series("name", [level.name for c in study.comparisons for level in c.levels], dtype=pl.String)])
    rules = rules.with_kept(labels.drop_nulls().unique().sort())
    people = people_of(study, rules, redact, key, everybody=policy.pseudonyms)
    # Names are numbered in the order of the rows, so the rows are put in the order of the pseudonyms first.
    statements = study.statements.with_columns(
        old=pl.col("id").cast(pl.String), customer=people.customer(study.statements["customer"]),
        id=people.statement(study.statements["id"]),
    ).sort("customer", "id")
    quiet = withheld(statements, policy, rules.health)
    silent = {new: old for old, new in people.customers.items()}
    quiet = replace(quiet, customers=frozenset(silent[customer] for customer in quiet.customers))
    owners = pl.select(pl.coalesce(statements["customer"], pl.concat_str(pl.lit("row "), statements["id"]))).to_series()
    actors = pl.concat([frame.select(pl.col("customer", "name", "category").cast(pl.String)) for frame in (study.actors, study.ties)])
    actors = actors.with_columns(customer=people.customer(actors["customer"])).unique().sort("customer", "category", "name")
    drawn = persons_by_name(actors, statements["text"], rules).rename({"customer": "owner"})
    whole = finder(statements["text"], owners, rules, redact=policy.redact, customers=people.renamed, names=drawn)
    used = whole if policy.pseudonyms else whole.nameless()
    spans = used.own_spans()
    scrubber, strict = Scrubber(used, people), Scrubber(whole, people)
    scrubber.labels.update(distinct_labels(scrubber, labels))
    texts = replaced(statements["text"], _with_withheld(spans, statements["text"], quiet.labels))
    rows = {old: row for row, old in enumerate(statements["old"])}
    return _Parts(statements.drop("old"), rows, people, quiet, scrubber, strict, spans, texts)


def _with_withheld(spans: Spans, texts: pl.Series, labels: pl.Series) -> Spans:
    """The spans, and instead of them one over the whole text where words are withheld."""
    silent = np.flatnonzero(labels.is_not_null().to_numpy())
    if not len(silent):
        return spans
    open_ = ~np.isin(spans.row, silent)
    lengths = texts.cast(pl.String).fill_null("").str.len_chars().to_numpy()
    columns = (spans.row[open_].tolist(), spans.start[open_].tolist(), spans.end[open_].tolist(), spans.reason[open_].tolist())
    found = list(zip(*columns, spans.label.filter(pl.Series(open_)).to_list(), strict=True))
    found += [(row, 0, int(lengths[row]), WITHHELD, labels[row]) for row in silent.tolist()]
    return settled(found)


def _frames(study: MappedStudy, parts: _Parts, cell_min: int) -> tuple[dict[str, pl.DataFrame], int]:
    """The six frames with everything replaced, and how many rows of pools were left out."""
    scrubber, silent = parts.scrubber, parts.quiet.customers
    table = renamed_actors((study.actors, study.ties), scrubber, parts.strict, silent)
    ties = actor_rows(study.ties, table, scrubber, silent)
    statements = statements_frame(parts.statements, parts.texts, scrubber, parts.quiet.labels.is_not_null())
    named = study.actors.group_by("category", folded=pl.col("name").str.to_lowercase()).agg(
        n_named=pl.col("customer").n_unique() + pl.col("n_statements").filter(pl.col("customer").is_null()).sum()
    )
    pooled, n_rows = pooled_frame(study.pooled, scrubber, named, cell_min)
    found = {
        "statements": statements.select(study.statements.columns),
        "codings": codings_frame(study.codings, dict(parts.rows), parts.texts, scrubber),
        "actors": actor_rows(study.actors, table, scrubber, silent).sort("customer", "actor", maintain_order=True),
        "ties": ties.sort("customer", "relevance", "actor", descending=[False, True, False]),
        "constellations": _reasoned(study.constellations, scrubber).sort("customer"),
        "pooled": pooled,
    }
    return found, n_rows


def _reasoned(constellations: pl.DataFrame, scrubber: Scrubber) -> pl.DataFrame:
    """Constellations under new names; their reasons are searched as well, though the program wrote them."""
    frame = constellations.with_columns(customer=scrubber.people.customer(constellations["customer"]))
    if frame.is_empty():
        return frame
    told = frame["reasons"].explode(empty_as_null=True, keep_nulls=True).drop_nulls().unique()
    new = scrubber.column(told)
    changed = told != new
    if not changed.any():
        return frame
    old_words, new_words = told.filter(changed), new.filter(changed)
    return frame.with_columns(reasons=pl.col("reasons").list.eval(pl.element().replace(old_words, new_words)))
