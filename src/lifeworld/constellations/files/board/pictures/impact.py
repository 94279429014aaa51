"""What goes with an outcome: shares of R2 ranked, the random column as a band, sign and leave-out beside; never causes."""

from __future__ import annotations

from lifeworld.constellations.core.impact.values import Factor, Impact
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, MARGIN, framed
from lifeworld.constellations.files.board.pictures.scale import Scale, axis, dot, scale_of
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.board.words import parts_of, text_of
from lifeworld.constellations.files.report.impact import SIGNS
from lifeworld.constellations.files.report.words import word

WIDTH = 860.0
_ROW = 34.0
_LEFT, _RIGHT = 260.0, 520.0


def impact_svg(impact: Impact, theme: Theme = "light", foot: str = "") -> str:
    """The factors ranked by their share of R2 with intervals, as the text of an SVG file."""
    bottom = HEAD + 32 + _ROW * len(impact.factors)
    says = "; ".join(f"{word(f.key).name}: {text_of(f.share)}, {_direction(f, impact)}" for f in impact.factors)
    canvas = framed(f"What goes with «{impact.outcome}»", "Share of R² of each driver and actor category; association, not cause. "
                    f"All together: R² {text_of(impact.r2)}", f"Shares of R2: {says}.", WIDTH, bottom + 62 + FOOT, ink(theme), foot)
    scale = scale_of([*(f.share for f in impact.factors), impact.noise], _LEFT, _RIGHT, share=impact.noise.unit == "share" or any(
        f.share.unit == "share" for f in impact.factors))
    _band(canvas, impact, scale, bottom)
    axis(canvas, scale, HEAD + 26, bottom)
    canvas.text(_LEFT, HEAD + 16, "Share of R²", size=11.5, bold=True)
    canvas.text(_RIGHT + 118, HEAD + 16, "Direction; mean with minus without it", size=11.5, bold=True)
    for i, factor in enumerate(impact.factors):
        _factor(canvas, impact, factor, scale, HEAD + 32 + _ROW * (i + 0.5))
    canvas.add("rect", x=MARGIN, y=bottom + 34, width=18, height=11, fill=canvas.ink.edge, fill_opacity=0.28)
    canvas.text(MARGIN + 26, bottom + 43, f"Share of a random column: {text_of(impact.noise)}. Filled marks lie above it, hollow "
                "marks do not.", size=10.5, fill=canvas.ink.soft, room=WIDTH - 2 * MARGIN - 26)
    return canvas.svg()


def _direction(factor: Factor, impact: Impact) -> str:
    return f"{SIGNS[factor.sign]} {impact.outcome}" if factor.sign else SIGNS[0]


def _band(canvas: Canvas, impact: Impact, scale: Scale, bottom: float) -> None:
    """The noise floor: what a random column gets."""
    if impact.noise.high is not None:
        x = scale.at(max(impact.noise.low or 0.0, scale.low))
        canvas.add("rect", x=x, y=HEAD + 26, width=scale.at(impact.noise.high) - x, height=bottom - HEAD - 26,
                   fill=canvas.ink.edge, fill_opacity=0.28)


def _factor(canvas: Canvas, impact: Impact, factor: Factor, scale: Scale, y: float) -> None:
    kind = word(factor.key)
    tint = canvas.ink.tint(kind.css)
    canvas.text(MARGIN, y + 4, kind.name, size=12, bold=factor.above_noise, room=_LEFT - MARGIN - 16)
    dot(canvas, scale, y, factor.share, tint, r=5.6, thick=5)
    if factor.share.value is not None and not factor.above_noise:
        canvas.circle(scale.at(factor.share.value), y, 3, fill=canvas.ink.ground)
    value, beside = parts_of(factor.share)
    canvas.text(_RIGHT + 16, y, value, size=11.5, bold=True, room=92)
    canvas.text(_RIGHT + 16, y + 12, beside.split(", n = ")[0], size=9, fill=canvas.ink.soft, room=92)
    room = WIDTH - MARGIN - _RIGHT - 118
    canvas.text(_RIGHT + 118, y, _direction(factor, impact), size=11, room=room)
    value, beside = parts_of(factor.leave_out)
    interval = beside.split(", n = ")[0]
    canvas.text(_RIGHT + 118, y + 12, f"{value} ({interval})" if interval else value, size=9, fill=canvas.ink.soft, room=room)
