"""Files come in: the bytes are kept as they are, small ones are read at once, archives and large ones by the worker, step by step."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, Sum

from lifeworld.plugin import InputRefused
from lifeworld.plugin_web import Caller, conflict, key_of, not_found, record
from lifeworld_running.actions.activities import remove
from lifeworld_running.actions.preparing import Prepared, prepared
from lifeworld_running.actions.writing import put
from lifeworld_running.core.lines import FileLine, RunnerLine
from lifeworld_running.core.values import PARTIAL, READ, REFUSED, FileRead
from lifeworld_running.files.kept import drop, keep, plain_name
from lifeworld_running.files.reading import read_file, read_path
from lifeworld_running.models import Activity, File
from lifeworld_running.queries.files import file_line
from lifeworld_running.queries.settings import line_of, runner_of
from lifeworld_running.queries.whose import runner_asked

log = logging.getLogger("lifeworld.running")
INLINE_BYTES, INLINE_UNPACKED, INLINE_RUNS = 2 * 1024**2, 16 * 1024**2, 10
"""Files up to this size, unpacked up to that size, with so many runs are read while their giver waits, unless they are archives."""
CUSTOMER_BYTES_MAX = 20 * 1024**3
"""What one customer's files may take on the disk: whoever has her link could else fill it."""
ARCHIVES, HEAD_BYTES = (b"PK\x03\x04", b"PK\x05\x06"), 64 * 1024
STEP_SECONDS, DROPPED_AT_ONCE = 1.0, 100
TRIES_MAX = 3
PARTS_KEPT, NOTICES_KEPT = 200, 50
NOT_ANALYSED = ("not_analysed", "A recording in this file could not be analysed; its bytes are kept.")
Open = Iterator[FileRead]
_OPEN: dict[int, Open] = {}
"""Files that the worker of this process has half read: a crash forgets them, and they are read again past what was taken in."""


def take_file(caller: Caller, customer: int | None, name: str, chunks: Iterable[bytes], *, now: bool = True) -> FileLine:
    """Keep a file of a runner and read it: now where it is small, else by the worker. The same bytes again give the same file.

    Errors: LifeworldError 403, 404; InputRefused for a file that is empty or too large; RunFailed where the disk
    takes no more. What cannot be read is no error: the file says why.
    """
    who = runner_asked(caller, customer, scope="events.record")
    if (File.objects.filter(customer=who).aggregate(bytes=Sum("size"))["bytes"] or 0) >= CUSTOMER_BYTES_MAX:
        raise InputRefused("too_much", f"Files of more than {CUSTOMER_BYTES_MAX >> 30} GiB are kept already.",
                           "Take some of them back first.")
    root = Path(settings.UPLOAD_DIR)
    sha, size, path = keep(root, caller.place_id, who, chunks, settings.UPLOAD_BYTES_MAX)
    try:
        return _taken(caller, who, root / path, File(sha256=sha, name=plain_name(name), size=size, path=path), now=now)
    except BaseException:
        try:
            _bytes_gone(who, sha, path)
        except DatabaseError:
            if not connection.in_atomic_block:  # perhaps it was the connection: she may be erased already, so it is asked once more
                connection.close()
                with suppress(DatabaseError):
                    _bytes_gone(who, sha, path)
        raise


def _taken(caller: Caller, who: int, path: Path, new: File, *, now: bool) -> FileLine:
    """The file whose bytes are kept at ``path``: known before, read at once, or waiting for the worker."""
    if (known := File.objects.filter(customer=who, sha256=new.sha256).first()) is not None:
        if known.state == "dropping":
            raise conflict("file_is_dropped", "This file is being taken back now.", "Give it again in a minute.")
        return file_line(known, is_new=False)
    columns = {"name": new.name, "size": new.size, "path": new.path}
    line = line_of(who)
    reads: tuple[FileRead, ...] = ()
    if now and new.size <= INLINE_BYTES and not is_archive(path) and unpacks_to(path, INLINE_UNPACKED):
        reads = read_file(new.name, path.read_bytes())
    at_once = bool(reads) and sum(len(read.recordings) for read in reads) <= INLINE_RUNS
    ready = [(read, all_prepared(read, line)) for read in reads] if at_once else []
    with transaction.atomic():
        row, made = File.objects.get_or_create(place_id=caller.place_id, customer_id=who, sha256=new.sha256, defaults=columns)
        if made and at_once:
            for read, (some, failed) in ready:
                took(caller, row, read, some, line, failed=failed)
            ended(caller, row)
        if made:
            _told(caller, row)
    return file_line(row, is_new=made)


def all_prepared(read: FileRead, line: RunnerLine) -> tuple[list[Prepared], bool]:
    """The recordings of a file analysed, and whether any could not be."""
    runner, ready, failed = runner_of(line), [], False
    for recording in read.recordings:
        try:
            ready.append(prepared(recording, runner))
        except Exception:  # one recording that nobody foresaw does not stop the others
            log.exception("a recording could not be analysed")
            failed = True
    return ready, failed


def took(caller: Caller, row: File, read: FileRead, ready: Sequence[Prepared], line: RunnerLine, *, failed: bool = False) -> None:
    """What one part of a file held is written, and the file says so; runs in the transaction of whoever calls."""
    for one in ready:
        put(caller, row, row.customer_id, one, line)
    code, reason, verdict = read.code, read.reason, read.verdict
    if failed and verdict != REFUSED:
        code, reason, verdict = *NOT_ANALYSED, PARTIAL if ready else REFUSED
    row.n_parts += 1
    row.notices = [*row.notices, *({"code": one.code, "message": one.message, "n": one.n} for one in read.notices)][:NOTICES_KEPT]
    if verdict != READ and len(row.parts) < PARTS_KEPT:
        name = row.name if read.name == row.sha256 else read.name[-300:]
        row.parts = [*row.parts, {"name": name, "verdict": verdict, "code": code, "reason": reason}]
    row.cursor += 1


def ended(caller: Caller, row: File) -> None:
    """The file says what became of it as a whole."""
    row.n_recordings = Activity.objects.filter(file=row).count()
    bad = [part for part in row.parts if part["verdict"] != READ]
    row.state = READ if not bad else PARTIAL if row.n_recordings else REFUSED
    if row.n_parts > 1 and row.n_recordings == 0 and not bad:
        row.state = READ  # all of it had come before
    if bad:
        row.code, row.reason = bad[0]["code"], bad[0]["reason"]
        if len(bad) > 1:
            row.code, row.reason = "some_parts", f"{len(bad)} parts were not read whole; each says why."
    row.save()


def is_archive(path: Path) -> bool:
    """Whether a file holds other files, or is an export that is read for long."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return head.startswith(ARCHIVES) or b"<HealthData" in head


def unpacks_to(path: Path, bytes_max: int) -> bool:
    """Whether a small file stays below so many bytes where it is gzipped; others are what they are."""
    packed = path.read_bytes()
    if not packed.startswith(b"\x1f\x8b"):
        return True
    stream = zlib.decompressobj(wbits=31)
    try:
        while packed and not stream.eof and bytes_max > 0:
            bytes_max -= len(stream.decompress(packed, 1024**2))
            packed = stream.unconsumed_tail
    except zlib.error:
        return True  # broken: there is no more in it
    return bytes_max > 0 and not stream.unused_data


@transaction.atomic
def drop_file(caller: Caller, file: int, customer: int | None = None) -> None:
    """A file and all its activities go, with the events that stood for them: at once, or by the worker where there are many.

    Errors: LifeworldError 403, 404; 409 while it is read.
    """
    who = runner_asked(caller, customer, scope="worlds.manage")
    row = File.objects.select_for_update().filter(place=caller.place_id, customer=who, pk=file).first()
    if row is None:
        raise not_found("file", file)
    if row.state == "reading":
        raise conflict("file_is_read", "This file is being read now.", "Wait until it was read, then take it back.")
    record(caller, "running.file_dropped", customer=key_of(caller, who), data={"file": file})
    row.state = "dropping"
    row.save(update_fields=["state"])
    _drop(caller, row)


def _drop(caller: Caller, row: File) -> None:
    """Some activities of a file go, and the file with the last of them. Runs in the transaction of whoever calls."""
    some = list(Activity.objects.select_for_update().filter(file=row).order_by("pk")[:DROPPED_AT_ONCE + 1])
    for activity in some[:DROPPED_AT_ONCE]:
        remove(caller, activity)
    if len(some) <= DROPPED_AT_ONCE:
        who, sha, path = row.customer_id, row.sha256, row.path
        row.delete()
        transaction.on_commit(lambda: _bytes_gone(who, sha, path))


def _bytes_gone(who: int, sha: str, path: str) -> None:
    """The bytes leave the disk, unless the same file was given again meanwhile."""
    if not File.objects.filter(customer=who, sha256=sha).exists():
        drop(Path(settings.UPLOAD_DIR), path)


@transaction.atomic
def drop_some(caller: Caller) -> bool:
    """One step of the worker: some activities of a file that is taken back go; whether there was one."""
    row = File.objects.select_for_update().filter(place=caller.place_id, state="dropping").order_by("pk").first()
    if row is not None:
        _drop(caller, row)
    return row is not None


def read_some(caller: Caller) -> bool:
    """One step of the worker: parts of the smallest file that waits in a place are read for about a second; whether one waited.

    Smallest first, so that the export of ten years does not keep everybody's run of today waiting.
    """
    _let_go()
    row = File.objects.filter(place=caller.place_id).filter(Q(state="waiting") | Q(state="reading")).order_by("size", "pk").first()
    if row is None:
        return False
    opened = _OPEN.get(row.pk)
    if opened is None:
        opened = _begun(row)
        if opened is None:
            return True
    until, line = time.monotonic() + STEP_SECONDS, line_of(row.customer_id)
    try:
        while (read := next(opened, None)) is not None:
            ready, failed = all_prepared(read, line)
            _written(caller, row.pk, read, ready, line, failed=failed)
            if time.monotonic() > until:
                return True
    except BaseException:
        _OPEN.pop(row.pk, None)
        raise
    _OPEN.pop(row.pk, None)
    with transaction.atomic():
        if (last := File.objects.select_for_update().filter(pk=row.pk).first()) is not None:
            ended(caller, last)
    return True


def _let_go() -> None:
    """Files that were erased while they were half read are closed: an open file is still on the disk."""
    if _OPEN:
        there = set(File.objects.filter(pk__in=list(_OPEN)).values_list("pk", flat=True))
        for pk in set(_OPEN) - there:
            del _OPEN[pk]


def _begun(row: File) -> Open | None:
    """The file opened from its beginning, past what was taken in; None where that failed too often, which the file says."""
    path = Path(settings.UPLOAD_DIR) / row.path
    with transaction.atomic():
        row = File.objects.select_for_update().get(pk=row.pk)
        row.tries += 1
        row.state, row.n_parts, row.parts, row.notices, row.cursor = "reading", 0, [], [], 0
        if row.tries > TRIES_MAX or not path.is_file():
            row.state, row.code = REFUSED, "reader_failed"
            row.reason = "Reading it stopped again and again for a reason that nobody foresaw; the bytes are kept."
            row.save()
            return None
        row.save()
    taken = {key.rpartition("-")[0] for key in Activity.objects.filter(file=row).values_list("key", flat=True)}
    opened = iter(read_path(path, seen=_Seen(taken)))
    _OPEN[row.pk] = opened
    return opened


class _Seen(set[str]):
    """Digests that are taken in, told by their first 32 digits, which keys of recordings begin with."""

    def __contains__(self, digest: object) -> bool:
        return isinstance(digest, str) and super().__contains__(digest[:32])


@transaction.atomic
def _written(caller: Caller, file: int, read: FileRead, ready: Sequence[Prepared], line: RunnerLine, *, failed: bool) -> None:
    row = File.objects.select_for_update().filter(pk=file).first()
    if row is None:
        return
    took(caller, row, read, ready, line, failed=failed)
    before, row.n_recordings = row.n_recordings, Activity.objects.filter(file=row).count()
    if row.n_recordings > before:
        row.tries = 0  # it gets on: only what stops at the same place again and again is given up
    row.save()


def _told(caller: Caller, row: File) -> None:
    record(caller, "running.file_taken", customer=key_of(caller, row.customer_id), data={"file": row.pk, "bytes": row.size})
