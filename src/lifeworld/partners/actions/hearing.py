"""Signed notices of partners are heard: offers that changed count at once, or the address of the feed is asked anew. Each is heard once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.actions.runs import CHANGES, send_file, send_rows
from lifeworld.partners.core.notices import heard, secret_for
from lifeworld.partners.core.shown import RunValue
from lifeworld.partners.models import Feed, HeardNotice

KEPT = timedelta(days=1)
BYTES_MAX = 8 * 1024**2
NO_DOOR = LifeworldError(404, "not_found", "There is no such door.", "Compare the address with the one that the feed's page shows.")


def hear(door: str, headers: Mapping[str, str], body: bytes) -> RunValue | None:
    """What a notice says: {"offers": [rows], "gone": [sku]}, or a file of changed rows in a format that feeds know, or {"changed": true}.

    Returns the run that its offers are; None where the address of the feed is asked anew. Errors: 401 where it is not signed, or too old;
    404; 409 where it was heard before, or the feed is stopped; 422 where it says nothing that is understood.
    """
    feed = Feed.objects.select_related("partner", "place").filter(door=door, kind="webhook").first() if 0 < len(door) <= 32 else None
    if feed is None:
        raise NO_DOOR
    message = heard(headers, body, secret_for(settings.SECRET_KEY, feed.pk, feed.salt), timezone.now().timestamp())
    if len(body) > BYTES_MAX:
        raise InputRefused("file_too_large", f"A notice has at most {BYTES_MAX // 1024**2} MiB.", "Send less at a time, or say only that "
                           "something changed.")
    caller = Caller(feed.place.path, feed.place_id, frozenset({"partners.offers"}), f"feed:{feed.pk}", timezone=feed.place.timezone)
    with transaction.atomic():  # what was refused, or died, may be sent again under its id: it was not heard
        _once(feed, message)
        return _taken(caller, feed, headers.get("content-type", ""), body)


def _taken(caller: Caller, feed: Feed, kind: str, body: bytes) -> RunValue | None:
    if kind.partition(";")[0].strip().lower() not in {"", "application/json"}:
        return send_file(caller, feed.partner.key, feed.key, body, name="notice", kind=CHANGES, how="webhook")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputRefused("unreadable", "The notice is no JSON.", 'Send {"offers": [...], "gone": [...]} or {"changed": true}.') from error
    said = said if isinstance(said, dict) else {"offers": None}
    offers, gone = said.get("offers", []), said.get("gone", [])
    if said.get("changed") is True and not offers and not gone:
        _asked(caller, feed)
        return None
    if not _fits(offers, dict) or not _fits(gone, str):
        raise InputRefused("malformed", "The notice says nothing that is understood.",
                           'Send {"offers": [...], "gone": ["sku"...]} or {"changed": true}.')
    return send_rows(caller, feed.partner.key, feed.key, offers, gone, how="webhook")


def _fits(said: object, kind: type) -> bool:
    return isinstance(said, list) and all(isinstance(one, kind) for one in said)


@transaction.atomic
def _asked(caller: Caller, feed: Feed) -> None:
    if not feed.url or feed.stopped_at is not None:
        raise conflict("nothing_to_pull", "This feed has no address to ask, or is stopped.", "Send what changed in the notice itself.")
    Feed.objects.filter(pk=feed.pk).update(due_at=timezone.now())
    record(caller, "partners.feed_asked", data={"feed": feed.pk})


def _once(feed: Feed, message: str) -> None:
    try:
        with transaction.atomic():
            HeardNotice.objects.create(feed=feed, message=message, at=timezone.now())
    except IntegrityError as error:
        raise conflict("notice_heard", "This notice was heard before.", "Nothing is left to do; a new one needs a new id.") from error
