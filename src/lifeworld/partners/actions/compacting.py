"""Many small changes of a feed become one block again, and what no longer counts goes: neither changes what is offered."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.reading import keep_parts, segments_of
from lifeworld.partners.actions.shelf import tidied
from lifeworld.partners.core.snapshot import laid
from lifeworld.partners.files.kept import drop, path_of
from lifeworld.partners.models import Feed, HeardNotice, Run
from lifeworld.partners.models import Segment as Kept
from lifeworld.partners.queries.feeds import DECLINED, FAILED, LIVE, READING, RECEIVING, REPLACED, WAITING

CHANGES_MAX = 24
CHANGED_MIN, CHANGED_SHARE = 20_000, 0.25
GRACE = timedelta(hours=1)
"""What was replaced stays so long for those who read it at this moment."""
NOTICES_KEPT, PARTS_AWAITED = timedelta(days=1), timedelta(days=1)
RUNS_KEPT = 200


def compact_step(caller: Caller) -> bool:
    """Compact the first feed of the place that needs it. Whether one did."""
    changes = Count("runs", filter=Q(runs__state=LIVE, runs__kind="changes"))
    changed = Sum("runs__n_accepted", filter=Q(runs__state=LIVE, runs__kind="changes"), default=0)
    whole = Sum("runs__n_accepted", filter=Q(runs__state=LIVE, runs__kind="whole"), default=0)
    rows = Feed.objects.filter(place=caller.place_id).annotate(n=changes, changed=changed, whole=whole)
    for feed in rows.filter(Q(n__gt=CHANGES_MAX) | Q(n__gt=1, changed__gt=CHANGED_MIN)).order_by("pk"):
        many = feed.n > CHANGES_MAX or feed.changed > CHANGED_SHARE * feed.whole
        if many and compact(caller, feed.pk):
            return True
    return False


@transaction.atomic
def compact(caller: Caller, feed: int) -> bool:
    """What a feed offers, as one run; False where something of it is on its way, which must find what it was sent for."""
    row = Feed.objects.select_for_update(of=("self",)).select_related("partner").get(pk=feed, place=caller.place_id)
    runs = Run.objects.filter(feed=row)
    if runs.filter(state__in=(RECEIVING, READING, WAITING)).exists():
        return False
    below = Feed.objects.filter(partner=row.partner_id, pk__lt=row.pk).exists()
    segment = laid(segments_of(row), gone=below)  # what is gone hides offers of the same seller's earlier feeds
    now = timezone.now()
    made = Run.objects.create(feed=row, mark=secrets.token_hex(8), kind="whole", state=READING, how="compacted", who=caller.who,
                              n_read=len(segment), n_accepted=len(segment), n_before=len(segment), ended_at=now)
    keep_parts(made, segment)
    runs.filter(state=LIVE).update(state=REPLACED, ended_at=now)
    Run.objects.filter(pk=made.pk).update(state=LIVE)
    tidied(row.place_id)
    return True


def tidy_step(caller: Caller) -> bool:
    """What no longer counts goes: parts of replaced runs after an hour, notices after a day, files that never came whole, old runs."""
    now = timezone.now()
    here = Run.objects.filter(feed__place=caller.place_id)
    gone = here.filter(state__in=(REPLACED, DECLINED, FAILED), ended_at__lt=now - GRACE)
    parts = Kept.objects.filter(pk__in=list(Kept.objects.filter(run__in=gone).order_by("pk").values_list("pk", flat=True)[:50])).delete()[0]
    HeardNotice.objects.filter(feed__place=caller.place_id, at__lt=now - NOTICES_KEPT).delete()
    here.filter(state=RECEIVING, begun_at__lt=now - PARTS_AWAITED).update(
        state=FAILED, code="never_came", said="Not all of it had come within a day.", ended_at=now)
    for run, file in here.exclude(state__in=(RECEIVING, READING, WAITING)).exclude(file="").values_list("pk", "file")[:100]:
        drop(path_of(Path(settings.UPLOAD_DIR), file))
        Run.objects.filter(pk=run).update(file="")
    for feed in Feed.objects.filter(place=caller.place_id).values_list("pk", flat=True):
        old = here.filter(feed=feed, state__in=(REPLACED, DECLINED, FAILED)).order_by("-pk").values_list("pk", flat=True)
        Run.objects.filter(pk__in=list(old[RUNS_KEPT:RUNS_KEPT + 100])).delete()
    return bool(parts)
