"""Parquet files and XLSX workbooks, which carry their own types, in pieces."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator

import fastexcel
import polars as pl

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames.pieces import Piece, header_names, no_damage, numbered
from lifeworld.kit.frames.source import Source

UNPACKED_BYTES_MAX = 1 << 30
"""A workbook that unpacks to more than this is refused before any of it is parsed (zip bomb)."""

READ_BYTES = 1 << 20
PIECE_ROWS = 50_000


def read_parquet(source: Source, rows: int = PIECE_ROWS) -> Iterator[Piece]:
    """The rows of a Parquet file with the types it states. Errors: InputRefused when it is damaged or encrypted."""
    done = 0
    try:
        for frame in pl.scan_parquet(source.path, glob=False).collect_batches(chunk_size=rows, maintain_order=True):
            yield numbered(frame, done)
            done += frame.height
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, UnicodeDecodeError) as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise InputRefused("unreadable_parquet", f"«{source.label}» cannot be read as Parquet: {reason}.",
                           "Write the file again, or export it as CSV.") from error


def read_workbook(source: Source, sheet: str | None = None) -> Iterator[Piece]:
    """A sheet of an XLSX workbook, the first or the named one, read whole; every cell as text, blank rows left out.

    Errors: InputRefused for a damaged workbook, one that unpacks to more than a GiB, an unknown sheet.
    """
    _check_archive(source)
    try:
        workbook = fastexcel.read_excel(source.path)
        names = workbook.sheet_names
        if not names or (sheet is not None and sheet not in names):
            raise _no_sheet(source.label, sheet, names)
        cells = workbook.load_sheet(sheet or 0, header_row=None, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, OSError, ValueError) as error:
        raise _unreadable(source.label, str(error).strip().splitlines()[0]) from error
    except pl.exceptions.PanicException as error:
        raise _unreadable(source.label, "its content is inconsistent") from error
    # The header is the first row with any cell, as in a spreadsheet with an empty line on top.
    filled = cells.select(pl.any_horizontal(pl.all().is_not_null() & (pl.all() != ""))).to_series()
    top = filled.arg_max() if filled.len() and filled.any() else None
    if top is None:
        raise InputRefused("empty_file", f"The sheet «{sheet or names[0]}» of «{source.label}» is empty.",
                           f"Name another sheet; the workbook has {listed(names)}.")
    header = header_names(list(cells.row(top)), source.label)
    body = cells.slice(top + 1).rename(dict(zip(cells.columns, header, strict=True)))
    usable = filled.slice(top + 1)
    row = pl.Series("row", range(1, body.height + 1), dtype=pl.Int64)
    body = body.with_columns(pl.when(pl.all() != "").then(pl.all()))
    yield Piece(body.filter(usable), row.filter(usable), no_damage())


def _check_archive(source: Source) -> None:
    """Unpacks every member without keeping it: finds damage and bombs, whatever sizes the archive claims."""
    unpacked = 0
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = archive.namelist()
            if not any(name.startswith("xl/") for name in names):
                raise InputRefused("not_a_table", f"«{source.label}» is a ZIP archive, not a workbook.",
                                   "Unpack it and give the files inside.")
            claimed = sum(member.file_size for member in archive.infolist())
            if claimed > UNPACKED_BYTES_MAX:
                raise _bomb(source.label)
            for member in archive.infolist():
                with archive.open(member) as stream:
                    while block := stream.read(READ_BYTES):
                        unpacked += len(block)
                        if unpacked > UNPACKED_BYTES_MAX:
                            raise _bomb(source.label)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise _unreadable(source.label, str(error) or "its archive is damaged") from error


def _bomb(label: str) -> InputRefused:
    return InputRefused(
        "workbook_too_large", f"The workbook «{label}» unpacks to more than {UNPACKED_BYTES_MAX // 1024**2} MiB.",
        "Export the sheet as CSV; CSV files may have any size.")


def _unreadable(label: str, reason: str) -> InputRefused:
    return InputRefused("unreadable_xlsx", f"«{label}» cannot be read as a workbook: {reason.rstrip('.')}.",
                        "Save it again as .xlsx without a password, or export the sheet as CSV.")


def _no_sheet(label: str, sheet: str | None, names: list[str]) -> InputRefused:
    near = nearest(sheet or "", names)
    return InputRefused("no_such_sheet", f"The workbook «{label}» has no sheet «{sheet}»; it has {listed(names)}.",
                        f"Did you mean «{near}»?" if near else "Name one of these.")
