"""Catalogues of parts: the open folder, our own file, a table that somebody made, or the fictional one that comes with the world."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lifeworld.plugin import InputRefused, atomic_path
from lifeworld_power.core.catalogue import COLUMNS, KINDS, TEXTS, believed, joined, parts
from lifeworld_power.core.values import Catalogue, Parts
from lifeworld_power.files.jlcparts.reading import read_jlcparts
from lifeworld_power.files.jlcparts.shards import is_folder_of_shards
from lifeworld_power.files.tables import UNREADABLE, read_tables

MARK = "lifeworld_power.catalogue"
VERSION = 1
FICTIONAL = Path(__file__).parent.parent / "data" / "catalogue"


def read_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue at ``path``: a folder of shards as jlcparts publishes it, a file of ``write_catalogue``, or a CSV or Parquet table
    (or a folder of them) with the columns of ``core.catalogue.COLUMNS`` beside «kind» and «mpn». None: the fictional catalogue of this
    world.

    Rows that cannot be used are left out and counted in ``refused`` (``files.tables.read_tables`` names them one by one).
    Errors: InputRefused where nothing is there, or nothing in it is a part.
    """
    if path is None:
        fictional = read_tables(FICTIONAL).catalogue
        return joined("the fictional catalogue of this world", "", tuple(fictional.kinds.values()), fictional.read, fictional.refused,
                      fictional=True)
    if not path.exists():
        raise InputRefused("no_catalogue", f"There is no catalogue of parts at «{path}».",
                           "Give the folder of parts, or a file made from it.")
    if path.is_dir() and is_folder_of_shards(path):
        return read_jlcparts(path)
    if path.suffix.lower() == ".parquet":
        try:
            if about := _about(path):
                return _own(path, about)
        except (*UNREADABLE, KeyError, TypeError, ValueError, AttributeError) as problem:
            raise InputRefused("unreadable_parts", f"The file «{path}» cannot be read: {str(problem).partition(chr(10))[0][:200]}.",
                               "Make it again from its source.") from None
    return read_tables(path).catalogue


def write_catalogue(catalogue: Catalogue, path: Path) -> None:
    """The catalogue as one Parquet file that opens at once; atomic. Errors: RunFailed where it cannot be written."""
    frames = []
    for kind, those in catalogue.kinds.items():
        told = {name: pl.Series(values).fill_nan(None) for name, values in those.columns.items() if not np.isnan(values).all()}
        frames.append(pl.DataFrame({"kind": [kind] * len(those), "item": those.keys, **those.texts},
                                   schema=dict.fromkeys(("kind", "item", *TEXTS), pl.String))
                      .with_columns(**told))
    about = {"version": VERSION, "source": catalogue.source, "date": catalogue.date, "fictional": catalogue.fictional,
             "read": dict(catalogue.read),
             "refused": dict(catalogue.refused)}
    with atomic_path(path) as work:
        pl.concat(frames, how="diagonal").write_parquet(work, compression="lz4", row_group_size=1 << 20, metadata={MARK: json.dumps(about)})


def _about(path: Path) -> Mapping[str, Any] | None:
    """What our own file says of itself, None for others. Errors: InputRefused for what is no Parquet, or of a newer version."""
    try:
        written = pl.read_parquet_metadata(path).get(MARK)
    except UNREADABLE as problem:
        raise InputRefused("unreadable_parts", f"The file «{path}» is no Parquet file that can be read: {problem}.",
                           "Give another file.") from None
    if written is None:
        return None
    about: Mapping[str, Any] = json.loads(written)
    if about.get("version") != VERSION:
        raise InputRefused("other_version", f"The catalogue «{path}» was written by another version of this world.",
                           "Make it again from its source.")
    return about


def _own(path: Path, about: Mapping[str, Any]) -> Catalogue:
    whole = pl.read_parquet(path)
    kinds: list[Parts] = []
    for kind, frame in whole.group_by("kind", maintain_order=True):
        name = str(kind[0])
        if name in KINDS:
            columns = {column: frame[column].cast(pl.Float64).fill_null(np.nan).to_numpy() for column in COLUMNS[name]
                       if column in frame.columns}
            kinds.append(parts(name, frame["item"].to_list(), believed(name, columns)[0], {text: frame[text].to_list() for text in TEXTS}))
    return joined(str(about["source"]), str(about["date"]), kinds, about["read"], about["refused"], bool(about["fictional"]))


