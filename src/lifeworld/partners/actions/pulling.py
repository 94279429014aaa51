"""Feeds that are pulled: what is due is fetched on another thread, and what came becomes a run; an address that fails waits longer."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.events.actions.webhooks import private_allowed
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.actions.feeds import secret_for_host
from lifeworld.partners.actions.runs import WHOLE, new_run
from lifeworld.partners.core.onboarding import APPLIED, VERIFIED
from lifeworld.partners.files.fetching import NOT_MODIFIED, Fetched, fetch
from lifeworld.partners.files.kept import drop, path_of
from lifeworld.partners.models import Feed, Run
from lifeworld.partners.queries.feeds import READING, RECEIVING

PULL = "pull"
FRESH_SHARE = 0.5
"""What came is confirmed by «nothing changed» for this share of the time that it holds; then it is read anew, before it is stale."""
AT_ONCE, PATIENCE_S = 2, 0.05
WAIT_S, WAIT_S_MAX = 60, 6 * 3600
UNFORESEEN = Fetched(0, "Fetching failed for a reason that is in the log of this site.")
log = logging.getLogger("lifeworld.partners")

Fetch = Callable[[str, Path, Mapping[str, str]], Fetched]


@dataclass(frozen=True)
class Errand:
    """A feed whose address is asked now, and where its file goes."""

    feed: int
    place: int
    url: str
    headers: Mapping[str, str]
    file: str
    refused: str = ""
    """Why the address is not asked: what it should be sent is not there, or not for it."""


def pull_due(workers: Iterable[Caller], now: datetime | None = None, get: Fetch | None = None) -> int:
    """Fetch what is due and make runs of it, one after the other; returns how many were asked. For tests and the terminal."""
    at = now or timezone.now()
    errands = due(at)
    by_place = {caller.place_id: caller for caller in workers}
    for errand in errands:
        taken(by_place[errand.place], errand, _got(errand, get=get, private=private_allowed()), at)
    return len(errands)


def pull_step(workers: Callable[[], Iterable[Caller]]) -> bool:
    """One step for the hall's worker: keep what came back, ask what is due. True where something was on its way."""
    now = timezone.now()
    back = [feed for feed, (_, future) in _on_the_way().items() if future.done()]
    if back:
        by_place = {caller.place_id: caller for caller in workers()}
        for feed in back:
            errand, future = _on_the_way().pop(feed)
            if errand.place in by_place:
                taken(by_place[errand.place], errand, future.result(), now)
            else:
                drop(path_of(Path(settings.UPLOAD_DIR), errand.file))
    for errand in due(now, leaving_out=frozenset(_on_the_way()), limit=AT_ONCE - len(_on_the_way())):
        _on_the_way()[errand.feed] = errand, _pool().submit(_got, errand, private=private_allowed())
    if _on_the_way() and not back:
        wait([future for _, future in _on_the_way().values()], timeout=PATIENCE_S)
    return bool(back)


def due(now: datetime, *, leaving_out: frozenset[int] = frozenset(), limit: int = 100) -> list[Errand]:
    """Feeds whose time has come, those that wait longest first; one whose file is still being read is left out."""
    rows = Feed.objects.filter(due_at__lte=now, stopped_at=None, partner__state__in=(APPLIED, VERIFIED)).exclude(url="")
    if limit <= 0 or not rows.exists():
        return []
    busy = Run.objects.filter(state__in=(RECEIVING, READING)).values_list("feed", flat=True)
    rows = rows.exclude(pk__in=[*leaving_out, *busy]).select_related("place").annotate(
        came=Max("runs__begun_at", filter=Q(runs__how=PULL)))
    return [_errand(row, row.came, now) for row in rows.order_by("due_at", "pk")[:limit]]


@transaction.atomic
def taken(caller: Caller, errand: Errand, fetched: Fetched, now: datetime) -> None:
    """What became of it: a run, nothing new, or a failure after which it waits longer each time."""
    path = path_of(Path(settings.UPLOAD_DIR), errand.file)
    feed = Feed.objects.select_for_update().filter(pk=errand.feed, stopped_at=None).first()
    if feed is None or feed.url != errand.url:
        drop(path)
        return
    feed.asked_at, feed.said = now, fetched.said[:300]
    failed = not fetched.is_new and fetched.status != NOT_MODIFIED
    feed.failures = feed.failures + 1 if failed else 0
    pause = min(WAIT_S * 2 ** min(feed.failures, 12), WAIT_S_MAX) if failed else 0
    feed.due_at = now + timedelta(seconds=max(feed.every_s, pause))
    if fetched.is_new and fetched.size:
        feed.etag, feed.modified = fetched.etag, fetched.modified
        new_run(feed, WHOLE, PULL, caller.who, size=fetched.size, name=fetched.name, state=READING, file=errand.file)
    elif fetched.is_new:
        feed.said = "It answered 200 with an empty file, which changes nothing."
        drop(path)
    feed.save()
    if failed and feed.failures == 1:
        record(caller, "partners.feed_failed", data={"feed": feed.pk, "status": fetched.status})


def _errand(row: Feed, came: datetime | None, now: datetime) -> Errand:
    """``came``: when the last file did, whose offers are as old however often the address says that nothing changed."""
    is_fresh = came is not None and now - came < FRESH_SHARE * timedelta(seconds=row.ttl_s)
    told = (("If-None-Match", row.etag), ("If-Modified-Since", row.modified)) if is_fresh else ()
    headers, refused = {name: value for name, value in told if value}, ""
    if row.credential:
        try:
            headers["Authorization"] = secret_for_host(row.credential, row.place.path, row.url)
        except InputRefused as error:
            refused = f"{error.message} So nothing was asked."
    return Errand(row.pk, row.place_id, row.url, headers, secrets.token_hex(16), refused)


def _got(errand: Errand, *, private: bool, get: Fetch | None = None) -> Fetched:
    """Fetch; touches no database, so that it may wait on another thread."""
    if errand.refused:
        return Fetched(0, errand.refused)
    path = path_of(Path(settings.UPLOAD_DIR), errand.file)
    try:
        return get(errand.url, path, errand.headers) if get else fetch(errand.url, path, errand.headers, private=private)
    except Exception:
        log.exception("a feed could not be fetched in a way that nobody foresaw", extra={"said": {"feed": errand.feed}})
        drop(path)
        return UNFORESEEN


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "feeds")


@cache
def _on_the_way() -> dict[int, tuple[Errand, Future[Fetched]]]:
    """What is being fetched, by feed: of each, one at a time."""
    return {}
