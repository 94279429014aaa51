"""ZIP archives of strangers, read file by file.

Nothing is written to their paths, and every size is bounded by what comes out, not by what they say.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from lifeworld_running.core.values import PARTIAL, READ, REFUSED, FileRead, Notice
from lifeworld_running.files import exports, health, sniffing
from lifeworld_running.files.building import refused
from lifeworld_running.files.limits import MIB, Limits

ReadOne = Callable[[str, bytes, str, str], FileRead]
"""Reads one recording: name, bytes, sha256 (hex), path inside the archive."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
NOT_RECORDINGS = ("not-an-activity", "not_an_activity")
"""FIT files of settings, sleep and weight, of which a watch's export holds thousands: they are counted, not named."""


LISTED_BYTES, END_BYTES = 160, 66 * 1024
END = struct.Struct("<4s4H2LH")
"""What a file takes in the list at the end of an archive, with a long path; within how many bytes from the end the record of that list
begins; and what that record holds, the length of the list as its sixth."""


@dataclass
class Walk:
    """What is carried through an archive and the archives in it."""

    limits: Limits
    read_one: ReadOne
    seen: Container[str]
    left_bytes: int
    met: set[str] = field(default_factory=set)
    aside: Counter[str] = field(default_factory=Counter)
    doubled: int = 0
    resumed: int = 0
    n_read: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    told: exports.Tellings = field(default_factory=exports.Tellings)


class _Spent(Exception):
    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def read_archive(name: str, stream: IO[bytes], size: int, read_one: ReadOne, *, limits: Limits,
                 seen: Container[str] = ()) -> Iterator[FileRead]:
    """The recordings of an archive one after another, then the archive itself: what was passed over, and why it was not read to its end."""
    walk = Walk(limits, read_one, seen, min(limits.archive_bytes, max(limits.ratio_from_bytes * 16, limits.ratio * size)))
    try:
        yield from _walked(stream, "", walk, 0)
    except _Spent as spent:
        walk.faults.append((spent.code, spent.reason))
    yield _summed_up(name, walk)


def list_bytes(stream: IO[bytes]) -> int:
    """How long the list of files of an archive is, by the record at its end: looked at before the list is, which is held in memory.

    0 where no such record is found; how many files it says to have says nothing, because the list is read to its end.
    """
    stream.seek(0, 2)
    stream.seek(max(stream.tell() - END_BYTES, 0))
    tail = stream.read()
    stream.seek(0)
    at = len(tail) - END.size
    if not (tail.startswith(b"PK\x05\x06", max(at, 0)) and tail.endswith(b"\0\0")):
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + END.size:
        return 0
    found = int(END.unpack_from(tail, at)[5])
    if tail[max(at - 20, 0):].startswith(b"PK\x06\x07"):  # beside it stands the same record with wider numbers
        wide = tail.rfind(b"PK\x06\x06", 0, at)
        found = int.from_bytes(tail[wide + 40:wide + 48], "little") if wide >= 0 else found
    return found


def _walked(stream: IO[bytes], inside: str, walk: Walk, level: int) -> Iterator[FileRead]:
    if (listed := list_bytes(stream)) > walk.limits.members * LISTED_BYTES:
        raise _Spent("too_many_files", f"Its list of files alone has {listed // MIB:,} MiB, more than {walk.limits.members:,} files need; "
                     "split it.")
    try:
        archive = zipfile.ZipFile(stream)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except BROKEN:
        what = f"The archive «{inside}» in it" if inside else "The archive"
        walk.faults.append(("broken_archive", f"{what} is broken or not complete; fetch it again from where it was exported."))
        return
    if len(entries) > walk.limits.members:
        raise _Spent("too_many_files", f"It holds {len(entries):,} files, more than {walk.limits.members:,}; split it.")
    with archive:
        told = _told(archive, entries, walk, inside)
        used: set[str] = set()
        for entry in entries:
            if sniffing.suffix(entry.filename) == ".xml" and sniffing.kind_of(_head(archive, entry), entry.filename) == sniffing.HEALTH:
                yield from _health(archive, entry, entries, walk, used, inside)
        for entry in entries:
            if entry.filename not in used:
                for read in _member(archive, entry, walk, level, inside):
                    yield told.applied(read)


def _told(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], walk: Walk, inside: str) -> exports.Tellings:
    """What lists in the archive say of its activities; what Garmin's lists say holds for the archives within too."""
    parts = [walk.told]
    for entry in entries:
        base = PurePosixPath(entry.filename).name.casefold()
        if base != exports.STRAVA and not base.endswith(exports.GARMIN):
            continue
        data = _bytes(archive, entry, walk)
        if isinstance(data, bytes):
            parts.append(exports.strava(data, base, inside + entry.filename) if base == exports.STRAVA else exports.garmin(data))
    walk.told = exports.merged(parts)
    return walk.told


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, walk: Walk, level: int, inside: str) -> Iterator[FileRead]:
    """One file of the archive: a recording, an archive within, or something to pass over."""
    path = inside + entry.filename
    name = PurePosixPath(entry.filename.replace("\\", "/")).name
    if ".." in PurePosixPath(entry.filename.replace("\\", "/")).parts or entry.filename.startswith(("/", "\\")) or "\x00" in entry.filename:
        yield refused(path, "unsafe_path", "Its path leads out of the archive, as no export's does; it was not read.")
        return
    end = sniffing.suffix(name)
    if name.casefold() == exports.STRAVA:
        if (typed := exports.typed_in(walk.told, path, walk.seen)) is not None:
            walk.n_read += 1
            walk.told.told_only = []
            yield typed
        return
    if end in sniffing.KNOWN_ASIDE or name.startswith(("._", ".DS_Store")) or "__MACOSX" in path or not entry.file_size:
        walk.aside[end.lstrip(".") or "other"] += 1
        return
    if entry.flag_bits & 1:
        walk.faults.append(("encrypted", "Files in it are locked with a password; unpack it and give what it holds."))
        return
    if sniffing.kind_of(_head(archive, entry), name) == sniffing.ZIP:
        yield from _within(archive, entry, walk, level, path)
        return
    data = _bytes(archive, entry, walk)
    if not isinstance(data, bytes):
        yield refused(path, *data)
        return
    yield from _recording(name, path, data, walk)


def _head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The first bytes of a file, none where it is broken or locked."""
    try:
        with archive.open(entry) as opened:
            return opened.read(sniffing.HEAD)
    except BROKEN:
        return b""


def _recording(name: str, path: str, data: bytes, walk: Walk) -> Iterator[FileRead]:
    digest = hashlib.sha256(data).hexdigest()
    if digest in walk.met:
        walk.doubled += 1
        return
    walk.met.add(digest)
    if digest in walk.seen:
        walk.resumed += 1
        return
    kind = sniffing.kind_of(data[:sniffing.HEAD], name)
    if kind in (sniffing.OTHER, sniffing.EMPTY, sniffing.HEALTH) and sniffing.suffix(name) not in (".fit", ".gpx", ".tcx"):
        walk.aside[sniffing.suffix(name).lstrip(".") or "other"] += 1
        return
    read = walk.read_one(name, data, digest, path)
    if read.code in NOT_RECORDINGS:
        walk.aside["FIT without an activity"] += 1
        return
    walk.n_read += bool(read.recordings)
    yield read


def _within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, walk: Walk, level: int, path: str) -> Iterator[FileRead]:
    """An archive in the archive, through a file that the system removes."""
    if level >= walk.limits.nested:
        walk.faults.append(("nested_too_deep", f"«{path}» lies more than {walk.limits.nested} archives deep and was not opened."))
        return
    with tempfile.SpooledTemporaryFile(max_size=16 * MIB) as copy:
        try:
            with archive.open(entry) as opened:
                while part := opened.read(MIB):
                    _spend(walk, len(part))
                    if copy.tell() + len(part) > walk.limits.nested_bytes:
                        walk.faults.append(("too_large", f"«{path}» is over {walk.limits.nested_bytes // MIB:,} MiB and was not opened."))
                        return
                    copy.write(part)
        except BROKEN:
            walk.faults.append(("broken_archive", f"«{path}» in it is broken."))
            return
        copy.seek(0)
        yield from _walked(copy, f"{path}/", walk, level + 1)


def _health(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, entries: list[zipfile.ZipInfo], walk: Walk, used: set[str],
            inside: str) -> Iterator[FileRead]:
    """An Apple Health export: its workouts with their routes, which lie beside it."""
    by_path = {other.filename: other for other in entries}
    folder = entry.filename.rpartition("/")[0]

    def chunks() -> Iterator[bytes]:
        try:
            with archive.open(entry) as opened:
                while part := opened.read(MIB):
                    _spend(walk, len(part))
                    yield part
        except BROKEN:
            return

    def route(path: str) -> bytes | None:
        found = by_path.get(f"{folder}/{path.lstrip('/')}".lstrip("/"))
        data = None if found is None else _bytes(archive, found, walk)
        if found is None or not isinstance(data, bytes):
            return None
        used.add(found.filename)
        return data

    used.add(entry.filename)
    for read in health.read_health(inside + entry.filename, chunks(), route, seen=walk.seen, limits=walk.limits):
        walk.n_read += bool(read.recordings)
        yield read


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, walk: Walk) -> bytes | tuple[str, str]:
    """A file's bytes, or the code and the sentence that refuse it."""
    limits = walk.limits
    if entry.flag_bits & 1:
        return "encrypted", "It is locked with a password; unpack it and give what it holds."
    parts, size = [], 0
    try:
        with archive.open(entry) as opened:
            while part := opened.read(MIB):
                size += len(part)
                _spend(walk, len(part))
                if size > limits.file_bytes:
                    return "too_large", f"It is over {limits.file_bytes // MIB:,} MiB, more than a run can be."
                if size > limits.ratio_from_bytes and size > limits.ratio * max(entry.compress_size, 1):
                    return "bomb", "It unpacks to hundreds of times its size, as no recording does: it is not unpacked further."
                parts.append(part)
    except BROKEN:
        return "broken_archive", "It is broken inside the archive; fetch the archive again from where it was exported."
    return b"".join(parts)


def _spend(walk: Walk, n: int) -> None:
    walk.left_bytes -= n
    if walk.left_bytes < 0:
        raise _Spent("bomb", "It unpacks to far more than an export of its size can hold: it was not unpacked further.")


def _summed_up(name: str, walk: Walk) -> FileRead:
    """The archive itself, last: read, partial or refused."""
    notices = []
    if walk.aside:
        kinds = ", ".join(f"{kind} {n:,}" for kind, n in walk.aside.most_common(8))
        notices.append(Notice("passed_over", f"Files that are no recordings were passed over: {kinds}.", walk.aside.total()))
    if walk.doubled:
        notices.append(Notice("duplicates", "Files that are in the archive more than once were read once.", walk.doubled))
    if walk.resumed:
        notices.append(Notice("resumed", "Files that were taken in before were passed over.", walk.resumed))
    if walk.faults:
        code, reason = walk.faults[0]
        if len(walk.faults) > 1:
            notices.append(Notice(code, f"{reason} And {len(walk.faults) - 1:,} more faults.", len(walk.faults)))
        return FileRead(name, PARTIAL if walk.n_read else REFUSED, (), code, reason, tuple(notices))
    if not walk.n_read and not walk.doubled and not walk.resumed:
        return refused(name, "no_recordings", "There is no FIT, GPX or TCX file in it that holds a run.", tuple(notices))
    return FileRead(name, READ, notices=tuple(notices))
