"""A coder that errs as the shipped one does: sensitivity, specificity and calibrated probabilities of each code.

The score of a text is normal, with one mean where the code is absent and another where it is present (the binormal model
of Green & Swets 1966); its distance and threshold are those that give the coder's own true and false finds. The
probability is what the score says at the prevalence of the coder's test texts, so it is calibrated there, and not where codes
are rarer or more frequent. Errors of one customer's statements go together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from lifeworld.constellations.core.simulation.confusion import COUNTS
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.codebook import CODES

Floats = NDArray[np.float64]
POSITIVES_MIN = 10
"""A code with fewer positives among the test texts is given the mean rates of the other two social actors."""

SOCIAL_ACTORS = (CODES.index("peers"), CODES.index("family_friends"))
CODERS = ("perfect", *COUNTS)


@dataclass(frozen=True)
class Coder:
    """A simulated coder.

    sensitivity, false_rate, prevalence: float64[12]: share of statements with the code that it finds, share of those
    without it that it marks, and share of its test texts with the code. together: correlation, within a customer, of the
    scores of different statements. names: share of named mentions whose name it recognises. exact: it makes no error.
    """

    name: str
    sensitivity: Floats
    false_rate: Floats
    prevalence: Floats
    together: float = 0.1
    names: float = 0.9
    exact: bool = False

    @property
    def threshold(self) -> Floats:
        """The score from which a code is present, where absent codes score 0 on average: float64[12]."""
        return np.asarray(-special.ndtri(self.false_rate))

    @property
    def distance(self) -> Floats:
        """Mean score of present minus absent codes: float64[12]."""
        return np.asarray(special.ndtri(self.sensitivity) - special.ndtri(self.false_rate))

    def probability(self, score: Floats) -> Floats:
        """Calibrated probability of each score [..., 12]."""
        log_odds = special.logit(self.prevalence) + self.distance * (score - self.distance / 2)
        return np.asarray(special.expit(log_odds))


def _rates(counts: tuple[tuple[int, int, int, float], ...]) -> tuple[Floats, Floats, Floats]:
    """Sensitivity, false rate and prevalence from n, positives, called and F1 (half a text is added to each cell)."""
    n, positives, called, f1 = np.array(counts, np.float64).T
    true = f1 * (positives + called) / 2
    sensitivity = (true + 0.5) / (positives + 1)
    false_rate = (called - true + 0.5) / (n - positives + 1)
    few = positives < POSITIVES_MIN
    for rates in (sensitivity, false_rate):
        rates[few] = rates[list(SOCIAL_ACTORS)].mean()
    prevalence = np.where(few, positives[list(SOCIAL_ACTORS)].mean() / n[list(SOCIAL_ACTORS)].mean(), positives / n)
    return sensitivity, false_rate, prevalence


def coder_named(name: str, *, together: float = 0.1, names: float = 0.9) -> Coder:
    """The coder with this name: "perfect", "dev" (reviews) or "interviews" (stories).

    Errors: InputRefused for another name.

    >>> coder_named("dev").sensitivity.round(2).tolist()[:3]
    [0.83, 1.0, 0.82]
    """
    if name == "perfect":
        none = np.zeros(len(CODES))
        return Coder(name, none + 1, none, none + 0.5, 0.0, 1.0, exact=True)
    if name not in COUNTS:
        raise InputRefused("coder", f"There is no simulated coder «{name}».", f"Choose {listed(CODERS)}.")
    return Coder(name, *_rates(COUNTS[name]), together=together, names=names)


def with_errors(coder: Coder, share: float) -> Coder:
    """The coder with this share of its errors: 0 finds everything, 1 is the coder itself. Share > 0 for a real coder.

    >>> with_errors(coder_named("dev"), 0.5).sensitivity.round(2).tolist()[0]
    0.92
    """
    if share == 0:
        return coder_named("perfect")
    rates = 1 - share * (1 - coder.sensitivity), share * coder.false_rate
    return replace(coder, name=f"{coder.name}, {share:.0%} of its errors", sensitivity=rates[0], false_rate=rates[1],
                   names=1 - share * (1 - coder.names))


def implied_brier(coder: Coder, cells: int = 2000) -> Floats:
    """Brier score of the coder's probabilities at its own prevalences, float64[12]: to hold against docs/coder.md."""
    z = special.ndtri((np.arange(cells) + 0.5) / cells)[:, None]
    present = (1 - coder.probability(z + coder.distance)) ** 2
    absent = coder.probability(np.broadcast_to(z, (cells, len(CODES)))) ** 2
    return np.asarray(coder.prevalence * present.mean(axis=0) + (1 - coder.prevalence) * absent.mean(axis=0))
