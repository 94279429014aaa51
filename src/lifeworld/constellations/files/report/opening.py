"""The three sentences of the first page: which type prevails, how sure that is, and what matters to these customers.

The sentences are written by rules from the figures of the study; no number stands in them that is not in a Figure or an
exact count. Where intervals overlap they say so, and where there is too little they count instead of estimating.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import TYPE_NAMES, UNDETERMINED, MappedStudy, type_share_key
from lifeworld.constellations.core.whose_codes import IN_PART
from lifeworld.constellations.files.report.matters import matters
from lifeworld.constellations.files.report.words import interval_words, plural, tenths, told
from lifeworld.kit.figure import Figure

EVIDENCE_MIN = 3
STABLE = 0.9
"""A label is called stable where at least this share of resamples of the customer's statements gives it again."""


@dataclass(frozen=True)
class Opening:
    """What page one says, a sentence or two each."""

    prevails: str
    sure: str
    matters: str

    @property
    def sentences(self) -> tuple[str, str, str]:
        """In the order of reading."""
        return self.prevails, self.sure, self.matters


def opening(study: MappedStudy) -> Opening:
    """The three sentences of a study; see the module for the rules."""
    if study.constellations.is_empty():
        return Opening(_nobody(study), _sure_of_words(study), matters(study))
    counted = dict(study.constellations.group_by("type").len().rows())
    return Opening(_prevails(study, counted), _sure(study, counted), matters(study))


def _nobody(study: MappedStudy) -> str:
    """Reviews without customers: there is a pooled picture and no types."""
    n = study.statements.height
    if not n:
        return "There is no statement in this study, so there is nothing to tell of anybody."
    return (f"{plural(n, 'statement is', 'statements are')} read together as one pooled picture. The rows of this study name no "
            "customer, so nobody is given a type.")


def _prevails(study: MappedStudy, counted: dict[str, int]) -> str:
    total = sum(counted.values())
    typed = [(label, counted.get(label, 0)) for label in TYPE_NAMES if label != UNDETERMINED]
    if not any(n for _, n in typed):
        return f"None of the {plural(total, 'customer')} could be given a type of ecosystem." if total > 1 else (
            "The one customer of this study could not be given a type of ecosystem.")
    figures = {label: study.figure(type_share_key(label)) for label in TYPE_NAMES}
    known = {label: f for label, f in figures.items() if f is not None and f.value is not None}
    if len(known) < len(TYPE_NAMES):
        parts = told([f"{n:,} {label}" for label, n in sorted(typed, key=lambda pair: -pair[1]) if n]
                     + ([f"{counted[UNDETERMINED]:,} undetermined"] if counted.get(UNDETERMINED) else []))
        if total >= 10:
            return f"Of {plural(total, 'customer')}, counted by label: {parts}."
        return f"With {plural(total, 'customer')} there are too few to tell shares; counted one by one: {parts}."
    ranked = sorted((label for label, _ in typed), key=lambda label: -(known[label].value or 0))
    return _ranking(ranked, known, _most_undetermined(known, counted))


def _most_undetermined(known: dict[str, Figure], counted: dict[str, int]) -> str:
    """Said first where more customers are undetermined than carry any one type."""
    n = counted.get(UNDETERMINED, 0)
    if not n or n < max(counted.values()):
        return ""
    return (f"More of these customers are undetermined ({interval_words(known[UNDETERMINED])}) than of any one type; "
            "of all of them ")


def _ranking(ranked: list[str], known: dict[str, Figure], before: str) -> str:
    """The types by share: one that leads, or those that cannot be told apart, largest first."""
    first, second, third = ranked
    shares = [_share(label, known[label], about=i == 0) for i, label in enumerate(ranked)]
    if before:
        return f"{before}{told(shares)}."
    if _apart(known[first], known[second]):
        return f"Most often these customers’ ecosystems are {first}: {told(shares)}."
    if not _apart(known[first], known[third]):
        return (f"These customers live in a mix of all three ecosystems: {told(shares)}; the ranges overlap, so no type "
                "clearly leads.")
    even = known[first].value == known[second].value
    lead = "the first two are equally frequent" if even else "the ranges of the first two overlap, so which of them leads is not settled"
    return f"Two types of ecosystem prevail, {first} and {second}: {told(shares)}; {lead}."


def _share(label: str, figure: Figure, *, about: bool) -> str:
    """One type's share in plain words with its interval."""
    said = tenths(figure.value or 0.0)
    return f"{said if about else said.removeprefix('about ')} {'is' if said == 'none' else 'are'} {label} ({interval_words(figure)})"


def _apart(a: Figure, b: Figure) -> bool:
    """Whether the interval of ``a`` lies wholly above that of ``b``."""
    return a.low is not None and b.high is not None and a.low > b.high


def _sure(study: MappedStudy, counted: dict[str, int]) -> str:
    """How many have a type, how firm the labels are, and what the shares do not allow for."""
    total, n = sum(counted.values()), counted.get(UNDETERMINED, 0)
    if n == total:
        return _why_none(study, total) + _uncorrected(study)
    said = ("All of them" if total > 1 else "The customer") if not n else f"{total - n:,} of {plural(total, 'customer')}"
    said += " could be given a type"
    rows = study.constellations.filter(pl.col("type") != UNDETERMINED).drop_nulls("stability")
    if rows.height:
        stable = rows.filter(pl.col("stability") >= STABLE - 1e-9).height
        said += (f", {'all' if stable == rows.height > 1 else f'{stable:,}'} of these firmly "
                 "(it hardly depends on which of their statements are counted)")
    return said + _uncorrected(study)


def _why_none(study: MappedStudy, total: int) -> str:
    """Why nobody has a type: too little evidence, or torn, or some of each."""
    thin = study.constellations.filter(pl.col("n_counting") < EVIDENCE_MIN).height
    if thin == total:
        return "They say too little for a type: fewer than three statements of each tell of who or what matters"
    if not thin:
        return "There is enough to read, but each of them is torn between types"
    return (f"{plural(thin, 'customer says', 'customers say')} too little (fewer than three statements that tell of who or what "
            "matters) and the others are torn between types")


def _sure_of_words(study: MappedStudy) -> str:
    if not study.statements.height:
        return "Nothing can be said about how sure that is."
    return "What they say together is counted with ranges, but it is no picture of any one person" + _uncorrected(study)


def _uncorrected(study: MappedStudy) -> str:
    """The end of the sentence: whether figures carry the warning that a model coded and nobody corrected."""
    if study.shares is not None and study.shares.n_coded:
        return (f"; a model read the words, and people read {plural(study.shares.n_coded, 'statement')} of them, which corrects the shares "
                "under Coding, not the types.")
    in_part = next((w for f in study.figures for w in f.warnings if w.startswith(IN_PART)), "")
    if in_part:
        return f"; {in_part[0].lower()}{in_part[1:]}"
    warned = any("uncorrected" in w.casefold() for f in study.figures for w in f.warnings)
    if not warned and not any("not corrected" in note.casefold() or "uncorrected" in note.casefold() for note in study.notes):
        return "."
    return ("; a model read the words and no human sample has corrected it, so the truth may lie further off than the ranges say.")
