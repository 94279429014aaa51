"""Where every customer stands between the three types."""

from __future__ import annotations

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.measure import wrapped
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, MARGIN, foot_of, framed
from lifeworld.constellations.files.report.triangle import triangle

WIDTH, HEIGHT = 560.0, 560.0
_ZONES = (("t-individual", "M150,0L75,130L225,130Z"), ("t-brand", "M0,260L150,260L75,130Z"),
          ("t-social", "M300,260L225,130L150,260Z"))
_NONE = "No customer of this study has shares of the three types, so there is nothing to place."


def triangle_svg(study: MappedStudy, theme: Theme = "light") -> str:
    """The triangle of types, as the text of an SVG file; a study without typed customers says so."""
    found = triangle(study.constellations)
    canvas = framed("Where customers stand between the types", "A corner is certainty of one type; between, posterior draws differ",
                    found.says if found else _NONE, WIDTH, HEIGHT, ink(theme), foot_of(study))
    if found is None:
        canvas.lines(MARGIN, HEAD + 40, wrapped(_NONE, WIDTH - 2 * MARGIN, 13), size=13)
        return canvas.svg()
    tint = canvas.ink.tint
    canvas.open(WIDTH / 2 - 150 * 1.15, HEAD + 44, 1.15)
    for css, path in _ZONES:
        canvas.add("path", d=path, fill=tint(css), fill_opacity=0.09)
    canvas.add("path", d="M75,130L225,130M150,260L75,130M150,260L225,130", fill="none", stroke=canvas.ink.line)
    canvas.add("path", d="M150,0L0,260L300,260Z", fill="none", stroke=canvas.ink.edge)
    for d in found.dots:
        inside = {"fill": canvas.ink.ground, "stroke": tint(d.css), "stroke_width": 1.3} if d.hollow else {
            "fill": tint(d.css), "stroke": canvas.ink.ground, "stroke_width": 0.6}
        canvas.circle(d.x, d.y, d.r, **inside)
    for x, y, anchor, name, css in ((150, -32, "middle", "individual-driven", "t-individual"),
                                    (-26, 300, "start", "brand-driven", "t-brand"),
                                    (326, 300, "end", "socially driven", "t-social")):
        canvas.text(x, y, name, size=13, bold=True, anchor=anchor, fill=tint(css))
    canvas.text(150, 284, "no type in half of the draws", size=9.5, fill=canvas.ink.soft, anchor="middle")
    canvas.close()
    explain = ("Each bubble is a group of customers at one place, area by number." if found.bubbles else
               "Each dot is a customer; dots at one place are spread out.") + (
        " Hollow: undetermined. A hollow dot near a corner has too little evidence.")
    canvas.lines(MARGIN, HEIGHT - FOOT - 30, wrapped(explain, WIDTH - 2 * MARGIN, 10.5, most=2), size=10.5, fill=canvas.ink.soft)
    return canvas.svg()
