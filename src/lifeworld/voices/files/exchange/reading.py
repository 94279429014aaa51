"""Any file of another program, told apart by its content and its columns, as a bundle."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_frame
from lifeworld.voices.core.exchange.customers import with_customers
from lifeworld.voices.core.exchange.label_studio import from_tasks, tasks_of_records
from lifeworld.voices.core.exchange.losses import Losses
from lifeworld.voices.core.exchange.refi_settling import Exchanged
from lifeworld.voices.core.exchange.taguette import CODEBOOK, HIGHLIGHTS, from_codebook, from_highlights
from lifeworld.voices.files.exchange.coded import read_coded
from lifeworld.voices.files.exchange.refi import read_qdc, read_qde, read_qdpx
from lifeworld.voices.files.exchange.taguette import MAGIC, read_taguette
from lifeworld.voices.files.exchange.zipped import damaged

JSON_BYTES_MAX = 1 << 30
TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".jsonl"}
LABEL_STUDIO = {"annotation_id", "annotator", "lead_time"}
KINDS = ".qdpx, .qde or .qdc (REFI-QDA), .sqlite3 (Taguette), .json (Label Studio), .csv or .xlsx (codings, highlights)"


@dataclass(frozen=True)
class Reading:
    """What a file may not say itself.

    ``coder`` is who coded (Taguette); ``text`` the field with the text and ``choices`` the controls that made choices (Label Studio);
    ``customer`` the field or variable that says whose words a text is ("text": every text is a customer of its own).
    """

    coder: str = ""
    text: str = ""
    customer: str = ""
    choices: tuple[str, ...] = ()


def read_exchange(path: Path, reading: Reading | None = None) -> Exchanged:
    """The bundle of a file, what was lost on the way, and what a reader should know.

    Errors: InputRefused where the file is missing, of a kind that nobody here reads, damaged, unsafe, or its positions do not fit.
    """
    reading = reading or Reading()
    found = _read(path, reading)
    if not reading.customer or found.project.cases.height:
        return found
    return replace(found, project=with_customers(found.project, reading.customer))


def _read(path: Path, reading: Reading) -> Exchanged:
    head = _head(path)
    ending = path.suffix.lower()
    if head.startswith(b"PK") and ending != ".xlsx" and (ending == ".qdpx" or _has_project(path)):
        return read_qdpx(path)
    if head.startswith(MAGIC):
        return read_taguette(path, reading.coder)
    if ending in {".qde", ".qdc"} or _looks_like_xml(head):
        return read_qdc(path) if ending == ".qdc" or (b"CodeBook" in head and b"<Project" not in head) else read_qde(path)
    if ending == ".qdpx":
        return read_qdpx(path)
    if ending == ".json":
        return _label_studio(_parsed(path), path.name, reading)
    if ending in TABLES:
        return _table(path, reading)
    raise InputRefused("exchange_kind", f"The file «{path.name}» is of a kind that is not read here.", f"Name one of {KINDS}.")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(4096)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRefused("exchange_missing", f"The file «{path}» cannot be read: {reason}.", "Check the path.") from error


def _looks_like_xml(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") or b"urn:QDA-XML" in head


def _has_project(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return any(name.lower().endswith(".qde") for name in packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _parsed(path: Path) -> list[Mapping[str, Any]]:
    """The records of a JSON file. Errors: InputRefused where it is too large, damaged, or no list of records."""
    if path.stat().st_size > JSON_BYTES_MAX:
        raise InputRefused("exchange_large", f"The file «{path.name}» is larger than {JSON_BYTES_MAX >> 20:,} MiB.",
                           "Export it in parts, and import each.")
    try:
        told = json.loads(path.read_bytes().decode("utf-8-sig"))
        json.dumps(told, ensure_ascii=False).encode()  # halves of surrogate pairs are no text
    except (ValueError, RecursionError) as error:
        raise damaged(path.name, "it is no JSON, or is cut off") from error
    told = told if isinstance(told, list) else [told]
    records = [one for one in told if isinstance(one, Mapping)]
    if not records or len(records) != len(told):
        raise damaged(path.name, "it is no list of tasks")
    return records


def _label_studio(records: list[Mapping[str, Any]], where: str, reading: Reading) -> Exchanged:
    """Tasks as they are, or made of records with one annotation each."""
    full = any(isinstance(one.get("data"), Mapping) for one in records)
    if not full and not any(LABEL_STUDIO & set(one) for one in records):
        raise InputRefused("exchange_kind", f"The JSON of «{where}» is no export of Label Studio: its records have neither «data» nor "
                           "«annotator».", "In Label Studio, choose Export, then JSON, JSON-MIN or CSV.")
    tasks = records if full else tasks_of_records(records, reading.choices)
    return from_tasks(tasks, where, reading.text, reading.customer)


def _table(path: Path, reading: Reading) -> Exchanged:
    frame = read_frame(path)
    columns = set(frame.columns)
    if columns >= {*HIGHLIGHTS}:
        return from_highlights(frame.cast(pl.String).to_dicts(), path.name, reading.coder)
    if columns >= {*CODEBOOK} and not columns & {"statement", "id", "coder", "text"}:
        return from_codebook(frame.cast(pl.String).to_dicts(), path.name)
    if len(columns & LABEL_STUDIO) >= 2:
        records: list[Mapping[str, Any]] = [{key: value for key, value in one.items() if value is not None} for one in frame.to_dicts()]
        return _label_studio(records, path.name, reading)
    return Exchanged(read_coded(path), Losses())

