"""Which feeds a partner has, what came in by them, and which rows were not taken."""

from __future__ import annotations

from django.db.models import Max, Q, QuerySet, Sum

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.partners.core.shown import FeedValue, RefusedValue, RunValue
from lifeworld.partners.models import Feed, RefusedOffer, Run
from lifeworld.partners.queries.whose import seen
from lifeworld.places.queries import as_text

PAGE_MAX = 1000
RECEIVING, READING, WAITING, LIVE, REPLACED, DECLINED, FAILED = "receiving", "reading", "waiting", "live", "replaced", "declined", "failed"
RUN_STATES = (RECEIVING, READING, WAITING, LIVE, REPLACED, DECLINED, FAILED)


def feeds_of(caller: Caller, partner: str) -> list[FeedValue]:
    """The feeds of a partner by key. Errors: 403; 404."""
    rows = list(Feed.objects.filter(partner=seen(caller, partner)).select_related("partner").order_by("key"))
    live, waiting = _live(rows), _waiting(rows)
    return [value_of(row, *live.get(row.pk, (0, "")), waiting.get(row.pk)) for row in rows]


def feed_of(caller: Caller, partner: str, key: str) -> FeedValue:
    """One feed. Errors: 403; 404."""
    found = next((feed for feed in feeds_of(caller, partner) if feed.key == key), None)
    if found is None:
        raise not_found("feed", key)
    return found


def runs_of(caller: Caller, partner: str, *, feed: str = "", state: str = "", before: int | None = None, limit: int = 50) -> list[RunValue]:
    """What came in from a partner, the newest first. Errors: 403; 404; 422 for no state."""
    if state and state not in RUN_STATES:
        raise InputRefused("bad_state", f"Runs are not «{state[:20]}».", f"Ask for {listed(RUN_STATES)}.")
    rows = _runs(caller, partner)
    rows = rows.filter(feed__key=feed) if feed else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return [run_value(row) for row in rows.order_by("-pk")[:min(limit, PAGE_MAX)]]


def run_of(caller: Caller, partner: str, number: int) -> RunValue:
    """One run. Errors: 403; 404."""
    return run_value(run_row(caller, partner, number))


def refused_of(caller: Caller, partner: str, number: int, *, after: int = 0, limit: int = PAGE_MAX) -> list[RefusedValue]:
    """Rows of a run that were not taken in, in the order of the file, those after ``after``; of each reason some only, and all are counted
    with the run. Errors: 403; 404.
    """
    rows = RefusedOffer.objects.filter(run=run_row(caller, partner, number), pk__gt=after).order_by("pk")[:min(limit, PAGE_MAX)]
    return [RefusedValue(row.pk, row.row, row.field, row.code, row.reason, row.next_step) for row in rows]


def run_row(caller: Caller, partner: str, number: int) -> Run:
    """The row of a run that this caller may look at. Errors: 403; 404."""
    row = _runs(caller, partner).filter(pk=number).first() if 0 <= number < 2**63 else None
    if row is None:
        raise not_found("run", number)
    return row


def _runs(caller: Caller, partner: str) -> QuerySet[Run]:
    return Run.objects.filter(feed__partner=seen(caller, partner)).select_related("feed__partner")


def _live(rows: list[Feed]) -> dict[int, tuple[int, str]]:
    """About how many offers of each feed count, and since when: those of the whole file (without one: of all changes) but what went."""
    whole = Sum("n_accepted", filter=Q(kind="whole"), default=0)
    found = Run.objects.filter(feed__in=rows, state=LIVE).values_list("feed").annotate(
        whole=whole, n=Sum("n_accepted"), gone=Sum("n_gone"), at=Max("ended_at"))
    return {feed: (max((of_file or n) - gone, 0), as_text(at)) for feed, of_file, n, gone, at in found}


def _waiting(rows: list[Feed]) -> dict[int, int]:
    found = Run.objects.filter(feed__in=rows, state=WAITING).order_by("pk").values_list("feed", "pk")
    return dict(found)


def value_of(row: Feed, n_live: int = 0, live_since: str = "", waiting: int | None = None) -> FeedValue:
    """The row as a value."""
    return FeedValue(row.pk, row.partner.key, row.key, row.title, row.kind, row.format, row.currency, row.region, row.ttl_s, row.url,
                     row.every_s, row.credential, row.door if row.kind == "webhook" else "", as_text(row.asked_at), as_text(row.due_at),
                     row.failures, row.said, as_text(row.stopped_at), n_live, live_since, waiting)


def run_value(row: Run) -> RunValue:
    """The row as a value."""
    return RunValue(row.pk, row.feed.partner.key, row.feed.key, row.kind, row.state, row.how, row.filename, row.size, row.received,
                    row.n_read, row.n_accepted, row.n_refused, row.n_gone, row.n_before, row.refusals, row.code, row.said, row.who,
                    as_text(row.begun_at), as_text(row.ended_at), row.decided_by)
