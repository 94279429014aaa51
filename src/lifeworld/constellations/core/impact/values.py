"""What goes with an outcome: the share of R2 of each driver and actor category, with sign, noise floor and leave-out."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.kit.figure import Figure


@dataclass(frozen=True)
class Factor:
    """One driver or actor category. ``key`` is the code, ``share`` its Shapley share of R2 (a Figure, unit share).

    A share is a part of the outcome's variance: the shares of the factors in the model add up to R2. Both are adjusted for the
    number of columns, and parts below 0 are shown as 0. ``sign`` is that of its coefficient in the full model (-1, 0, 1; 0
    where the interval holds 0, where its share does not stand above the noise, because a direction of noise is none, and where
    it is not in the model); ``coefficient`` is that coefficient with its interval, in standard deviations of the outcome for
    one of the factor; ``leave_out`` is the mean outcome minus the mean outcome of the customers who do not mention it (unit of
    the outcome); ``above_noise``: the lower end of its share lies above the upper end of the random column's share.
    """

    key: str
    share: Figure
    sign: int
    leave_out: Figure
    above_noise: bool
    coefficient: Figure | None = None


@dataclass(frozen=True)
class Impact:
    """Which factors go with the outcome; association, never cause.

    ``outcome`` names it; ``unit`` says what a row is ("customers", or "statements" where nobody is named); ``r2`` is that
    of all factors together, beyond how much is said; ``noise`` the share of a random column; ``factors`` the largest share
    first, those without one last; where there are too few customers for all factors, only the drivers have shares, or none
    has, while ``leave_out`` needs ten customers on either side only; ``frozen`` the
    hash of codebook and coder taken before the outcome was joined; ``notes`` whole sentences.
    """

    outcome: str
    unit: str
    r2: Figure
    noise: Figure
    factors: tuple[Factor, ...]
    frozen: str
    notes: tuple[str, ...] = ()

    def figures(self) -> tuple[Figure, ...]:
        """Every figure, for figures.json and workbooks."""
        of_factors = (f for factor in self.factors for f in (factor.share, factor.leave_out, factor.coefficient))
        return (self.r2, self.noise, *(figure for figure in of_factors if figure is not None))
