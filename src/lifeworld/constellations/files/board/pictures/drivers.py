"""The six drivers of the experience: how many say them, and whether what they say is negative or positive."""

from __future__ import annotations

from lifeworld.constellations.core.study import (
    MappedStudy,
    customers_who_say_key,
    driver_valence_key,
    share_of_statements_key,
)
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, MARGIN, foot_of, framed
from lifeworld.constellations.files.board.pictures.scale import Scale, axis, dot, scale_of
from lifeworld.constellations.files.board.words import parts_of, text_of
from lifeworld.constellations.files.report.words import DRIVERS

WIDTH = 860.0
_ROW = 46.0
_NAME = 202.0
_SAY = (236.0, 420.0)
_VALENCE = (568.0, 712.0)


def drivers_svg(study: MappedStudy, theme: Theme = "light") -> str:
    """Who says each driver, and its mean valence, both with intervals; as the text of an SVG file.

    Where no row names a customer, the share of statements stands in place of the share of customers.
    """
    by_customer = study.n_customers > 0
    key_of = customers_who_say_key if by_customer else share_of_statements_key
    who = "customers who say it" if by_customer else "statements"
    shares = [study.figure(key_of(driver.key)) for driver in DRIVERS]
    valences = [study.figure(driver_valence_key(driver.key)) for driver in DRIVERS]
    says = "; ".join(f"{d.name}: {text_of(s)}, mean valence {text_of(v)}"
                     for d, s, v in zip(DRIVERS, shares, valences, strict=True))
    bottom = HEAD + 34 + _ROW * len(DRIVERS)
    canvas = framed("What drives the experience", f"Share of {who}, and mean valence from −1 (negative) to +1 (positive); "
                    "lines are 90 % intervals", f"Share of {who}: {says}.", WIDTH, bottom + 40 + FOOT, ink(theme), foot_of(study))
    say = scale_of([f for f in shares if f is not None], *_SAY)
    side = Scale(-1.0, 1.0, *_VALENCE, share=False)
    for scale, words in ((say, f"Share of {who}"), (side, "Mean valence of the statements")):
        axis(canvas, scale, HEAD + 26, bottom)
        canvas.text(scale.left, HEAD + 14, words, size=11.5, bold=True)
    for i, (driver, share, valence) in enumerate(zip(DRIVERS, shares, valences, strict=True)):
        y = HEAD + 34 + _ROW * (i + 0.5)
        tint = canvas.ink.tint(driver.css)
        canvas.text(MARGIN, y + 4, driver.name, size=12.5, room=_NAME)
        for scale, figure, thing in ((say, share, "peers"), (side, valence, "other_providers")):
            dot(canvas, scale, y, figure, tint, shape=thing, r=4.6)
            value, beside = parts_of(figure)
            canvas.text(scale.right + 14, y - 1, value, size=12, bold=True, room=118)
            canvas.text(scale.right + 14, y + 13, beside.rsplit(", n = ", 1)[0], size=10, fill=canvas.ink.soft, room=118)
    return canvas.svg()
