"""Reading files of drawn maps and of ties among the drawn actors; whatever is not clear is refused with its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from lifeworld.constellations.core.drawn import ALTER_TIE_SCHEMA, DRAWN_SCHEMA, ring_of
from lifeworld.constellations.core.exchange.cells import plain_cells
from lifeworld.constellations.files.cells import Cells, read_cells
from lifeworld.kit.errors import listed, nearest
from lifeworld.voices.core.codebook import ACTOR_NAMES, ACTORS

Focal = Mapping[str, str] | Sequence[str]
RING = "a whole number from 1 (the inner ring)"
SMALLEST, LARGEST = 1e-300, 1e300
"""What counts as more than 0 and as a number that sums can hold."""


def read_drawn(path: str | Path, focal: Focal = ()) -> pl.DataFrame:
    """The drawn maps in a file: columns of ``DRAWN_SCHEMA``, sorted by customer and actor.

    ``core.drawn.DRAWN_COLUMNS`` says what each column of the file means. A ring is taken from ``ring``, else found from
    ``x`` and ``y`` (see ``ring_of``). ``focal`` names the study's focal providers: a list of names, or other spellings
    -> name; an actor so named needs no category, and such a name may stand as the category. Sizes are optional for a
    whole map, never for a part of it; a map that shows nobody but the self stays as one row without an actor. Columns
    that are not in the schema are ignored.

    Errors: InputRefused for missing columns, unknown categories, rings outside the map, sizes that are not positive,
    actors drawn twice, parts of one map that contradict each other; the message names the file and the row.
    """
    cells = read_cells(path)
    cells.require(["customer", "actor", "category", "rings"])
    if "ring" not in cells.frame.columns and not {"x", "y"} <= set(cells.frame.columns):
        cells.require(["ring"])
    names = _focal_names(focal)
    frame = pl.DataFrame({
        "customer": cells.text("customer"), "actor": cells.text("actor"), "category": _categories(cells, names),
        "wording": cells.text("wording"), "rings": cells.whole("rings", 1, "how many rings the map has, from 1"),
        "x": cells.number("x", 0, 1, "a place from 0 to 1"), "y": cells.number("y", 0, 1, "a place from 0 to 1"),
        "size": cells.number("size", SMALLEST, LARGEST, "a size of more than 0, or nothing in the whole map"),
        "completeness": cells.number("completeness", 0, 1, "a share from 0 to 1"),
    })
    cells.refuse(frame["customer"].is_null(), "no_customer", "does not say who drew", "Fill in «customer».")
    nobody = frame["actor"].is_null() | (frame["category"] == "self").fill_null(False)
    frame = frame.with_columns(ring=_rings(cells, frame, nobody), nobody=nobody)
    _refuse_contradictions(cells, frame)
    return _kept(frame, names)


def _focal_names(focal: Focal) -> dict[str, str]:
    """Lower-case spellings -> name of the focal provider; a name is a spelling of itself."""
    spellings = dict(focal) if isinstance(focal, Mapping) else {name: name for name in focal}
    return {each.lower(): name for spelling, name in spellings.items() for each in (spelling, name)}


def _categories(cells: Cells, focal: Mapping[str, str]) -> pl.Series:
    """Category codes; codes, their names in words and names of the focal provider are understood."""
    known = {code: code for code in ACTORS} | {name.casefold(): code for code, name in ACTOR_NAMES.items()}
    known |= {name.replace(" ", "_"): code for name, code in tuple(known.items())}
    known |= dict.fromkeys(focal, "focal_provider")
    given, actor = cells.text("category"), cells.text("actor")
    folded = given.str.to_lowercase()
    code = folded.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
    wrong = folded.is_not_null() & code.is_null()
    if wrong.any():
        cell = str(given.filter(wrong)[0])
        near = nearest(cell, [*ACTORS, *ACTOR_NAMES.values()])
        hint = f"Did you mean «{near}»?" if near else f"The categories are {listed(ACTORS)}."
        cells.refuse(wrong, "unknown_category", "has the unknown category «{}»", hint, "category")
    by_name = actor.str.to_lowercase().is_in(list(focal))
    cells.refuse(given.is_null() & actor.is_not_null() & ~by_name, "no_category", "gives «{}» no category",
                 f"Write one of {listed(ACTORS)}.", "actor")
    return pl.DataFrame({"code": code, "by_name": by_name}).select(
        category=pl.when(pl.col("code").is_null() & pl.col("by_name")).then(pl.lit("focal_provider")).otherwise("code")
    )["category"]


def _rings(cells: Cells, frame: pl.DataFrame, nobody: pl.Series) -> pl.Series:
    """The ring of every placed actor, given or found from x and y; null in rows without an actor."""
    ring = cells.whole("ring", 1, RING)
    has_place = frame["x"].is_not_null() & frame["y"].is_not_null()
    placed = ring.is_not_null() | frame["x"].is_not_null() | frame["y"].is_not_null()
    cells.refuse(frame["actor"].is_null() & placed, "no_actor", "places an actor without a name", "Fill in «actor».")
    cells.refuse(~nobody & ring.is_null() & ~has_place, "no_ring", "gives «{}» neither a ring nor both x and y",
                 f"Write {RING}, or x and y.", "actor")
    cells.refuse(~nobody & frame["rings"].is_null(), "no_rings", "does not say how many rings the map has",
                 "Fill in «rings».")
    cells.refuse(ring > frame["rings"], "ring_outside_map", "has the ring {}, but fewer rings",
                 "Correct «ring» or «rings».", "ring")
    width, height = (cells.number(side, SMALLEST, LARGEST, "a length of more than 0") for side in ("width", "height"))
    cells.refuse(width.is_null() != height.is_null(), "half_an_area",
                 "gives only one of width and height", "Give both, or neither where the drawing area is square.")
    skewed = cells.truth("skewed", default=True)
    centre = (frame["x"].fill_null(0.5), frame["y"].fill_null(0.5), frame["rings"].fill_null(1))
    found = ring_of(*centre, skewed=skewed, width=width.fill_null(1.0), height=height.fill_null(1.0))
    both = pl.DataFrame({"ring": ring, "found": found, "has_place": has_place, "nobody": nobody})
    taken = pl.when(pl.col("has_place")).then(pl.coalesce("ring", pl.col("found").cast(pl.Int32))).otherwise("ring")
    return both.select(ring=pl.when(~pl.col("nobody")).then(taken))["ring"]


def _refuse_contradictions(cells: Cells, frame: pl.DataFrame) -> None:
    """Refuse an actor drawn twice, sizes for a part of a map, and values that must be the same in a map but differ."""
    shown, actor = ~pl.col("nobody"), pl.col("actor").str.to_lowercase()
    wrong = frame.select(
        twice=shown & pl.struct("customer", actor, "nobody").is_duplicated(),
        no_size=shown & pl.col("size").is_null() & (shown & pl.col("size").is_not_null()).any().over("customer"),
        rings=shown & (pl.col("rings").filter(shown).n_unique().over("customer") > 1),
        completeness=pl.col("completeness").drop_nulls().n_unique().over("customer") > 1,
    )
    cells.refuse(wrong["twice"], "actor_twice", "draws «{}», which the same map shows twice",
                 "Keep one row of each actor, or tell the two apart by name.", "actor")
    cells.refuse(wrong["no_size"], "size_missing", "gives «{}» no size, but other actors of the map have one",
                 "Give all actors of a map a size, or none.", "actor")
    cells.refuse(wrong["rings"], "rings_differ", "belongs to a map whose rows give different numbers of rings",
                 "Give all rows of a map the same.")
    cells.refuse(wrong["completeness"], "completeness_differs",
                 "belongs to a map whose rows give different completeness", "Give all rows of a map the same.")


def _kept(frame: pl.DataFrame, focal: Mapping[str, str]) -> pl.DataFrame:
    """One row per placed actor, and one without an actor for each map that has none."""
    whole = frame.with_columns(pl.col("completeness").max().over("customer").fill_null(1.0))
    shown = whole.filter(~pl.col("nobody"))
    spelling = pl.col("actor").str.to_lowercase().replace_strict(focal, default=None, return_dtype=pl.String)
    is_focal = pl.col("category") == "focal_provider"
    shown = shown.with_columns(
        pl.col("size").fill_null(1.0), actor=pl.when(is_focal).then(pl.coalesce(spelling, "actor")).otherwise("actor")
    )
    empty = whole.join(shown, on="customer", how="anti").group_by("customer").agg(
        pl.col("rings").max(), pl.col("completeness").first()
    )
    both = pl.concat([shown, empty], how="diagonal")
    return plain_cells(both.select(pl.col(name).cast(kind) for name, kind in DRAWN_SCHEMA.items())).sort(
        "customer", "actor", nulls_last=True
    )


def read_alter_ties(path: str | Path) -> pl.DataFrame:
    """Ties among the actors around one customer: columns of ``ALTER_TIE_SCHEMA``, sorted.

    The file has customer, source, target (names as in the map, or keys such as "peers:Anna") and optionally weight (0
    or more; 0 says that there is no tie; 1 where the column is missing). A pair may be given once or in both
    directions. Errors: InputRefused for missing columns, empty cells, an actor tied to itself, a pair given twice the
    same way round.
    """
    cells = read_cells(path)
    cells.require(["customer", "source", "target"])
    weight = cells.number("weight", 0, LARGEST, "a weight of 0 or more")
    frame = pl.DataFrame({name: cells.text(name) for name in ("customer", "source", "target")}).with_columns(
        weight=weight if "weight" in cells.frame.columns else pl.lit(1.0)
    )
    for name in ("customer", "source", "target", "weight"):
        cells.refuse(frame[name].is_null(), "empty_cell", f"has nothing in «{name}»", f"Fill in «{name}».")
    source, target = frame["source"].str.to_lowercase(), frame["target"].str.to_lowercase()
    cells.refuse(source == target, "self_tie", "ties «{}» to itself", "Remove the row.", "source")
    pair = pl.DataFrame({"customer": frame["customer"], "source": source, "target": target})
    cells.refuse(pair.is_duplicated(), "tie_twice", "repeats a tie of «{}»", "Keep one row of each pair.", "source")
    return plain_cells(frame.select(pl.col(name).cast(kind) for name, kind in ALTER_TIE_SCHEMA.items())).sort(
        "customer", "source", "target"
    )
