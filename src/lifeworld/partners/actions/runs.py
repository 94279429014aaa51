"""Offers come in: whole files in one or several parts, or a few rows that are changed; each coming-in is a run."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.actions.reading import read_run
from lifeworld.partners.core.onboarding import APPLIED, SUSPENDED, VERIFIED
from lifeworld.partners.core.shown import RunValue
from lifeworld.partners.files.kept import packed, path_of, plain_name, put
from lifeworld.partners.models import Feed, Run
from lifeworld.partners.queries.feeds import FAILED, READING, RECEIVING, run_value
from lifeworld.partners.queries.whose import fed

WHOLE, CHANGES = "whole", "changes"
TERMINAL = "terminal"
OPEN_MAX = 20
BYTES_MAX = 2 * 1024**3
PART_BYTES_MAX = 8 * 1024**2
INLINE_BYTES = 1024**2
"""Up to so many bytes are read while the sender waits; more of them by the work in the background."""
INLINE_SECONDS = 300
ROWS_MAX = 1000


def send_file(caller: Caller, partner: str, feed: str, content: bytes, *, name: str = "", kind: str = WHOLE, how: str = "push") -> RunValue:
    """A file of a feed in one part. Errors: as ``begin_run``."""
    run = begin_run(caller, partner, feed, len(content), name=name, kind=kind, how=how)
    return append_part(caller, partner, run.id, 0, content)


def send_chunks(caller: Caller, partner: str, feed: str, chunks: Iterable[bytes], size: int, *, name: str = "",
                kind: str = WHOLE) -> RunValue:
    """A file that arrives piece by piece, as a form sends it. Errors: as ``begin_run``."""
    value = begin_run(caller, partner, feed, size, name=name, kind=kind)
    for chunk in chunks:
        value = append_part(caller, partner, value.id, value.received, chunk)
    return value


def send_rows(caller: Caller, partner: str, feed: str, rows: Sequence[Mapping[str, Any]], gone: Sequence[str] = (), *,
              how: str = "push") -> RunValue:
    """A few offers as a feed's rows have them, and numbers (sku) of offers that are gone: they count when this returns.

    Errors: as ``begin_run``; 422 for none or too many.
    """
    _open(caller, partner, feed, how)
    if not 1 <= len(rows) + len(gone) <= ROWS_MAX:
        raise InputRefused("rows_refused", f"Between 1 and {ROWS_MAX:,} offers come at once, and these are {len(rows) + len(gone):,}.",
                           "Send a file, or send them in turns.")
    lines = [*rows, *({"sku": sku, "gone": True} for sku in gone)]
    content = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines).encode()
    return send_file(caller, partner, feed, content, name="rows.jsonl", kind=CHANGES, how=how)


@transaction.atomic
def begin_run(caller: Caller, partner: str, feed: str, size: int, *, name: str = "", kind: str = WHOLE, how: str = "push") -> RunValue:
    """Announce a file of ``size`` bytes; its parts follow. ``kind``: "whole" replaces what the feed offers, "changes" changes some of it.

    Errors: 403; 404 also for another partner's feed; 409 where the feed is stopped, is fetched by us, or has too many runs open; 422.
    """
    row = _open(caller, partner, feed, how)
    if kind not in {WHOLE, CHANGES}:
        raise InputRefused("kind_unknown", f"A run is not «{kind[:20]}».", "Send kind=whole or kind=changes.")
    if not 0 < size <= BYTES_MAX:
        raise InputRefused("file_size", f"The file has {size:,} bytes." if size > 0 else "The file is empty.",
                           f"Send 1 byte to {BYTES_MAX // 1024**2:,} MiB. A feed that offers nothing any more is closed.")
    return run_value(new_run(row, kind, how, caller.who, size=size, name=name))


def new_run(feed: Feed, kind: str, how: str, who: str, *, size: int, name: str, state: str = RECEIVING, file: str = "") -> Run:
    """The row of a run whose bytes come. Runs in a transaction; no right is asked here. Errors: 409 where too many are open."""
    if Run.objects.filter(feed=feed, state__in=(RECEIVING, READING)).count() >= OPEN_MAX:
        raise conflict("runs_full", f"{OPEN_MAX} files of this feed are on their way in.", "Wait until they are read.")
    return Run.objects.create(feed=feed, mark=secrets.token_hex(8), kind=kind, state=state, how=how, size=size,
                              received=size if state == READING else 0, filename=plain_name(name), file=file or secrets.token_hex(16),
                              who=who)


def append_part(caller: Caller, partner: str, run: int, offset: int, content: bytes) -> RunValue:
    """Append a part as ``send_part`` does; the last one has a small file read at once."""
    value = send_part(caller, partner, run, offset, content)
    at_once = value.state == READING and _at_once(Run.objects.get(pk=value.id))
    return read_now(caller, partner, run) if at_once else value


@transaction.atomic
def send_part(caller: Caller, partner: str, run: int, offset: int, content: bytes) -> RunValue:
    """Append a part; when this returns, its bytes are on the disk and counted.

    Errors: 403; 404; 409 where the offset is not where the run stands; 422 for a part that does not fit.
    """
    row = _receiving(caller, partner, run)
    if row.state != RECEIVING or offset != row.received:
        raise conflict("wrong_offset", f"The file stands at byte {row.received:,} of {row.size:,}, not at {offset:,}.",
                       f"Go on from Upload-Offset: {row.received}.")
    if not content or row.received + len(content) > row.size or len(content) > PART_BYTES_MAX:
        raise InputRefused("part_size", f"A part of {len(content):,} bytes does not fit: {row.size - row.received:,} are missing.",
                           f"Send the bytes that are missing, at most {PART_BYTES_MAX // 1024**2} MiB at a time.")
    put(path_of(Path(settings.UPLOAD_DIR), row.file), offset, content)
    row.received += len(content)
    row.state = READING if row.received == row.size else RECEIVING
    row.busy_until = timezone.now() + timedelta(seconds=INLINE_SECONDS) if row.how == TERMINAL or _at_once(row) else None
    row.save(update_fields=["received", "state", "busy_until"])
    return run_value(row)


def read_now(caller: Caller, partner: str, run: int) -> RunValue:
    """Read a file that has come in whole while its sender waits. Errors: 403; 404."""
    number = _receiving(caller, partner, run, held=False).pk
    read_run(caller, number)
    return run_value(Run.objects.select_related("feed__partner").get(pk=number))


@transaction.atomic
def give_up(caller: Caller, partner: str, run: int) -> RunValue:
    """A file whose parts do not come any more is given up. Errors: 403; 404; 409 where it is being read already."""
    row = _receiving(caller, partner, run)
    if row.state != RECEIVING:
        raise conflict("wrong_state", f"This run is «{row.state}».", "Only a file that is still on its way can be given up.")
    row.state, row.code, row.said, row.ended_at = FAILED, "given_up", "It was given up before all of it had come.", timezone.now()
    row.save(update_fields=["state", "code", "said", "ended_at"])
    return run_value(row)


def _at_once(row: Run) -> bool:
    """Whether a file is so small that its sender can wait until it is read. What a packed one holds nobody knows before."""
    return row.size <= INLINE_BYTES and not packed(path_of(Path(settings.UPLOAD_DIR), row.file))


def _open(caller: Caller, partner: str, key: str, how: str) -> Feed:
    row = fed(caller, partner)
    feed = Feed.objects.select_related("partner").filter(partner=row, key=key).first()
    if feed is None:
        raise not_found("feed", key)
    if row.state not in {APPLIED, VERIFIED, SUSPENDED}:
        raise conflict("wrong_state", f"The partner «{row.key}» is «{row.state}».", "Its offers come in once it applied.")
    if feed.stopped_at is not None:
        raise conflict("feed_stopped", "This feed is stopped, so nothing comes in.", "Start it again first.")
    if feed.kind == "pull" and how == "push":
        raise conflict("other_kind", "The file of this feed is fetched from its address.", "Open a feed of the kind push to send files.")
    return feed


def _receiving(caller: Caller, partner: str, run: int, *, held: bool = True) -> Run:
    row = fed(caller, partner)
    rows = Run.objects.select_related("feed__partner")
    found = (rows.select_for_update(of=("self",)) if held else rows).filter(feed__partner=row, pk=run).first() if 0 <= run < 2**63 else None
    if found is None:
        raise not_found("run", run)
    return found
