"""People of the place look at what customers told them about: it stays, or nobody but its author reads it any more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.circles.models import Comment, Post, Report
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found


@transaction.atomic
def settle_report(caller: Caller, report: int, *, hide: bool) -> None:
    """What was reported is hidden, or kept; every other report of the same is settled with it.

    Errors: LifeworldError 403, 404; 409 where it was settled before.
    """
    caller.require("circles.manage")
    row = Report.objects.select_for_update().filter(place=caller.place_id, pk=report).first()
    if row is None:
        raise not_found("report", report)
    if row.settled_at is not None:
        raise conflict("report_settled", "This was settled before.", "Nothing is left to do.")
    now = timezone.now()
    if hide and row.comment_id is not None:
        Comment.objects.filter(pk=row.comment_id).update(hidden_at=now)
    elif hide:
        Post.objects.filter(pk=row.post_id).update(hidden_at=now)
    Report.objects.filter(place=caller.place_id, post=row.post_id, comment=row.comment_id, settled_at=None).update(
        settled_at=now, outcome="hidden" if hide else "kept")
    record(caller, "circles.report_settled", data={"report": report, "hidden": int(hide)})
