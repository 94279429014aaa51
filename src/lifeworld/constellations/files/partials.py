"""A partial result on disk: a folder of small tables, written whole by one worker and read by whoever adds them up."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import numpy as np
import polars as pl

from lifeworld.constellations.core.partial.tops import TOPS
from lifeworld.constellations.core.partial.values import Partial, Sums
from lifeworld.constellations.core.resampling import DRAWS, Resampled

SUMS, COUNTS, NAMES, NOBODYS = "sums.arrow", "counts.arrow", "names.arrow", "nobodys.arrow"


def write_partial(partial: Partial, folder: Path) -> None:
    """Write the folder; one that stands there already is replaced."""
    work = folder.with_name(f".{folder.name}.{uuid4().hex}")
    work.mkdir(parents=True)
    sums = partial.sums
    pl.DataFrame({
        "key": pl.Series(sums.keys, dtype=pl.String), "total": sums.of.total, "squares": sums.of.squares, "above": sums.of.above,
        "statements": sums.statements, "valence": sums.valence,
        "draws": pl.Series(sums.of.draws if sums.keys else [], dtype=pl.Array(pl.Float64, DRAWS)),
    }).write_ipc(work / SUMS)
    counts = {"key": list(partial.counts), "n": list(partial.counts.values())}
    pl.DataFrame(counts, schema={"key": pl.String, "n": pl.Int64}).write_ipc(work / COUNTS)
    for name, frame in partial.tops.items():
        frame.write_ipc(work / f"top-{name}.arrow")
    for file, table in ((NAMES, partial.names), (NOBODYS, partial.nobodys)):
        if table is not None:
            table.write_ipc(work / file)
    shutil.rmtree(folder, ignore_errors=True)
    work.rename(folder)


def read_partial(folder: Path) -> Partial:
    """The partial result in a folder that ``write_partial`` wrote."""
    sums, counts = _read(folder / SUMS), _read(folder / COUNTS)
    total, squares, above = (sums[name].to_numpy().astype(np.float64) for name in ("total", "squares", "above"))
    of = Resampled(total, squares, above, sums["draws"].to_numpy().astype(np.float64).reshape(-1, DRAWS))
    tops = {name: _read(folder / f"top-{name}.arrow") for name in TOPS if (folder / f"top-{name}.arrow").is_file()}
    tables = [_read(folder / file) if (folder / file).is_file() else None for file in (NAMES, NOBODYS)]
    return Partial(Sums(tuple(sums["key"].to_list()), of, sums["statements"].to_numpy(), sums["valence"].to_numpy()),
                   dict(counts.rows()), tops, *tables)


def _read(path: Path) -> pl.DataFrame:
    return pl.read_ipc(path)
