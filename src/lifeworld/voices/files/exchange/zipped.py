"""Project archives (.qdpx) as strangers send them: everything that a ZIP can do to a reader is refused before it is done."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lifeworld.kit.errors import InputRefused

ENTRIES_MAX = 300_000
FILE_BYTES_MAX = 2**31 - 1
"""The standard's own limit for one file inside a project."""
UNPACKED_BYTES_MAX = 4 << 30
RATIO_MAX = 200
"""Texts and their XML shrink to a tenth or a thirtieth; what shrinks to less than a two-hundredth was made to fill a disk."""
RATIO_FREE_BYTES = 16 << 20
"""Archives that unpack to less than this may shrink as they like."""
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, UnicodeError, OverflowError)
"""What zipfile raises at bytes that somebody bent."""


def damaged(where: str, why: str) -> InputRefused:
    """The refusal of a file that is cut off or was bent."""
    return InputRefused("exchange_damaged", f"The file «{where}» cannot be read: {why}.", "Export it again from the program that wrote it.")


class Archive:
    """The entries of an archive by their name in lower case; members are read only from here, and nothing is unpacked to disk."""

    def __init__(self, packed: zipfile.ZipFile, where: str) -> None:
        self._packed = packed
        self._where = where
        self._entries = _safe_entries(packed, where)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files in the archive, as they are written there."""
        return tuple(one.filename for one in self._entries.values())

    def find(self, name: str) -> str | None:
        """The file of that name, whatever the case; None without one."""
        entry = self._entries.get(name.lower())
        return None if entry is None else entry.filename

    def read(self, name: str) -> bytes:
        """The bytes of a file. Errors: InputRefused where they are damaged."""
        try:
            return self._packed.read(self._entries[name.lower()])
        except DAMAGE as error:
            raise damaged(self._where, f"its part «{name[:80]}» is damaged") from error

    def open(self, name: str) -> IO[bytes]:
        """The file as a stream. Errors: InputRefused where it cannot be opened."""
        try:
            return self._packed.open(self._entries[name.lower()])
        except DAMAGE as error:
            raise damaged(self._where, f"its part «{name[:80]}» is damaged") from error


@contextmanager
def opened_archive(path: Path, where: str) -> Iterator[Archive]:
    """The archive, checked before any of its files is read.

    Errors: InputRefused for what is no ZIP, and for too many entries, too much to unpack, a ratio made to fill disks, absolute
    names or names with «..», names that stand twice, links, encryption, and packing that is neither deflate nor none.
    """
    try:
        packed = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise InputRefused("exchange_missing", f"There is no file «{where}».", "Check the path.") from error
    except DAMAGE as error:
        raise damaged(where, "it is no ZIP archive or is cut off") from error
    with packed:
        yield Archive(packed, where)


def _safe_entries(packed: zipfile.ZipFile, where: str) -> dict[str, zipfile.ZipInfo]:
    entries = packed.infolist()
    if len(entries) > ENTRIES_MAX:
        raise _unsafe(where, f"it holds {len(entries):,} files, and {ENTRIES_MAX:,} is the limit")
    unpacked, stored = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if unpacked > UNPACKED_BYTES_MAX or any(one.file_size > FILE_BYTES_MAX for one in entries):
        raise _unsafe(where, f"it unpacks to {unpacked / (1 << 30):.1f} GiB or holds a file over 2 GiB")
    if unpacked > RATIO_FREE_BYTES and unpacked > RATIO_MAX * max(stored, 1):
        raise _unsafe(where, f"it unpacks to {unpacked // max(stored, 1):,} times its size")
    found: dict[str, zipfile.ZipInfo] = {}
    for one in entries:
        name = one.filename
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or (len(name) > 1 and name[1] == ":") or "\x00" in name:
            raise _unsafe(where, f"its part «{name[:80]}» points outside the archive")
        if stat.S_ISLNK(one.external_attr >> 16):
            raise _unsafe(where, f"its part «{name[:80]}» is a link")
        if one.flag_bits & 1:
            raise _unsafe(where, "it is encrypted")
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _unsafe(where, f"its part «{name[:80]}» is packed in a way that the standard does not know")
        if one.is_dir():
            continue
        if found.setdefault(name.lower(), one) is not one:
            raise _unsafe(where, f"its part «{name[:80]}» stands there twice")
    return found


def _unsafe(where: str, why: str) -> InputRefused:
    return InputRefused("exchange_unsafe", f"The file «{where}» is refused: {why}.", "Export it again from the program that wrote it.")
