"""The profile as a picture for paper: six axes under each other, never joined to an area."""

from __future__ import annotations

from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.kit.figure_html import figure_words
from lifeworld.scorecard.core.values import FACTORS, Factor, Scorecard
from lifeworld.scorecard.files.report.words import SIMULATED, named, weakest_words

WIDTH, ROW, HEAD, FOOT = 600.0, 44.0, 8.0, 26.0
FROM, TO, VALUE = 188.0, 452.0, 470.0
TICKS = ((0.0, "0"), (0.25, ".25"), (0.5, ".5"), (0.75, ".75"), (1.0, "1"))


def profile(card: Scorecard) -> str:
    """The SVG of a card's profile; what is not known is a dashed track with its reason in words, never a dot at 0."""
    height = HEAD + ROW * len(FACTORS) + FOOT
    canvas = Canvas(WIDTH, height, "The profile", _says(card), ink())
    floor = card.score(card.weakest).axis.low if card.weakest else None
    for at, factor in enumerate(FACTORS):
        _lane(canvas, card, factor, HEAD + ROW * at)
    bottom = HEAD + ROW * len(FACTORS)
    if floor is not None:
        canvas.line(_x(floor), HEAD, _x(floor), bottom, ink().caution, 1, stroke_dasharray="2 4")
    for share, label in TICKS:
        canvas.text(_x(share), bottom + 14, label, size=10, fill=ink().soft, anchor="middle")
    return canvas.svg()


def _lane(canvas: Canvas, card: Scorecard, factor: Factor, top: float) -> None:
    """One axis: its name, its track with ticks, its interval with the lower bound drawn, its value in words."""
    axis, weakest, middle = card.score(factor.key).axis, factor.key == card.weakest, top + ROW / 2
    tint = ink().caution if weakest else ink().tint("c-focal")
    if weakest:
        canvas.add("rect", x=0.0, y=top, width=WIDTH, height=ROW, fill=ink().sunken, rx=6.0)
    canvas.text(8, middle + (-2 if weakest else 4.5), f"{factor.number}", size=12, fill=ink().soft)
    canvas.text(26, middle + (-2 if weakest else 4.5), factor.title, size=12.5, bold=True, room=150)
    if weakest:
        canvas.text(26, middle + 13, "weakest link", size=10.5, bold=True, fill=ink().caution)
    words, known = figure_words(axis), axis.value is not None and axis.low is not None and axis.high is not None
    canvas.line(FROM, middle, TO, middle, ink().edge, 1, stroke_dasharray=None if known else "3 6")
    for share, _ in TICKS:
        canvas.line(_x(share), middle - 3, _x(share), middle + 3, ink().edge, 0.8)
    if axis.value is not None and axis.low is not None and axis.high is not None:
        canvas.line(_x(axis.low), middle, _x(axis.high), middle, tint, 10, stroke_opacity=0.36)
        canvas.line(_x(axis.low), middle - 9, _x(axis.low), middle + 9, tint, 2.5)
        canvas.circle(_x(axis.value), middle, 6.0, fill=tint, stroke=ink().ground, stroke_width=2.0)
    canvas.text(VALUE, middle + 4.5, words.value if known else "not known", size=13 if known else 11.5, bold=known, room=125)
    if known:
        canvas.text(VALUE + 36, middle + 4.5, words.interval, size=10.5, fill=ink().soft, room=90)


def _x(share: float) -> float:
    return FROM + min(max(share, 0.0), 1.0) * (TO - FROM)


def _says(card: Scorecard) -> str:
    unknown = f" Too little is known of {named(card.unknown)}." if card.unknown else ""
    return f"{SIMULATED + ' ' if card.simulated else ''}{weakest_words(card)}{unknown}"
