"""Where a table comes from: a path, a pipe or standard input, opened as a file on disk whose kind is known.

Whatever is not a plain file (standard input, a pipe, a gzip file) is first copied into a temporary folder, so that
every reader may look twice: once to validate, once to read.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from lifeworld.kit.errors import InputRefused, RunFailed, nearest

Kind = Literal["delimited", "jsonlines", "jsonarray", "parquet", "workbook"]

SPOOL_BYTES_MAX = 64 * 1024**3
"""A gzip file or pipe that unpacks to more than this is refused; it would fill the disk before it was read."""

COPY_BYTES = 1 << 20
HEAD_BYTES = 4096

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old .xls file or a workbook protected by a password"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"{\\rtf", "an RTF document"),
)
TABLES = "Give a CSV, TSV, JSONL, JSON, Parquet or XLSX file."


@dataclass(frozen=True)
class Source:
    """A table on disk: ``path`` holds the bytes, ``label`` is the name that messages use."""

    path: Path
    label: str
    kind: Kind


@contextmanager
def opened(source: str | Path) -> Iterator[Source]:
    """The table behind ``source`` ("-" is standard input) as a file on disk; temporary copies vanish on leaving.

    Errors: InputRefused for a missing file, a folder, an empty file, a file that is no table.
    """
    with tempfile.TemporaryDirectory(prefix="lifeworld-") as folder:
        path, label = _on_disk(source, Path(folder))
        named = Path(label)
        head = _head(path, label)
        if head.startswith(b"\x1f\x8b"):
            path = _unpacked(path, label, Path(folder) / "unpacked")
            named = named.with_suffix("") if named.suffix.lower() == ".gz" else named
            head = _head(path, label)
        if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
            raise empty(label)
        yield Source(path, label, _kind(head, path, label, named.suffix.lower()))


def empty(label: str) -> InputRefused:
    """The refusal of a file without any content."""
    return InputRefused("empty_file", f"The file «{label}» is empty.",
                        "Give a file with a header and at least one row.")


def _on_disk(source: str | Path, folder: Path) -> tuple[Path, str]:
    if str(source) == "-":
        return _spooled(sys.stdin.buffer, folder / "input", "standard input"), "standard input"
    path, label = Path(source), str(source)
    try:
        if path.is_dir():
            raise InputRefused("is_a_folder", f"«{label}» is a folder, not a file.", "Name the files inside it.")
        if not path.exists():
            raise _missing(path, label)
        if path.is_file():
            return path, label
        with path.open("rb") as pipe:
            return _spooled(pipe, folder / "input", label), label
    except OSError as error:
        raise InputRefused("unreadable_file", f"«{label}» cannot be opened: {error.strerror or error}.",
                           "Check the name and that you may read it.") from error


def _missing(path: Path, label: str) -> InputRefused:
    folder = path.parent
    if not folder.is_dir():
        return InputRefused("no_such_file", f"There is no file «{label}»: its folder does not exist.",
                            "Check the path.")
    near = nearest(path.name, (entry.name for entry in folder.iterdir()))
    hint = f"Did you mean «{folder / near}»?" if near else "Check the path."
    return InputRefused("no_such_file", f"There is no file «{label}».", hint)


def _head(path: Path, label: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except OSError as error:
        raise InputRefused("unreadable_file", f"«{label}» cannot be read: {error.strerror or error}.",
                           "Check that you may read it.") from error


def _spooled(stream: IO[bytes], target: Path, label: str) -> Path:
    """All bytes of ``stream`` in ``target``; refuses more than SPOOL_BYTES_MAX."""
    written = 0
    try:
        with target.open("wb") as copy:
            while block := stream.read(COPY_BYTES):
                written += len(block)
                if written > SPOOL_BYTES_MAX:
                    raise InputRefused(
                        "too_large", f"«{label}» holds more than {SPOOL_BYTES_MAX // 1024**3} GiB.",
                        "Give it as several files, or as Parquet.")
                copy.write(block)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputRefused("unreadable_gzip", f"The gzip file «{label}» is damaged or cut short: {error}.",
                           "Pack it again, or give the unpacked file.") from error
    except OSError as error:
        free = shutil.disk_usage(target.parent).free // 1024**2
        raise RunFailed("spool_failed", f"«{label}» could not be copied to {target.parent}: {error.strerror or error}.",
                        f"Free space there ({free} MiB are left), or set TMPDIR to a larger disk.") from error
    return target


def _unpacked(path: Path, label: str, target: Path) -> Path:
    with gzip.open(path, "rb") as stream:
        return _spooled(stream, target, label)  # type: ignore[arg-type]  # GzipFile reads like any binary stream


def _kind(head: bytes, path: Path, label: str, suffix: str) -> Kind:
    if head.startswith((b"PAR1", b"PARE")):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "workbook"
    if suffix in {".parquet", ".pq", ".xlsx", ".xlsm"}:
        name = "a Parquet file" if suffix in {".parquet", ".pq"} else "an XLSX workbook"
        raise InputRefused(f"unreadable_{'parquet' if 'Parquet' in name else 'xlsx'}",
                           f"«{label}» is named like {name}, but its content is not one.",
                           "Export it again, or give it the ending that fits its content.")
    for signature, what in SIGNATURES:
        if head.startswith(signature):
            raise InputRefused("not_a_table", f"«{label}» is {what}, not a table.", TABLES)
    return _text_kind(head, suffix)


def _text_kind(head: bytes, suffix: str) -> Kind:
    if suffix in {".jsonl", ".ndjson"}:
        return "jsonlines"
    if suffix in {".csv", ".tsv", ".tab"}:
        return "delimited"
    # Dropping NUL reads the first characters of UTF-16 too; these are ASCII in every JSON file.
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip()
    if start.startswith(b"[") and start[1:].lstrip()[:1] in {b"{", b"]", b""}:
        return "jsonarray"
    if start.startswith(b"{") and start[1:].lstrip()[:1] in {b'"', b"}"}:
        return "jsonlines"
    return ("jsonarray" if start.startswith(b"[") else "jsonlines") if suffix == ".json" else "delimited"
