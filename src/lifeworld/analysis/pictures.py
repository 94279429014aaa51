"""`lw.picture`: pictures of a mapped study that show themselves in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lifeworld.analysis.comparing import Compared
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.pictures.comparison import comparison_svg
from lifeworld.constellations.files.board.pictures.constellation import constellation_svg, pooled_svg
from lifeworld.constellations.files.board.pictures.drivers import drivers_svg
from lifeworld.constellations.files.board.pictures.impact import impact_svg
from lifeworld.constellations.files.board.pictures.triangle import triangle_svg
from lifeworld.constellations.files.board.pictures.types import types_svg
from lifeworld.constellations.files.board.raster import png
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames import atomic_path

_WHOLE = {"types": types_svg, "drivers": drivers_svg, "triangle": triangle_svg}


@dataclass(frozen=True)
class Picture:
    """A picture as the text of an SVG file; a notebook shows it as it is."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> Path:
        """Write it as .svg or .png (200 pixels an inch). Errors: InputRefused for another ending."""
        path = Path(path)
        if path.suffix.lower() not in {".svg", ".png"}:
            raise InputRefused("unknown_picture", f"«{path.name}» ends neither in .svg nor in .png.", "Give it one of the two endings.")
        data = self.svg.encode() if path.suffix.lower() == ".svg" else png(self.svg)
        with atomic_path(path) as work:
            work.write_bytes(data)
        return path


def picture(of: MappedStudy | Compared | Comparison, what: str = "types") -> Picture:
    """A picture of a mapped study or a comparison.

    ``what``: types, drivers, triangle, impact, pooled, or the id of a customer for that customer's constellation.
    Errors: InputRefused for a name that is none of these.
    """
    if isinstance(of, Compared | Comparison):
        return Picture(comparison_svg(of.comparison if isinstance(of, Compared) else of))
    if what in _WHOLE:
        return Picture(_WHOLE[what](of))
    if what == "pooled":
        return Picture(pooled_svg(of))
    if what == "impact":
        if of.impact is None:
            raise InputRefused("no_outcome", "The study has no outcome, so nothing goes with one.", "Map it with outcome=...")
        return Picture(impact_svg(of.impact))
    customers = of.constellations["customer"].to_list()
    if what not in customers:
        near = nearest(what, customers)
        known = listed([*_WHOLE, "pooled", "impact"])
        raise InputRefused("unknown_picture", f"«{what}» is no picture and no customer of the study.",
                           f"Did you mean «{near}»?" if near else f"Use {known}, or a customer's id.")
    return Picture(constellation_svg(of, what))
