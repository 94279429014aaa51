"""What a runner says of herself, her segments, and everything that is kept of her runs."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from lifeworld.plugin import InputRefused, LifeworldError
from lifeworld.plugin_web import OpenDoor, as_json, as_zip
from lifeworld_running.actions.grades import fit_grades, forget_grades
from lifeworld_running.actions.segments import drop_segment
from lifeworld_running.actions.settings import set_runner
from lifeworld_running.core.lines import SEEN_BY, RunnerLine
from lifeworld_running.core.words import MILE_KM, clock, seconds_typed
from lifeworld_running.pages.doors import own_page
from lifeworld_running.pages.shown import segment_row
from lifeworld_running.pages.start import typed, whole
from lifeworld_running.queries.exported import export_of
from lifeworld_running.queries.segments import segments_of
from lifeworld_running.queries.settings import settings_of


@own_page
def settings(request: HttpRequest, door: OpenDoor, token: str) -> HttpResponse:
    """Her heart rates, threshold pace, unit, and who sees new runs."""
    trouble, line = None, settings_of(door.caller)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "grades":
                messages.success(request, fit_grades(door.caller))
            elif request.POST.get("do") == "no_grades":
                forget_grades(door.caller)
                messages.success(request, "Minetti's model is used again.")
            else:
                set_runner(door.caller, runner_of_form(request.POST, line))
                messages.success(request, "Noted. Where it changes what your runs say, they are being analysed again.")
            return redirect("running_settings", token)
        except LifeworldError as error:
            trouble = error
    each = MILE_KM if line.unit == "mile" else 1.0
    return render(request, "running/settings.html", {
        "token": token, "tab": "settings", "line": line, "trouble": trouble, "seen_by": SEEN_BY,
        "threshold": clock(line.threshold_pace_s_km * each) if line.threshold_pace_s_km is not None else "",
        "typed": request.POST if trouble else {}}, status=trouble.status if trouble else 200)


def runner_of_form(fields: Mapping[str, str], before: RunnerLine) -> RunnerLine:
    """Settings as a form says them; the threshold pace in the unit that was shown. Errors: InputRefused."""
    text = fields.get("threshold", "")
    try:
        pace = seconds_typed(text)
    except ValueError:
        raise InputRefused("bad_pace", f"«{text[:20]}» is no pace.", "Write minutes and seconds, such as 4:45.") from None
    year = typed(fields.get("born_year", ""), "year of birth")
    return RunnerLine(
        typed(fields.get("heart_rate_max", ""), "highest heart rate"), typed(fields.get("heart_rate_rest", ""), "heart rate at rest"),
        None if pace is None else pace / (MILE_KM if before.unit == "mile" else 1.0), fields.get("sex", ""),
        None if year is None else int(year), before.gap_factors, fields.get("unit", "km"), fields.get("seen_by", "me"))


@own_page
def segments(request: HttpRequest, door: OpenDoor, token: str) -> HttpResponse:
    """Her segments with their times; POST takes one away."""
    if request.method == "POST":
        drop_segment(door.caller, whole(request.POST.get("segment", ""), "segment"))
        messages.success(request, "The segment is gone; your runs stay.")
        return redirect("running_segments", token)
    unit = settings_of(door.caller).unit
    return render(request, "running/segments.html", {
        "token": token, "tab": "segments", "segments": [segment_row(one, unit) for one in segments_of(door.caller)]})


@own_page
def everything(request: HttpRequest, door: OpenDoor, token: str, form: str) -> HttpResponse:
    """All that is kept of her runs, with every word; the raw files she takes one by one."""
    if form not in {"json", "zip"}:
        raise InputRefused("bad_form", f"All that is kept does not come as «{form[:20]}».", "Ask for json or zip.")
    tables = export_of(door.caller)
    body, kind = (as_zip(tables), "application/zip") if form == "zip" else (as_json(tables), "application/json")
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="my-runs.{form}"'})


own_urls: list[URLPattern] = [
    path("settings/", settings, name="running_settings"), path("segments/", segments, name="running_segments"),
    path("everything.<slug:form>", everything, name="running_everything")]
