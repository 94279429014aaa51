"""A runner's first page: files dropped or chosen, what became of each, a run told by hand, and her runs, the newest first."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from lifeworld.plugin import InputRefused, LifeworldError
from lifeworld.plugin_web import Caller, OpenDoor
from lifeworld_running.actions.activities import tell_run
from lifeworld_running.actions.files import drop_file, take_file
from lifeworld_running.core.lines import ActivityLine, FileLine
from lifeworld_running.core.words import MILE_KM, seconds_typed
from lifeworld_running.pages.doors import own_page
from lifeworld_running.pages.shown import activity_row, by_clock, file_row
from lifeworld_running.queries.activities import activities_of
from lifeworld_running.queries.files import files_of, raw_of
from lifeworld_running.queries.routes import routes_of
from lifeworld_running.queries.settings import settings_of

Sent = Any
"""An uploaded file of Django's."""
FILES_MAX, READ_SECONDS, FILES_SHOWN, FILES_LISTED = 100, 0.3, 8, 40
"""Files of one form, and how long those after the first are read at once; the others are read by the worker."""


@own_page
def start(request: HttpRequest, door: OpenDoor, token: str) -> HttpResponse:
    """Her runs, the newest first, and files coming in; POST takes files."""
    trouble, status = None, 200
    if request.method == "POST":
        try:
            taken = taken_files(door.caller, request.FILES.getlist("files"))
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"files": [file_row(one) for one in taken]})
            messages.success(request, said_of(taken))
            return redirect("running_own", token)
        except LifeworldError as error:
            if "application/json" in request.headers.get("Accept", "") or error.status == 404:
                raise
            trouble, status = error, error.status
    unit = settings_of(door.caller).unit
    found, after = activities_of(door.caller, after=request.GET.get("after", ""), duplicates=True)
    planned, _ = activities_of(door.caller, planned=True, limit=20)
    return render(request, "running/start.html", {
        "token": token, "tab": "runs", "activities": rows_of(door.caller, found, unit), "after": after, "trouble": trouble,
        "planned": [activity_row(one, unit) for one in planned], "first": not request.GET.get("after"),
        **listed_files(files_of(door.caller, limit=FILES_LISTED))}, status=status)


def rows_of(caller: Caller, lines: Sequence[ActivityLine], unit: str) -> list[dict[str, Any]]:
    """Lines in words, with what she calls their routes."""
    names = {one.number: one.name for one in routes_of(caller)}
    return [{**activity_row(one, unit), "route_name": names.get(one.route or 0, "")} for one in by_clock(caller, lines)]


def listed_files(lines: Sequence[FileLine]) -> dict[str, Any]:
    """Her newest files: those that wait stand first, then those that say something; of the others it is enough to say how many they are."""
    rows = sorted((file_row(one) for one in lines), key=lambda one: not one["waits"])
    return {"files": [one for one in rows if one["asks"]][:FILES_SHOWN], "n_quiet": sum(not one["asks"] for one in rows)}


@own_page
def manual(request: HttpRequest, door: OpenDoor, token: str) -> HttpResponse:
    """A run that nothing recorded."""
    trouble, unit = None, settings_of(door.caller).unit
    if request.method == "POST":
        try:
            activity = tell_run(door.caller, **run_of_form(request.POST.dict(), unit))
            messages.success(request, "Your run is kept. Nothing recorded it, so it counts where runs that were told count.")
            return redirect("running_activity", token, activity)
        except LifeworldError as error:
            trouble = error
    return render(request, "running/manual.html", {
        "token": token, "tab": "runs", "trouble": trouble, "typed": request.POST if trouble else {}, "unit": unit,
        "client_id": request.POST.get("client_id") or uuid4().hex}, status=trouble.status if trouble else 200)


@own_page
def files(request: HttpRequest, door: OpenDoor, token: str) -> HttpResponse:
    """All her files with what became of each; POST takes one back. ``only=list``: the list alone, for the page that waits for it."""
    if request.method == "POST":
        drop_file(door.caller, whole(request.POST.get("file", ""), "file"))
        messages.success(request, "The file and what was read from it are taken back.")
        return redirect("running_files", token)
    before = request.GET.get("before", "")
    lines = files_of(door.caller, before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None)
    found = [file_row(one) for one in lines]
    if request.GET.get("only") == "list":
        return render(request, "running/file_list.html", {"token": token, **listed_files(lines[:FILES_LISTED])})
    return render(request, "running/files.html", {
        "token": token, "tab": "runs", "files": found, "before": found[-1]["pk"] if found else ""})


@own_page
def raw(request: HttpRequest, door: OpenDoor, token: str, file: int) -> HttpResponse:
    """The bytes of a file as they came."""
    line, where = raw_of(door.caller, file)
    response = FileResponse(where.open("rb"), as_attachment=True, filename=line.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]  # a response of Django like any other


def taken_files(caller: Caller, files: Sequence[Sent], customer: int | None = None) -> list[FileLine]:
    """The files of a form, each kept and some read at once. Errors: InputRefused for none or too many; one that is empty says so itself."""
    if not files:
        raise InputRefused("no_file", "No file was chosen.", "Choose what your watch recorded: FIT, GPX, TCX, or a whole export as ZIP.")
    if len(files) > FILES_MAX:
        raise InputRefused("too_many_files", f"These are {len(files)} files.", f"Send at most {FILES_MAX} at a time, or a ZIP of all.")
    until = time.monotonic() + READ_SECONDS
    taken: list[FileLine] = []
    for file in files:
        try:
            taken.append(take_file(caller, customer, file.name or "file", file.chunks(), now=not taken or time.monotonic() < until))
        except InputRefused as error:
            if len(files) == 1:
                raise
            taken.append(FileLine(0, file.name or "file", file.size or 0, "", "refused", error.code, error.message, (), (), 0, 0, ""))
    return taken


def said_of(files: list[FileLine]) -> str:
    """What to tell of files that came."""
    if len(files) == 1:
        one = files[0]
        if not one.is_new:
            return f"«{one.name}» was here already."
        return f"«{one.name}»: {one.state_words}{'. ' + one.reason if one.reason else '.'}"
    waiting = sum(one.is_waiting for one in files)
    bad = sum(one.state in {"refused", "partial"} for one in files)
    return (f"{len(files)} files came{f', {waiting} of them are being read now' if waiting else ''}"
            f"{f', {bad} were not read whole: each says why' if bad else ''}.")


def run_of_form(fields: dict[str, str], unit: str) -> dict[str, Any]:
    """A run as a form says it. Errors: InputRefused."""
    try:
        seconds = seconds_typed(fields.get("time", ""))
    except ValueError:
        wrong = fields.get("time", "")[:20]
        raise InputRefused("bad_time", f"«{wrong}» is no time.", "Write it as 52:30, or 1:02:05 with hours.") from None
    distance = typed(fields.get("distance", ""), "distance")
    if seconds is None or distance is None:
        raise InputRefused("no_run", "A run has a distance and a time.", "Write both.")
    began = f"{fields.get('day', '')}T{fields['at']}" if fields.get("at") else fields.get("day", "")
    return {"began": began, "distance_m": 1000 * distance * (MILE_KM if unit == "mile" else 1), "seconds": seconds,
            "ascent_m": typed(fields.get("ascent", ""), "ascent"), "heart_rate": typed(fields.get("heart_rate", ""), "heart rate"),
            "title": fields.get("title", ""), "client_id": fields.get("client_id", "")}


def typed(text: str, what: str) -> float | None:
    """A number that somebody typed; None for nothing. Errors: InputRefused."""
    text = text.strip().replace(",", ".")
    if not text:
        return None
    if not text.replace(".", "", 1).isdigit() or not text.isascii() or len(text) > 12:
        raise InputRefused("no_number", f"«{text[:20]}» is no number, so the {what} is not known.",
                           "Write it with digits, such as 10.5, or leave it empty.")
    return float(text)


def whole(text: str, what: str) -> int:
    """A whole number of a form. Errors: InputRefused."""
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise InputRefused("no_number", f"It is not said which {what} is meant.", "Press one of the buttons.")
    return int(text)


own_urls: list[URLPattern] = [
    path("", start, name="running_own"), path("manual/", manual, name="running_manual"), path("files/", files, name="running_files"),
    path("files/<int:file>/raw/", raw, name="running_raw"),
]
