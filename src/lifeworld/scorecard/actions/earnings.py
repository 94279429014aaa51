"""Files of earnings come in: each row once, as an event of the type partner.earned; rows that cannot be are kept with the reason.

A small file is read while its sender waits, a larger one by the work in the background, which also goes on with what was broken off. A file
that was broken off, or grew, may be given again as it is: what is there already is there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.files.kept import SUFFIX, bounded, packed, plain_name
from lifeworld.places.queries import workers
from lifeworld.scorecard.actions.earnings_reading import BROKE_OFF, FAILED, LEASE, READING, Step, ended, read_import
from lifeworld.scorecard.core.deeds import CURRENCY
from lifeworld.scorecard.core.plans import ImportValue
from lifeworld.scorecard.files.earnings import drop, keep, path_of
from lifeworld.scorecard.models import EarningsImport
from lifeworld.scorecard.queries.earned import import_value
from lifeworld.scorecard.queries.plans import may_manage, plan_kept

FILE_BYTES_MAX = 32 * 1024**2
"""A larger file comes in at the terminal: `lifeworld scorecard earnings`."""
INLINE_BYTES = 1024**2
"""Up to so many bytes are read while the sender waits."""
NAME_CHARS_MAX, TRIES_MAX = 255, 3
AGAIN = timedelta(minutes=1)
"""After a fault of which nobody knows whether it passes, a file is read on so much later."""


class Stopped(Exception):
    """The worker is to stop while a file is read."""


def import_earnings(caller: Caller, path: Path, name: str, *, currency: str = "", step: Step | None = None) -> ImportValue:
    """Take the earnings of a file in, piece by piece, each in a transaction of its own. ``currency``: of rows that say none.

    Errors: 403; 409 where the scorecard is not set up; 422. A file that is no table, or breaks off, is kept as failed, with what came
    before it.
    """
    return _read_now(caller, _begun(caller, name, currency), path, step)


def import_upload(caller: Caller, name: str, chunks: Iterable[bytes], size: int, *, currency: str = "") -> ImportValue:
    """The same of a file that came with a request. A large one is answered as being read, and the work in the background reads it.

    Errors: as there; InputRefused for a larger one, or a strange currency.
    """
    may_manage(caller)
    if size > FILE_BYTES_MAX:
        raise InputRefused("file_too_large", f"The file has more than {FILE_BYTES_MAX // 1024**2} MiB.",
                           "Bring it in at the terminal: lifeworld scorecard earnings FILE.")
    named = plain_name(name) or "earnings"
    suffix = SUFFIX.search(named.lower())
    row = _begun(caller, named, currency, file=f"{secrets.token_hex(16)}{suffix[0] if suffix else ''}")
    path = path_of(Path(settings.UPLOAD_DIR), row.file)
    try:
        keep(path, chunks)
        bounded(path, named)
    except BaseException:
        drop(path)
        row.delete()
        raise
    if size <= INLINE_BYTES and not packed(path):
        return _read_now(caller, row, path)
    EarningsImport.objects.filter(pk=row.pk).update(busy_until=None)  # its bytes are there: whoever works in the background may begin
    return import_value(row)


def read_once(stop: Event | None = None) -> bool:
    """Read one file that waits, or whose reader died, from where it stands. False: there is none. Where ``stop`` is set meanwhile the next
    worker goes on with it. Errors: what nobody foresaw; it is read on later, and the third time it is a failed one.
    """
    row = _claimed() if _waiting().exists() else None  # a look that holds nobody up, twice a second
    if row is None:
        return False
    caller = next(one for one in workers() if one.place_id == row.place_id)
    path = path_of(Path(settings.UPLOAD_DIR), row.file)
    if not row.file or row.tries > TRIES_MAX or not path.exists():
        ended(caller, row, FAILED, BROKE_OFF)
        return True

    def step(_: int) -> None:
        if stop is not None and stop.is_set():
            raise Stopped

    try:
        read_import(caller, row, path, step)
    except Stopped:
        _let_go(row, busy_until=None, tries=row.tries - 1)
    except Exception:
        if row.tries >= TRIES_MAX:
            ended(caller, row, FAILED, BROKE_OFF)
        else:
            _let_go(row, busy_until=timezone.now() + AGAIN)
        raise
    return True


def _begun(caller: Caller, name: str, currency: str, *, file: str = "") -> EarningsImport:
    """A file that the caller reads now. Errors: 403; 409 where the scorecard is not set up; InputRefused for a strange currency."""
    may_manage(caller)
    plan = plan_kept(caller)
    if plan is None:
        raise conflict("no_plan", "The scorecard of this place is not set up.", "Set it up first, so that its currency is known.")
    now = timezone.now()
    return EarningsImport.objects.create(
        place_id=caller.place_id, filename=name[:NAME_CHARS_MAX], state=READING, who=caller.who, made_at=now, file=file,
        currency=_currency(currency, plan.currency), busy_until=now + LEASE)


def _read_now(caller: Caller, row: EarningsImport, path: Path, step: Step | None = None) -> ImportValue:
    """Read it while whoever gave it waits; what breaks it off does not leave it as if it were still being read."""
    try:
        read_import(caller, row, path, step)
    except BaseException:
        ended(caller, row, FAILED, BROKE_OFF)
        raise
    row.refresh_from_db()
    return import_value(row)


def _waiting() -> QuerySet[EarningsImport]:
    """Files that nobody reads."""
    return EarningsImport.objects.filter(Q(busy_until=None) | Q(busy_until__lt=timezone.now()), state=READING)


@transaction.atomic
def _claimed() -> EarningsImport | None:
    """The oldest file that nobody reads; it is this worker's now."""
    row = _waiting().select_for_update().order_by("pk").first()
    if row is not None:
        row.tries, row.busy_until = row.tries + 1, timezone.now() + LEASE
        row.save(update_fields=["tries", "busy_until"])
    return row


def _let_go(row: EarningsImport, **said: object) -> None:
    EarningsImport.objects.filter(pk=row.pk, state=READING, tries=row.tries).update(**said)


def _currency(text: str, default: str) -> str:
    code = text.strip().upper()
    if code and not re.fullmatch(CURRENCY, code):
        raise InputRefused("bad_currency", f"«{text[:12]}» is no currency.", "Give its code of three letters, such as EUR.")
    return code or default
