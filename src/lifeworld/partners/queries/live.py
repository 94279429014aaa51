"""What is offered in a place right now, held in memory: one snapshot that all tools of this process share.

Offers of the places around a place are seen in it (a chain's suppliers serve its branches), never those of places inside or beside it. A
request asks one cheap question, whether the numbers of these shelves are still those of the snapshot. Small changes are put in at once;
where much has to be read, another thread reads while the old snapshot goes on serving, and the new one takes its place by one assignment.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, replace
from threading import Lock, Thread

from django.db import connection

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.partners.core.onboarding import VERIFIED
from lifeworld.partners.core.rate_tables import checked_currency
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.snapshot import Snapshot
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import QUANTITY_MAX, Choice
from lifeworld.partners.models import Run, Shelf
from lifeworld.partners.queries.choices import choice_of
from lifeworld.partners.queries.partners import may_look
from lifeworld.partners.queries.rates import rates_of
from lifeworld.partners.queries.segments import LiveRun, RunGone, segment_of
from lifeworld.places.core import around
from lifeworld.places.models import Place

Versions = tuple[tuple[int, int, str], ...]
PLACES_HELD, TRIES = 64, 5
INLINE_OFFERS = 50_000
"""Up to so many offers are read while somebody waits; more of them in the background, where an older snapshot can serve meanwhile."""

log = logging.getLogger("lifeworld.partners")


@dataclass(frozen=True, eq=False)
class Held:
    """A snapshot, the numbers of the shelves that it was made of, and its runs in order."""

    versions: Versions
    runs: tuple[LiveRun, ...]
    segments: tuple[Segment, ...]
    snapshot: Snapshot


_HELD: OrderedDict[str, Held] = OrderedDict()
_READING: set[str] = set()
_LOCKS: defaultdict[str, Lock] = defaultdict(Lock)
_LOCK = Lock()


def version_of(place: int | str) -> Versions:
    """The numbers of the shelves of a place (its key or path) and of those around it: they change with every change of what is offered."""
    path = place if isinstance(place, str) else Place.objects.values_list("path", flat=True).get(pk=place)
    rows = Shelf.objects.filter(place__path__in=around(path)).order_by("place")
    return tuple(rows.values_list("place", "version", "mark"))


def snapshot_of(place: int | str, *, wait: bool = False) -> Snapshot:
    """What is offered in a place (its key or path) now. ``wait``: even where much has to be read."""
    path = place if isinstance(place, str) else Place.objects.values_list("path", flat=True).get(pk=place)
    versions, held = version_of(path), _HELD.get(path)
    if held is not None and held.versions == versions:
        return held.snapshot
    runs = live_runs(path)
    missing = sum(run.n for run in runs if held is None or run not in held.runs)
    if held is None or wait or missing <= INLINE_OFFERS:
        return _made(path).snapshot
    _read_behind(path)
    return held.snapshot


def supply_of(caller: Caller, *, quantity: int, currency: str, job: str = "", customer: int | None = None, choice: Choice | None = None,
              at_us: int | None = None, region: str = "") -> Supply:
    """What a tool is given: the offers, the choice of suppliers and the rates that hold for this caller.

    ``choice``: a visitor's own, instead of the one that is kept. Errors: 403; 404 for a customer of another place; InputRefused for a
    quantity or currency that cannot be.
    """
    may_look(caller)
    if not 1 <= quantity <= QUANTITY_MAX:
        raise InputRefused("bad_quantity", f"Nobody can buy {quantity:,} at once here.", f"Give 1 to {QUANTITY_MAX:,}.")
    code = checked_currency(currency)
    chosen = choice_of(caller, job=job, customer=customer) if choice is None else choice
    return Supply(snapshot_of(caller.place), rates_of(caller, code), chosen, code, time.time_ns() // 1000 if at_us is None else at_us,
                  quantity, region)


def live_runs(path: str) -> tuple[LiveRun, ...]:
    """The runs whose offers count in a place, in the order in which they are laid over one another: of feeds, then of runs."""
    rows = Run.objects.filter(state="live", feed__place__path__in=around(path), feed__partner__state=VERIFIED)
    columns = ("pk", "mark", "feed", "feed__partner__key", "kind", "n_accepted", "n_parts")
    return tuple(LiveRun(*row) for row in rows.order_by("feed", "pk").values_list(*columns))


def _made(path: str) -> Held:
    """Make the snapshot of a place as it is now and hold it; one at a time, because who comes second finds it made."""
    with _LOCK:
        alone = _LOCKS[path]
    with alone:
        for _ in range(TRIES):
            versions, held = version_of(path), _HELD.get(path)
            if held is not None and held.versions == versions:
                return held
            try:
                made = _from(held, versions, live_runs(path))
            except RunGone:
                continue
            with _LOCK:
                _HELD[path] = made
                _HELD.move_to_end(path)
                while len(_HELD) > PLACES_HELD:
                    _HELD.popitem(last=False)
            return made
    raise RunFailed("offers_in_motion", "What is offered here changes faster than it can be read.", "Ask again in a moment.")


def _from(held: Held | None, versions: Versions, runs: tuple[LiveRun, ...]) -> Held:
    """What is read already is not read again, and changes of a few offers are laid over the snapshot that is there."""
    known = dict(zip(held.runs, held.segments, strict=True)) if held else {}
    segments = tuple(known[run] if run in known else segment_of(run) for run in runs)
    version = sum(number for _, number, _ in versions)
    new = [(run, segment) for run, segment in zip(runs, segments, strict=True) if run not in known]
    if held is None or not _goes_on(held.runs, runs):
        return Held(versions, runs, segments, Snapshot.of(segments, version))
    snapshot = replace(held.snapshot, version=version)
    for _, segment in new:
        snapshot = snapshot.changed(segment, version)
    return Held(versions, runs, segments, snapshot)


def _goes_on(before: tuple[LiveRun, ...], now: tuple[LiveRun, ...]) -> bool:
    """Whether what is new lies on top of what was there: nothing went, and no later feed of the same seller was there."""
    known, last = set(before), {run.seller: (run.feed, run.pk) for run in before}
    return known <= set(now) and all(run in known or last.get(run.seller, (0, 0)) < (run.feed, run.pk) for run in now)


def _read_behind(path: str) -> None:
    """Read in another thread, once at a time for a place."""
    with _LOCK:
        if path in _READING:
            return
        _READING.add(path)

    def read() -> None:
        try:
            _made(path)
        except Exception:
            log.exception("a snapshot could not be read", extra={"said": {"place": path}})
        finally:
            with _LOCK:
                _READING.discard(path)
            connection.close()

    Thread(target=read, name="offers", daemon=True).start()
