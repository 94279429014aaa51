"""Files of feeds on their way in: under the folder of uploads, by a name of ours."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from pathlib import Path, PurePosixPath

from lifeworld.kit.errors import InputRefused

FOLDER = "partners"
GZIP = b"\x1f\x8b"
UNPACKED_BYTES, UNPACKED_TIMES = 64 * 1024**2, 100
"""A gzip file may unpack to so many bytes, or to so many times its own where that is more."""
SUFFIX = re.compile(r"\.[a-z0-9]{1,10}(\.gz)?$")


def plain_name(name: str) -> str:
    """The name of a file as its sender gave it, without folders and control signs, for people to read.

    >>> plain_name("C:\\\\feeds\\\\offers.csv")
    'offers.csv'
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[:255]


def path_of(folder: Path, file: str) -> Path:
    """Where the bytes of a run lie."""
    return folder / FOLDER / file


def put(path: Path, offset: int, content: bytes) -> None:
    """Write a part at its place; when this returns it is on the disk. What an earlier try left behind it is cut off."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "wb") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def packed(path: Path) -> bool:
    """Whether it is a gzip file, which may hold much more than it weighs."""
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def bounded(path: Path, name: str) -> None:
    """Nothing, where the file unpacks to a size that tables have. Errors: InputRefused for one that would fill the disk."""
    if not packed(path):
        return
    most, size = max(UNPACKED_BYTES, UNPACKED_TIMES * path.stat().st_size), 0
    try:
        with gzip.open(path) as file:
            while size <= most and (part := file.read(1 << 20)):
                size += len(part)
    except (OSError, EOFError, zlib.error):
        return  # whoever reads it says so
    if size > most:
        raise InputRefused("unpacks_too_far", f"«{name}» unpacks to more than {most // 1024**2:,} MiB, as no table of offers does.",
                           "Send it unpacked, or as Parquet.")


def drop(path: Path) -> None:
    """The bytes go; where there are none nothing happens."""
    path.unlink(missing_ok=True)
