"""What a report, an export or a page shows of one mapped study: its frames, its figures and how they came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import polars as pl

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.corrections.values import Applied
from lifeworld.constellations.core.impact.values import Impact
from lifeworld.constellations.core.protection.values import Protection
from lifeworld.constellations.core.saturation.values import Saturation
from lifeworld.constellations.core.shares.values import Shares
from lifeworld.kit.figure import Example, Figure, Versions
from lifeworld.voices.core.coder_comparison.values import CoderComparison

UNDETERMINED = "undetermined"
TYPE_NAMES = ("individual-driven", "brand-driven", "socially driven", UNDETERMINED)
"""The four labels a customer may carry, in the order of every table and picture."""

COUNT_CUSTOMERS = "count/customers"
COUNT_STATEMENTS = "count/statements"
COUNT_CODINGS = "count/codings"
COUNT_ACTORS = "count/actors"
SIZE = "size"
"""Key of the mean number of relevant actors per customer."""


def type_share_key(label: str) -> str:
    """Key of the share of customers with this type, as labelled.

    >>> type_share_key("brand-driven")
    'types/brand-driven'
    """
    return f"types/{label}"


def customers_who_say_key(code: str) -> str:
    """Key of the share of customers with at least one statement that carries this code."""
    return f"customers_who_say/{code}"


def share_of_statements_key(code: str) -> str:
    """Key of the share of statements that carry this code."""
    return f"share_of_statements/{code}"


def corrected_customers_key(code: str) -> str:
    """Key of the share of customers who say it, with the model's errors taken out by a human sample."""
    return f"corrected_customers_who_say/{code}"


def corrected_statements_key(code: str) -> str:
    """Key of the share of statements that carry this code, with the model's errors taken out by a human sample."""
    return f"corrected_share_of_statements/{code}"


def driver_share_key(driver: str) -> str:
    """Key of the mean share of this driver among a customer's drivers, over customers."""
    return f"driver/{driver}/share"


def driver_valence_key(driver: str) -> str:
    """Key of the mean valence (-1..1) of the statements that carry this driver."""
    return f"driver/{driver}/valence"


def relevance_key(category: str) -> str:
    """Key of the mean relevance of all actors of this category, over customers."""
    return f"relevance/{category}"


_TITLES = {
    COUNT_CUSTOMERS: "customers",
    COUNT_STATEMENTS: "statements",
    COUNT_CODINGS: "codes given to statements",
    COUNT_ACTORS: "actors found",
    SIZE: "mean number of relevant actors per customer",
}
_PATTERNS = (
    ("types/", "", "share of customers: {} (as labelled)"),
    ("customers_who_say/", "", "share of customers who say it: {}"),
    ("share_of_statements/", "", "share of statements: {}"),
    ("corrected_customers_who_say/", "", "share of customers who say it, corrected: {}"),
    ("corrected_share_of_statements/", "", "share of statements, corrected: {}"),
    ("people_share_of_statements/", "", "share of statements, people alone: {}"),
    ("powered_share_of_statements/", "", "share of statements, prediction-powered: {}"),
    ("model_found_right/", "", "share of the model's finds that people confirm: {}"),
    ("model_missed/", "", "share of statements without a find in which people find it: {}"),
    ("model_agreement/", "", "agreement of model and people: {}"),
    ("model_impact/", "/share", "what goes with the outcome, as the model coded: {}"),
    ("corrected_impact/", "/share", "what goes with the outcome, corrected: {}"),
    ("people_impact/", "/share", "what goes with the outcome, as people coded: {}"),
    ("driver/", "/share", "mean share among a customer's drivers: {}"),
    ("driver/", "/valence", "mean valence of the statements: {}"),
    ("relevance/", "", "mean relevance per customer: {}"),
    ("pooled_relevance/", "", "pooled relevance: {}"),
    ("pooled_driver/", "", "pooled share among the drivers: {}"),
)


def figure_title(key: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """The key of a figure as words; ``names`` gives the name of a code. Unknown keys stay as they are.

    >>> figure_title("types/brand-driven")
    'share of customers: brand-driven (as labelled)'
    >>> figure_title("driver/mood/valence")
    'mean valence of the statements: mood'
    """
    if key in _TITLES:
        return _TITLES[key]
    for head, tail, pattern in _PATTERNS:
        if key.startswith(head) and key.endswith(tail) and len(key) > len(head) + len(tail):
            name = key[len(head) : len(key) - len(tail)]
            return pattern.format(names.get(name, name))
    return key


@dataclass(frozen=True, eq=False)
class MappedStudy:
    """One study after ``lifeworld map``: the frames of its folder and what a reader must know about them.

    The six frames have the columns that docs/reference states for the Parquet files of the same names. ``label`` says
    what the study is ("Fictional runners, written for this project"); ``notes`` are whole sentences that stand beside
    every result ("Shares are model-coded, uncorrected."); ``skipped`` counts left-out rows by reason; ``settings`` are
    the settings of the run (seed, rho, draws, bootstraps); ``n_customers`` is 0 where rows have no customer.
    ``comparisons``, ``impact``, ``saturation``, ``corrections``, ``protection``, ``shares`` and ``coders`` are there where asked for;
    ``playbook`` maps a type to what its declared playbook advises.
    """

    title: str
    fictional: bool
    label: str
    statements: pl.DataFrame
    codings: pl.DataFrame
    actors: pl.DataFrame
    ties: pl.DataFrame
    constellations: pl.DataFrame
    pooled: pl.DataFrame
    figures: tuple[Figure, ...] = ()
    versions: Versions = field(default_factory=Versions)
    settings: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    n_customers: int = 0
    comparisons: tuple[Comparison, ...] = ()
    impact: Impact | None = None
    saturation: tuple[Saturation, ...] = ()
    corrections: tuple[Applied, ...] = ()
    protection: Protection | None = None
    playbook: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shares: Shares | None = None
    coders: CoderComparison | None = None

    @cached_property
    def _by_key(self) -> dict[str, Figure]:
        return {figure.name: figure for figure in self.figures}

    def figure(self, key: str) -> Figure | None:
        """The figure with this key, or None where the study has none; a page then says so."""
        return self._by_key.get(key)

    def every_figure(self) -> tuple[Figure, ...]:
        """The figures of the population, of comparisons, of the outcome and of saturation, for files and workbooks."""
        of_comparisons = (figure for one in self.comparisons for figure in one.figures())
        of_outcome = self.impact.figures() if self.impact is not None else ()
        of_saturation = (figure for one in self.saturation for figure in (one.reached, one.share_reached))
        return (*self.figures, *of_comparisons, *of_outcome, *of_saturation)

    def examples(self) -> Iterable[Example]:
        """The examples of every figure of the study."""
        return (example for figure in self.figures for example in figure.evidence.examples)
