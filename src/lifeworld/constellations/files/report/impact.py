"""What goes with the outcome: shares of R2 with intervals, ranked, beside the share of a random column."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from lifeworld.constellations.core.impact.values import Factor, Impact
from lifeworld.constellations.files.report.differences import difference_words
from lifeworld.constellations.files.report.scales import Tick, scale_of
from lifeworld.constellations.files.report.words import Word, plural, told, word
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import FigureWords, interval_bar

SIGNS = {-1: "goes with lower", 0: "direction not clear", 1: "goes with higher"}


@dataclass(frozen=True)
class FactorRow:
    """One driver or actor category; ``noise`` is where the noise floor lies, start and width in per cent of the scale."""

    word: Word
    share: Figure
    bar: Markup
    sign: int
    sign_words: str
    leave_out: Figure
    leave_words: FigureWords
    above_noise: bool


@dataclass(frozen=True)
class ImpactView:
    """The section; ``without_share`` are factors that too few customers leave without a share: only their leave-out is told.

    ``found`` says that a factor stands above the noise floor; where none does, one sentence is enough.
    """

    outcome: str
    unit: str
    headline: str
    r2: Figure
    noise: Figure
    noise_x: float
    noise_width: float
    rows: tuple[FactorRow, ...]
    without_share: tuple[FactorRow, ...]
    ticks: tuple[Tick, ...]
    notes: tuple[str, ...]
    frozen: str
    found: bool


def impact_view(impact: Impact | None) -> ImpactView | None:
    """The section, or None where no outcome was given."""
    if impact is None:
        return None
    scale = scale_of([impact.noise, *(factor.share for factor in impact.factors)])
    noise = impact.noise
    low, high = (scale.at(noise.low), scale.at(noise.high)) if noise.low is not None and noise.high is not None else (0.0, 0.0)
    rows = tuple(
        FactorRow(word(f.key), f.share, interval_bar(f.share.value, f.share.low, f.share.high, lowest=scale.lowest,
                                                     highest=scale.highest, colour=word(f.key).css),
                  f.sign, f"{SIGNS[f.sign]} {impact.outcome}" if f.sign else SIGNS[0], f.leave_out,
                  difference_words(f.leave_out), f.above_noise)
        for f in impact.factors
    )
    return ImpactView(
        impact.outcome, impact.unit, _headline(impact), impact.r2, noise, low, round(high - low, 2),
        tuple(row for row in rows if row.share.value is not None), tuple(row for row in rows if row.share.value is None),
        scale.ticks(5), impact.notes, impact.frozen, any(f.above_noise for f in impact.factors),
    )


def _headline(impact: Impact) -> str:
    """Which factors stand above the noise floor, with their direction; association only."""
    above = [f for f in impact.factors if f.above_noise]
    known = [f for f in impact.factors if f.share.value is not None]
    if not known:
        return f"There are too few {impact.unit} to share out what goes with {impact.outcome}."
    if not above:
        return (f"Nothing that was coded goes with {impact.outcome} more clearly than chance alone would bring "
                f"({plural(len(known), 'factor')} looked at).")
    names = told([_named(f) for f in above[:4]])
    more = f" and {len(above) - 4} more" if len(above) > 4 else ""
    go = "goes" if len(above) == 1 else "go"
    return f"Above the noise floor, {names}{more} {go} with {impact.outcome}. This is association, not cause."


def _named(factor: Factor) -> str:
    direction = {-1: " (with lower)", 0: "", 1: " (with higher)"}[factor.sign]
    return f"{word(factor.key).name}{direction}"
