"""Networks as drawn maps, and drawn maps as networks."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.drawing import OTHERS, SIZE_MIN, Drawing
from lifeworld.constellations.core.drawn import ALTER_TIE_SCHEMA, DRAWN_SCHEMA, drawn_ties
from lifeworld.constellations.core.exchange.names import told_apart
from lifeworld.constellations.core.exchange.values import ALTER_COLUMNS, TIE_COLUMNS, EgoNetworks, ego_networks
from lifeworld.kit.errors import InputRefused, listed


def drawn_map_rows(networks: EgoNetworks) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The placed alters as rows of drawn maps (``DRAWN_SCHEMA``, sorted by customer and actor), and what had to be decided.

    Alters without a ring were not placed: they are left out and lower the map's ``completeness``. An ego who placed nobody stays as a
    row without an actor. Two alters of one ego with the same name are told apart by a number. Sizes are taken where all placed
    alters of the ego have one. Errors: InputRefused where nobody has a ring, or where categories are not those of the codebook.
    """
    alters = _shown_names(networks.alters)
    shown = alters.drop_nulls("ring")
    if shown.is_empty() and alters.height:
        raise InputRefused("no_places", "No alter of these networks has a ring or a place, so there is no drawn map.",
                           "Name the layout variable, or give a file with rings.")
    strange = shown.filter(~pl.col("category").is_in(OTHERS).fill_null(False))
    if strange.height:
        values = strange["category"].drop_nulls().unique().sort().to_list()
        said = f"such as {listed(values)}" if values else "because they have none"
        raise InputRefused("unmapped_category", f"{strange.height} placed alters have no category of actors, {said}.",
                           f"Say which attribute holds the category and map its values to {listed(OTHERS)}.")
    sizes = pl.col("size").is_not_null().all().over("ego")
    rows = shown.with_columns(size=pl.when(sizes).then(pl.max_horizontal("size", pl.lit(SIZE_MIN))).otherwise(1.0))
    part = alters.group_by("ego").agg(completeness=pl.col("ring").is_not_null().mean())
    nobody = networks.egos.select("ego").join(shown, on="ego", how="anti").with_columns(
        pl.lit(None, kind).alias(name) for name, kind in rows.schema.items() if name != "ego")
    whole = pl.concat([rows, nobody.select(rows.columns)]).join(part, on="ego", how="left")
    whole = whole.with_columns(pl.col("completeness").fill_null(1.0)).rename({"ego": "customer", "shown": "actor"})
    frame = whole.select(pl.col(name).cast(kind) for name, kind in DRAWN_SCHEMA.items())
    return frame.sort("customer", "actor", nulls_last=True), _decided(alters, shown)


def alter_tie_rows(networks: EgoNetworks) -> pl.DataFrame:
    """Ties among placed alters by the names of ``drawn_map_rows``: ``ALTER_TIE_SCHEMA``, one row a pair, sorted.

    Of several ties of a pair the heaviest counts; a tie of unknown weight counts 1.
    """
    names = _shown_names(networks.alters).drop_nulls("ring").select("ego", "alter", "shown")
    ties = networks.ties.with_columns(pl.col("weight").fill_null(1.0))
    for end in ("source", "target"):
        ties = ties.join(names.rename({"alter": end, "shown": f"{end}_name"}), on=["ego", end], how="inner")
    pairs = ties.select(
        customer="ego", source=pl.min_horizontal("source_name", "target_name"), target=pl.max_horizontal("source_name", "target_name"),
        weight="weight")
    return pairs.group_by("customer", "source", "target").agg(pl.col("weight").max()).sort("customer", "source", "target").cast(
        dict(ALTER_TIE_SCHEMA))  # type: ignore[arg-type]


def map_networks(drawn: pl.DataFrame, alter_ties: pl.DataFrame | None = None) -> EgoNetworks:
    """Drawn maps (``DRAWN_SCHEMA``) and ties among their actors by name (``ALTER_TIE_SCHEMA``) as networks; the name is the key.

    >>> map_ = pl.DataFrame({"customer": ["c", "d"], "actor": ["Club", None], "category": ["peers", None], "ring": [1, None],
    ...     "rings": [2, 2]}).with_columns(pl.lit(None, kind).alias(n) for n, kind in DRAWN_SCHEMA.items() if n in
    ...     ("x", "y", "size", "wording", "completeness"))
    >>> found = map_networks(map_)
    >>> found.egos["ego"].to_list(), found.alters.select("alter", "proximity").rows()
    (['c', 'd'], [('Club', 0.75)])
    """
    placed = drawn_ties(drawn)
    egos = placed.group_by("customer").agg(pl.col("completeness").first()).rename({"customer": "ego"})
    alters = placed.drop_nulls("name").drop("proximity_low", "proximity_high", "completeness").rename({"customer": "ego"})
    alters = alters.with_columns(alter="name")
    if alter_ties is None:
        return ego_networks(egos, alters)
    ties = alter_ties.rename({"customer": "ego"})
    keys = alters.select("ego", label=pl.col("alter").str.to_lowercase(), key="alter")
    for end in ("source", "target"):  # ties may spell names in another case
        ties = ties.with_columns(label=pl.col(end).str.to_lowercase()).join(keys, on=["ego", "label"], how="left", maintain_order="left")
        ties = ties.with_columns(pl.coalesce("key", end).alias(end)).drop("label", "key")
    return ego_networks(egos, alters, ties)


def drawing_networks(drawing: Drawing, customer: str) -> EgoNetworks:
    """One drawing as a network, with what a drawn map has no column for: valence, actors that were not placed, question and time.

    >>> from lifeworld.constellations.core.drawing import drawing_from_json
    >>> sent = {"rings": {"k": 1}, "actors": [{"id": "a", "name": "Bo", "category": "peers", "ring": 1, "x": 0, "y": 0.5, "valence": -1}]}
    >>> drawing_networks(drawing_from_json(sent), "ana").alters.select("ego", "alter", "y", "proximity", "valence").row(0)
    ('ana', 'a', 0.75, 0.5, -1.0)
    """
    alters = [{
        "ego": customer, "alter": actor.id, "name": actor.name, "category": actor.category, "ring": actor.ring, "rings": drawing.rings,
        "wording": (drawing.words[actor.ring - 1] or None) if drawing.words and actor.ring else None,
        "x": None if actor.x is None else 0.5 + actor.x / 2, "y": None if actor.y is None else 0.5 + actor.y / 2,
        "proximity": None if actor.ring is None else 1.0 - (actor.ring - 0.5) / drawing.rings, "size": actor.size, "valence": actor.valence,
    } for actor in drawing.actors]
    ties = [{"ego": customer, "source": a, "target": b, "weight": 1.0} for a, b in drawing.ties]
    egos = pl.DataFrame({"ego": [customer], "question": [drawing.question], "drawn_at": [drawing.drawn_at]}, schema_overrides={
        "question": pl.String, "drawn_at": pl.String})
    shapes = [{name: kind for name, kind in columns.items() if name != "relevance"} for columns in (ALTER_COLUMNS, TIE_COLUMNS)]
    return ego_networks(egos, pl.DataFrame(alters, schema=shapes[0]), pl.DataFrame(ties, schema=shapes[1]))


def _shown_names(alters: pl.DataFrame) -> pl.DataFrame:
    """The alters with ``shown``: the name, else the key; repeated names of an ego are numbered in the order of the keys."""
    plain = [pl.col(column).str.replace_all(r"\s+", " ").str.strip_chars().replace({"": None}) for column in ("name", "alter")]
    text = pl.coalesce(*plain, pl.lit("(unnamed)"))
    return told_apart(alters.with_columns(shown=text), "shown", "alter")


def _decided(alters: pl.DataFrame, shown: pl.DataFrame) -> tuple[str, ...]:
    notes = []
    if alters.height > shown.height:
        notes.append(f"Alters that were not placed on a ring and are not in the drawn maps: {alters.height - shown.height}.")
    own = pl.col("name").str.replace_all(r"\s+", " ").str.strip_chars()
    renamed = shown.filter(pl.col("name").is_not_null() & (pl.col("shown") != own))
    if renamed.height:
        notes.append(f"Alters that share a name with another of the same ego and were numbered: {renamed.height}.")
    if shown["name"].null_count():
        notes.append(f"Placed alters without a name, called by their key: {shown['name'].null_count()}.")
    return tuple(notes)
