"""One code's shares as figures, and the rule by which an estimator is chosen, with its reason in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.population import UNCORRECTED
from lifeworld.constellations.core.shares.counted import FOUND, QUIET, Counted, counted
from lifeworld.constellations.core.shares.customers import YOUDEN_MIN, customers_share
from lifeworld.constellations.core.shares.elsewhere import Calibration, rogan_gladen
from lifeworld.constellations.core.shares.powered import people_share, powered_share
from lifeworld.constellations.core.shares.predictive import Drawn, ends, predictive_share
from lifeworld.constellations.core.shares.read import CodeRead, Population
from lifeworld.constellations.core.shares.values import CorrectedShare, Method, ModelAgainstPeople, Of
from lifeworld.kit.figure import Evidence, Example, Figure, Versions, estimate
from lifeworld.kit.ratio import ratio

POSITIVES_MIN = 10
"""Statements in which people found the code: with fewer no share is told."""
UNIT = "statements read by people"
WEIGHED = "{}, Bayesian bootstrap over customers with a Beta(.5, .5) prior"
MODELLED = "How far statements of one customer go together is modelled (Beta-binomial); read whole customers to do without."
REASONS: Mapping[Method, str] = {
    "predictive values": "People read {n:,} statements that were drawn at random with a recorded probability; so the share is what they "
                         "found behind each label of the model, times how often the model gives it.",
    "whole customers": "People read everything that {c:,} customers drawn at random say; so a customer counts as one thing that was read.",
    "Rogan-Gladen": "No statement of this study was drawn with a recorded probability, but the model's errors were measured elsewhere "
                    "({source}); that is right where it errs here as it does there.",
    "people only": "People read every statement, so no model is needed.",
    "uncorrected": "People read no statement that was drawn with a recorded probability, so nothing corrects this share.",
    "not enough": "People found the code in {k:g} of {n:,} statements that they read; {least} are needed to tell a share.",
    "prediction-powered": "The model's mean less its mean error in the {n:,} statements that people read.",
}
TAUGHT = ("The model learned this code from the {n:,} statements that people read (or from many of them), so its labels cannot be held "
          "against them: what people found counts alone. Draw a fresh sample to make use of the model.")


@dataclass(frozen=True, eq=False)
class Teller:
    """Makes the figures of one code: what was read, the counts, and what every figure carries."""

    population: Population
    code: str
    read: CodeRead
    versions: Versions
    seed: int
    examples: tuple[Example, ...] = ()

    @property
    def n(self) -> int:
        """Statements that people read for this code."""
        return len(self.read.rows)

    @property
    def n_customers(self) -> int | None:
        """Customers in the sample; None where rows name nobody."""
        return None if self.population.nobody else len(np.unique(self.population.customer[self.read.rows]))

    @property
    def positives(self) -> float:
        """Statements in which people found the code."""
        return float(self.read.true.sum())

    def figure(self, name: str, found: Interval, method: str, *warnings: str, n: int | None = None) -> Figure:
        """An estimate; "not enough" where it is NaN."""
        values = (float(end[0]) for end in (found.value, found.low, found.high))
        evidence = Evidence(f'codings of people where queue = "random" and code = "{self.code}"', self.n, self.examples)
        return estimate(name, *values, unit="share", method=method, n=self.n if n is None else n, n_unit=UNIT,
                        n_customers=self.n_customers, evidence=evidence, versions=self.versions, warnings=tuple(warnings))

    def few(self, name: str, bound: float, what: str) -> Figure:
        """The figure without a number, but with what it is at most."""
        reason = REASONS["not enough"].format(k=self.positives, n=self.n, least=POSITIVES_MIN)
        at_most = f"At most {100 * bound:.1f} % of {what} (95 %, one-sided)."
        figure = self.figure(name, _UNKNOWN, "no estimate", reason, at_most)
        needed = int(np.ceil(POSITIVES_MIN * self.n / max(self.positives, 0.5)))
        return replace(figure, n_needed=max(needed, self.n + 1))

    def counts(self) -> Counted:
        """The counts of this code."""
        people, read = self.population, self.read
        return counted(people.customer, people.found[self.code], people.keys, read.rows, read.true, read.inclusion)

    def whole_customers(self) -> Counted | None:
        """Customers as units, where people read everything that each customer of the sample says; else None."""
        people, read = self.population, self.read
        size = len(people.keys)
        n_read, n = np.bincount(people.customer[read.rows], minlength=size), np.bincount(people.customer, minlength=size)
        who = np.flatnonzero(n_read)
        if people.nobody or (n_read[who] < n[who]).any():
            return None
        chance = np.full(size, np.nan)
        chance[people.customer[read.rows]] = read.inclusion
        if not np.allclose(chance[people.customer[read.rows]], read.inclusion):
            return None
        found = np.bincount(people.customer, people.found[self.code], size) > 0
        true = np.zeros(size)
        np.maximum.at(true, people.customer[read.rows], read.true)
        return counted(np.arange(size), found, people.keys, who, true[who], chance[who])


_UNKNOWN = Interval(*(np.array([np.nan]) for _ in range(3)))


def of_statements(told: Teller, uncorrected: Figure, sample: Counted, found: Drawn) -> CorrectedShare:
    """The corrected share of statements, with the other estimators on the same sample beside it."""
    code, name = told.code, keys.corrected_statements_key(told.code)
    if told.positives < POSITIVES_MIN and sample.pairs.sum() < sample.n_statements:
        bound = upper_bound(sample, told.seed)
        return CorrectedShare(code, "statements", uncorrected, told.few(name, bound, f"statements carry «{code}»"), "not enough",
                              REASONS["not enough"].format(k=told.positives, n=told.n, least=POSITIVES_MIN), (), bound, told.positives)
    method: Method = "people only" if sample.pairs.sum() >= sample.n_statements else "predictive values"
    corrected = told.figure(name, found.ends(), WEIGHED.format("predictive values of the model's labels"))
    alone, powered = people_share(sample, found, told.seed), powered_share(sample, found)
    beside = (
        told.figure(f"people_share_of_statements/{code}", alone, WEIGHED.format("people's finds alone")),
        told.figure(f"powered_share_of_statements/{code}", powered, "prediction-powered (PPI++), Bayesian bootstrap over customers"),
    )
    return CorrectedShare(code, "statements", uncorrected, corrected, method, REASONS[method].format(n=told.n), beside)


def of_customers(told: Teller, uncorrected: Figure, sample: Counted, found: Drawn) -> CorrectedShare:
    """The corrected share of customers who say it; "not enough" where it cannot be told."""
    code, name = told.code, keys.corrected_customers_key(told.code)
    whole = told.whole_customers()
    if whole is not None:
        by_customer = predictive_share(whole, told.seed)
        read = int(whole.pairs.sum())
        if whole.positives.sum() >= POSITIVES_MIN or read == len(told.population.keys):
            corrected = told.figure(name, by_customer.ends(), WEIGHED.format("predictive values of customers that were read whole"))
            method: Method = "people only" if read == len(told.population.keys) else "whole customers"
            return CorrectedShare(code, "customers", uncorrected, corrected, method, REASONS[method].format(n=told.n, c=read))
    if told.positives < POSITIVES_MIN or np.quantile(found.youden, 0.05) < YOUDEN_MIN:
        bound = customers_bound(sample, told.seed)
        reason = REASONS["not enough"].format(k=told.positives, n=told.n, least=POSITIVES_MIN)
        if told.positives >= POSITIVES_MIN:
            reason = "The model's labels say too little of what people found to tell who says it anywhere."
        figure = told.few(name, bound, f"customers say «{code}»")
        return CorrectedShare(code, "customers", uncorrected, figure, "not enough", reason, (), bound, told.positives)
    value, draws = customers_share(sample, found, told.seed)
    corrected = told.figure(name, ends(value, draws, found.coded), WEIGHED.format("predictive values and a Beta-binomial"), MODELLED)
    return CorrectedShare(code, "customers", uncorrected, corrected, "predictive values", REASONS["predictive values"].format(n=told.n))


def by_people_alone(share: CorrectedShare, n: int) -> CorrectedShare:
    """A share that was made without the model's labels, because the model learned from the same statements; it says so."""
    if share.method == "not enough":
        return share if share.reason.startswith("People found") else replace(share, reason=TAUGHT.format(n=n))
    if share.method != "predictive values":
        return share
    corrected = replace(share.corrected, method=WEIGHED.format("people's finds alone"))
    return replace(share, corrected=corrected, method="people only", reason=TAUGHT.format(n=n), beside=())


def upper_bound(sample: Counted, seed: int) -> float:
    """What the share of statements is at most (95 %, one-sided): the draws of Beta(k + 1, n - k), which is exact for a share."""
    return float(np.quantile(predictive_share(sample, seed, prior=(1.0, 0.0)).draws, 0.95, method="higher"))


def customers_bound(sample: Counted, seed: int) -> float:
    """What the share of customers is at most: as if statements of one customer had nothing to do with each other."""
    m = sample.statements.sum(axis=1)
    silent = (1 - upper_bound(sample, seed)) ** m
    return float(1 - sample.customers @ silent / sample.customers.sum())


def against_people(told: Teller, sample: Counted, found: Drawn) -> ModelAgainstPeople:
    """The model's labels against people, weighted back to all statements."""
    code, wide = told.code, np.array([np.nan])
    parts = []
    for label in (FOUND, QUIET):
        value = float(ratio(sample.right.sum(axis=0), sample.coded.sum(axis=0))[label])
        known = ends(value, found.right[:, label], found.coded) if sample.pairs[label] >= POSITIVES_MIN else Interval(wide, wide, wide)
        parts.append(known)
    share = (sample.customers @ sample.statements) / sample.n_statements
    alpha = _alpha(share[None], ratio(sample.right.sum(axis=0), sample.coded.sum(axis=0), unknown=0.5)[None])
    drawn = _alpha(found.label, found.right)
    agreed = _unbounded(float(alpha[0]), drawn, told.positives >= POSITIVES_MIN)
    method = WEIGHED.format("people's finds behind the model's label")
    alike = told.figure(f"model_agreement/{code}", agreed, "Krippendorff's alpha of model and people, weighted to all statements")
    return ModelAgainstPeople(
        code, told.figure(f"model_found_right/{code}", parts[FOUND], method, n=int(sample.pairs[FOUND])),
        told.figure(f"model_missed/{code}", parts[QUIET], method, n=int(sample.pairs[QUIET])),
        replace(alike, unit=""),
    )


def _unbounded(value: float, draws: np.ndarray, enough: bool) -> Interval:
    if not enough:
        return _UNKNOWN
    low, high = np.quantile(draws, [0.05, 0.95], method="weibull")
    return Interval(np.array([value]), np.array([min(low, value)]), np.array([max(high, value)]))


def _alpha(label: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Krippendorff's alpha of two coders over endless units: rows of the model's shares and of what people find behind them."""
    differ = label[:, FOUND] * (1 - right[:, FOUND]) + label[:, QUIET] * right[:, QUIET]
    mean = (label[:, FOUND] + (label * right).sum(axis=1)) / 2
    return np.asarray(1 - ratio(differ, 2 * mean * (1 - mean)))


def elsewhere(population: Population, code: str, of: Of, uncorrected: Figure, calibration: Calibration | None, versions: Versions,
              seed: int) -> CorrectedShare:
    """The share where nobody read a random sample: by Rogan-Gladen where the model's errors are known from elsewhere."""
    nothing = replace(uncorrected, value=None, low=None, high=None, n_needed=None).warned(UNCORRECTED)
    if calibration is None or of == "customers":
        name = keys.corrected_statements_key(code) if of == "statements" else keys.corrected_customers_key(code)
        return CorrectedShare(code, of, uncorrected, replace(nothing, name=name), "uncorrected", REASONS["uncorrected"])
    nobody = np.zeros(0)
    sample = counted(population.customer, population.found[code], population.keys, nobody.astype(np.int64), nobody, nobody)
    drawn = predictive_share(sample, seed)
    share = float((sample.customers @ sample.statements)[FOUND] / sample.n_statements)
    found = rogan_gladen(share, drawn.label[:, FOUND], calibration, seed)
    values = (float(end[0]) for end in (found.value, found.low, found.high))
    n = len(population.customer)
    corrected = estimate(
        keys.corrected_statements_key(code), *values, unit="share", method="Rogan-Gladen, Bayesian bootstrap and Beta(.5, .5)",
        n=n, n_unit="statements", n_customers=None if population.nobody else len(population.keys), versions=versions,
        evidence=uncorrected.evidence, warnings=(f"The model's errors are those of elsewhere: {calibration.source}.",))
    return CorrectedShare(code, of, uncorrected, corrected, "Rogan-Gladen", REASONS["Rogan-Gladen"].format(source=calibration.source))
