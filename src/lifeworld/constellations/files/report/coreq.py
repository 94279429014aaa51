"""What a reader of qualitative work asks: items of COREQ answered from the study's own data, or left to the team.

COREQ: Tong, Sainsbury & Craig 2007, doi 10.1093/intqhc/mzm042. Nothing is claimed that the data do not show: what only the team
knows is said to be theirs to fill in.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report.coders import named
from lifeworld.constellations.files.report.words import plural, told
from lifeworld.kit.figure_html import clipped
from lifeworld.voices.files.codebook import default_codebook

FILL_IN = "The team must fill this in."
VALUES_MAX = 6


@dataclass(frozen=True)
class Item:
    """One item: its number and name, the answer from the data ("" where there is none), and whether the team must add to it."""

    number: int
    name: str
    answer: str
    to_fill: str = ""


@dataclass(frozen=True)
class CodeLine:
    """One code of the coding tree with its definition, and in how many statements it was found."""

    title: str
    group: str
    definition: str
    n: int


def coreq(study: MappedStudy) -> tuple[Item, ...]:
    """Items 12, 16, 22 and 24 to 30."""
    return (
        Item(12, "Sample size", _size(study), "Who was asked and did not take part is for the team to fill in."),
        Item(16, "Description of sample", _sample(study), "Demographic data that the files do not hold are for the team to fill in."),
        _saturation(study), _coders(study),
        Item(25, "Description of the coding tree", f"The codebook {study.versions.codebook or 'of this study'}: its codes with their "
             "definitions stand below."),
        Item(26, "Derivation of themes", "Codes were fixed in advance by the codebook; types, drivers and actor categories come from "
             "Lipkin & Heinonen (2022). No theme was derived from these data by the software.",
             "Themes that the team derived itself are for the team to fill in."),
        Item(27, "Software", _software(study)),
        Item(28, "Participant checking", "Not known to the software: nothing in the data says that participants were shown the findings.",
             FILL_IN),
        Item(29, "Quotations presented", _quotations(study)),
        Item(30, "Data and findings consistent", "Each figure opens to the statements it was counted from; each quote keeps its "
             "place in its statement, and a quote that no longer matches is an error. Statements without a code, rows left out and "
             "customers without a type are counted under “What is undetermined”."),
    )


def coding_tree(study: MappedStudy) -> tuple[CodeLine, ...]:
    """The codes that may be found, with definitions where the codebook is the default one, and how often they were."""
    counted = dict(study.codings.filter(pl.col("present")).group_by("code").agg(pl.col("statement").n_unique()).rows())
    known = {code.name: code for code in default_codebook().codes}
    default = study.versions.codebook.startswith("default") or not set(counted) - set(known)
    lines = [CodeLine(code.title, code.group, code.definition, int(counted.get(name, 0))) for name, code in known.items()
             if default or name in counted]
    others = sorted(set(counted) - set(known))
    return tuple(lines + [CodeLine(name.replace("_", " "), "own", "Defined in the study’s own codebook.", int(counted[name]))
                          for name in others])


def _software(study: MappedStudy) -> str:
    code, coder = study.versions.code, study.versions.coder
    made = code if code.startswith("lifeworld") else f"lifeworld {code}".strip()
    return f"{made}, coder {coder}." if coder else f"{made}."


def _size(study: MappedStudy) -> str:
    n = study.statements.height
    if not study.n_customers:
        return f"{plural(n, 'statement')}; rows name no customer."
    typical = study.constellations["n_statements"].drop_nulls()
    each = f", {int(str(typical.min())):,} to {int(str(typical.max())):,} each" if len(typical) else ""
    left = sum(study.skipped.values())
    return f"{plural(study.n_customers, 'customer')} with {plural(n, 'statement')}{each}" + (f"; {left:,} rows left out." if left else ".")


def _sample(study: MappedStudy) -> str:
    """Groups, sources, languages and dates, as the data give them."""
    if study.statements.is_empty():
        return ""
    said = [part for part in (_values(study, "group", "segments"), _values(study, "source", "sources"),
                              _values(study, "focal", "focal providers"), _values(study, "language", "languages")) if part]
    times = study.statements["time"].drop_nulls().str.slice(0, 10)
    days = times.filter(times.str.contains(r"^\d{4}-\d{2}-\d{2}$"))
    if len(days):
        said.append(f"dated {min(days.to_list())} to {max(days.to_list())}")
    return ("; ".join(said)[:1].upper() + "; ".join(said)[1:] + ".") if said else "The data name no segment, source or date."


def _values(study: MappedStudy, column: str, plural_name: str) -> str:
    """The values of a column with how many customers (or statements) have them, the most frequent first."""
    rows = study.statements.drop_nulls(column)
    if rows.is_empty():
        return ""
    who = pl.col("customer").n_unique() if study.n_customers else pl.len()
    counted = rows.group_by(column).agg(who.alias("n")).sort(["n", column], descending=[True, False])
    shown = [f"{clipped(str(value), 40)} {n:,}" for value, n in counted.head(VALUES_MAX).rows()]
    left = counted.height - VALUES_MAX
    return f"{plural_name} (number of {'customers' if study.n_customers else 'statements'}): {', '.join(shown)}" + (
        f" and {left:,} more" if left > 0 else "")


def _saturation(study: MappedStudy) -> Item:
    """One sentence for each thing that is counted: that of its first threshold; the others stand with the curves."""
    first = {s.what: s.sentence for s in reversed(study.saturation)}
    said = " ".join(first[what] for what in dict.fromkeys(s.what for s in study.saturation))
    return Item(22, "Data saturation", said or "Saturation was not computed in this run.", "" if said else FILL_IN)


def _coders(study: MappedStudy) -> Item:
    coders = sorted({str(c) for c in study.codings["coder"].drop_nulls().unique().to_list()} if "coder" in study.codings.columns else set())
    people = sorted({a.correction.who for a in study.corrections if a.correction.who})
    said = f"{plural(len(coders), 'coder')} coded all statements: {told([clipped(c, 60) for c in coders])}." if coders else ""
    if study.coders is not None:
        said += f" {named(study.coders.coders)} coded {plural(study.coders.n_statements, 'statement')} together"
        said += f"; mean alpha over codes {alpha.text()}." if (alpha := study.coders.mean_alpha).enough else "."
    if people:
        said += f" {plural(len(people), 'person', 'people')} corrected codes or actors by hand: {told([clipped(p, 40) for p in people])}."
    return Item(24, "Number of data coders", said.strip(),
                "" if study.coders is not None else "Agreement with human coders, where it was measured, is for the team to fill in.")


def _quotations(study: MappedStudy) -> str:
    named = "each with the name or pseudonym of its customer" if study.n_customers else "without names, because rows name no customer"
    return f"Quotations stand beside each code, type and figure, {named}, with source and date where the data give them."
