"""Coders compared on equal terms, people and models alike: where they differ first, coefficients second."""

from lifeworld.voices.core.coder_comparison.compare import compare_coders
from lifeworld.voices.core.coder_comparison.differences import adjudication_sheet
from lifeworld.voices.core.coder_comparison.tables import code_table, pair_table_of
from lifeworld.voices.core.coder_comparison.values import (
    ADJUDICATION,
    COEFFICIENTS,
    CONFUSIONS,
    DISAGREEMENTS,
    CodeAgreement,
    CoderComparison,
    PairAgreement,
)

__all__ = [
    "ADJUDICATION", "COEFFICIENTS", "CONFUSIONS", "DISAGREEMENTS", "CodeAgreement", "CoderComparison", "PairAgreement",
    "adjudication_sheet", "code_table", "compare_coders", "pair_table_of",
]
