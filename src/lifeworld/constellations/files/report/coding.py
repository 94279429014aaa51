"""How far the coding can be trusted: shares as a model counted them beside shares that carry its error, and who agrees with whom."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from lifeworld.constellations.core.shares.values import CorrectedDriver, CorrectedDrivers, CorrectedShare, ModelAgainstPeople, Shares
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report.coders import named
from lifeworld.constellations.files.report.scales import Scale, Tick, scale_of
from lifeworld.constellations.files.report.words import Word, capital, plural, word
from lifeworld.kit.figure import Figure

MOVED_MIN = 0.02
"""A share has moved when what people found moves it by so much and its own interval leaves out the model's count."""

DRIVER_MIN = 0.005
"""A driver whose share is below this however it was coded is not drawn."""


@dataclass(frozen=True)
class ShareRow:
    """One code: the model's count, the corrected share, both on one bar, and why it was corrected so."""

    word: Word
    uncorrected: Figure
    corrected: Figure
    beside: tuple[Figure, ...]
    bar: Markup
    moved: bool
    reason: str
    bound: str


@dataclass(frozen=True)
class SharesOf:
    """The rows of one kind of share, and the sentence above them."""

    title: str
    says: str
    rows: tuple[ShareRow, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class DriverRow:
    """One code: its share of what goes with the outcome as the model coded it, with the error taken out, and by people alone."""

    word: Word
    told: CorrectedDriver
    bar: Markup


@dataclass(frozen=True)
class DriversView:
    """What goes with the outcome, with and without the model's errors."""

    drivers: CorrectedDrivers
    rows: tuple[DriverRow, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class CodingView:
    """The section. Without a sample of people ``lede`` says so and how to draw one; the lists are then empty."""

    lede: str
    shares: tuple[SharesOf, ...]
    model: tuple[tuple[Word, ModelAgainstPeople], ...]
    drivers: DriversView | None
    notes: tuple[str, ...]


def coding_view(study: MappedStudy) -> CodingView:
    """The section of a study."""
    shares = study.shares
    if shares is None:
        return CodingView(NOBODY, (), (), None, ())
    kinds = (("Share of statements", shares.of_statements), ("Share of customers who say it", shares.of_customers))
    return CodingView(
        capital(_lede(shares)), tuple(_of(title, rows) for title, rows in kinds if rows),
        tuple((word(one.code), one) for one in shares.model),
        _drivers(shares.drivers), shares.notes,
    )


NOBODY = ("A model did the coding and nobody has checked a random sample of it, so every share of this report is the model's own count. "
          "Draw a sample with “lifeworld sample”, let people code it, and give it back with “--codings”.")


def _lede(shares: Shares) -> str:
    """Who checked how much, and what that did to the shares."""
    of = f" of {plural(shares.n_customers, 'customer')}" if shares.n_customers else ""
    moved = sum(1 for share in shares.of_statements if _moved(share))
    known = sum(1 for share in shares.of_statements if share.corrected.enough)
    leave = "leaves" if moved == 1 else "leave"
    ends = (f"Of {plural(known, 'share')} of statements that could be corrected, {moved:,} {leave} the model's own count outside of its "
            "interval.") if known else "That is not enough to correct a share."
    coded = f"{named(shares.coders)} coded {plural(shares.n_coded, 'statement')}{of}"
    return f"{coded}, drawn at random with recorded probability. {ends}"


def _moved(share: CorrectedShare) -> bool:
    own, right = share.uncorrected.value, share.corrected
    if own is None or right.value is None or right.low is None or right.high is None:
        return False
    return abs(own - right.value) >= MOVED_MIN and not right.low <= own <= right.high


def _of(title: str, shares: tuple[CorrectedShare, ...]) -> SharesOf:
    scale = _scale([share.corrected for share in shares], [share.uncorrected for share in shares])
    ranked = sorted(shares, key=lambda s: -(s.corrected.value if s.corrected.value is not None else -1.0))
    rows = tuple(
        ShareRow(word(s.code), s.uncorrected, s.corrected, s.beside, moved_bar(s.uncorrected, s.corrected, scale), _moved(s), s.reason,
                 f"at most {100 * s.bound:.1f} % (95 %, one-sided)" if s.bound is not None else "")
        for s in ranked
    )
    reasons = {s.reason for s in shares if s.corrected.enough}
    return SharesOf(title, reasons.pop() if len(reasons) == 1 else "", rows, scale.ticks(5))


def moved_bar(own: Figure, right: Figure, scale: Scale) -> Markup:
    """A line with a hollow dot at the model's count, the corrected interval, and a filled dot at the corrected share.

    Decorative: the figures beside it say the same.
    """
    def at(x: float | None) -> float | None:
        return None if x is None else scale.at(x)

    v, low, high, o = at(right.value), at(right.low), at(right.high), at(own.value)
    parts = [f'<line class="bar__track{"" if v is not None else " bar__track--unknown"}" x1="0" x2="100%" y1="8" y2="8"/>']
    if low is not None and high is not None:
        parts.append(f'<line class="bar__range" x1="{low}%" x2="{high}%" y1="8" y2="8"/>')
    if o is not None:
        parts.append(f'<circle class="bar__own" cx="{o}%" cy="8" r="4.2"/>')
    if v is not None:
        parts.append(f'<circle class="bar__dot" cx="{v}%" cy="8" r="5"/>')
    inside = "".join(parts)
    return Markup(f'<svg class="bar" width="100%" height="16" aria-hidden="true" focusable="false">{inside}</svg>')  # noqa: S704


def _drivers(found: CorrectedDrivers | None) -> DriversView | None:
    """The drivers that have a corrected share; None where none has."""
    told = [one for one in found.factors if one.corrected.enough and max(map(_most, (one.corrected, one.model, one.people))) >= DRIVER_MIN
            ] if found else []
    if found is None or not told:
        return None
    scale = _scale([one.corrected for one in told], [one.model for one in told])
    return DriversView(found, tuple(DriverRow(word(one.code), one, moved_bar(one.model, one.corrected, scale)) for one in told),
                       scale.ticks(5))


def _most(figure: Figure) -> float:
    return figure.value if figure.value is not None else 0.0


def _scale(right: list[Figure], own: list[Figure]) -> Scale:
    """A scale of shares that holds the corrected intervals and the model's counts."""
    scale = scale_of(right, [figure.value for figure in own if figure.value is not None])
    return Scale(scale.lowest, scale.highest, "share")
