"""What is counted at one level: two numbers of each speaker for each measure, whose sums' ratio is the measure's value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """C speakers at one level and k measures. A speaker is a customer, or a row where nobody is named.

    speaker: int64[C], ascending codes that are the same at every level. key: uint64[C], their random streams. top,
    bottom: float64[C, k]; a measure is sum(top) / sum(bottom), and a speaker with bottom 0 has no part in it. yes, no:
    float64[k], the shape of a Beta prior of the measure, 0 without one. heavy: float64[k], 1 where the prior counts in
    the value too (pooled shares). content: a 64-bit number made from the statements, so that equal data have equal draws.
    """

    speaker: Ints
    key: NDArray[np.uint64]
    top: Floats
    bottom: Floats
    yes: Floats
    no: Floats
    heavy: Floats
    content: int

    @property
    def unit(self) -> Floats:
        """What one speaker weighs in each measure, by which the prior is scaled: float64[k]."""
        mean = self.bottom.sum(axis=0) / np.maximum((self.bottom > 0).sum(axis=0), 1)
        return np.where(self.heavy > 0, 1.0, mean)

    @property
    def value(self) -> Floats:
        """The value of each measure: float64[k], NaN where there is nothing to divide by."""
        yes, no = self.yes * self.heavy, self.no * self.heavy
        bottom = self.bottom.sum(axis=0)
        return np.where(bottom > 0, ratio(self.top.sum(axis=0) + yes, bottom + yes + no), np.nan)

    @property
    def customers(self) -> Ints:
        """Speakers who have a part in each measure: int64[k]."""
        return np.asarray((self.bottom > 0).sum(axis=0), np.int64)

    def influence(self) -> Floats:
        """How far each speaker moves each value, to first order: float64[C, k]."""
        value = np.nan_to_num(self.value)
        return np.asarray(ratio(self.top - value * self.bottom, self.bottom.sum(axis=0)[None, :], unknown=0.0))


def others(rest: Sequence[Sample], left_out: Sample) -> Sample:
    """All samples but ``left_out``, taken together; a speaker at several of the levels counts with all of them."""
    speaker, at = np.unique(np.concatenate([sample.speaker for sample in rest]), return_inverse=True)
    key = np.zeros(len(speaker), np.uint64)
    key[at] = np.concatenate([sample.key for sample in rest])
    top, bottom = (
        np.stack([np.bincount(at, column, len(speaker)).astype(np.float64) for column in np.concatenate(parts).T], axis=1)
        for parts in ([sample.top for sample in rest], [sample.bottom for sample in rest])
    )
    content = sum(sample.content for sample in rest) & 0xFFFFFFFFFFFFFFFF
    yes, no = (np.mean(parts, axis=0) for parts in ([sample.yes for sample in rest], [sample.no for sample in rest]))
    return Sample(speaker, key, top, bottom, yes, no, left_out.heavy, content)
