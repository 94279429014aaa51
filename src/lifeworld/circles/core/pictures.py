"""The picture of a board: one bar a person, as numbers for SVG. The table beside it says the same."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.circles.core.values import Board, BoardLine

WIDTH, LINE, LABEL = 640, 54, 26
BARS_MAX = 20
TIMES = frozenset({"s", "s/km"})
UNIT_NAMES = {"km": "kilometres", "m": "metres", "mi": "miles", "s": "time", "s/km": "pace", "min": "minutes", "h": "hours"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the words above it at ``y``, and where it stands."""

    words: str
    y: int
    bar_y: int
    x: float
    width: float
    mine: bool


@dataclass(frozen=True, slots=True)
class BoardPicture:
    """Bars of the first ``BARS_MAX`` with a rank, and of the viewer; ``zero``: where nothing is, in the middle where some are below."""

    bars: tuple[Bar, ...]
    height: int
    zero: float
    width: int = WIDTH


def counted_words(aggregation: str, unit: str) -> str:
    """What a challenge counts, in plain words.

    >>> counted_words("sum", "km"), counted_words("count", "runs"), counted_words("lowest", "s")
    ('Kilometres added up', 'Runs counted', 'The lowest value of time')
    """
    name = UNIT_NAMES.get(unit, unit)
    words = {"sum": f"{name or 'all'} added up", "count": f"{name or 'times'} counted", "active_days": "days on which there was any"}
    of = f" of {name}" if name else ""
    said = words.get(aggregation) or {"mean": "the mean", "highest": "the highest value", "last": "the newest value"}.get(
        aggregation, "the lowest value") + of
    return said[:1].upper() + said[1:]


def unit_words(unit: str) -> str:
    """A unit as a board heads its numbers with it: times are written with minutes.

    >>> unit_words("km"), unit_words("s"), unit_words("s/km")
    ('km', 'min:s', 'min/km')
    """
    return {"s": "min:s", "s/km": "min/km"}.get(unit, unit)


def number_words(value: float | None, unit: str = "") -> str:
    """A number as people read it on a board: as many decimals as it needs, at most two; «not known» where it is not.

    >>> number_words(1234.5), number_words(7.0), number_words(None), number_words(1503.2, "s"), number_words(3725, "s")
    ('1,234.5', '7', 'not known', '25:03', '1:02:05')
    """
    if value is None:
        return "not known"
    if unit in TIMES:
        whole = round(abs(value))
        hours, minutes = whole // 3600, whole // 60 % 60
        clock = f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"
        return f"-{clock}" if value < 0 and whole else clock
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def board_picture(board: Board) -> BoardPicture | None:
    """The picture of a board; None where nobody has a rank."""
    ranks = [line for line in board.lines if line.place.rank is not None and line.place.shown is not None]
    shown = [line for at, line in enumerate(ranks) if at < BARS_MAX or line.mine]
    if not shown:
        return None
    values = [_value(line) for line in shown]
    low, high = min(*values, 0.0), max(*values, 0.0)
    span = high - low or 1.0
    zero = -low / span * WIDTH
    bars = []
    for at, (line, value) in enumerate(zip(shown, values, strict=True)):
        width = max(abs(value) / span * WIDTH, 2.0)
        words = f"{line.place.rank}. {line.name}: {number_words(value, board.unit)} {unit_words(board.unit)}".strip()
        x = max(zero - width, 0.0) if value < 0 else min(zero, WIDTH - width)
        bars.append(Bar(words, at * LINE + LABEL - 6, at * LINE + LABEL, round(x, 1), round(width, 1), line.mine))
    return BoardPicture(tuple(bars), len(bars) * LINE, round(zero, 1))


def rank_words(line: BoardLine) -> str:
    """A rank in words, or why there is none."""
    if line.place.rank is None:
        return "no rank"
    return f"{line.place.rank}, tied" if line.place.tied else str(line.place.rank)


def _value(line: BoardLine) -> float:
    return float(line.place.shown or 0.0)
