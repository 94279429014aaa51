"""The frames of a scorecard from a folder: ``goals.csv``, ``goals.parquet`` and their kin, each checked and named in every refusal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames import read_table
from lifeworld.scorecard.core.frames import FRAMES, Frames
from lifeworld.scorecard.files.typed import typed
from lifeworld.voices.core.exchange.coded_rows import restored

TRUTH = "truth.json"
"""What a simulation leaves beside its frames; a folder that holds it is labelled simulated."""
ENDINGS = (".parquet", ".pq", ".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".xlsx")
GUARDED_IN = (".csv", ".tsv", ".tab")
"""Formats in which a cell may carry an apostrophe against spreadsheets, which is taken off again."""
LINKED = ("goals", "answers", "trials", "uses", "earnings", "choices", "starts", "weights")
"""Frames whose customers are those of the frame «customers»."""
Step = Callable[[int], None]


@dataclass(frozen=True)
class Read:
    """What a folder held. ``files``: by frame its file's name, rows and SHA-256; ``notes``: what a reader must know, in whole sentences."""

    frames: Frames
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_folder(folder: str | Path, step: Step | None = None) -> Read:
    """Every frame that the folder holds, checked; ``step`` is told of each file that is read.

    Tables may be CSV, TSV, JSON Lines, JSON, Parquet or XLSX, packed with gzip or not. Other files and columns are passed over and named.
    Errors: InputRefused names the file, the row from 1 after the header, the column, and what to write instead; it is also raised where
    two files hold one frame, and where there are no customers.
    """
    home = Path(folder)
    files, notes = _files(home)
    tables: dict[str, pl.DataFrame] = {}
    held: dict[str, dict[str, Any]] = {}
    for name, path in files.items():
        tables[name], passed = _read(path, name)
        notes += passed
        held[name] = {"file": path.name, "rows": tables[name].height, "sha256": _digest(path)}
        if step is not None:
            step(1)
    notes += _strangers(tables, {name: path.name for name, path in files.items()})
    simulated = _simulated(home / TRUTH)
    return Read(Frames(tables, simulated), held, tuple(notes))


def read_table_of(path: str | Path, name: str) -> pl.DataFrame:
    """One file as the frame ``name``. Errors: InputRefused, as for ``read_folder``."""
    return _read(Path(path), name)[0]


def count_files(folder: str | Path) -> int:
    """How many files of the folder will be read. Errors: InputRefused, as for ``read_folder``."""
    return len(_files(Path(folder))[0])


def _read(path: Path, name: str) -> tuple[pl.DataFrame, list[str]]:
    try:
        found = read_table(path)
    except InputRefused as refused:
        if refused.code == "no_rows" and name != "customers":  # an export without rows says that there were none
            return pl.DataFrame(schema=FRAMES[name].schema), [f"«{path.name}» has no rows, so nothing is known from it."]
        raise
    if found.damaged.height:
        row, reason = found.damaged.row(0)
        raise InputRefused("damaged_rows", f"Row {row} of «{path.name}» does not fit the table: {reason}",
                           "Correct the row, or quote cells that hold the separator.")
    plain = replace(found, frame=restored(found.frame)) if _ending(path) in GUARDED_IN else found
    return typed(plain, name, path.name)


def _files(home: Path) -> tuple[dict[str, Path], list[str]]:
    """The file of each frame in the order of their declaration, and what was passed over."""
    if not home.is_dir():
        what = f"«{home}» is a file" if home.exists() else f"There is no folder «{home}»"
        raise InputRefused("no_folder", f"{what}; a scorecard is made from a folder of tables.",
                           f"Name a folder that holds customers.csv and files such as goals.csv. Frames are {listed(list(FRAMES), 20)}.")
    found: dict[str, Path] = {}
    others: list[str] = []
    for path in sorted(home.iterdir()):
        if path.name.startswith((".", "~$")) or path.name == TRUTH:
            continue
        name = frame_of(path)
        if name is None or not path.is_file():
            others.append(path.name)
        elif name in found:
            raise InputRefused("two_files", f"«{home}» holds «{name}» twice: in «{found[name].name}» and in «{path.name}».",
                               "Leave the one that is to be read.")
        else:
            found[name] = path
    if "customers" not in found:
        near = nearest("customers.csv", others)
        hint = f"Is it «{near}»? Then rename it." if near else \
            "Add one row a customer with the column «customer»; whatever is not known may be left out."
        raise InputRefused("no_customers", f"«{home}» holds no customers.csv or customers.parquet.", hint)
    return {name: found[name] for name in FRAMES if name in found}, _passed_over(others, found)


def _passed_over(others: list[str], found: Mapping[str, Path]) -> list[str]:
    if not others:
        return []
    absent = [name for name in FRAMES if name not in found]
    meant = [f"«{one}» looks like the frame «{near}»: rename it if it is that." for one in others if (near := nearest(_stem(one), absent))]
    return [" ".join([f"Passed over, because no frame is called so: {listed(others)}.", *meant])]


def frame_of(path: Path) -> str | None:
    """The frame that a file is by its name; None: none."""
    return _stem(path.name) if _ending(path) in ENDINGS and _stem(path.name) in FRAMES else None


def _stem(name: str) -> str:
    return name.casefold().removesuffix(".gz").rpartition(".")[0] or name.casefold()


def _ending(path: Path) -> str:
    return Path(path.name.casefold().removesuffix(".gz")).suffix


def _strangers(tables: Mapping[str, pl.DataFrame], names: Mapping[str, str]) -> list[str]:
    """How many customers of other frames the frame «customers» does not have."""
    own, notes = tables["customers"].select("customer"), []
    for name in LINKED:
        if name in tables:
            n = tables[name].select(pl.col("customer").drop_nulls()).join(own, on="customer", how="anti")["customer"].n_unique()
            if n:
                are = "customer of «{}» is" if n == 1 else "customers of «{}» are"
                notes.append(f"{n:,} {are.format(names[name])} not in «{names['customers']}»; nothing else is known of them.")
    return notes


def _simulated(path: Path) -> bool:
    """Whether a simulation wrote the folder. Errors: InputRefused where its file cannot be read."""
    if not path.is_file():
        return False
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputRefused("no_json", f"«{path.name}» says whether the tables are simulated, and is no JSON.",
                           "Remove it if they are not simulated, or write the folder again with lifeworld scorecard simulate.") from error
    return bool(said.get("simulated", True)) if isinstance(said, dict) else True


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
