"""A runner shares an activity with those who may see it, or keeps it to herself again."""

from __future__ import annotations

from django.db import transaction

from lifeworld.plugin import InputRefused
from lifeworld.plugin_web import Caller, record, unshare
from lifeworld_running.actions.activities import checked_seen_by
from lifeworld_running.actions.posting import post
from lifeworld_running.core.lines import ME, SHARED
from lifeworld_running.queries.whose import held


@transaction.atomic
def share_activity(caller: Caller, activity: int, seen_by: str, body: str = "") -> None:
    """Those who may see it find the activity among the posts of circles. Shared again, the post is changed.

    Errors: LifeworldError 403, 404; 409 where she has not joined the circles of the place; InputRefused.
    """
    row = held(caller, activity)
    if checked_seen_by(seen_by) == ME or row.planned:
        raise InputRefused("nobody_sees", "An activity that only you see is shared with nobody.", "Choose who may see it.")
    row.seen_by = seen_by
    row.save(update_fields=["seen_by"])
    post(caller, row, body)
    record(caller, "running.shared", customer=caller.customer, data={"activity": row.pk})


@transaction.atomic
def unshare_activity(caller: Caller, activity: int) -> None:
    """The post is gone and only its runner sees the activity again. Errors: LifeworldError 403, 404."""
    row = held(caller, activity)
    row.seen_by = ME
    row.save(update_fields=["seen_by"])
    unshare(caller, SHARED, str(row.pk))
    record(caller, "running.unshared", customer=caller.customer, data={"activity": row.pk})
