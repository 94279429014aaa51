"""One customer's constellation, or a pool, as a picture that stands alone: rings, names, legend, type and label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.clean import one_line
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.measure import width, wrapped
from lifeworld.constellations.files.board.pictures.circles import draw_rings
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, MARGIN, foot_of, framed
from lifeworld.constellations.files.board.pictures.legend import category_key, type_heading
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.board.voice import pool_ties
from lifeworld.constellations.files.report.rings import Rings, rings
from lifeworld.constellations.files.report.words import plural, word
from lifeworld.kit.errors import InputRefused, nearest

WIDTH, HEIGHT = 680.0, 560.0
_SCALE = 1.28
_KNOWN = "Area is relevance; distance from the self is proximity, a line through a mark its 90 % interval."
_UNKNOWN = " On the dashed ring proximity is not known."


def constellation_svg(study: MappedStudy, customer: str, theme: Theme = "light") -> str:
    """The constellation of ``customer`` as the text of an SVG file.

    Errors: InputRefused where the study has no such customer.
    """
    rows = study.constellations.filter(pl.col("customer") == customer).to_dicts()
    if not rows:
        near = nearest(customer, study.constellations["customer"].head(5000).to_list())
        raise InputRefused("no_such_customer", f"The study has no customer «{customer}».",
                           f"Did you mean «{near}»?" if near else "Take a name from constellations.parquet.")
    row = rows[0]
    picture = rings(ties_of(study, customer), one_line(customer), large=True)
    size = f"size {row['size_class']}" if row.get("size_class") else "size not known"
    below = f"{plural(row['n_statements'] or 0, 'statement')}, {plural(row['size'] or 0, 'relevant actor')}, {size}"
    canvas = _drawn(study, f"Customer ecosystem of {customer}", below, picture, ties_of(study, customer), theme)
    kind = word(row["type"])
    type_heading(canvas, kind, WIDTH - MARGIN - 27 - width(kind.name, 14, bold=True), 41)
    return canvas.svg()


def pooled_svg(study: MappedStudy, pool: str = "all customers", theme: Theme = "light") -> str:
    """What the customers of a pool say together, as the text of an SVG file; it has no type and no proximity.

    Errors: InputRefused where the study has no such pool.
    """
    ties = pool_ties(study, pool)
    if not ties:
        near = nearest(pool, study.pooled["pool"].unique().to_list())
        raise InputRefused("no_such_pool", f"The study has no pool «{pool}».",
                           f"Did you mean «{near}»?" if near else "Take a name from pooled.parquet.")
    title = "What all customers say together" if pool == "all customers" else f"What is said together of {pool}"
    below = f"{plural(study.statements.height, 'statement')} of the study; a pool has no type"
    return _drawn(study, title, below, rings(ties, pool, large=True, most=16), ties, theme).svg()


def ties_of(study: MappedStudy, customer: str) -> list[dict[str, Any]]:
    """The ties of a customer, the most relevant first."""
    own = study.ties.filter(pl.col("customer") == customer)
    return own.sort(["relevance", "actor"], descending=[True, False]).to_dicts()


def _drawn(study: MappedStudy, title: str, below: str, picture: Rings, ties: Sequence[Mapping[str, Any]],
           theme: Theme) -> Canvas:
    canvas = framed(title, below, picture.says, WIDTH, HEIGHT, ink(theme), foot_of(study))
    canvas.open(WIDTH / 2, HEAD + 178, _SCALE)
    draw_rings(canvas, picture, names=True)
    canvas.close()
    shown = {m.full_name for m in picture.marks}
    left = f" {plural(picture.n_left_out, 'further actor')} in the table." if picture.n_left_out > 0 else ""
    explain = (_KNOWN if picture.guides else "Area is relevance.") + (_UNKNOWN if picture.n_unknown else "") + left
    found = [str(tie["category"]) for tie in ties if str(tie["name"]) in shown]
    at = category_key(canvas, MARGIN, HEIGHT - FOOT - 62, WIDTH - 2 * MARGIN, found)
    canvas.lines(MARGIN, at + 19, wrapped(explain, WIDTH - 2 * MARGIN, 10.5, most=2), size=10.5, fill=canvas.ink.soft)
    return canvas
