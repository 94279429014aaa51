"""What a runner changes in her activities: title, who sees it, with whom it was, whether it is a duplicate; one told, one taken back."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from lifeworld.plugin import InputRefused, listed
from lifeworld.plugin_web import Caller, conflict, joined, key_of, record, shared, unsay, unshare_of
from lifeworld_running.actions.happened import take_back, tell
from lifeworld_running.actions.posting import post
from lifeworld_running.actions.preparing import columns_of
from lifeworld_running.actions.routes import checked_title, put_on_route, recount
from lifeworld_running.actions.writing import settle
from lifeworld_running.core.lines import ME, SEEN_BY, SHARED
from lifeworld_running.core.summaries import told
from lifeworld_running.models import Activity
from lifeworld_running.queries.settings import line_of
from lifeworld_running.queries.whose import day_of, held, own

WITH_CHARS = 120
DISTANCE_M_MAX, SECONDS_MAX, ASCENT_M_MAX, HEART_RATES = 1_000_000.0, 30 * 86_400.0, 30_000.0, (25.0, 240.0)
"""What can be told: more would stand first on every board of friends."""


@transaction.atomic
def change_activity(caller: Caller, activity: int, *, title: str | None = None, seen_by: str | None = None, with_whom: str | None = None,
                    with_family: bool | None = None, sport: str | None = None) -> None:
    """Change what its runner says of an activity; None stays as it is. Errors: LifeworldError 403, 404; InputRefused."""
    row = held(caller, activity)
    if title is not None:
        row.title = checked_title(title)
    if seen_by is not None:
        row.seen_by = checked_seen_by(seen_by)
        if row.seen_by == "me":
            unshare_of(caller.place_id, SHARED, str(row.pk))
    if with_whom is not None:
        row.with_whom = _name(with_whom)
    if with_family is not None:
        row.with_family = with_family and bool(row.with_whom)
    if sport is not None:
        row.sport = "".join(sign for sign in sport.strip().lower() if sign.isprintable())[:40]
    row.save(update_fields=["title", "seen_by", "with_whom", "with_family", "sport"])
    tell(caller, row)
    if title is not None and row.seen_by != ME and joined(caller) is not None and (said := shared(caller, SHARED, str(row.pk))) is not None:
        post(caller, row, said.body, seen_by=row.seen_by if seen_by is not None else said.seen_by)
    record(caller, "running.changed", customer=caller.customer, data={"activity": row.pk})


@transaction.atomic
def tell_run(caller: Caller, *, began: str, distance_m: float, seconds: float, ascent_m: float | None = None,
             heart_rate: float | None = None, title: str = "", client_id: str = "") -> int:
    """A run that nothing recorded, as its runner tells it; returns its activity. The same ``client_id`` again gives the same run.

    ``began``: ISO date or date and time by the place's clock. Errors: LifeworldError 403; InputRefused for what cannot be.
    """
    who = own(caller)
    key = f"told-{_plain_id(client_id) or uuid4().hex}"
    if (known := Activity.objects.filter(customer=who, key=key).values_list("pk", flat=True).first()) is not None:
        return known
    started = _began(caller, began)
    if not 0 < distance_m <= DISTANCE_M_MAX:
        raise InputRefused("bad_distance", "The distance is none that can be run.", "Write it in kilometres, such as 10.5.")
    if not 0 < seconds <= SECONDS_MAX or 1000 * seconds / distance_m < 60:
        raise InputRefused("bad_time", "The time is none in which this distance can be run.", "Write hours, minutes and seconds.")
    if ascent_m is not None and not 0 <= ascent_m <= min(distance_m, ASCENT_M_MAX):
        raise InputRefused("bad_ascent", "The ascent is none that a run of this length has.", "Write it in metres, or leave it empty.")
    if heart_rate is not None and not HEART_RATES[0] <= heart_rate <= HEART_RATES[1]:
        raise InputRefused("bad_heart_rate", "The heart rate is none that a runner has.", "Write beats a minute, or leave it empty.")
    analysis = told(distance_m, seconds, math.nan if ascent_m is None else ascent_m, math.nan if heart_rate is None else heart_rate)
    settings = line_of(who)
    row = Activity.objects.create(
        place_id=caller.place_id, customer_id=who, key=key, manual=True, sport="running", title=checked_title(title), started_us=started,
        day=day_of(caller, started), seen_by=settings.seen_by, by_settings=settings.version, **columns_of(analysis))
    tell(caller, row)
    record(caller, "running.told", customer=caller.customer, data={"activity": row.pk})
    return row.pk


@transaction.atomic
def mark_duplicate(caller: Caller, activity: int, of: int) -> None:
    """A runner says that two of her activities are the same run, of which the other counts. Errors: LifeworldError 403, 404, 409."""
    row, keep = held(caller, activity), held(caller, of)
    keep = held(caller, keep.duplicate_of_id) if keep.duplicate_of_id not in (None, row.pk) else keep
    if row.pk == keep.pk or row.planned or keep.planned:
        raise conflict("same_activity", "An activity is no duplicate of itself, nor of a planned route.", "Name the other recording.")
    if keep.duplicate_of_id == row.pk:
        keep.duplicate_of, keep.said_same = None, "distinct"
        keep.save(update_fields=["duplicate_of", "said_same"])
    Activity.objects.filter(customer=row.customer_id, duplicate_of=row).update(duplicate_of=keep)
    row.duplicate_of, row.said_same = keep, "duplicate"
    row.save(update_fields=["duplicate_of", "said_same"])
    for each in (row, keep):
        put_on_route(each)
        tell(caller, each)
    record(caller, "running.changed", customer=caller.customer, data={"activity": row.pk})


@transaction.atomic
def unmark_duplicate(caller: Caller, activity: int) -> None:
    """A runner says that an activity is a run of its own, whatever it looks like. Errors: LifeworldError 403, 404."""
    row = held(caller, activity)
    row.duplicate_of, row.said_same = None, "distinct"
    row.save(update_fields=["duplicate_of", "said_same"])
    settle(caller, row)
    record(caller, "running.changed", customer=caller.customer, data={"activity": row.pk})


@transaction.atomic
def delete_activity(caller: Caller, activity: int) -> None:
    """An activity is gone with its event, its words and its post; its file stays until it is dropped. Errors: LifeworldError 403, 404."""
    row = held(caller, activity)
    pk = row.pk
    remove(caller, row)
    record(caller, "running.deleted", customer=caller.customer, data={"activity": pk})


def remove(caller: Caller, row: Activity) -> None:
    """The activity with all that stands for it elsewhere; what was a duplicate of it is judged again. Runs in the caller's transaction."""
    take_back(caller, row)
    unshare_of(caller.place_id, SHARED, str(row.pk))
    if row.felt:
        study, _, key = row.felt.partition("/")
        unsay(replace(caller, scopes=caller.scopes | {"voices.analyse"}), study, key_of(caller, row.customer_id), key)
    others, route = list(Activity.objects.filter(duplicate_of=row)), row.route_id
    row.delete()
    for other in others:
        other.refresh_from_db()
        other.said_same = "" if other.said_same == "duplicate" else other.said_same
        other.save(update_fields=["said_same"])
        settle(caller, other)
    if route is not None:
        recount([route])


def checked_seen_by(seen_by: str) -> str:
    """Who may see. Errors: InputRefused for a word that is none."""
    if seen_by not in SEEN_BY:
        raise InputRefused("bad_seen_by", f"«{seen_by[:20]}» is nobody who may see.", f"Choose one of {listed(SEEN_BY)}.")
    return seen_by


def _name(words: str) -> str:
    name = "".join(sign for sign in words if sign.isprintable()).strip()
    if len(name) > WITH_CHARS:
        raise InputRefused("long_name", f"The name has {len(name)} characters.", f"Write at most {WITH_CHARS}.")
    return name


def _plain_id(client_id: str) -> str:
    return "".join(sign for sign in client_id.lower() if sign in "0123456789abcdef")[:32]


def _began(caller: Caller, began: str) -> int:
    try:
        at = datetime.fromisoformat(began.strip())
    except ValueError:
        raise InputRefused("bad_day", f"«{began[:40]}» is no day.", "Write it as 2026-05-02, or 2026-05-02T07:30.") from None
    at = at.replace(tzinfo=ZoneInfo(caller.timezone)) if at.tzinfo is None else at
    if not datetime(1970, 1, 2, tzinfo=UTC) < at <= timezone.now():
        raise InputRefused("bad_day", "This run has not been yet, or was too long ago.", "Write the day on which it was.")
    return round(at.timestamp()) * 1_000_000
