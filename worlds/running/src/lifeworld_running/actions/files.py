"""Files come in: the bytes are kept as they are, small ones are read at once, archives and large ones by the worker, step by step."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

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
INLINE_BYTES = 2 * 1024**2
"""Files up to this size are read while their giver waits, unless they are archives."""
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

    Errors: LifeworldError 403, 404; InputRefused for a file that is empty or too large. What cannot be read is no error: the file says why.
    """
    who = runner_asked(caller, customer, scope="events.record")
    root = Path(settings.UPLOAD_DIR)
    sha, size, path = keep(root, caller.place_id, who, chunks, settings.UPLOAD_BYTES_MAX)
    if (known := File.objects.filter(customer=who, sha256=sha).first()) is not None:
        return file_line(known, is_new=False)
    columns = {"name": plain_name(name), "size": size, "path": path}
    if not now or size > INLINE_BYTES or is_archive(root / path):
        with transaction.atomic():
            row, made = File.objects.get_or_create(place_id=caller.place_id, customer_id=who, sha256=sha, defaults=columns)
            if made:
                _told(caller, row)
        return file_line(row, is_new=made)
    line = line_of(who)
    reads = read_file(plain_name(name), (root / path).read_bytes())
    ready = [(read, all_prepared(read, line)) for read in reads]
    with transaction.atomic():
        row, made = File.objects.get_or_create(place_id=caller.place_id, customer_id=who, sha256=sha, defaults=columns)
        if made:
            for read, (some, failed) in ready:
                took(caller, row, read, some, line, failed=failed)
            ended(caller, row)
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
        path = row.path
        row.delete()
        transaction.on_commit(lambda: drop(Path(settings.UPLOAD_DIR), path))


@transaction.atomic
def drop_some(caller: Caller) -> bool:
    """One step of the worker: some activities of a file that is taken back go; whether there was one."""
    row = File.objects.select_for_update().filter(place=caller.place_id, state="dropping").order_by("pk").first()
    if row is not None:
        _drop(caller, row)
    return row is not None


def read_some(caller: Caller) -> bool:
    """One step of the worker: parts of the oldest file that waits in a place are read for about a second; whether one waited."""
    row = File.objects.filter(place=caller.place_id).filter(Q(state="waiting") | Q(state="reading")).order_by("pk").first()
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
    row.n_recordings = Activity.objects.filter(file=row).count()
    row.save()


def _told(caller: Caller, row: File) -> None:
    record(caller, "running.file_taken", customer=key_of(caller, row.customer_id), data={"file": row.pk, "bytes": row.size})
