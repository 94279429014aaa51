"""A run is read: its rows become segments part by part, and then count all at once or not at all.

Reading the same bytes again gives the same segments, so that a run that was broken off goes on behind the last part that is kept. What a
run would put live replaces the feed's offers by one change of states; a file that is broken, empty, or drops more than half of what the
feed offers changes nothing: the first two fail, the last waits for a person. A run whose reader dies again and again and gets on no more
fails too, because others wait behind it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.actions.shelf import moved_on
from lifeworld.partners.core.segment import GONE, Segment
from lifeworld.partners.core.snapshot import Snapshot
from lifeworld.partners.files.feeds import FeedRead, read_feed
from lifeworld.partners.files.kept import bounded, drop, path_of
from lifeworld.partners.files.segments import segment_pieces
from lifeworld.partners.models import Feed, RefusedOffer, Run
from lifeworld.partners.models import Segment as Kept
from lifeworld.partners.queries.feeds import DECLINED, FAILED, LIVE, READING, REPLACED, WAITING
from lifeworld.partners.queries.segments import LiveRun, segment_of

DROPPED_SHARE_MAX = 0.5
REFUSED_KEPT_MAX = 10_000
TRIES_MAX = 3
GONE_FILE = "The bytes of this file are not here any more."
BROKE_OFF = ("Reading it broke off three times for a reason that nobody foresaw, so what the feed offered stays as it was. Send or fetch "
             "it once more, in smaller files where it is large, or tell the operator of this site when it happened.")


def read_run(caller: Caller, run: int) -> None:
    """Read a run that has come in whole, from where it was broken off, and put it live or say why not. Nothing where it is read already."""
    row = Run.objects.select_related("feed__partner").filter(pk=run, state=READING).first()
    if row is None:
        return
    path = path_of(Path(settings.UPLOAD_DIR), row.file)
    if not path.exists():
        _failed(caller, row, "file_gone", f"{GONE_FILE} Send it again.")
        return
    feed, name = row.feed, row.filename or "the file"
    if not _begun(row):
        _failed(caller, row, "broke_off", BROKE_OFF)
        return
    try:
        bounded(path, name)
        read = read_feed(path, feed.format or None, seller=feed.partner.key, observed_at_us=int(row.begun_at.timestamp() * 1_000_000),
                         ttl_s=feed.ttl_s, currency=feed.currency, region=feed.region, name=row.filename)
    except InputRefused as error:
        _failed(caller, row, error.code, f"{error}".replace(str(path), name).replace(path.name, name))
        return
    _counted(row, read)
    if row.kind == "whole" and not len(read.segment):
        _failed(caller, row, "nothing_accepted", "No offer of this file can be taken, so that what the feed offered stays as it was. "
                "Look at the rows that were refused.")
        return
    keep_parts(row, read.segment)
    _put_live(caller, row.pk, read.segment)


def keep_parts(row: Run, segment: Segment) -> None:
    """Keep the segment of a run in parts of at most 8 MiB, from where it was broken off."""
    for number, part in enumerate(segment_pieces(segment)):
        if number >= row.n_parts:
            _kept(row, number, part)


def _begun(row: Run) -> bool:
    """Count that the run is read once more, before anything that could end this process; False where that was too often."""
    Run.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    row.refresh_from_db(fields=["tries"])
    return row.tries <= TRIES_MAX


@transaction.atomic
def _counted(row: Run, read: FeedRead) -> None:
    """How many rows there are and which were refused; where other bytes were read before, their parts go."""
    counts = (read.counts["rows"], len(read.segment), read.counts["refused"], read.segment.gone.height)
    if row.n_parts and counts != (row.n_read, row.n_accepted, row.n_refused, row.n_gone):
        Kept.objects.filter(run=row).delete()
        row.n_parts = 0
    row.n_read, row.n_accepted, row.n_refused, row.n_gone = counts
    row.refusals, row.said = dict(read.reasons), read.said[:600]
    row.save(update_fields=["n_read", "n_accepted", "n_refused", "n_gone", "n_parts", "refusals", "said"])
    RefusedOffer.objects.filter(run=row).delete()
    shown = read.refused.head(REFUSED_KEPT_MAX).select("row", "field", "reason", "message", "next_step").fill_null("")
    RefusedOffer.objects.bulk_create(
        [RefusedOffer(run=row, row=number, field=field[:100], code=code[:60], reason=reason[:400], next_step=then[:400])
         for number, field, code, reason, then in shown.iter_rows()], batch_size=1000)


@transaction.atomic
def _kept(row: Run, number: int, body: bytes) -> None:
    """One part, and how far the run has come, in one transaction."""
    Kept.objects.update_or_create(run=row, number=number, defaults={"body": body})
    row.n_parts, row.tries = number + 1, 0  # it gets on: only what stops at the same place again and again is given up
    row.save(update_fields=["n_parts", "tries"])


@transaction.atomic
def _put_live(caller: Caller, run: int, new: Segment) -> None:
    """Put the run live, unless more than half of the feed's offers would go with it: then a person is asked."""
    row = _alone(run)
    if row.state != READING:
        return
    row.n_before, dropped = _loss(row, new)
    if dropped > DROPPED_SHARE_MAX * row.n_before:
        row.state, row.code = WAITING, "drops_many"
        row.said = f"It would take away {dropped:,} of the {row.n_before:,} offers of this feed, so it waits until somebody says yes."
        row.save()
        if row.kind == "whole":
            _overtaken_waits(row)
        record(caller, "partners.run_waits", data={"feed": row.feed_id, "run": row.pk, "dropped": dropped, "before": row.n_before})
        return
    lived(caller, row)


def _loss(row: Run, new: Segment) -> tuple[int, int]:
    """How many offers the feed has, and how many of them would go. A few that are gone need not be looked up among all there are: what the
    whole file brought, less what went since, is certainly there.
    """
    if row.kind != "whole":
        live = Run.objects.filter(feed=row.feed, state=LIVE)
        least = live.aggregate(n=Sum("n_accepted", filter=Q(kind="whole"), default=0) - Sum("n_gone", default=0))["n"]
        if not new.gone.height or new.gone.height <= DROPPED_SHARE_MAX * least:
            return max(least, 0), 0
    before = offers_of(row.feed)
    return len(before), _dropped(before, new) if row.kind == "whole" else _deleted(before, new)


def lived(caller: Caller, row: Run) -> None:
    """The run counts from now on, and a whole one replaces what came before it. Runs in a transaction that holds the feed."""
    now = timezone.now()
    here = Run.objects.filter(feed=row.feed)
    overtaken = here.filter(state=LIVE, kind="whole", pk__gt=row.pk).exists()
    row.state, row.ended_at = REPLACED if overtaken else LIVE, now
    row.code, row.said = ("overtaken", "A newer file counts already.") if overtaken else ("", row.said)
    row.save()
    if overtaken:
        forget_file(row)
        return
    if row.kind == "whole":
        here.filter(pk__lt=row.pk, state=LIVE).update(state=REPLACED, ended_at=now)
        _overtaken_waits(row)
    moved_on(row.feed.place_id)
    record(caller, "partners.offers_live", data={"feed": row.feed_id, "run": row.pk, "n": row.n_accepted, "gone": row.n_gone,
                                                 "refused": row.n_refused})
    forget_file(row)


def _overtaken_waits(row: Run) -> None:
    """Nobody needs to decide any more about older files that wait: a newer one came, which counts or waits itself."""
    older = Run.objects.filter(feed=row.feed_id, pk__lt=row.pk, state=WAITING)
    older.update(state=DECLINED, ended_at=timezone.now(), code="overtaken", said="A newer file came.")


def offers_of(feed: Feed) -> Snapshot:
    """What a feed offers now, laid over one another."""
    return Snapshot.of(segments_of(feed))


def segments_of(feed: Feed) -> list[Segment]:
    """What came in and counts, in the order in which it lies over one another."""
    rows = Run.objects.filter(feed=feed, state=LIVE).order_by("pk")
    runs = [LiveRun(row.pk, row.mark, feed.pk, feed.partner.key, row.kind, row.n_accepted, row.n_parts) for row in rows]
    return [segment_of(run) for run in runs]


def forget_file(row: Run) -> None:
    """The bytes that came go, once the transaction is through."""
    path = path_of(Path(settings.UPLOAD_DIR), row.file)
    transaction.on_commit(lambda: drop(path))


def _dropped(before: Snapshot, new: Segment) -> int:
    """How many of the offers before are none of the new ones."""
    return before.frame().select(GONE.names()).join(new.frame.select(GONE.names()), on=GONE.names(), how="anti").height


def _deleted(before: Snapshot, new: Segment) -> int:
    return before.frame().select(GONE.names()).join(new.gone, on=GONE.names(), how="semi").height if new.gone.height else 0


@transaction.atomic
def _failed(caller: Caller, row: Run, code: str, said: str) -> None:
    Run.objects.filter(pk=row.pk, state=READING).update(state=FAILED, code=code[:60], said=said[:600], ended_at=timezone.now())
    Kept.objects.filter(run=row).delete()
    record(caller, "partners.run_failed", data={"feed": row.feed_id, "run": row.pk, "code": code[:60]})
    forget_file(row)


def _alone(run: int) -> Run:
    """The run, its feed held until the transaction ends: two runs of one feed do not go live side by side."""
    row = Run.objects.select_related("feed__partner").get(pk=run)
    Feed.objects.select_for_update().get(pk=row.feed_id)
    row.refresh_from_db(fields=["state", "n_parts"])
    return row
