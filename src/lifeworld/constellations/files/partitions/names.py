"""How names are spelled: one name has one spelling in the whole study, so parts that saw another one only are brought into line."""

from __future__ import annotations

from pathlib import Path

import polars as pl


def differing(own: pl.DataFrame | None, whole: pl.DataFrame | None) -> dict[str, str]:
    """The spellings of a part that the whole study spells in another way: old -> new.

    >>> differing(pl.DataFrame({"folded": ["lena"], "name": ["lena"]}), pl.DataFrame({"folded": ["lena"], "name": ["Lena"]}))
    {'lena': 'Lena'}
    """
    if own is None or whole is None:
        return {}
    both = own.join(whole, on="folded", suffix="_whole").filter(pl.col("name") != pl.col("name_whole"))
    return dict(both.select("name", "name_whole").rows())


def respelled(frame: pl.DataFrame, spelling: dict[str, str]) -> pl.DataFrame:
    """Actors or ties (actor, name) with other spellings; the self and unnamed actors stay."""
    unnamed = pl.col("actor").str.ends_with(":(unnamed)") | (pl.col("actor") == "self")
    return frame.with_columns(name=pl.when(unnamed).then("name").otherwise(pl.col("name").replace(spelling)))


def respell(tables: list[Path], spelling: dict[str, str], row_group_size: int) -> None:
    """Write part files again with other spellings; each is whole at any time."""
    for path in tables:
        work = path.with_suffix(".work")
        frame = respelled(pl.read_parquet(path, glob=False), spelling)
        frame.write_parquet(work, compression="zstd", compression_level=1, row_group_size=row_group_size)
        work.replace(path)
