"""Runs are put on routes as they come in: the nearest that matches, else a new one with the next number."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Max

from lifeworld.plugin import InputRefused
from lifeworld.plugin_web import Caller, not_found, record
from lifeworld_running.actions.happened import tell
from lifeworld_running.core.routes import Signature, SignatureBlock, screen
from lifeworld_running.core.routes.values import LENGTHS
from lifeworld_running.models import Activity, Route, Streams
from lifeworld_running.queries.whose import own

TITLE_CHARS = 200
MARGIN = 1.02
"""Lengths a little beyond what may match are looked at too, because the matching has the last word."""


def put_on_route(row: Activity) -> None:
    """The activity stands on the route that it was run on; runs in the transaction of whoever calls.

    A duplicate and a run without a way stand on none. A route whose last run left is gone.
    """
    before = row.route_id
    kept = None if row.duplicate_of_id is not None else Streams.objects.filter(activity=row).values_list("signature", flat=True).first()
    if kept is None:
        row.route, row.reversed = None, False
    else:
        way = Signature.from_bytes(bytes(kept))
        found = nearest_route(row.customer_id, way)
        row.route, row.reversed = found if found is not None else (_new(row, bytes(kept), way), False)
    if row.route_id != before:
        row.save(update_fields=["route", "reversed"])
        recount([route for route in (before, row.route_id) if route is not None])


def nearest_route(customer: int, way: Signature) -> tuple[Route, bool] | None:
    """The route of a customer that this is a run of, and whether from its other end; None for a new one."""
    share = (1 - LENGTHS) / MARGIN
    rows = list(Route.objects.select_for_update().filter(
        customer=customer, length_m__range=(way.length_m * share, way.length_m / share)).order_by("number"))
    if not rows:
        return None
    seen = screen(way, SignatureBlock.of([Signature.from_bytes(bytes(route.signature)) for route in rows]))
    if not len(seen):
        return None
    best = min(range(len(seen)), key=lambda at: (float(seen.mean_m[at]), int(seen.at[at])))
    return rows[int(seen.at[best])], bool(seen.reversed[best])


def _new(row: Activity, signature: bytes, way: Signature) -> Route:
    last = Route.objects.filter(customer=row.customer_id).aggregate(last=Max("number"))["last"] or 0
    return Route.objects.create(place_id=row.place_id, customer_id=row.customer_id, number=last + 1, signature=signature,
                                length_m=way.length_m)


def recount(routes: list[int]) -> None:
    """How often routes were run; those that nobody runs any more go."""
    counts = dict(Activity.objects.filter(route__in=routes).order_by().values_list("route").annotate(n=Count("pk")))
    for pk in set(routes):
        if counts.get(pk):
            Route.objects.filter(pk=pk).update(n=counts[pk])
        else:
            Route.objects.filter(pk=pk).delete()


@transaction.atomic
def rename_route(caller: Caller, number: int, title: str) -> None:
    """What a runner calls her route; empty: its number. Errors: LifeworldError 403, 404; InputRefused for a title that may not be."""
    row = Route.objects.select_for_update().filter(place=caller.place_id, customer=own(caller), number=number).first()
    if row is None:
        raise not_found("route", number)
    row.title = checked_title(title)
    row.save(update_fields=["title"])
    record(caller, "running.changed", customer=caller.customer, data={"route": row.pk})


@transaction.atomic
def take_off_route(caller: Caller, activity: int) -> None:
    """An activity that was put on a route by mistake is a route of its own. Errors: LifeworldError 403, 404."""
    row = Activity.objects.select_for_update().filter(place=caller.place_id, customer=own(caller), pk=activity).first()
    if row is None or row.route_id is None:
        raise not_found("activity", activity)
    kept = bytes(Streams.objects.values_list("signature", flat=True).get(activity=row) or b"")
    before, row.route = row.route_id, _new(row, kept, Signature.from_bytes(kept))
    row.reversed = False
    row.save(update_fields=["route", "reversed"])
    recount([before, row.route.pk])
    tell(caller, row)
    record(caller, "running.changed", customer=caller.customer, data={"activity": row.pk})


def checked_title(title: str) -> str:
    """A title as it is kept. Errors: InputRefused for one that is too long."""
    title = "".join(sign for sign in title if sign.isprintable()).strip()
    if len(title) > TITLE_CHARS:
        raise InputRefused("long_title", f"The title has {len(title)} characters.", f"Write at most {TITLE_CHARS}.")
    return title
