"""Comparing coders: the comparison and its pairs, from what is kept or reckoned now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lifeworld.kit.caller import Caller
from lifeworld.voices.actions.kept import told
from lifeworld.voices.core.coder_comparison.values import PairAgreement
from lifeworld.voices.core.site_comparison import SiteComparison, comparison_of, pairs_of
from lifeworld.voices.core.site_studies import CoderValue, StudyValue


@dataclass(frozen=True)
class ComparisonTold:
    """A comparison as of a position of the journal and a moment; None: not reckoned yet. ``updating``: a newer one is due."""

    comparison: SiteComparison | None
    position: int
    at: datetime | None
    updating: bool


@dataclass(frozen=True)
class PairsTold:
    """Each two of the coders on one code, as of a position of the journal; None: not reckoned yet."""

    pairs: tuple[PairAgreement, ...] | None
    position: int
    at: datetime | None
    updating: bool


def compare(caller: Caller, study: StudyValue, coders: Sequence[CoderValue]) -> ComparisonTold:
    """The comparison of these coders on all codes. Errors: LifeworldError 403."""
    found = told(caller, study, {"what": "comparison", "coders": sorted(coder.pk for coder in coders)})
    return ComparisonTold(comparison_of(found.body) if found.body is not None else None, found.position, found.at, found.updating)


def compare_pairs(caller: Caller, study: StudyValue, coders: Sequence[CoderValue], code: str) -> PairsTold:
    """Each two of these coders on one code. Errors: LifeworldError 403."""
    found = told(caller, study, {"what": "pairs", "coders": sorted(coder.pk for coder in coders), "code": code})
    return PairsTold(pairs_of(found.body["pairs"]) if found.body is not None else None, found.position, found.at, found.updating)
