"""Webhooks at work: new events become deliveries, deliveries are sent in the order of positions, failed ones wait and are tried again.

What is sent is read at the moment of sending: what was erased meanwhile is not in it. A crash between sending and marking sends the same
delivery again under the same id: receivers get each event at least once, and the id tells them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from lifeworld.events.actions.journal import record
from lifeworld.events.actions.webhooks import private_allowed
from lifeworld.events.core.webhooks import DEAD, EVENTS_AT_ONCE, SENT, WAITING, batch_body, headers_of, message_id, wait_s
from lifeworld.events.files.calling import Reply, post
from lifeworld.events.models import Delivery, Event, EventType, Webhook
from lifeworld.events.queries.rows import events_between, newest_event
from lifeworld.kit.caller import Caller

WAITING_MAX = 20
"""Deliveries of a webhook that wait at the same time; further events stay among the events until these are through."""
LOOKED_AT = 100_000
"""Positions that are looked through at once for events of a webhook's types."""
AT_ONCE = 4
"""Addresses to which something is on its way at the same time, so that a slow one does not hold up the others."""
PATIENCE_S = 0.05
KEPT_DAYS = {SENT: 7, DEAD: 90}
GONE = "The events in it were erased or are past their keeping: nothing was sent."

UNFORESEEN = Reply(0, "Sending failed for a reason that is in the log of this site.")
log = logging.getLogger("lifeworld.webhooks")

Post = Callable[[str, bytes, Mapping[str, str]], Reply]
Workers = Callable[[], Iterable[Caller]]


@dataclass(frozen=True)
class Letter:
    """A delivery as it is sent now; ``body`` empty: nothing is left of its events."""

    delivery: int
    webhook: int
    tries: int
    url: str
    body: bytes
    headers: Mapping[str, str]


def work_once(workers: Workers = tuple) -> bool:
    """One step for the hall's worker: mark what came back, make deliveries of new events, send what is due. True: there was something.

    ``workers`` gives the callers in whose name the journal says that a delivery is dead or a webhook stopped.
    """
    now = timezone.now()
    worked = _harvested(now, workers)
    worked = make_deliveries(now) or worked
    for letter in due(now, leaving_out=frozenset(_on_the_way()), limit=AT_ONCE - len(_on_the_way())):
        _on_the_way()[letter.webhook] = letter, _pool().submit(_posted, letter, private_allowed())
    if not worked and _on_the_way():
        wait([future for _, future in _on_the_way().values()], timeout=PATIENCE_S)
    return worked or bool(_on_the_way())


def send_due(now: datetime, workers: Workers = tuple, send: Post | None = None) -> int:
    """Make deliveries of new events, send what is due and mark it, one after the other; returns how many were tried."""
    make_deliveries(now)
    letters = due(now)
    for letter in letters:
        reply = _posted(letter, private_allowed(), send)
        marked(letter, reply, now, workers)
    return len(letters)


def make_deliveries(now: datetime) -> bool:
    """New events of every place become deliveries of its webhooks, each in one transaction with how far the webhook has come."""
    made = False
    for hook in Webhook.objects.filter(stopped_at=None).order_by("id"):
        newest = newest_event(hook.place)
        if hook.after < newest:
            room = WAITING_MAX - Delivery.objects.filter(webhook=hook, state=WAITING).count()
            while room > 0 and hook.after < newest:
                room -= _made(hook, newest, now)
                made = True
    if made:
        _tidied(now)
    return made


@transaction.atomic
def _made(hook: Webhook, newest: int, now: datetime) -> bool:
    """The next events of a webhook as one delivery, and the webhook's position moved past them; False where it is told of none of them."""
    end = min(newest, hook.after + LOOKED_AT)
    rows = Event.objects.filter(place=hook.place, id__gt=hook.after, id__lte=end)
    if hook.types:
        rows = rows.filter(type__in=list(EventType.objects.filter(place=hook.place, name__in=hook.types).values_list("pk", flat=True)))
    found = list(rows.order_by("id").values_list("id", flat=True)[:EVENTS_AT_ONCE])
    reached = found[-1] if len(found) == EVENTS_AT_ONCE else end
    moved = Webhook.objects.filter(pk=hook.pk, after=hook.after).update(after=reached)
    if moved and found:
        Delivery.objects.create(webhook=hook, first=found[0], last=found[-1], n=len(found), due_at=now)
    hook.after = reached if moved else newest  # somebody else moved it: the next step looks again
    return bool(moved and found)


def due(now: datetime, *, leaving_out: frozenset[int] = frozenset(), limit: int = 100) -> list[Letter]:
    """The first waiting delivery of every webhook that is due, read now: what comes later waits for it, so that order holds."""
    waiting = Delivery.objects.filter(state=WAITING, webhook__stopped_at=None)
    if not waiting.filter(due_at__lte=now).exists():
        return []
    heads = waiting.exclude(webhook__in=leaving_out).values("webhook").annotate(head=Min("id")).values_list("head", flat=True)
    rows = Delivery.objects.filter(pk__in=list(heads), due_at__lte=now).select_related("webhook").order_by("due_at", "id")
    return [_letter(row, now) for row in rows[:max(limit, 0)]]


def _letter(row: Delivery, now: datetime) -> Letter:
    events = events_between(row.webhook.place, row.first, row.last, row.webhook.types, EVENTS_AT_ONCE)
    body = batch_body(events) if events else b""
    headers = headers_of(row.webhook.secret, message_id(row.webhook.pk, row.pk), int(now.timestamp()), body)
    return Letter(row.pk, row.webhook.pk, row.tries, row.webhook.url, body, headers)


def _posted(letter: Letter, private: bool, send: Post | None = None) -> Reply:
    """Send a letter; touches no database, so that it may wait on another thread."""
    if not letter.body:
        return Reply(200, GONE)
    try:
        return send(letter.url, letter.body, letter.headers) if send else post(letter.url, letter.body, letter.headers, private=private)
    except Exception:
        log.exception("a delivery failed in a way that nobody foresaw", extra={"said": {"delivery": letter.delivery}})
        return UNFORESEEN


@transaction.atomic
def marked(letter: Letter, reply: Reply, now: datetime, workers: Workers = tuple) -> None:
    """What became of a letter: sent; to be tried again; dead after the last try; or the webhook stopped, because it said 410 Gone."""
    row = Delivery.objects.filter(pk=letter.delivery, state=WAITING, tries=letter.tries)
    if reply.is_taken:
        row.update(state=SENT, said=reply.said, due_at=now, tries=letter.tries + 1)
        return
    if reply.status == 410:
        row.update(said=reply.said, due_at=now)
        if Webhook.objects.filter(pk=letter.webhook, stopped_at=None).update(stopped_at=now):
            _told(letter, "events.webhook_stopped", {"webhook": letter.webhook}, workers)
        return
    pause = wait_s(letter.delivery, letter.tries + 1)
    if pause is not None:
        row.update(tries=letter.tries + 1, said=reply.said, due_at=now + timedelta(seconds=pause))
    elif row.update(tries=letter.tries + 1, said=reply.said, due_at=now, state=DEAD):
        _told(letter, "events.webhook_dead", {"webhook": letter.webhook, "delivery": letter.delivery}, workers)


def _told(letter: Letter, type: str, data: dict[str, int], workers: Workers) -> None:
    """A line of the journal, where the hall gave a caller of the webhook's place."""
    place = Webhook.objects.values_list("place", flat=True).get(pk=letter.webhook)
    caller = next((one for one in workers() if one.place_id == place), None)
    if caller is not None:
        record(caller, type, data=data)


def _tidied(now: datetime) -> None:
    """Deliveries that nobody looks at any more go: sent ones after a week, dead ones after three months."""
    old = [pk for state, days in KEPT_DAYS.items()
           for pk in Delivery.objects.filter(state=state, due_at__lt=now - timedelta(days=days)).values_list("pk", flat=True)[:1000]]
    if old:
        Delivery.objects.filter(pk__in=old).delete()


def _harvested(now: datetime, workers: Workers) -> bool:
    """Mark what came back from other threads; whether anything did."""
    back = [webhook for webhook, (_, future) in _on_the_way().items() if future.done()]
    for webhook in back:
        letter, future = _on_the_way().pop(webhook)
        marked(letter, future.result(), now, workers)
    return bool(back)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "webhooks")


@cache
def _on_the_way() -> dict[int, tuple[Letter, Future[Reply]]]:
    """What is being sent, by webhook: of each, one at a time."""
    return {}
