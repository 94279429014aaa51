"""Uploaded bytes on disk: parts are on the disk before anybody says that they arrived; archives are unpacked with limits."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Literal

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.files.transcripts import is_transcript

Kind = Literal["table", "transcripts"]
NAME_CHARS_MAX = 120
MEMBERS_MAX, UNPACKED_BYTES_MAX, RATIO_MAX, RATIO_FROM_BYTES = 2_000, 512 << 20, 200, 1 << 20
FILES = "files"
"""The folder into which an archive is unpacked."""


def plain_name(filename: str) -> str:
    """The name under which a file is kept: no folder, no control characters, not hidden; its ending stays.

    >>> plain_name("../../etc/Läufer 1.CSV"), plain_name(".."), plain_name("C:\\\\x\\\\a.csv")
    ('Läufer 1.CSV', 'file', 'a.csv')
    """
    bare = re.split(r"[/\\]", filename)[-1]
    bare = re.sub(r"[^\w .()+-]", "_", bare).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    return (f"{stem[:NAME_CHARS_MAX]}{dot}{ending[:12]}" if dot else bare[:NAME_CHARS_MAX]) or "file"


def path_of(root: Path, key: str, filename: str) -> Path:
    """Where the bytes of an upload lie."""
    return root / key / plain_name(filename)


def begin(path: Path) -> None:
    """Make the file, empty, so that parts can be appended."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    _settle(path.parent)
    _settle(path.parent.parent)


def put(path: Path, offset: int, content: bytes) -> None:
    """Bytes from an offset on; what a crash left behind it is cut off. On return they are on the disk."""
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop(path: Path) -> None:
    """Take the bytes of an upload away, and what was made of them."""
    shutil.rmtree(path.parent, ignore_errors=True)


def kind_of(path: Path) -> Kind:
    """Whether an upload is a table or one or several transcripts."""
    return "transcripts" if path.suffix.lower() == ".zip" or is_transcript(path) else "table"


def transcripts_root(path: Path) -> Path:
    """The folder or file that the reader of transcripts is given: the unpacked archive, or the one transcript.

    Errors: InputRefused for archives that are damaged, locked, too large, or name places outside their folder.
    """
    if path.suffix.lower() != ".zip":
        return path
    target = path.parent / FILES
    if not target.is_dir():
        work = path.parent / f".{FILES}"
        shutil.rmtree(work, ignore_errors=True)
        try:
            _unpack(path, work)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
            raise InputRefused("unreadable_zip", f"The archive «{path.name}» is damaged, locked or packed in an unknown way: {error}.",
                               "Pack the transcripts again as a plain ZIP without a password.") from error
        work.rename(target)
    return target


def _unpack(path: Path, target: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info.filename)]
        if not infos or len(infos) > MEMBERS_MAX:
            raise InputRefused("zip_members", f"The archive «{path.name}» holds {len(infos):,} files.",
                               f"Pack one to {MEMBERS_MAX:,} transcripts.")
        inside = _below_one_folder([info.filename for info in infos])
        left, taken = UNPACKED_BYTES_MAX, set[str]()
        if sum(info.file_size for info in infos) > left:
            raise _too_large(path)
        for info, name in zip(infos, inside, strict=True):
            parts = PurePosixPath(name.replace("\\", "/")).parts
            is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
            if not parts or ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or is_link:
                raise InputRefused("zip_escapes", f"The archive «{path.name}» names a place outside its folder.", "Pack the files again.")
            to = target / _free(str(PurePosixPath(*(plain_name(part) for part in parts[-2:]))), taken)
            to.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as source:
                content = source.read(left + 1)
            left -= len(content)
            if left < 0 or (len(content) > RATIO_FROM_BYTES and len(content) > RATIO_MAX * max(1, info.compress_size)):
                raise _too_large(path)
            to.write_bytes(content)


def _too_large(path: Path) -> InputRefused:
    return InputRefused("zip_too_large", f"The archive «{path.name}» unpacks to more than it should.",
                        f"Keep it below {UNPACKED_BYTES_MAX >> 20} MiB.")


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith((".", "~$"))


def _below_one_folder(names: list[str]) -> list[str]:
    """Names without the one folder that all of them lie in, where there is one."""
    tops = {name.split("/", 1)[0] for name in names}
    return [name.split("/", 1)[1] for name in names] if len(tops) == 1 and all("/" in name for name in names) else names


def packed(files: Iterable[tuple[str, Iterable[bytes]]], path: Path) -> int:
    """Several files as one archive at ``path``, so that they are one upload; returns its size. Of the same name: numbered."""
    taken: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, chunks in files:
            with archive.open(zipfile.ZipInfo(_free(plain_name(name), taken)), "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return path.stat().st_size


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another file has it already: "talk.txt", then "talk 2.txt"; from now on it is taken."""
    path, number = PurePosixPath(name), 1
    while (told := name if number == 1 else f"{path.with_suffix('')} {number}{path.suffix}").casefold() in taken:
        number += 1
    taken.add(told.casefold())
    return told


def without_path(error: InputRefused, path: Path) -> InputRefused:
    """The refusal in which the file has the name that people gave it, not the place where the site keeps it."""
    def told(words: str) -> str:
        return words.replace(f"{path.parent / FILES}/", "").replace(str(path), path.name).replace(f"{path.parent}/", "")

    return InputRefused(error.code, told(error.message), told(error.next_step))
