"""Read a FIT file: its chain of files, each by the fast path or the plain one, and a verdict in whole sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from lifeworld_running.core.values import PARTIAL, READ, REFUSED, FileRead, Notice, Provenance, Recording
from lifeworld_running.files.fit import columns, plainly
from lifeworld_running.files.fit.content import DAMAGED, TOO_MANY, TRUNCATED, WORK_MAX, Content, Fault, Unvouched
from lifeworld_running.files.fit.devices import writer_of
from lifeworld_running.files.fit.names import FILE_TYPES
from lifeworld_running.files.fit.parts import Part, chain_of
from lifeworld_running.files.fit.profile import FILE_ID
from lifeworld_running.files.fit.recordings import is_recording, recordings

READ_BY = "lifeworld fit 1"
SIZE_MAX = 64 * 2**20
WHY = {
    TRUNCATED: "{name} breaks off at byte {at:,} of {size:,}",
    DAMAGED: "{name} is damaged at byte {at:,} of {size:,}",
    TOO_MANY: "{name} holds more messages than are read of one file, from byte {at:,} of {size:,} on",
}
Path = Callable[[bytes | memoryview, int], Content]


def fast_or_plain(body: bytes | memoryview, most: int) -> Content:
    """The content of one file of a chain: by columns, and message by message where they do not vouch for it."""
    try:
        return columns.content(body, most)
    except Unvouched as met:
        return plainly.content(body, most, str(met))


def read_fit(name: str, data: bytes | bytearray | memoryview, *, sha256: str = "", path: str = "", by: Path = fast_or_plain) -> FileRead:
    """Read a FIT file, up to the last good record where it is cut short or damaged.

    ``name``: the file's name, for messages; ``path``: its path inside an archive; ``sha256``: of the bytes, if it is known already.
    A file of several sessions (a triathlon) becomes several recordings, parted where each session starts; files that lie one behind the
    other in one (a chain) are read each, and ``provenance.part`` counts through all of them. A course is PLANNED. A session whose points
    were not kept is a recording of no points with its totals. A checksum that does not hold is a notice, because the records in front of
    it may be good. Errors: none; what cannot be read is REFUSED with a reason.

    >>> read_fit("run.fit", b"").reason
    'run.fit is empty.'
    """
    held = bytes(data) if not isinstance(data, bytes) else data
    if not held:
        return FileRead(name, REFUSED, code="empty", reason=f"{name} is empty.")
    if len(held) > SIZE_MAX:
        return FileRead(name, REFUSED, code="too-large", reason=f"{name} has {len(held) / 2**20:,.0f} MiB; a FIT file of more than "
                        f"{SIZE_MAX // 2**20} MiB is not read.")
    chain = chain_of(held)
    if not chain.parts:
        return FileRead(name, REFUSED, code="not-fit", reason=f"{name} does not begin as a FIT file does."
                        " Export it again from where it was recorded.")
    digest = sha256 or hashlib.sha256(held).hexdigest()
    found: list[Recording] = []
    notices: list[Notice] = []
    others: list[str] = []
    fault: Fault | None = None
    left = WORK_MAX
    for part in chain.parts:
        content = by(part.body, max(left, 1))
        left -= content.work
        fault = fault or _fault(part, content)
        kind = next(iter(content.messages.get(FILE_ID, [])), {}).get("type")
        if is_recording(content):
            writer = writer_of(content)
            found += recordings(content, Provenance(
                name, "fit", digest, len(held), len(found), path, writer.device, writer.serial, writer.app, READ_BY))
        elif isinstance(kind, float) and int(kind) in FILE_TYPES:
            others.append(FILE_TYPES[int(kind)])
        notices += _checked(part)
    return _verdict(name, held, chain.left, tuple(found), others, fault, notices)


def _fault(part: Part, content: Content) -> Fault | None:
    """Where a file of the chain breaks off, counted from the beginning of all bytes."""
    if content.fault is not None:
        return Fault(content.fault.code, content.fault.at + part.begin)
    return Fault(TRUNCATED, part.begin + len(part.body)) if part.missing else None


def _checked(part: Part) -> list[Notice]:
    """A notice where the checksum does not hold, or is not there."""
    if part.checked or part.missing:
        return []
    return [Notice("checksum", "The checksum at the end is missing." if part.checked is None else
                   "The checksum at the end does not fit: some bytes may have changed since the device wrote them.")]


def _merged(notices: list[Notice]) -> tuple[Notice, ...]:
    """Notices of one kind as one, with their number."""
    found: dict[tuple[str, str], int] = {}
    for notice in notices:
        found[notice.code, notice.message] = found.get((notice.code, notice.message), 0) + notice.n
    return tuple(Notice(code, message, n) for (code, message), n in found.items())


def _verdict(name: str, data: bytes, left: bytes, found: tuple[Recording, ...], others: list[str], fault: Fault | None,
             notices: list[Notice]) -> FileRead:
    """The verdict over all files of the chain."""
    tail = left.strip(b"\0")
    if left and (fault is None or fault.code != TRUNCATED):
        notices.append(Notice("trailing-bytes", "Behind the last file are bytes that are no FIT file.", len(left)))
    notices += [notice for recording in found for notice in recording.notices]
    if found and others:
        notices.append(Notice("other-content", f"Beside the activity the file holds {', '.join(sorted(set(others)))}; that was left out.",
                              len(others)))
    met = _merged(notices)
    if fault is None and len(tail) > 2:
        fault = Fault(DAMAGED, len(data) - len(left))
    why = WHY[fault.code].format(name=name, at=fault.at, size=len(data)) if fault is not None else ""
    if found:
        if fault is None:
            return FileRead(name, READ, found, notices=met)
        n = sum(len(recording) for recording in found)
        return FileRead(name, PARTIAL, found, fault.code, f"{why}; the {n:,} points in front of it were read.", met)
    if others:
        return FileRead(name, REFUSED, code="not-an-activity", reason=f"{name} holds {others[0]}, no activity and no course.", notices=met)
    if fault is not None:
        return FileRead(name, REFUSED, code=fault.code, reason=f"{why}, and there is no point in front of it.", notices=met)
    return FileRead(name, REFUSED, code="no-recording", reason=f"{name} is a FIT file, but it holds no points and no session.", notices=met)
