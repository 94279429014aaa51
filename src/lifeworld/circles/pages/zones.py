"""A customer's own page of private zones. She need not have joined: whoever shares nothing may still want them before she does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lifeworld.circles.actions import zones as acts
from lifeworld.circles.core.zones.values import RADIUS_MIN_M
from lifeworld.circles.pages.own import Acts, Desk, Fields, desk, number, whole
from lifeworld.circles.queries.zones import RADIUS_MAX_M, own_zones
from lifeworld.kit.caller import Caller

RADIUS_M = 400


@require_http_methods(["GET", "HEAD", "POST"])
def zones(request: HttpRequest, goal_token: str) -> HttpResponse:
    """What zones do, hers, and a new one; another page may send a spot along as ``lat`` and ``lon``."""
    found = desk(request, goal_token, ACTS, "circle_zones", goal_token)
    if not isinstance(found, Desk):
        return found
    spot = {name: request.GET.get(name, "")[:20] for name in ("lat", "lon")}
    return found.shown(request, "circles/zones.html", "zones", zones=own_zones(found.caller), spot=spot, radius=RADIUS_M,
                       radius_min=int(RADIUS_MIN_M), radius_max=int(RADIUS_MAX_M))


def _add(caller: Caller, fields: Fields) -> str:
    acts.add_zone(caller, number(fields, "lat"), number(fields, "lon"), number(fields, "radius_m"), str(fields.get("label", "")))
    return "Nobody sees what you do near this spot any more, nor what you did."


def _wider(caller: Caller, fields: Fields) -> str:
    acts.change_zone(caller, whole(fields, "zone"), radius_m=number(fields, "radius_m"), label=str(fields.get("label", "")))
    return "Noted."


def _remove(caller: Caller, fields: Fields) -> str:
    acts.remove_zone(caller, whole(fields, "zone"), sure=fields.get("sure") == "yes")
    return "The zone is taken away. What you shared near this spot is shown."


ACTS: Acts = {"add": _add, "change": _wider, "remove": _remove}
