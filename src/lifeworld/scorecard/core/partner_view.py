"""What one partner may see of itself: nothing that fewer than ten customers stand behind, and no other partner's name or number.

Ten customers of ten households must stand behind every number, and behind both sides of every share. Shares are looked at together as well:
where the customers behind two of them differ by one to nine households, one could be taken from the other, so the later one is not shown.
Shares are told in tens of customers, with an interval of those tens; contributions in steps that ten customers make. From one score to the
next a number stays as it was until ten of the households behind it changed (``steady``). Earnings are the partner's own books.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.figure import NOT_SHOWN, Evidence, Figure, estimate, reading
from lifeworld.scorecard.core.alignment.harm import aftermath
from lifeworld.scorecard.core.alignment.money import money
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.households_behind import Behind, behind, changed, households
from lifeworld.scorecard.core.partners.blocks import Blocks
from lifeworld.scorecard.core.partners.found import Contributions
from lifeworld.scorecard.core.partners.game import attained_t
from lifeworld.scorecard.core.values import K_PARTNER, T_POINTS, VERSIONS, Asked
from lifeworld.scorecard.core.wire import figure_json, figure_of

CONTRIBUTION, EARNINGS, CHOSEN, HARMED, PLACE = (
    "your contribution", "your earnings", "share of your customers' choices made by themselves",
    "share of your earnings' customers with a failed or declined outcome", "your place by contribution")
PAID = "what was paid to you"
FEW = f"fewer than {K_PARTNER} customers stand behind it{NOT_SHOWN}"
APART = f"it could be told from another number by fewer than {K_PARTNER} customers{NOT_SHOWN}"
OTHERS = f"fewer than {K_PARTNER} partners are compared{NOT_SHOWN}"
STAYS = f"Some numbers are older than the others: they stay until at least {K_PARTNER} households behind them changed."
STEP_POINTS = 10.0
"""Points of T by which ten customers are taken to change: what that makes of a contribution is the step that it is told in."""
TOLD_POINTS = 5.0
"""Points of T by which a customer must change to count as changed."""


@dataclass(frozen=True)
class PartnerView:
    """What one partner may see. Figures that may not be shown have no value and say why. ``behind``: what tells, by name of a figure, how
    many households behind it changed; it is kept with the view and shown to nobody.
    """

    partner: str
    figures: tuple[Figure, ...]
    warnings: tuple[str, ...] = ()
    behind: Mapping[str, Behind] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class _Number:
    """A figure and the customers behind it: ``groups`` are those of every part that it tells of (both sides of a share); ``counted``:
    whether their number could be reckoned from it, as from a share. ``behind``: see ``PartnerView``.
    """

    figure: Figure
    groups: tuple[frozenset[int], ...]
    counted: bool = False
    behind: Behind = ()


def partner_view(frames: Frames, found: Contributions, partner: str, asked: Asked) -> PartnerView:
    """The view of one partner (its key). A partner whom nobody used sees no numbers."""
    at = found.place(partner)
    if at is None:
        return PartnerView(partner, (), ("No customer used you in this window, so there is nothing to show.",))
    numbers = [_contribution(frames, found, at, asked), _earnings(frames, found, at, asked), _harm(frames, found, at, asked),
               _chosen(frames, found, partner, asked), _place(frames, found, at, asked)]
    return PartnerView(partner, guarded(numbers, found.blocks), (
        f"Numbers that fewer than {K_PARTNER} customers of {K_PARTNER} households stand behind are not shown; numbers of customers are "
        "rounded down to tens.",), {one.figure.name: one.behind for one in numbers})


def steady(previous: PartnerView | None, new: PartnerView) -> PartnerView:
    """The view to show now where ``previous`` was shown before: a figure stays as it was, shown or not, until at least ten of the
    households behind it changed. Keep what this returns, for the next time. The partner's own earnings are always new.
    """
    if previous is None:
        return new
    before = {one.name: one for one in previous.figures}
    figures, stands = [], dict(new.behind)
    for figure in new.figures:
        old, was = before.get(figure.name), previous.behind.get(figure.name, ())
        if old is None or figure.name == EARNINGS or changed(was, new.behind.get(figure.name, ())) >= K_PARTNER:
            figures.append(figure)
        else:
            figures.append(old)
            stands[figure.name] = was
    stays = any(one.as_of != figure.as_of for one, figure in zip(figures, new.figures, strict=True))
    return replace(new, figures=tuple(figures), behind=stands, warnings=(*new.warnings, STAYS) if stays else new.warnings)


def guarded(numbers: list[_Number], blocks: Blocks | None = None) -> tuple[Figure, ...]:
    """The figures, of which those are hidden that tell of fewer than ten households, alone or beside one that is shown before.

    ``blocks`` tell the households of customers; None: everybody is alone.
    """
    def many(group: frozenset[int]) -> int:
        return len(group) if blocks is None or len(group) < K_PARTNER else len(np.unique(households(blocks, sorted(group))))

    def apart(group: frozenset[int], other: frozenset[int]) -> bool:
        """Whether one of two groups that overlap holds customers of one to nine households more."""
        return bool(group & other) and any(0 < many(more) < K_PARTNER for more in (group - other, other - group))

    shown: list[frozenset[int]] = []
    made = []
    for one in numbers:
        reason = ""
        if any(many(group) < K_PARTNER for group in one.groups):
            reason = FEW
        elif one.counted and any(apart(group, other) for group in one.groups for other in shown):
            reason = APART
        if reason or not one.figure.enough:
            known = next((warning for warning in one.figure.warnings if warning.endswith(NOT_SHOWN)), "")
            made.append(hidden(one.figure, known or reason or FEW))
            continue
        if one.counted:
            shown += one.groups
        made.append(_rounded(one.figure))
    return tuple(made)


def hidden(figure: Figure, reason: str) -> Figure:
    """The figure without anything that could be told from it."""
    return replace(figure, value=None, low=None, high=None, n=0, n_customers=None, n_needed=None, observed_at=None, warnings=(reason,),
                   evidence=Evidence(figure.evidence.query, 0))


def _tens(n: int) -> int:
    return n // K_PARTNER * K_PARTNER


def _rounded(figure: Figure) -> Figure:
    """Numbers of customers rounded down to tens."""
    return replace(figure, n=_tens(figure.n) if figure.n_unit == "customers" else figure.n,
                   n_customers=None if figure.n_customers is None else _tens(figure.n_customers),
                   evidence=replace(figure.evidence, n=_tens(figure.evidence.n)))


def _in_steps(ends: tuple[float, float, float], customers: int) -> tuple[float, float, float]:
    """A contribution and its ends, outwards, in steps of what ten of all customers make when they change by ``STEP_POINTS``: 1, 2 or 5
    times a power of ten.

    >>> _in_steps((1.13, 0.71, 1.52), 250), _in_steps((0.0213, 0.0178, 0.0259), 100_000)
    ((1.0, 0.5, 2.0), (0.021, 0.017, 0.026))
    """
    least = K_PARTNER * STEP_POINTS / max(customers, 1)
    power = 10.0 ** float(np.floor(np.log10(least)))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9))
    value, low, high = (round(float(of(end / step)) * step, 10) for of, end in zip((np.rint, np.floor, np.ceil), ends, strict=True))
    return value, min(low, value), max(high, value)


def _made(name: str, ends: tuple[float, float, float] | None, n: int, method: str, asked: Asked, *, unit: str = "",
          n_unit: str = "customers", what: str = "uses") -> Figure:
    value, low, high = ends or (float("nan"),) * 3
    return estimate(name, value, low, high, method=method, unit=unit, n=n, n_unit=n_unit, n_min=K_PARTNER, level=asked.level,
                    versions=VERSIONS,
                    as_of=asked.as_of, evidence=Evidence(f"{asked.query}: {what} of this partner", n))


def _users(frames: Frames, found: Contributions, at: int) -> tuple[frozenset[int], Behind]:
    """Customers with a known T who used the partner."""
    known = attained_t(frames["goals"])
    code = found.blocks.codes(known["customer"])
    used = np.isin(code, found.whose[found.which == at])
    tells = np.rint(known["t"].to_numpy()[used] / TOLD_POINTS)
    return frozenset(code[used].tolist()), behind(households(found.blocks, code[used]), tells)


def _contribution(frames: Frames, found: Contributions, at: int, asked: Asked) -> _Number:
    ends = _in_steps((float(found.phi[at]), float(found.low[at]), float(found.high[at])), found.n)
    figure = _made(CONTRIBUTION, ends, int(found.n_customers[at]),
                   "Shapley value of mean attainment, in steps that ten customers make; bootstrap over households", asked,
                   unit=T_POINTS)
    users, stand = _users(frames, found, at)
    return _Number(figure, (users,), behind=stand)


def _earnings(frames: Frames, found: Contributions, at: int, asked: Asked) -> _Number:
    kept = money(frames["earnings"].filter(pl.col("partner") == found.keys[at]), found)
    customers = frozenset(kept.customer[kept.customer >= 0].tolist())
    last: Any = kept.rows["at"].max()
    evidence = Evidence(f"{asked.query}: earnings of this partner", len(customers))
    if last is None:
        return _Number(hidden(Figure(EARNINGS, "estimate", None, evidence=evidence), FEW), (frozenset(),))
    total = float(np.rint(kept.amount * 10_000).sum()) / 10_000
    figure = reading(EARNINGS, round(total, 2), unit=asked.currency, source=PAID, observed_at=last, evidence=evidence)
    return _Number(replace(figure, as_of=asked.as_of, versions=VERSIONS), (customers,))


def _chosen(frames: Frames, found: Contributions, partner: str, asked: Asked) -> _Number:
    """Choices are told apart by customer: whoever chose herself once counts as one who chose."""
    rows = frames["choices"].filter(pl.col("partner") == partner)
    code = found.blocks.codes(rows["customer"])
    return _share(CHOSEN, code, (rows["by"] == "customer").to_numpy(), found.blocks, "customers who chose themselves", asked, "choices")


def _harm(frames: Frames, found: Contributions, at: int, asked: Asked) -> _Number:
    kept = money(frames["earnings"].filter(pl.col("partner") == found.keys[at]), found)
    after = aftermath(kept.rows, asked)
    known = after.told & (kept.customer >= 0)
    return _share(HARMED, kept.customer[known], after.harm[known], found.blocks, after.method, asked, "earnings")


def _share(name: str, code: NDArray[np.int64], yes: NDArray[np.bool_], blocks: Blocks, method: str, asked: Asked, what: str) -> _Number:
    """Share of the customers of rows with any that counts as yes, in tens of customers; both sides are groups."""
    everybody, some = np.unique(code), np.unique(code[yes])
    house = households(blocks, everybody)
    ends = _in_tens(len(some), len(everybody), len(np.unique(house)), asked.level)
    figure = _made(name, ends, len(everybody), f"share of customers, in tens: {method}; Beta interval of as many tens of households", asked,
                   unit="share", what=what)
    every, any_ = frozenset(everybody.tolist()), frozenset(some.tolist())
    return _Number(figure, (every, any_, every - any_), True, behind(house, np.isin(everybody, some)))


def _in_tens(some: int, customers: int, houses: int, level: float) -> tuple[float, float, float] | None:
    """A share of customers that tells of tens of them only, with its interval for as many tens of households; None below twenty customers.

    >>> _in_tens(11, 24, 24, 0.9) == _in_tens(12, 24, 24, 0.9) == _in_tens(14, 27, 23, 0.9)
    True
    """
    whole, worth = _tens(customers), _tens(houses)
    if whole < 2 * K_PARTNER or not worth:
        return None
    tens = float(np.clip(K_PARTNER * np.rint(some / customers * whole / K_PARTNER), K_PARTNER, whole - K_PARTNER))
    value = tens / whole
    low, high = (float(quantiles.beta(p, value * worth + 0.5, (1 - value) * worth + 0.5)) for p in ((1 - level) / 2, (1 + level) / 2))
    value, low, high = (round(end, 2) for end in (value, low, high))
    return value, min(low, value), max(high, value)


def _place(frames: Frames, found: Contributions, at: int, asked: Asked) -> _Number:
    """Place by contribution among partners with enough customers, 1 the largest, as a band over replicates; hidden among few partners."""
    judged = np.flatnonzero(found.enough)
    evidence = f"{asked.query}: contributions of partners"
    if len(judged) < K_PARTNER or at not in judged:
        figure = Figure(PLACE, "estimate", None, n_unit="partners", versions=VERSIONS, as_of=asked.as_of, evidence=Evidence(evidence, 0))
        return _Number(hidden(figure, OTHERS if len(judged) < K_PARTNER else FEW), (frozenset(),))
    again = 1 + (found.replicates[:, judged] > found.replicates[:, [at]]).sum(axis=1)
    value = 1 + int((found.phi[judged] > found.phi[at]).sum())
    low, high = (int(end) for end in np.quantile(again, [(1 - asked.level) / 2, (1 + asked.level) / 2], method="nearest"))
    figure = estimate(PLACE, value, min(low, value), max(high, value),
                      method="place among partners with at least ten customers; bootstrap over households",
                      unit=f"of {len(judged)}", n=len(judged), n_unit="partners", n_min=K_PARTNER, level=asked.level,
                      versions=VERSIONS, as_of=asked.as_of, evidence=Evidence(evidence, len(judged)))
    users, stand = _users(frames, found, at)
    return _Number(figure, (users,), behind=stand)


def view_json(view: PartnerView) -> dict[str, Any]:
    """A view as plain JSON, to be kept; ``behind`` is in it, so that it is not what a partner gets."""
    return {"partner": view.partner, "figures": [figure_json(figure) for figure in view.figures], "warnings": list(view.warnings),
            "behind": {name: list(one) for name, one in view.behind.items()}}


def view_of(kept: Mapping[str, Any]) -> PartnerView:
    """The view of its JSON."""
    return PartnerView(str(kept["partner"]), tuple(figure_of(one) for one in kept["figures"]), tuple(kept["warnings"]),
                       {name: tuple(one) for name, one in kept.get("behind", {}).items()})
