"""What is asked of webhooks: which there are, and what became of their deliveries."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Count

from lifeworld.events.core.webhooks import DEAD, STATES, WAITING, DeliveryValue, WebhookValue
from lifeworld.events.models import Delivery, Webhook
from lifeworld.events.queries.rows import newest_event
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused, listed

PAGE = 50


def webhooks(caller: Caller) -> list[WebhookValue]:
    """The webhooks of the caller's place, the newest first. Needs «events.manage»."""
    caller.require("events.manage")
    newest = newest_event(caller.place_id)
    open_ones = Delivery.objects.filter(state__in=(WAITING, DEAD), webhook__place=caller.place_id)
    n = {(webhook, state): n for webhook, state, n in open_ones.values_list("webhook", "state").annotate(n=Count("id"))}
    return [WebhookValue(hook.pk, hook.url, tuple(hook.types), as_text(hook.created_at), as_text(hook.stopped_at),
                         n.get((hook.pk, WAITING), 0), n.get((hook.pk, DEAD), 0), hook.after < newest, _said(hook.pk))
            for hook in Webhook.objects.filter(place=caller.place_id).order_by("-id")]


def webhook_of(caller: Caller, webhook: int) -> WebhookValue:
    """One webhook of the caller's place. Errors: 403; 404."""
    found = next((hook for hook in webhooks(caller) if hook.id == webhook), None)
    if found is None:
        raise not_found("webhook", webhook)
    return found


def deliveries(caller: Caller, webhook: int, *, state: str = "", before: int | None = None, limit: int = PAGE) -> list[DeliveryValue]:
    """The deliveries of a webhook, the newest first; ``before``: only those with smaller numbers. Errors: 403; 404; 422 for no state."""
    caller.require("events.manage")
    if state and state not in STATES:
        raise InputRefused("bad_state", f"Deliveries are not «{state[:20]}».", f"Ask for {listed(STATES)}.")
    if not Webhook.objects.filter(place=caller.place_id, pk=webhook).exists():
        raise not_found("webhook", webhook)
    rows = Delivery.objects.filter(webhook=webhook)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return [DeliveryValue(row.pk, webhook, row.first, row.last, row.n, row.tries, row.state, as_text(row.due_at), row.said)
            for row in rows.order_by("-id")[:limit]]


def _said(webhook: int) -> str:
    """What the address answered last."""
    tried = Delivery.objects.filter(webhook=webhook).exclude(said="").order_by("-id")
    return tried.values_list("said", flat=True).first() or ""


def as_text(time: datetime | None) -> str:
    """A time as ISO 8601 in UTC to the second; "" for none."""
    return "" if time is None else time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
