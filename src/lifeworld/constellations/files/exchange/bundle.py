"""A few files that belong together: a folder, a ZIP, or one file; read whole into memory, bounded, and never unpacked to disk."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from lifeworld.kit.errors import InputRefused

ENDINGS = (".csv", ".tsv", ".txt", ".graphml", ".xml")
FILES_MAX = 5000
BYTES_MAX = 256 << 20
"""What all files together may hold, unpacked."""
RATIO_MAX, RATIO_FROM_BYTES = 200, 1 << 20
"""A part that unpacks to more than so many times its size, and to more than this, is a bomb and no table."""


def read_bundle(path: str | Path) -> dict[str, bytes]:
    """File name -> content of the tables and graphs at ``path``, sorted by name; other files are left out.

    Errors: InputRefused for what is not there, too much or too large content, a damaged or encrypted ZIP, two files of one name.
    """
    place = Path(path)
    if place.is_dir():
        found = _of_folder(place)
    elif not place.is_file():
        raise InputRefused("no_such_file", f"There is no file or folder «{path}».", "Check the path.")
    elif zipfile.is_zipfile(place):
        found = _of_zip(place)
    else:
        if place.stat().st_size > BYTES_MAX:
            raise _too_large(place)
        found = {place.name: place.read_bytes()}
    if not found:
        raise InputRefused("no_tables", f"«{path}» holds no CSV and no GraphML file.", "Give the export as the program wrote it.")
    return found


def _of_folder(place: Path) -> dict[str, bytes]:
    paths = sorted(each for each in place.iterdir() if each.is_file() and _is_wanted(each.name))
    if len(paths) > FILES_MAX or sum(each.stat().st_size for each in paths) > BYTES_MAX:
        raise _too_large(place)
    return {each.name: each.read_bytes() for each in paths}


def _of_zip(place: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = BYTES_MAX
    try:
        with zipfile.ZipFile(place) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir() and _is_wanted(part.filename)]
            if len(parts) > FILES_MAX:
                raise _too_large(place)
            for part in sorted(parts, key=lambda each: each.filename):
                name = part.filename.replace("\\", "/").rpartition("/")[2]
                if name in found:
                    raise InputRefused("file_twice", f"«{place}» holds two files «{name}».", "Give one export at a time.")
                with archive.open(part) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0 or (len(content) > RATIO_FROM_BYTES and len(content) > RATIO_MAX * max(1, part.compress_size)):
                    raise _too_large(place)
                found[name] = content
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise InputRefused("damaged_zip", f"The ZIP «{place}» is damaged or encrypted: {error}.",
                           "Export again, without a password.") from error
    return found


def _is_wanted(name: str) -> bool:
    base = name.replace("\\", "/").rpartition("/")[2]
    return base.lower().endswith(ENDINGS) and not base.startswith(".") and "__MACOSX" not in name


def _too_large(place: Path) -> InputRefused:
    return InputRefused("too_large", f"«{place}» holds more than {BYTES_MAX >> 20} MiB or {FILES_MAX} files, or unpacks to far more than "
                        "tables do.", "Give one export at a time.")
