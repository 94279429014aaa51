"""Feeds are opened, changed, stopped, started again and closed; what they offered goes with them."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.events.actions.webhooks import private_allowed
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.partners.actions.shelf import moved_on
from lifeworld.partners.core.notices import secret_for
from lifeworld.partners.core.onboarding import checked_key
from lifeworld.partners.core.rate_tables import checked_currency
from lifeworld.partners.core.shown import FeedValue
from lifeworld.partners.files.feeds import FORMATS
from lifeworld.partners.files.fetching import checked_address
from lifeworld.partners.files.kept import drop, path_of
from lifeworld.partners.models import Feed, Run
from lifeworld.partners.queries.feeds import value_of
from lifeworld.partners.queries.whose import managed
from lifeworld.places.core import around, checked_name

KINDS = {"push": "files and rows are sent in", "pull": "a file is fetched from an address", "webhook": "signed notices come in"}
FEEDS_MAX = 20
EVERY_S_MIN, EVERY_S_MAX = 60, 30 * 86_400
TTL_S_MIN, TTL_S_MAX = 60, 366 * 86_400
CREDENTIAL = "LIFEWORLD_FEED_"
CREDENTIAL_REST = re.compile(r"[A-Z0-9][A-Z0-9_]{0,59}")
CREDENTIAL_CHARS = 80
NOT_SET = "credential_not_set"
CREDENTIAL_STEP = "Ask whoever runs this site to set it as «host secret», such as «shop.example Bearer abc»."
REGION = re.compile(r"([A-Z]{2}( [A-Z]{2}){0,30})?")


@dataclass(frozen=True)
class Ways:
    """How a feed comes in and is read. ``credential``: name of the variable of the environment that holds the host of a pulled
    address and what it is sent as «Authorization»;
    ``format`` "": each file says it itself; ``currency`` "": each row says it itself.
    """

    kind: str = "push"
    title: str = ""
    format: str = ""
    currency: str = ""
    region: str = ""
    ttl_s: int = 86_400
    url: str = ""
    every_s: int = 3600
    credential: str = ""


@transaction.atomic
def open_feed(caller: Caller, partner: str, key: str, ways: Ways) -> FeedValue:
    """A new way for a partner's offers. Errors: 403; 404; 409 for a key that is taken, or too many; 422."""
    row = managed(caller, partner)
    fields = _checked(ways, caller.place)
    if Feed.objects.filter(partner=row).count() >= FEEDS_MAX:
        raise conflict("feeds_full", f"This partner has {FEEDS_MAX} feeds.", "Close one that is not used.")
    try:
        with transaction.atomic():
            feed = Feed.objects.create(place_id=row.place_id, partner=row, key=checked_key(key), door=secrets.token_hex(12),
                                       salt=secrets.token_hex(12), due_at=timezone.now() if ways.kind == "pull" else None, **fields)
    except IntegrityError as error:
        raise conflict("key_taken", f"This partner has a feed «{key}» already.", "Choose another key.") from error
    record(caller, "partners.feed_opened", data={"partner": row.pk, "feed": feed.pk})
    return value_of(feed)


@transaction.atomic
def change_feed(caller: Caller, partner: str, key: str, ways: Ways) -> FeedValue:
    """How it comes in and is read from now on; a pulled one is fetched anew. Errors: 403; 404; 409 for another kind; 422."""
    feed = held(caller, partner, key)
    if ways.kind != feed.kind:
        raise conflict("other_kind", f"This feed is a «{feed.kind}».", "Open another feed for another kind.")
    for name, value in _checked(ways, caller.place).items():
        setattr(feed, name, value)
    feed.etag = feed.modified = ""
    feed.failures, feed.due_at = 0, timezone.now() if feed.kind == "pull" and feed.stopped_at is None else None
    feed.save()
    record(caller, "partners.feed_changed", data={"feed": feed.pk})
    return value_of(feed)


@transaction.atomic
def stop_feed(caller: Caller, partner: str, key: str) -> None:
    """Nothing comes in until it is started again; what it offers counts on until it is stale. Errors: 403; 404."""
    feed = held(caller, partner, key)
    if feed.stopped_at is None:
        Feed.objects.filter(pk=feed.pk).update(stopped_at=timezone.now(), due_at=None)
        record(caller, "partners.feed_stopped", data={"feed": feed.pk})


@transaction.atomic
def start_feed(caller: Caller, partner: str, key: str) -> None:
    """A stopped feed goes on; a pulled one is due now. Errors: 403; 404."""
    feed = held(caller, partner, key)
    if feed.stopped_at is not None:
        Feed.objects.filter(pk=feed.pk).update(stopped_at=None, failures=0, due_at=timezone.now() if feed.kind == "pull" else None)
        record(caller, "partners.feed_started", data={"feed": feed.pk})


@transaction.atomic
def pull_now(caller: Caller, partner: str, key: str) -> None:
    """The address is asked at the next step of the work in the background, and its file is read whether it changed or not.

    Errors: 403; 404; 409 for a feed that has no address, or is stopped.
    """
    feed = held(caller, partner, key)
    if not feed.url or feed.stopped_at is not None:
        raise conflict("nothing_to_pull", "This feed has no address, or is stopped.", "Give it an address, or start it again.")
    Feed.objects.filter(pk=feed.pk).update(due_at=timezone.now(), etag="", modified="", failures=0)
    record(caller, "partners.feed_asked", data={"feed": feed.pk})


@transaction.atomic
def close_feed(caller: Caller, partner: str, key: str) -> None:
    """The feed goes with everything that it offered, and with files of it that are on their way. Errors: 403; 404."""
    feed = held(caller, partner, key)
    number = feed.pk
    for file in Run.objects.filter(feed=feed).exclude(file="").values_list("file", flat=True):
        transaction.on_commit(partial(drop, path_of(Path(settings.UPLOAD_DIR), file)))
    Run.objects.filter(feed=feed).delete()
    feed.delete()
    moved_on(caller.place_id)
    record(caller, "partners.feed_closed", data={"feed": number})


@transaction.atomic
def new_secret(caller: Caller, partner: str, key: str) -> str:
    """The secret with which the partner signs notices, shown now and never again; an older one is good no more. Errors: 403; 404; 409."""
    feed = held(caller, partner, key)
    if feed.kind != "webhook":
        raise conflict("other_kind", f"This feed is a «{feed.kind}», which hears no notices.", "Open a feed of the kind webhook.")
    feed.salt = secrets.token_hex(12)
    feed.save(update_fields=["salt"])
    record(caller, "partners.feed_secret", data={"feed": feed.pk})
    return secret_for(settings.SECRET_KEY, feed.pk, feed.salt)


def held(caller: Caller, partner: str, key: str) -> Feed:
    """A feed for the team to change, held until the transaction ends. Errors: 403; 404."""
    row = managed(caller, partner)
    feed = Feed.objects.select_for_update(of=("self",)).select_related("partner").filter(partner=row, key=key).first()
    if feed is None:
        raise not_found("feed", key)
    return feed


def secret_for_host(credential: str, place: str, url: str) -> str:
    """What the address is sent as «Authorization»: the value of the variable, which says first to which host it may go, then what is sent.

    Errors: InputRefused where the variable is not one of this place's root, is not set, names another host, or holds what is no header.
    """
    _checked_credential(credential, place)
    host, _, secret = os.environ.get(credential, "").strip().partition(" ")
    secret = secret.strip()
    if not host:
        raise InputRefused(NOT_SET, f"The variable {credential} of the environment is not set.", CREDENTIAL_STEP)
    if not secret or not (secret.isascii() and secret.isprintable()):  # anything else is no header, and must not stand in a log
        raise InputRefused("credential_no_header", f"The variable {credential} of the environment does not hold a host, a space and "
                           "what is sent there.", CREDENTIAL_STEP)
    if host.casefold() != (urlsplit(url).hostname or "").casefold():
        raise InputRefused("credential_host", f"The variable {credential} of the environment is for another host than "
                           "that of the address.", CREDENTIAL_STEP)
    return secret


def _checked_credential(credential: str, place: str) -> None:
    """Nothing where the variable belongs to the root of the place: its name says so, a hyphen as two underscores."""
    begins = f"{CREDENTIAL}{around(place)[-1].upper().replace('-', '__')}_"
    rest = credential.removeprefix(begins)
    if not credential.startswith(begins) or not CREDENTIAL_REST.fullmatch(rest) or len(credential) > CREDENTIAL_CHARS:
        raise InputRefused("credential_refused", f"Secrets of feeds stand in the environment, here under names that begin with {begins}.",
                           "Give the name of such a variable, not the secret itself.")


def _checked(ways: Ways, place: str) -> dict[str, object]:
    """The columns of a feed. Errors: InputRefused."""
    if ways.kind not in KINDS:
        raise InputRefused("kind_unknown", f"There is no kind of feed «{ways.kind[:20]}».", f"Use {listed(KINDS)}.")
    if ways.format and ways.format not in FORMATS:
        raise InputRefused("format_unknown", f"There is no format «{ways.format[:20]}».", f"Use {listed(FORMATS)}, or leave it out.")
    if not EVERY_S_MIN <= ways.every_s <= EVERY_S_MAX or not TTL_S_MIN <= ways.ttl_s <= TTL_S_MAX:
        raise InputRefused("seconds_refused", "A feed is fetched every minute at most and every 30 days at least, and a quote is good for "
                           "a minute to a year.",
                           f"Give «every_s» {EVERY_S_MIN:,} to {EVERY_S_MAX:,}, «ttl_s» {TTL_S_MIN:,} to {TTL_S_MAX:,}.")
    if ways.credential:
        _checked_credential(ways.credential, place)
    region = " ".join(sorted(set(ways.region.upper().split())))
    if not REGION.fullmatch(region):
        raise InputRefused("region_refused", "These are no codes of countries.", "Write them like «DE AT», or leave it out for everywhere.")
    url = checked_address(ways.url, private=private_allowed()) if ways.url.strip() or ways.kind == "pull" else ""
    if url and ways.kind == "push":
        raise InputRefused("address_refused", "A feed that is pushed has no address.", "Leave it out, or open a feed that is pulled.")
    if ways.credential and url:
        try:
            secret_for_host(ways.credential, place, url)
        except InputRefused as error:
            if error.code != NOT_SET:  # it may be set where feeds are fetched, in another process than this one
                raise
    return {"kind": ways.kind, "title": checked_name(ways.title, "title"), "format": ways.format, "region": region, "url": url,
            "currency": checked_currency(ways.currency) if ways.currency.strip() else "", "ttl_s": ways.ttl_s, "every_s": ways.every_s,
            "credential": ways.credential}
