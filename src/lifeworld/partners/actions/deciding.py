"""A person says yes or no to a run that would take more than half of a feed's offers away."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.partners.actions.reading import forget_file, lived
from lifeworld.partners.core.shown import RunValue
from lifeworld.partners.models import Feed, Run
from lifeworld.partners.queries.feeds import DECLINED, WAITING, run_value
from lifeworld.partners.queries.whose import managed


@transaction.atomic
def say_yes(caller: Caller, partner: str, run: int) -> RunValue:
    """The run counts, whatever it takes away. Errors: 403; 404; 409 where it does not wait."""
    row = _waiting(caller, partner, run)
    row.decided_by, row.said = caller.who, ""
    lived(caller, row)
    return run_value(row)


@transaction.atomic
def say_no(caller: Caller, partner: str, run: int) -> RunValue:
    """The run does not count; what the feed offered stays. Errors: 403; 404; 409 where it does not wait."""
    row = _waiting(caller, partner, run)
    row.state, row.decided_by, row.ended_at = DECLINED, caller.who, timezone.now()
    row.save()
    record(caller, "partners.run_declined", data={"feed": row.feed_id, "run": row.pk})
    forget_file(row)
    return run_value(row)


def _waiting(caller: Caller, partner: str, run: int) -> Run:
    owner = managed(caller, partner)
    rows = Run.objects.select_related("feed__partner")
    row = rows.filter(feed__partner=owner, pk=run).first() if 0 <= run < 2**63 else None
    if row is None:
        raise not_found("run", run)
    Feed.objects.select_for_update().get(pk=row.feed_id)
    row.refresh_from_db(fields=["state"])
    if row.state != WAITING:
        raise conflict("wrong_state", f"This run is «{row.state}», so nobody needs to decide about it.", "Look at the list of runs again.")
    return row
