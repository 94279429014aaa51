"""Corrected shares: what a model counted, what people found in a random sample of it, and what both say together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lifeworld.kit.figure import Figure

Of = Literal["statements", "customers"]
Method = Literal["predictive values", "whole customers", "prediction-powered", "Rogan-Gladen", "people only", "uncorrected", "not enough"]
"""How a share was corrected. "predictive values": what a person finds behind each model label, on average; of customers, with
what statements of one customer share. "whole customers": the same, where all statements of the drawn customers were coded.
"prediction-powered": the model's mean less its mean error. "Rogan-Gladen": by sensitivity and specificity measured elsewhere.
"people only": everything was coded by people, or the model learned from what they read and its labels were left aside.
"uncorrected": nobody coded a random sample."""


@dataclass(frozen=True)
class CorrectedShare:
    """One share of one code, uncorrected and corrected.

    ``code`` is the code, ``of`` what is shared ("statements" or "customers"); ``uncorrected`` is the model's own count,
    ``corrected`` the estimate that carries the coding error ("not enough" where it cannot be told); ``method`` and
    ``reason`` say how it was made and why so, the latter in a sentence. ``beside`` are the other estimators on the same
    sample (people only, prediction-powered), ``bound`` an upper end (95 % one-sided) where the sample holds too few positives,
    ``positives`` how many it holds then (a statement on which people are divided is half a one).
    """

    code: str
    of: Of
    uncorrected: Figure
    corrected: Figure
    method: Method
    reason: str
    beside: tuple[Figure, ...] = ()
    bound: float | None = None
    positives: float | None = None


@dataclass(frozen=True)
class ModelAgainstPeople:
    """How a model's labels of one code stand to what people found in the random sample, weighted back to all statements.

    ``found_right`` is the share of the model's finds that people confirm, ``missed`` the share of statements without a find
    in which people find the code, ``agreement`` Krippendorff's alpha of model and people over all statements.
    """

    code: str
    found_right: Figure
    missed: Figure
    agreement: Figure


@dataclass(frozen=True)
class CorrectedDriver:
    """One code beside the others and the outcome, three times: as the ``model`` labels all statements, ``corrected`` for its
    errors, and as ``people`` found it in the statements that they read.

    The first three are Shapley shares of adjusted R2 (unit share), the others the coefficients beside all codes of the model, in
    standard deviations of both.
    """

    code: str
    model: Figure
    corrected: Figure
    people: Figure
    coefficient_model: Figure
    coefficient_corrected: Figure
    coefficient_people: Figure


@dataclass(frozen=True)
class CorrectedDrivers:
    """What goes with the outcome, with and without the model's errors; association, never cause.

    A row is a statement, so the three differ by nothing but who coded (the study's own ``impact`` has one row a customer). ``r2_*``
    is the adjusted R2 of all codes beyond how long statements are; ``factors`` the largest corrected share first; ``n_coded``
    the statements that people read and whose outcome is known; ``notes`` whole sentences.
    """

    outcome: str
    n_coded: int
    r2_model: Figure
    r2_corrected: Figure
    r2_people: Figure
    factors: tuple[CorrectedDriver, ...]
    notes: tuple[str, ...] = ()

    def figures(self) -> tuple[Figure, ...]:
        """Every figure, for figures.json and workbooks."""
        of_factors = (f for one in self.factors for f in (one.model, one.corrected, one.people, one.coefficient_model,
                                                          one.coefficient_corrected, one.coefficient_people))
        return (self.r2_model, self.r2_corrected, self.r2_people, *of_factors)


@dataclass(frozen=True)
class Shares:
    """The corrected shares of a study.

    ``n_coded`` counts the statements of the random sample, ``n_customers`` the customers that it holds (0 where rows name no
    customer); ``coders`` are the people who coded. ``of_statements`` and ``of_customers`` have one entry a code (the latter none
    where rows name no customer); ``model`` sets the model's labels against the people's, code by code. ``drivers`` is what
    goes with the outcome with the model's errors taken out; None without an outcome or with too small a sample. ``notes`` are
    whole sentences.
    """

    n_coded: int
    n_customers: int
    coders: tuple[str, ...]
    of_statements: tuple[CorrectedShare, ...]
    of_customers: tuple[CorrectedShare, ...]
    model: tuple[ModelAgainstPeople, ...] = ()
    drivers: CorrectedDrivers | None = None
    notes: tuple[str, ...] = ()

    def figures(self) -> tuple[Figure, ...]:
        """Every figure that the study does not have already, as ``with_shares`` adds them to the study's."""
        of_shares = (f for share in (*self.of_statements, *self.of_customers) for f in (share.corrected, *share.beside))
        of_model = (f for one in self.model for f in (one.found_right, one.missed, one.agreement))
        return (*of_shares, *of_model, *(self.drivers.figures() if self.drivers is not None else ()))
