"""One activity of a runner: its picture with tables beside it, how far it can be relied on, and what she says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from lifeworld.plugin import InputRefused, LifeworldError
from lifeworld.plugin_web import Caller, OpenDoor, etag, joined, said, shared
from lifeworld_running.actions.activities import change_activity, delete_activity, mark_duplicate, unmark_duplicate
from lifeworld_running.actions.feeling import say_how_it_was
from lifeworld_running.actions.routes import take_off_route
from lifeworld_running.actions.segments import make_segment
from lifeworld_running.actions.sharing import share_activity, unshare_activity
from lifeworld_running.core.lines import SEEN_BY, SHARED, ActivityLine, WholeActivity
from lifeworld_running.core.picture import picture
from lifeworld_running.pages.doors import own_page
from lifeworld_running.pages.shown import (
    STRIP,
    activity_row,
    by_clock,
    effort_rows,
    reasons,
    reliability_rows,
    split_rows,
    totals_of,
    trust_said,
    when_of,
    zone_rows,
)
from lifeworld_running.pages.start import typed, whole
from lifeworld_running.queries.activities import activity_of
from lifeworld_running.queries.progress import bests_so_far
from lifeworld_running.queries.settings import runner_of, settings_of

Fields = Mapping[str, str]


@own_page
def activity(request: HttpRequest, door: OpenDoor, token: str, activity: int) -> HttpResponse:
    """One activity; POST changes what she says of it."""
    trouble = None
    if request.method == "POST":
        try:
            messages.success(request, act(door.caller, activity, request.POST.dict()))
            return redirect("running_own", token) if request.POST.get("do") == "delete" else redirect("running_activity", token, activity)
        except LifeworldError as error:
            if error.status == 404:
                raise
            trouble = error
    found, settings = activity_of(door.caller, activity), settings_of(door.caller)
    unit, bests = settings.unit, bests_so_far(door.caller)
    line, *others = by_clock(door.caller, [found.line, *found.others])
    data = picture(line, when_of(door.caller, line), found.analysis, found.track, runner_of(settings), bests=bests)
    return render(request, "running/activity.html", {
        "token": token, "tab": "runs", "found": found, "row": activity_row(line, unit), "data": data, "trouble": trouble,
        "unit": unit, "when": data["activity"]["when"], "post": _post(door.caller, activity),
        "has_joined": joined(door.caller) is not None, "seen_by": SEEN_BY, "trust_said": trust_said(line),
        "words": _felt(door.caller, line), "others": [activity_row(one, unit) for one in others],
        "drawn": found.track is not None and len(found.track) > 1,
        **tables(found, bests, unit),
    }, status=trouble.status if trouble else 200)


@own_page
def data(request: HttpRequest, door: OpenDoor, token: str, activity: int) -> HttpResponse:
    """The picture of one activity as JSON, for whoever draws it elsewhere."""
    found, settings = activity_of(door.caller, activity), settings_of(door.caller)
    tag = etag("running", activity, found.analysis.version, settings.version, settings.unit)
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304)
    return JsonResponse(picture(found.line, when_of(door.caller, found.line), found.analysis, found.track, runner_of(settings)),
                        headers={"ETag": tag})


def tables(found: WholeActivity, bests: Mapping[str, float], unit: str) -> dict[str, Any]:
    """The same in tables, for who sees no picture."""
    analysis = found.analysis
    facts = totals_of(analysis, unit)
    return {"strip": [one for one in facts if one[0] in STRIP], "totals": [one for one in facts if one[0] not in STRIP],
            "splits": split_rows(analysis.splits_mile if unit == "mile" else analysis.splits_km, unit),
            "efforts": effort_rows(analysis, bests, unit), "zones": zone_rows(analysis.zones), "load": analysis.load,
            "reasons": reasons(analysis.reliability), "reliability_rows": reliability_rows(analysis.reliability)}


def act(caller: Caller, activity: int, fields: Fields) -> str:
    """Do what the form says, and what to tell her about it. Errors: InputRefused for an act that is none, and those of the act."""
    name = fields.get("do", "")
    if name not in ACTS:
        raise InputRefused("unknown_act", f"Nothing is called «{name[:40]}» here.", "Press one of the buttons.")
    return ACTS[name](caller, activity, fields)


def _change(caller: Caller, activity: int, fields: Fields) -> str:
    change_activity(caller, activity, title=fields.get("title"), with_whom=fields.get("with_whom"),
                    with_family=fields.get("with_family") == "yes", sport=fields.get("sport"))
    return "Noted."


def _seen(caller: Caller, activity: int, fields: Fields) -> str:
    if fields.get("seen_by") == "me":
        unshare_activity(caller, activity)
        return "Only you see it now."
    if joined(caller) is None:
        change_activity(caller, activity, seen_by=fields.get("seen_by"))
        return "Noted. Your friends find it once you have joined the friends of this place."
    share_activity(caller, activity, fields.get("seen_by", ""), fields.get("body", ""))
    return "It is shared. Others see nothing of what your private zones hide, and not when you set out."


def _delete(caller: Caller, activity: int, fields: Fields) -> str:
    if fields.get("sure") != "yes":
        raise InputRefused("not_sure", "Nothing was deleted, because the box was not ticked.", "Tick it, and send the form again.")
    delete_activity(caller, activity)
    return "The run is deleted. Its file is still kept; you can take that back too."


def _duplicate(caller: Caller, activity: int, fields: Fields) -> str:
    mark_duplicate(caller, activity, whole(fields.get("of", ""), "activity"))
    return "The other recording counts now, and this one stands beside it."


def _distinct(caller: Caller, activity: int, _: Fields) -> str:
    unmark_duplicate(caller, activity)
    return "It counts as a run of its own now."


def _feel(caller: Caller, activity: int, fields: Fields) -> str:
    say_how_it_was(caller, activity, fields.get("words", ""))
    return "Thank you. Your words are kept." if fields.get("words", "").strip() else "Your words are taken back."


def _segment(caller: Caller, activity: int, fields: Fields) -> str:
    metres = 1609.344 if settings_of(caller).unit == "mile" else 1000.0
    ends = [typed(fields.get(name, ""), name) for name in ("from", "to")]
    if ends[0] is None or ends[1] is None:
        raise InputRefused("no_stretch", "A segment begins and ends somewhere.", "Write from where to where.")
    make_segment(caller, activity, ends[0] * metres, ends[1] * metres, fields.get("title", ""))
    return "The segment is made. Your other runs are timed on it now."


def _off(caller: Caller, activity: int, _: Fields) -> str:
    take_off_route(caller, activity)
    return "It is on a route of its own now."


ACTS: Mapping[str, Callable[[Caller, int, Fields], str]] = {
    "change": _change, "seen": _seen, "delete": _delete, "duplicate": _duplicate, "distinct": _distinct, "feel": _feel, "segment": _segment,
    "off": _off}


def _felt(caller: Caller, line: ActivityLine) -> str:
    """What she wrote of the run, "" for nothing."""
    study, _, key = line.felt.partition("/")
    return said(caller, study, caller.customer, key) or "" if key else ""


def _post(caller: Caller, activity: int) -> Any:
    return shared(caller, SHARED, str(activity)) if joined(caller) is not None else None


own_urls: list[URLPattern] = [
    path("<int:activity>/", activity, name="running_activity"), path("<int:activity>/data.json", data, name="running_data")]
