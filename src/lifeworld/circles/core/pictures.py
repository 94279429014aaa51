"""The picture of a board: one bar a person, as numbers for SVG. The table beside it says the same."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.circles.core.values import Board, BoardLine

WIDTH, LINE, LABEL = 640, 54, 26
BARS_MAX = 20


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


def number_words(value: float | None) -> str:
    """A number as people read it on a board: as many decimals as it needs, at most two; «not known» where it is not.

    >>> number_words(1234.5), number_words(7.0), number_words(None)
    ('1,234.5', '7', 'not known')
    """
    if value is None:
        return "not known"
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
        words = f"{line.place.rank}. {line.name}: {number_words(value)} {board.unit}".strip()
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
