"""Raw files of customers on the disk: kept once for each customer, as they came."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from lifeworld.plugin import InputRefused, RunFailed

FOLDER = "running"
"""The world's own folder among the uploads."""
NAME_CHARS = 255


def keep(root: Path, place: int, customer: int, chunks: Iterable[bytes], bytes_max: int) -> tuple[str, int, str]:
    """Write the bytes of a customer's file; returns their SHA-256 (hex), how many there are, and where they are below ``root``.

    Written aside and then moved, so that no half of a file ever has its name. Errors: InputRefused for none or too many; RunFailed where
    the disk takes no more, of which nothing stays.
    """
    folder = folder_of(root, place, customer)
    folder.mkdir(parents=True, exist_ok=True)
    aside, digest, size = folder / f"{uuid4().hex}.part", hashlib.sha256(), 0
    try:
        with aside.open("xb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > bytes_max:
                    raise InputRefused("too_large", f"The file has more than {bytes_max >> 20:,} MiB.", "Give it in parts.")
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise InputRefused("empty_file", "The file is empty.", "Look on the watch whether it was saved, and give it again.")
        sha = digest.hexdigest()
        aside.replace(folder / sha)
    except OSError as error:
        raise RunFailed("not_kept", f"The file could not be kept: {error.strerror or 'the disk refused it'}.",
                        "Tell whoever runs this site, and give it again later.") from error
    finally:
        aside.unlink(missing_ok=True)
    return sha, size, f"{FOLDER}/{place}/{customer}/{sha}"


def folder_of(root: Path, place: int, customer: int, *, remove: bool = False) -> Path:
    """Where a customer's files lie; ``remove``: it goes, with halves of files that a crash left."""
    folder = root / FOLDER / str(place) / str(customer)
    if remove:
        shutil.rmtree(folder, ignore_errors=True)
    return folder


def drop(root: Path, path: str) -> None:
    """The bytes are gone, where they were there."""
    (root / path).unlink(missing_ok=True)


def plain_name(name: str) -> str:
    """A file's name without folders and without what no name may hold.

    >>> plain_name("C:\\\\runs\\\\2026/morning\\0.fit"), plain_name("../")
    ('morning.fit', 'file')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return ("".join(sign for sign in last if sign.isprintable()).strip(" .")[-NAME_CHARS:]) or "file"
