"""What one partner may see of itself: nothing that fewer than ten customers stand behind, and no other partner's name or number.

Ten customers must stand behind every number, and behind both sides of every share. Shares are looked at together as well: where the
customers behind two of them differ by one to nine, one could be taken from the other, so the later one is not shown. Numbers of customers
are rounded down to tens and shares to whole per cents, so that what is shown on two days does not tell of one customer. Earnings are the
partner's own books.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from lifeworld.kit.figure import NOT_SHOWN, Evidence, Figure, estimate, reading
from lifeworld.scorecard.core.alignment.harm import HARM
from lifeworld.scorecard.core.alignment.money import money
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners.blocks import Blocks, shares
from lifeworld.scorecard.core.partners.found import Contributions
from lifeworld.scorecard.core.values import K_PARTNER, VERSIONS, Asked, Scorecard
from lifeworld.scorecard.core.wire import figure_json, figure_of

CONTRIBUTION, EARNINGS, CHOSEN, HARMED, PLACE = (
    "your contribution", "your earnings", "share of your customers' choices made by themselves",
    "share of your earnings' customers with a failed or declined outcome", "your place by contribution")
FEW = f"fewer than {K_PARTNER} customers stand behind it{NOT_SHOWN}"
APART = f"it could be told from another number by fewer than {K_PARTNER} customers{NOT_SHOWN}"
OTHERS = f"fewer than {K_PARTNER} partners are compared{NOT_SHOWN}"


@dataclass(frozen=True)
class PartnerView:
    """What one partner may see. Figures that may not be shown have no value and say why."""

    partner: str
    figures: tuple[Figure, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Number:
    """A figure and the customers behind it: ``groups`` are those of every part that it tells of (both sides of a share); ``counted``:
    whether their number could be reckoned from it, as from a share.
    """

    figure: Figure
    groups: tuple[frozenset[int], ...]
    counted: bool = False


def partner_view(card: Scorecard | None, frames: Frames, found: Contributions, partner: str, asked: Asked) -> PartnerView:
    """The view of one partner (its key); ``card`` is not needed for it and may be None. A partner whom nobody used sees no numbers."""
    del card
    at = found.place(partner)
    if at is None:
        return PartnerView(partner, (), ("No customer used you in this window, so there is nothing to show.",))
    numbers = [_contribution(frames, found, at, asked), _earnings(frames, found, at, asked), _harm(frames, found, at, asked),
               _chosen(frames, found, partner, asked), _place(frames, found, at, asked)]
    return PartnerView(partner, guarded(numbers), (
        f"Numbers that fewer than {K_PARTNER} customers stand behind are not shown; numbers of customers are rounded down to tens.",))


def guarded(numbers: list[_Number]) -> tuple[Figure, ...]:
    """The figures, of which those are hidden that tell of fewer than ten customers, alone or beside one that is shown before."""
    shown: list[frozenset[int]] = []
    made = []
    for one in numbers:
        reason = ""
        if any(len(group) < K_PARTNER for group in one.groups):
            reason = FEW
        elif one.counted and any(_apart(group, other) for group in one.groups for other in shown):
            reason = APART
        if reason or not one.figure.enough:
            known = next((warning for warning in one.figure.warnings if warning.endswith(NOT_SHOWN)), "")
            made.append(hidden(one.figure, known or reason or FEW))
            continue
        if one.counted:
            shown += one.groups
        made.append(_rounded(one.figure))
    return tuple(made)


def _apart(group: frozenset[int], other: frozenset[int]) -> bool:
    """Whether one of two groups that overlap holds one to nine customers more."""
    return bool(group & other) and any(0 < len(more) < K_PARTNER for more in (group - other, other - group))


def hidden(figure: Figure, reason: str) -> Figure:
    """The figure without anything that could be told from it."""
    return replace(figure, value=None, low=None, high=None, n=0, n_customers=None, n_needed=None, observed_at=None, warnings=(reason,),
                   evidence=Evidence(figure.evidence.query, 0))


def _rounded(figure: Figure) -> Figure:
    """Numbers of customers rounded down to tens, shares to whole per cents."""
    def tens(n: int) -> int:
        return n // K_PARTNER * K_PARTNER

    ends: dict[str, Any] = {name: None if (end := getattr(figure, name)) is None else round(end, 2) for name in ("value", "low", "high")}
    shown = replace(figure, **ends) if figure.unit == "share" else figure
    return replace(shown, n=tens(figure.n) if figure.n_unit == "customers" else figure.n,
                   n_customers=None if figure.n_customers is None else tens(figure.n_customers),
                   evidence=replace(figure.evidence, n=tens(figure.evidence.n)))


def _made(name: str, ends: tuple[float, float, float] | None, n: int, method: str, asked: Asked, *, unit: str = "",
          n_unit: str = "customers", what: str = "uses") -> Figure:
    value, low, high = ends or (float("nan"),) * 3
    return estimate(name, value, low, high, method=method, unit=unit, n=n, n_unit=n_unit, n_min=K_PARTNER, level=asked.level,
                    versions=VERSIONS,
                    as_of=asked.as_of, evidence=Evidence(f"{asked.query}: {what} of this partner", n))


def _users(frames: Frames, found: Contributions, at: int) -> frozenset[int]:
    """Customers with a known T who used the partner."""
    known = found.blocks.codes(frames["goals"].filter(pl.col("t").is_not_null())["customer"])
    return frozenset(np.intersect1d(found.whose[found.which == at], known).tolist())


def _contribution(frames: Frames, found: Contributions, at: int, asked: Asked) -> _Number:
    ends = float(found.phi[at]), float(found.low[at]), float(found.high[at])
    figure = _made(CONTRIBUTION, ends, int(found.n_customers[at]), "Shapley value of mean attainment; bootstrap over households", asked,
                   unit="points of T")
    return _Number(figure, (_users(frames, found, at),))


def _earnings(frames: Frames, found: Contributions, at: int, asked: Asked) -> _Number:
    kept = money(frames["earnings"].filter(pl.col("partner") == found.keys[at]), found)
    customers = frozenset(kept.customer[kept.customer >= 0].tolist())
    last: Any = kept.rows["at"].max()
    evidence = Evidence(f"{asked.query}: earnings of this partner", len(customers))
    if last is None:
        return _Number(hidden(Figure(EARNINGS, "estimate", None, evidence=evidence), FEW), (frozenset(),))
    total = float(np.rint(kept.amount * 10_000).sum()) / 10_000
    figure = reading(EARNINGS, round(total, 2), unit=asked.currency, source="the frame of earnings", observed_at=last, evidence=evidence)
    return _Number(replace(figure, as_of=asked.as_of, versions=VERSIONS), (customers,))


def _chosen(frames: Frames, found: Contributions, partner: str, asked: Asked) -> _Number:
    """Choices are told apart by customer: whoever chose herself once counts as one who chose."""
    rows = frames["choices"].filter(pl.col("partner") == partner)
    code = found.blocks.codes(rows["customer"])
    return _share(CHOSEN, code, (rows["by"] == "customer").to_numpy(), found.blocks, "customers who chose themselves", asked, "choices")


def _harm(frames: Frames, found: Contributions, at: int, asked: Asked) -> _Number:
    kept = money(frames["earnings"].filter((pl.col("partner") == found.keys[at]) & pl.col("outcome").is_not_null()), found)
    known = kept.customer >= 0
    harm = kept.rows["outcome"].is_in(HARM).to_numpy()
    return _share(HARMED, kept.customer[known], harm[known], found.blocks, f"outcome within {asked.harm_days} days", asked, "earnings")


def _share(name: str, code: np.ndarray[Any, np.dtype[np.int64]], yes: np.ndarray[Any, np.dtype[np.bool_]], blocks: Blocks, method: str,
           asked: Asked, what: str) -> _Number:
    """Share of the customers of rows with any that counts as yes; both sides are groups."""
    everybody = frozenset(code.tolist())
    some = frozenset(code[yes].tolist())
    block = blocks.customers["block"].to_numpy()
    top, bottom = (np.bincount(block[sorted(group)], minlength=blocks.n).astype(np.float64) if group else np.zeros(blocks.n)
                   for group in (some, everybody))
    value, low, high = (float(end[0]) for end in shares(top[None, :], bottom, asked.level))
    figure = _made(name, (value, low, high), len(everybody), f"share of customers: {method}; blocks of households", asked, unit="share",
                   what=what)
    return _Number(figure, (everybody, some, everybody - some), counted=True)


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
                      method="place among partners with at least ten customers; bootstrap over "
                      "households", n=len(judged), n_unit="partners", n_min=K_PARTNER, level=asked.level, versions=VERSIONS,
                      as_of=asked.as_of,
                      evidence=Evidence(evidence, len(judged)))
    return _Number(figure, (_users(frames, found, at),))


def view_json(view: PartnerView) -> dict[str, Any]:
    """A view as plain JSON."""
    return {"partner": view.partner, "figures": [figure_json(figure) for figure in view.figures], "warnings": list(view.warnings)}


def view_of(kept: Mapping[str, Any]) -> PartnerView:
    """The view of its JSON."""
    return PartnerView(str(kept["partner"]), tuple(figure_of(one) for one in kept["figures"]), tuple(kept["warnings"]))
