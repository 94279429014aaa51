"""The rows of the few customers that a report shows or quotes, looked up in the tables of one partition."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.files.partitions.found import TABLES
from lifeworld.constellations.files.partitions.recipe import Partition, Recipe

WANTED = "wanted.arrow"
_ID = {"statements": "id", "codings": "statement"}


@dataclass(frozen=True)
class Picked:
    """How many statements were picked from one partition."""

    statements: int


def want(recipe: Recipe, customers: set[str], statements: set[str]) -> None:
    """Say whose rows, and which statements without a customer, are looked for."""
    folder = recipe.path("picked")
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame({"customer": [[*sorted(customers)]], "statement": [[*sorted(statements)]]},
                 schema={"customer": pl.List(pl.String), "statement": pl.List(pl.String)}).write_ipc(folder / WANTED)


def pick(part: Partition) -> Picked:
    """Write the wanted rows of one partition."""
    wanted = pl.read_ipc(part.recipe.path("picked", WANTED))
    customers, statements = (wanted[name].explode() for name in ("customer", "statement"))
    n = 0
    for name in TABLES:
        path = part.recipe.path("out", f"{name}.parquet", f"{part.name}.parquet")
        if not path.is_file():
            return Picked(0)
        asked = pl.col("customer").is_in(customers.implode())
        if name in _ID:
            asked |= pl.col("customer").is_null() & pl.col(_ID[name]).is_in(statements.implode())
        found = pl.scan_parquet(path, glob=False).filter(asked).collect()
        n += found.height if name == "statements" else 0
        found.write_ipc(part.recipe.path("picked", f"{name}-{part.name}.arrow"))
    return Picked(n)


def picked(recipe: Recipe, name: str) -> pl.DataFrame:
    """The rows of one table that were picked from all partitions."""
    frames = [pl.read_ipc(path) for path in sorted(recipe.path("picked").glob(f"{name}-*.arrow"))]
    frames = [frame for frame in frames if frame.height]
    schema = {column: dtype for column, (dtype, _) in FILES[name].items()}
    found = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
    by = [column for column in ("customer", "id", "statement", "relevance", "actor") if column in found.columns]
    return found.sort(by, descending=[column == "relevance" for column in by], maintain_order=True)
