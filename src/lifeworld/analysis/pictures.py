"""`lw.picture`: pictures of a mapped study that show themselves in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lifeworld.analysis.comparing import Compared
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board import pictures
from lifeworld.constellations.files.board.raster import png
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames import atomic_path


@dataclass(frozen=True)
class Picture:
    """A picture as the text of an SVG file; a notebook shows it as it is."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Picture: {len(self.svg):,} characters of SVG; show it in a notebook, or save it>"

    def save(self, path: str | Path) -> Path:
        """Write it as .svg or .png (200 pixels an inch). Errors: InputRefused for another ending."""
        path = Path(path)
        if path.suffix.lower() not in {".svg", ".png"}:
            raise InputRefused("unknown_picture", f"«{path.name}» ends neither in .svg nor in .png.", "Give it one of the two endings.")
        data = self.svg.encode() if path.suffix.lower() == ".svg" else png(self.svg)
        with atomic_path(path) as work:
            work.write_bytes(data)
        return path


def _impact(study: MappedStudy) -> str:
    if study.impact is None:
        raise InputRefused("no_outcome", "The study has no outcome, so nothing goes with one.", "Map it with outcome=... .")
    return pictures.impact_svg(study.impact)


def _saturation(study: MappedStudy) -> str:
    if not study.saturation:
        raise InputRefused("no_saturation", "The study has too few customers to see whether further ones bring anything new.",
                           "Add customers, or choose another picture.")
    return pictures.saturation_svg(study.saturation[0])


def _multiples(study: MappedStudy) -> str:
    return pictures.small_multiples_svg(study, study.constellations["customer"].to_list())


WHOLE: dict[str, Callable[[MappedStudy], str]] = {
    "types": pictures.types_svg, "drivers": pictures.drivers_svg, "triangle": pictures.triangle_svg, "customers": _multiples,
    "pooled": pictures.pooled_svg, "impact": _impact, "saturation": _saturation,
}
"""Pictures of a whole study by name."""


def picture(of: MappedStudy | Compared | Comparison, what: str = "types") -> Picture:
    """A picture of a mapped study or a comparison.

    ``what``: types, drivers, triangle, customers, pooled, impact, saturation, or the id of a customer for that customer's
    constellation. It shows the study as it is; for a picture that may leave, give the ``study`` of a report.
    Errors: InputRefused for a name that is none of these, and for a picture that the study has no numbers for.

    >>> import lifeworld as lw, polars as pl
    >>> said = pl.DataFrame({"who": ["Ana"] * 3, "answer": ["I ran and felt great.", "My legs are strong.", "I sleep better."]})
    >>> lw.picture(lw.map(said, text="answer", customer="who"), "Ana").svg[:4]
    '<svg'
    """
    if isinstance(of, Compared | Comparison):
        return Picture(pictures.comparison_svg(of.comparison if isinstance(of, Compared) else of))
    if what in WHOLE:
        return Picture(WHOLE[what](of))
    customers = of.constellations["customer"].to_list()
    if what not in customers:
        near = nearest(what, [*WHOLE, *customers])
        raise InputRefused("unknown_picture", f"«{what}» is no picture and no customer of the study.",
                           f"Did you mean «{near}»?" if near else f"Use {listed(WHOLE, 20)}, or a customer's id.")
    return Picture(pictures.constellation_svg(of, what))
