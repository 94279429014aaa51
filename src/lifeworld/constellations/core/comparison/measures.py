"""The measures that are compared, in the order of tables: what each is a share or a mean of, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lifeworld.constellations.core import population, study
from lifeworld.voices.core.codebook import ACTOR_NAMES, ACTORS, CODES, DRIVER_NAMES, DRIVERS

Kind = Literal["share", "mean", "ratio", "valence", "pooled"]
"""A share of customers; a mean over customers; a ratio of sums over statements; its like with a sign; a pooled share."""

CODE_NAMES = {**ACTOR_NAMES, **DRIVER_NAMES}
JEFFREYS = "share of customers, Jeffreys interval"
EQUAL = ", at equal numbers of statements"
EXPECTED = ", as expected at equal numbers of statements"
UNEQUAL = "Customers said more in one of the studies than in the other, and this measure grows with that, so no difference is called clear."
MEAN = "mean over customers, Bayesian bootstrap over customers"
POOLED = "pooled over statements, Dirichlet posterior and Bayesian bootstrap over rows, because no row names a customer"


@dataclass(frozen=True)
class Measure:
    """One measure. ``subject`` is the code, the type, or "size"; ``words`` begin the sentence "... went from a to b".

    ``low`` and ``high`` are the smallest and largest possible value; ``query`` finds the evidence. ``unjudged`` says why no
    difference of the measure is called clear, "" where it may be.
    """

    key: str
    kind: Kind
    subject: str
    words: str
    query: str
    method: str
    unit: str = "share"
    low: float = 0.0
    high: float = 1.0
    warnings: tuple[str, ...] = (population.UNCORRECTED,)
    unjudged: str = ""

    @property
    def grows(self) -> bool:
        """Whether it is made of all words of a customer, so that it changes with the number of statements."""
        return self.kind in ("share", "mean")

    @property
    def said(self) -> bool:
        """Whether it is the share of customers who say something."""
        return self.key.startswith(study.customers_who_say_key(""))


def pooled_relevance_key(category: str) -> str:
    """Key of the pooled relevance of a category, where no row names a customer."""
    return f"pooled_relevance/{category}"


def pooled_driver_key(driver: str) -> str:
    """Key of the pooled share of a driver, where no row names a customer."""
    return f"pooled_driver/{driver}"


def _named(code: str) -> str:
    """The name of a code inside a sentence."""
    return f"the {CODE_NAMES[code]}" if code in ("self", "focal_provider") else CODE_NAMES[code]


def _spoken_of(code: str) -> str:
    return "themselves" if code == "self" else _named(code)


def _present(code: str) -> str:
    return f'codings where code = "{code}" and present'


def _of_customers() -> list[Measure]:
    """Measures that need constellations: types, size, relevance, drivers."""
    labelled = (population.AS_LABELLED, population.UNCORRECTED)
    types = [
        Measure(study.type_share_key(label), "share", label, f"{label[0].upper()}{label[1:]} customers",
                f'constellations where type = "{label}"', JEFFREYS, warnings=labelled)
        for label in study.TYPE_NAMES
    ]
    size = Measure(
        study.SIZE, "mean", "size", "The mean number of relevant actors per customer",
        "ties where relevance >= .05, other than the self", MEAN, "actors", high=float("inf"),
        warnings=(population.UNCORRECTED, "Size grows with the number of statements."),
    )
    relevance = [
        Measure(study.relevance_key(code), "mean", code, f"The mean relevance of {_named(code)}",
                f'ties where category = "{code}"', MEAN)
        for code in ACTORS
    ]
    drivers = [
        Measure(study.driver_share_key(code), "mean", code, f"The mean share of {_named(code)} among a customer's drivers",
                _present(code), MEAN)
        for code in DRIVERS
    ]
    says = [
        Measure(study.customers_who_say_key(code), "share", code, f"Customers who speak of {_spoken_of(code)}", _present(code), JEFFREYS)
        for code in CODES
    ]
    return [*types, size, *relevance, *drivers, *says]


def _of_statements() -> list[Measure]:
    """Measures of statements: the share that carries each code, and the valence of those with each driver."""
    shares = [
        Measure(study.share_of_statements_key(code), "ratio", code, f"Statements that carry {_named(code)}",
                _present(code), population.RESAMPLED)
        for code in CODES
    ]
    valences = [
        Measure(study.driver_valence_key(code), "valence", code, f"The mean valence of statements about {_named(code)}",
                _present(code), population.RESAMPLED, "", -1.0)
        for code in DRIVERS
    ]
    return [*shares, *valences]


def _of_pools() -> list[Measure]:
    """Pooled relevance and driver shares, for rows that name no customer."""
    relevance = [
        Measure(pooled_relevance_key(code), "pooled", code, f"The pooled relevance of {_named(code)}", _present(code), POOLED)
        for code in ACTORS
    ]
    drivers = [
        Measure(pooled_driver_key(code), "pooled", code, f"The pooled share of {_named(code)} among the drivers",
                _present(code), POOLED)
        for code in DRIVERS
    ]
    return [*relevance, *drivers]


def measures(named: bool) -> tuple[Measure, ...]:
    """Everything that is compared where rows name customers (``named``), and where none does.

    >>> len(measures(True)), len(measures(False))
    (47, 30)
    """
    return (*_of_customers(), *_of_statements()) if named else (*_of_pools(), *_of_statements())


def at_equal_talk(asked: tuple[Measure, ...], remade: bool) -> tuple[Measure, ...]:
    """The measures where customers said more at one level than at another.

    Those that grow with that are compared at equal numbers of statements; where constellations cannot be made again from
    fewer statements (``remade`` false), only the shares of customers who say something are, and the rest is not judged.
    """
    return tuple(
        one if not one.grows else replace(one, method=one.method + (EXPECTED if one.said else EQUAL)) if remade or one.said
        else replace(one, unjudged=UNEQUAL, warnings=(*one.warnings, UNEQUAL)) for one in asked
    )
