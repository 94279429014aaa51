"""The one way in for files: any bytes, any name, any size; what comes out is a verdict with a reason, never an exception.

>>> read_file("notes.csv", b"a,b")[0].verdict
'refused'
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Container, Iterator
from dataclasses import replace as changed
from pathlib import Path

from lifeworld_running.core.values import PARTIAL, READ, FileRead, Notice
from lifeworld_running.files import sniffing
from lifeworld_running.files.archives import read_archive
from lifeworld_running.files.building import refused
from lifeworld_running.files.fit import read_fit
from lifeworld_running.files.gpx import read_gpx
from lifeworld_running.files.health import read_health
from lifeworld_running.files.limits import LIMITS, MIB, Limits
from lifeworld_running.files.packed import unzipped
from lifeworld_running.files.tcx import read_tcx


def read_file(name: str, data: bytes, *, limits: Limits = LIMITS) -> tuple[FileRead, ...]:
    """What the bytes of one file hold: FIT, GPX, TCX, each also gzipped, ZIP archives and Apple Health's export.

    Content decides, the name only where content does not. At least one ``FileRead``; of an archive one for every recording in it, then one
    for the archive. Nothing is raised for bad content. For archives that do not fit into memory see ``read_path``.
    """
    kind = sniffing.kind_of(data[:sniffing.HEAD], name)
    if kind == sniffing.ZIP:
        return tuple(_steadily(name, read_archive(name, io.BytesIO(data), len(data), _reading(limits), limits=limits)))
    if kind == sniffing.HEALTH:
        return tuple(_steadily(name, read_health(name, iter([data]), lambda _: None, limits=limits)))
    return (read_one(name, data, limits=limits),)


def read_path(path: Path, *, name: str = "", limits: Limits = LIMITS, seen: Container[str] = ()) -> Iterator[FileRead]:
    """The same of a file or a folder on disk, streaming: of archives and Apple's exports only a part is in memory at a time.

    ``name``: what the file is called where ``path`` is that of a copy. Files of a folder come in the order of their paths. ``seen``: sha256
    (hex) of files that were taken in before; they are passed over. Errors: OSError where ``path`` itself cannot be opened.
    """
    if path.is_dir():
        yield from _folder(path, limits, seen)
    else:
        yield from _from_disk(path, name or path.name, limits, seen, set())


def _folder(path: Path, limits: Limits, seen: Container[str]) -> Iterator[FileRead]:
    """All files below a folder; hidden ones are passed over, and routes of an Apple export come with their workouts."""
    used: set[Path] = set()
    files = [file for file in sorted(path.rglob("*")) if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    files.sort(key=lambda file: file.suffix.casefold() != ".xml")  # an export comes before the routes that it names
    for file in files:
        if file in used or not file.is_file():
            continue
        try:
            yield from _from_disk(file, file.relative_to(path).as_posix(), limits, seen, used)
        except OSError as error:
            yield refused(file.relative_to(path).as_posix(), "cannot_open", f"It cannot be opened: {error.strerror or error}.")


def _from_disk(path: Path, name: str, limits: Limits, seen: Container[str], used: set[Path]) -> Iterator[FileRead]:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(sniffing.HEAD)
        kind = sniffing.kind_of(head, name)
        stream.seek(0)
        if kind == sniffing.ZIP:
            yield from _steadily(name, read_archive(name, stream, size, _reading(limits), limits=limits, seen=seen))
            return
        if kind == sniffing.HEALTH:
            chunks = iter(lambda: stream.read(MIB), b"")
            yield from _steadily(name, read_health(name, chunks, _beside(path, used), seen=seen, limits=limits))
            return
        if size > limits.file_bytes:
            yield refused(name, "too_large", f"It is over {limits.file_bytes // MIB:,} MiB, more than a run can be.")
            return
        data = stream.read()
    if seen and hashlib.sha256(data).hexdigest() in seen:
        yield FileRead(name, READ, notices=(Notice("resumed", "It was taken in before and is passed over."),))
        return
    yield read_one(name, data, limits=limits)


def _beside(export: Path, used: set[Path]) -> Callable[[str], bytes | None]:
    """Routes that lie beside an Apple export which was unpacked to disk; never outside its folder."""
    def route(path: str) -> bytes | None:
        found = export.parent / path.lstrip("/")
        if ".." in found.parts or not found.is_file() or found.stat().st_size > LIMITS.file_bytes:
            return None
        used.add(found)
        return found.read_bytes()

    return route


def _reading(limits: Limits) -> Callable[[str, bytes, str, str], FileRead]:
    return lambda name, data, sha256, path: read_one(name, data, sha256=sha256, path=path, limits=limits)


def read_one(name: str, data: bytes, *, sha256: str = "", path: str = "", limits: Limits = LIMITS) -> FileRead:
    """One file that is no archive. ``sha256`` is that of ``data`` where it is known; ``path``: inside an archive. Never raises."""
    shown = path or name
    digest = sha256 or hashlib.sha256(data).hexdigest()
    try:
        return _told(changed(_one(name.rpartition("/")[2], data, digest, path, limits), name=shown))
    except MemoryError:
        return refused(shown, "too_large", "There is not enough memory to read it.")
    except Exception as error:  # a reader's own mistake must not end an import of a thousand files
        return refused(shown, "reader_failed", f"The reader itself failed at it ({type(error).__name__}), which is a fault of lifeworld: "
                       "please report it with the file.")


def _told(read: FileRead) -> FileRead:
    """A file that broke off, with its last recording saying so too: what comes after reads recordings alone, and trusts that one less."""
    if read.verdict != PARTIAL or not read.recordings or read.code.replace("-", "_").startswith("too_many"):
        return read
    *whole, last = read.recordings
    return changed(read, recordings=(*whole, changed(last, notices=(*last.notices, Notice("broken_off", read.reason)))))


def _one(name: str, data: bytes, digest: str, path: str, limits: Limits) -> FileRead:
    """One file, unpacked where it is gzipped."""
    if len(data) > limits.file_bytes:
        return refused(name, "too_large", f"It is over {limits.file_bytes // MIB:,} MiB, more than a run can be.")
    if sniffing.kind_of(data[:sniffing.HEAD], name) != sniffing.GZIP:
        return _plain(name, data, digest, path, limits)
    out = unzipped(data, limits)
    if out.code:
        return refused(name, out.code, out.reason)
    if not out.whole and not out.data:
        said = "The packed file breaks off before anything can be unpacked. Fetch it again from where it is from."
        return refused(name, "broken_gzip", said)
    read = _plain(name, out.data, digest, path, limits)
    if out.whole or read.verdict != READ:
        return read
    said = "The packed file breaks off; what could be unpacked was read."
    return changed(read, verdict=PARTIAL, code="broken_gzip", reason=said, notices=(*read.notices, Notice("broken_gzip", said)))


def _plain(name: str, data: bytes, digest: str, path: str, limits: Limits) -> FileRead:
    """One file that is not packed."""
    match sniffing.kind_of(data[:sniffing.HEAD], name):
        case sniffing.EMPTY:
            return refused(name, "empty_file", "There is nothing in it. Export it again from where it was recorded.")
        case sniffing.FIT:
            return read_fit(name, data, sha256=digest, path=path)
        case sniffing.GPX:
            return read_gpx(name, data, sha256=digest, path=path, limits=limits)
        case sniffing.TCX:
            return read_tcx(name, data, sha256=digest, path=path, limits=limits)
    return refused(name, "unknown_format", sniffing.not_read(data[:sniffing.HEAD], name))


def _steadily(name: str, reads: Iterator[FileRead]) -> Iterator[FileRead]:
    """The files of an archive; where its reader itself fails, that is the last verdict."""
    try:
        yield from reads
    except MemoryError:
        yield refused(name, "too_large", "There is not enough memory to read it on.")
    except OSError as error:
        yield refused(name, "cannot_open", f"It cannot be read on: {error.strerror or error}.")
    except Exception as error:
        yield refused(name, "reader_failed", f"The reader itself failed at it ({type(error).__name__}), which is a fault of lifeworld: "
                      "please report it with the file.")
