"""Small multiples: many constellations side by side on the same rings, to be compared at a glance."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.clean import one_line
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.measure import width
from lifeworld.constellations.files.board.pictures.circles import draw_rings
from lifeworld.constellations.files.board.pictures.constellation import ties_of
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, MARGIN, foot_of, framed
from lifeworld.constellations.files.board.pictures.legend import category_key, emblem
from lifeworld.constellations.files.report.rings import rings
from lifeworld.constellations.files.report.words import plural, word

MOST = 60
_CELL = 150.0


def small_multiples_svg(study: MappedStudy, customers: Sequence[str], theme: Theme = "light", columns: int = 5) -> str:
    """The constellations of ``customers`` (at most sixty, in their order; unknown names are left out) as an SVG file."""
    label = dict(study.constellations.select("customer", "type").rows())
    known = [name for name in customers if name in label]
    shown = known[:MOST]
    rows = max(1, -(-len(shown) // columns))
    cell_height = _CELL + 42
    height = HEAD + rows * cell_height + 56 + FOOT
    of = "" if len(shown) == study.constellations.height else f" of {study.constellations.height:,}"
    canvas = framed(f"Customer ecosystems of {len(shown):,}{of} {'customer' if of == '' and len(shown) == 1 else 'customers'}",
                    "The self is at the centre; area is relevance; actors on the dashed ring have no known proximity",
                    f"{plural(len(shown), 'small constellation')}: " + ", ".join(f"{n} ({label[n]})" for n in shown) + ".",
                    2 * MARGIN + columns * _CELL, height, ink(theme), foot_of(study))
    frame = study.ties.filter(pl.col("customer").is_in(shown))
    some = MappedStudy(study.title, study.fictional, study.label, study.statements, study.codings, study.actors, frame,
                       study.constellations, study.pooled)
    found: list[str] = []
    for i, name in enumerate(shown):
        x, y = MARGIN + (i % columns + 0.5) * _CELL, HEAD + (i // columns) * cell_height + _CELL / 2
        ties = ties_of(some, name)
        picture = rings(ties, one_line(name), large=False)
        found += [str(tie["category"]) for tie in ties]
        canvas.open(x, y, 0.5)
        draw_rings(canvas, picture)
        canvas.close()
        kind = word(label[name])
        canvas.text(x, y + _CELL / 2 + 6, name, size=11, bold=True, anchor="middle", room=_CELL - 14)
        half = (width(kind.name, 9.5) + 15) / 2
        emblem(canvas, kind.css, x - half + 5, y + _CELL / 2 + 17, 0.55)
        canvas.text(x - half + 15, y + _CELL / 2 + 20.5, kind.name, size=9.5, fill=canvas.ink.soft)
    category_key(canvas, MARGIN, height - FOOT - 34, columns * _CELL, found)
    return canvas.svg()
