"""Networks of another program as drawings, one a customer: what the site keeps of a map that was drawn elsewhere."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lifeworld.constellations.core.drawing import ACTORS_MAX, NAME_CHARACTERS_MAX, RINGS_MAX, TIES_MAX
from lifeworld.constellations.core.exchange.drawn_maps import alter_tie_rows, drawn_map_rows
from lifeworld.constellations.core.exchange.values import EgoNetworks
from lifeworld.kit.errors import InputRefused


def imported_drawings(networks: EgoNetworks) -> tuple[dict[str, dict[str, Any]], tuple[str, ...]]:
    """The drawing of each ego in the shape of `<lw-map-draw>`, and sentences on what had to be decided.

    Rings of the site are evenly spaced. An actor whose point lies on another ring by even spacing (skewed rings) stands in the middle
    of its own ring, at its own angle; its raw x and y are kept beside as ``raw``. Sizes become parts of the largest of a map.
    Errors: InputRefused for maps that are larger than a drawing may be, and as ``drawn_map_rows``.

    >>> from lifeworld.constellations.core.exchange.values import ego_networks
    >>> alters = pl.DataFrame({"ego": ["a"], "alter": ["1"], "name": ["Club"], "category": ["peers"], "ring": [1], "rings": [2]})
    >>> found, _ = imported_drawings(ego_networks(pl.DataFrame({"ego": ["a"]}), alters))
    >>> found["a"]["actors"][0]["name"], found["a"]["actors"][0]["y"]
    ('Club', -0.25)
    """
    rows, notes = drawn_map_rows(networks)
    ties = alter_tie_rows(networks)
    pairs = {key[0]: part for key, part in ties.partition_by("customer", as_dict=True).items()}
    signs = {(ego, name.casefold()): value for ego, name, value in networks.alters.filter(
        pl.col("valence").is_not_null() & pl.col("name").is_not_null()).select("ego", "name", "valence").iter_rows()}
    found, moved = {}, 0
    for key, part in rows.partition_by("customer", as_dict=True, maintain_order=True).items():
        customer = str(key[0])
        body, n = _drawing(customer, part.to_dicts(), pairs.get(key[0], ties.clear()), signs)
        found[customer], moved = body, moved + n
    if moved:
        notes = (*notes, f"{moved} actors stand on rings that are not evenly spaced; they were moved to the middle of their own ring.")
    return found, notes


def _drawing(customer: str, rows: Sequence[Mapping[str, Any]], ties: pl.DataFrame, signs: Mapping[tuple[str, str], float]) -> tuple[
        dict[str, Any], int]:
    """One drawing, and how many of its actors were moved."""
    placed = [row for row in rows if row["actor"] is not None]
    k = max((row["rings"] for row in rows if row["rings"]), default=1)
    if k > RINGS_MAX or len(placed) > ACTORS_MAX or ties.height > TIES_MAX:
        raise InputRefused("map_too_large", f"The map of «{customer}» has {k} rings, {len(placed)} actors and {ties.height} ties.",
                           f"A map may have {RINGS_MAX} rings, {ACTORS_MAX} actors and {TIES_MAX} ties.")
    largest = max((row["size"] for row in placed), default=1.0)
    words = {row["ring"]: row["wording"] for row in placed if row["wording"]}
    actors, moved = [], 0
    for number, row in enumerate(placed):
        x, y, was_moved = _place(row, k, number)
        moved += was_moved
        sign = signs.get((customer, row["actor"].casefold()))
        actors.append({"id": str(number + 1), "name": row["actor"][:NAME_CHARACTERS_MAX], "category": row["category"], "ring": row["ring"],
                       "x": x, "y": y, "size": row["size"] / largest, "valence": None if sign is None else round(max(-1.0, min(1.0, sign))),
                       **({"raw": {"x": row["x"], "y": row["y"]}} if was_moved and row["x"] is not None else {})})
    ids = {actor["name"].casefold(): actor["id"] for actor in actors}
    linked = [{"a": ids[a.casefold()], "b": ids[b.casefold()]} for a, b in ties.select("source", "target").iter_rows()
              if a.casefold() in ids and b.casefold() in ids and a.casefold() != b.casefold()]
    body = {"rings": {"k": k, "words": [words.get(ring) or f"ring {ring}" for ring in range(1, k + 1)] if words else []}, "actors": actors,
            "ties": linked, "question": None, "drawn_at": None}
    return body | {"client_id": content_uuid(json.dumps([customer, body], sort_keys=True, ensure_ascii=False))}, moved


def content_uuid(said: str) -> str:
    """The UUID (version 8, RFC 9562) of a content, so that a drawing that is imported again is the same drawing.

    >>> content_uuid("a") == content_uuid("a"), content_uuid("a") == content_uuid("b"), content_uuid("a")[14]
    (True, False, '8')
    """
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def _place(row: Mapping[str, Any], k: int, number: int) -> tuple[float, float, bool]:
    """X and y in -1..1 on the actor's ring, and whether its own point lay elsewhere. Actors without a point are spread around."""
    if row["x"] is not None and row["y"] is not None:
        x, y = 2 * row["x"] - 1, 2 * row["y"] - 1
        if row["ring"] - 1 <= k * math.hypot(x, y) <= row["ring"]:
            return x, y, False
        angle = math.atan2(y, x)
    else:
        angle = -math.pi / 2 + 2.399963 * number  # the golden angle keeps any number of them apart
    far = (row["ring"] - 0.5) / k
    return round(far * math.cos(angle), 6), round(far * math.sin(angle), 6), row["x"] is not None
