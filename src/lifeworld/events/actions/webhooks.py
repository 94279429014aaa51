"""Who is told of events: an address is added, stopped, started again, removed; dead deliveries are sent again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lifeworld.events.actions.journal import record
from lifeworld.events.core.refusals import TYPE_CHARS
from lifeworld.events.core.webhooks import DEAD, SECRET_BYTES, WAITING, secret_of
from lifeworld.events.files.calling import checked_url
from lifeworld.events.models import Delivery, Webhook
from lifeworld.events.queries.rows import newest_event
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused

WEBHOOKS_MAX, TYPES_MAX = 20, 100
NO_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class NewWebhook:
    """A webhook that was added: ``secret`` is shown now and never again."""

    id: int
    url: str
    secret: str


def private_allowed() -> bool:
    """Whether events may be sent within this machine and network (LIFEWORLD_WEBHOOKS_PRIVATE)."""
    return bool(getattr(settings, "WEBHOOKS_PRIVATE", False))


@transaction.atomic
def add_webhook(caller: Caller, url: str, types: Sequence[str] = ()) -> NewWebhook:
    """Tell an address of the events that come from now on; ``types`` empty: of all.

    Errors: 403; 409 where the place has twenty; 422 for an address to which nothing is sent, or for types that are no names.
    """
    caller.require("events.manage")
    address = checked_url(url, private=private_allowed())
    chosen = sorted({name.strip() for name in types if name.strip()})
    if len(chosen) > TYPES_MAX or any(len(name) > TYPE_CHARS or NO_TEXT.search(name) for name in chosen):
        raise InputRefused("webhook_types", f"A webhook names at most {TYPES_MAX} types, each of at most {TYPE_CHARS} characters.",
                           "Name fewer, or none to be told of all.")
    if Webhook.objects.filter(place=caller.place_id).count() >= WEBHOOKS_MAX:
        raise conflict("webhooks_full", f"«{caller.place}» has {WEBHOOKS_MAX} webhooks.", "Remove one that is not needed any more.")
    secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    hook = Webhook.objects.create(place=caller.place_id, url=address, secret=secret, types=chosen, after=newest_event(caller.place_id))
    record(caller, "events.webhook_added", data={"webhook": hook.pk})
    return NewWebhook(hook.pk, address, secret)


@transaction.atomic
def stop_webhook(caller: Caller, webhook: int) -> None:
    """Nothing is sent until it is started again; then it goes on where it stopped. A second time changes nothing. Errors: 403; 404."""
    hook = _mine(caller, webhook)
    if Webhook.objects.filter(pk=hook.pk, stopped_at=None).update(stopped_at=timezone.now()):
        record(caller, "events.webhook_stopped", data={"webhook": hook.pk})


@transaction.atomic
def start_webhook(caller: Caller, webhook: int) -> None:
    """A stopped webhook goes on; what waited is due now. Errors: 403; 404."""
    hook = _mine(caller, webhook)
    if Webhook.objects.filter(pk=hook.pk, stopped_at__isnull=False).update(stopped_at=None):
        Delivery.objects.filter(webhook=hook, state=WAITING).update(due_at=timezone.now(), tries=0)
        record(caller, "events.webhook_started", data={"webhook": hook.pk})


@transaction.atomic
def remove_webhook(caller: Caller, webhook: int) -> None:
    """The address is told nothing more, and its deliveries go, the dead ones too. Errors: 403; 404."""
    hook = _mine(caller, webhook)
    number = hook.pk
    hook.delete()
    record(caller, "events.webhook_removed", data={"webhook": number})


@transaction.atomic
def send_again(caller: Caller, webhook: int, only: Sequence[int] = ()) -> int:
    """Dead deliveries are due again, all tries before them; ``only`` these, else all. Returns how many.

    Errors: 403; 404 for a webhook or delivery that is not there, or not dead; 409 where the webhook is stopped.
    """
    hook = _mine(caller, webhook)
    if hook.stopped_at is not None:
        raise conflict("webhook_stopped", "This webhook is stopped, so nothing is sent to it.", "Start it again, then send these again.")
    dead = Delivery.objects.filter(webhook=hook, state=DEAD)
    if only:
        dead = dead.filter(pk__in={number for number in only if 0 < number < 2**63})
        if dead.count() < len(set(only)):
            raise not_found("dead delivery", ", ".join(str(number) for number in sorted(set(only))[:12]))
    return dead.update(state=WAITING, tries=0, due_at=timezone.now())


def _mine(caller: Caller, webhook: int) -> Webhook:
    caller.require("events.manage")
    hook = Webhook.objects.filter(place=caller.place_id, pk=webhook).first()
    if hook is None:
        raise not_found("webhook", webhook)
    return hook
