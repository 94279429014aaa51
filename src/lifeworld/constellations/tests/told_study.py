"""An invented study full of what must not leave it, for the tests of protection; written for this project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import polars as pl

from lifeworld.constellations.core.coders import with_coders
from lifeworld.constellations.core.comparison.values import Comparison, Contrast, Level, Trend
from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.constellations.core.impact.values import Factor, Impact
from lifeworld.constellations.core.shares.corrected import with_shares
from lifeworld.constellations.core.study import MappedStudy, type_share_key
from lifeworld.constellations.tests.invented_study import LABELS, invented_study
from lifeworld.kit.figure import Evidence, Example, Figure, estimate
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder_codings import CODER_CODINGS

SECRETS = ("okwudili", "harbour@example.org", "0171 5550199", "@lenz_runs", "project heron", "mill lane")
SAID = " My friend Okwudili wrote to harbour@example.org or 0171 5550199, @lenz_runs, at 14 Mill Lane. Project Heron is off."
SILENT = ("Cleo", "Emil")
"""Customers who did not consent."""


def share(key: str, inside: int, n: int, quote: Example | None = None) -> Figure:
    """A share of customers with an interval that is wide enough for every test."""
    found = Evidence(f'constellations where group = "{key}"', inside, (quote,) if quote else ())
    return estimate(key, inside / n, 0.0, 1.0, unit="share", method="for tests", n=n, n_customers=n, evidence=found, n_min=1)


def told_study() -> MappedStudy:
    """Forty customers whose names are their ids, with comparisons, impact and corrections that quote and name them."""
    study = invented_study(extra=SAID)
    silent = pl.col("customer").is_in(SILENT)
    statements = study.statements.with_columns(
        consent=pl.when(silent).then(False), context=pl.lit("Ada, you said that Okwudili came?"), file=pl.lit("Ada Berg.docx"),
    )
    actors = study.actors.with_columns(forms=pl.concat_list("forms", pl.lit(["friend okwudili"])))
    ties = study.ties.with_columns(wording=pl.lit("as near as Okwudili"))
    example = study.figures[0].evidence.examples[0]
    last = statements.filter(pl.col("customer") == "Cleo").row(0, named=True)
    mute = Example(last["text"][:10], "Cleo", last["id"], 0, 10)
    values = {
        (type_share_key(label), group): share(type_share_key(label), k, sum(counts), example if k > 1 else mute)
        for group, counts in {"Ada's club": (3, 12, 0, 5), "hills": (8, 7, 5, 0)}.items() for label, k in zip(LABELS, counts, strict=True)
    }
    key = type_share_key(LABELS[1])
    contrast = Contrast(key, "Ada's club", "hills", replace(values[(key, "hills")], name=f"compare/group/Ada's club|hills/{key}"))
    trend = Trend(key, (values[(key, "Ada's club")], values[(key, "hills")]), 0.4, (0.1, 0.1), (0.9, 0.9), (False, False))
    comparison = Comparison(
        "group", "Ada's club against hills", (Level("Ada's club", 20, 60), Level("hills", 20, 70)), values, (contrast,),
        "8 differences were looked at, said Okwudili.", (trend,), ("Ada's club went up.",),
    )
    correction = Correction(1, "merge", "Ada", "family_friends:wife", example.statement or "", "", "Okwudili wrote", "friend Okwudili",
                            "EB", "Ada's wife is Okwudili", "2026-03-04", "abcd")
    factor = Factor("mood", share("impact/mood", 8, 40, mute), 1, share("impact/leave_out/mood", 2, 3), False)
    impact = Impact("outcome", "customers", share("impact/r2", 20, 40, example), share("impact/noise", 1, 40), (factor,), "c0ffee",
                    ("Seen by Okwudili.",))
    told = replace(
        study, statements=statements, actors=actors, ties=ties, comparisons=(comparison,), impact=impact, title="Runners of Project Heron",
        corrections=(Applied(correction, "The wife of «Ada» became Okwudili.", 3, f"nothing on {example.statement}"),),
        notes=("Ask harbour@example.org.", "Columns used: text from «text»."), playbook={"brand-driven": ("Ask Okwudili.",)},
    )
    codings = read_by_people(told)
    return with_coders(with_shares(told, codings), codings)


def read_by_people(study: MappedStudy) -> pl.DataFrame:
    """Every second statement as a person coded it, who finds what the model finds but for one code in five."""
    judged = study.statements.select(statement="id")[::2].join(pl.DataFrame({"code": list(CODES)}), how="cross")
    found = study.codings.filter("present").select("statement", "code", "start", "end").unique(["statement", "code"])
    rows = judged.join(found, on=["statement", "code"], how="left", maintain_order="left").with_row_index("row")
    read = rows.with_columns(
        present=pl.col("start").is_not_null() ^ (pl.col("row") % 5 == 0), coder=pl.lit("Rita"), queue=pl.lit("random"), inclusion=0.5,
    )
    spans = {name: pl.lit(None, kind) for name, kind in (("start", pl.Int32), ("end", pl.Int32), ("quote", pl.String))}
    return read.with_columns(**spans).select(pl.col(name).cast(kind) for name, kind in CODER_CODINGS.items())


def strings(value: Any) -> Iterator[str]:
    """Every string of a value: of dataclasses, mappings and their keys, lists, frames and lists inside frames."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, pl.DataFrame):
        for column in value.get_columns():
            flat = column
            while isinstance(flat.dtype, pl.List):
                flat = flat.explode(empty_as_null=True, keep_nulls=True)
            yield from (text for text in flat.unique() if isinstance(text, str))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from strings(key)
            yield from strings(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from strings(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
