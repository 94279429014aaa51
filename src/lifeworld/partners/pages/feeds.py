"""Feeds for people: how they come in, files to send, what became of each run, and which rows were refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.web import Asked
from lifeworld.partners.actions import deciding
from lifeworld.partners.actions import feeds as actions
from lifeworld.partners.actions.feeds import KINDS, Ways
from lifeworld.partners.actions.runs import send_chunks
from lifeworld.partners.core.shown import RunValue
from lifeworld.partners.files.feeds import FORMATS
from lifeworld.partners.pages.said import HOW_WORDS, MENDED, STATE_WORDS, done, fields, minute, number_of, whole
from lifeworld.partners.queries import feeds as queries
from lifeworld.partners.queries.partners import partner_of
from lifeworld.partners.queries.refused_csv import csv_of

PAGE = 50
FORM = {"key": "", "kind": "push", "title": "", "format": "", "currency": "", "region": "", "ttl_h": "24", "url": "", "every_min": "60",
        "credential": ""}
STARTED = {"stop": (actions.stop_feed, "The feed is stopped. What it offered counts until it is stale."),
           "start": (actions.start_feed, "The feed goes on."), "pull": (actions.pull_now, "The address is asked in a moment.")}


@require_safe
def feed(request: Asked, place: str, partner: str, feed: str) -> HttpResponse:
    """One feed: its runs, and what can be done with it."""
    return _page(request, place, partner, feed)


def _page(request: Asked, place: str, partner: str, feed: str, **more: object) -> HttpResponse:
    caller = request.caller
    value = queries.feed_of(caller, partner, feed)
    found = queries.runs_of(caller, partner, feed=feed, before=number_of(request.GET.get("before")), limit=PAGE + 1)
    response = render(request, "partners/feed.html", {
        "place": place, "tab": "partners", "partner": partner_of(caller, partner), "feed": value, "kind": KINDS[value.kind],
        "runs": [(run, STATE_WORDS[run.state], HOW_WORDS.get(run.how, run.how), minute(caller, run.begun_at)) for run in found[:PAGE]],
        "older": found[PAGE - 1].id if len(found) > PAGE else None, "formats": FORMATS, "kinds": KINDS,
        "asked_at": minute(caller, value.asked_at), "due_at": minute(caller, value.due_at), "said": _said(value), "zone": caller.timezone,
        "notices": request.build_absolute_uri(f"/api/partner-notices/{value.door}") if value.door else "", **more})
    if more:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def new(request: Asked, place: str, partner: str) -> HttpResponse:
    """A form for a new feed."""
    request.caller.require("partners.manage")
    return _form(request, place, partner, dict(FORM), "", 200)


def _form(request: Asked, place: str, partner: str, said: dict[str, Any], wrong: str, status: int) -> HttpResponse:
    return render(request, "partners/new_feed.html", {
        "place": place, "tab": "partners", "partner": partner_of(request.caller, partner), "said": said, "wrong": wrong, "kinds": KINDS,
        "formats": FORMATS}, status=status)


@require_POST
def open_feed(request: Asked, place: str, partner: str) -> HttpResponse:
    """Open a feed."""
    request.caller.require("partners.manage")
    said = fields(request, FORM)
    try:
        made = actions.open_feed(request.caller, partner, said["key"].strip(), _ways(said))
    except LifeworldError as error:
        if error.status not in MENDED:
            raise
        return _form(request, place, partner, said, str(error), error.status)
    messages.success(request, "The feed is open.")
    return redirect("partner_feed", place=place, partner=partner, feed=made.key)


@require_POST
def change(request: Asked, place: str, partner: str, feed: str) -> HttpResponse:
    """How a feed comes in and is read."""
    said = fields(request, FORM)
    return done(request, lambda: actions.change_feed(request.caller, partner, feed, _ways(said)), "The feed was changed.", "partner_feed",
                place=place, partner=partner, feed=feed)


@require_POST
def turn(request: Asked, place: str, partner: str, feed: str) -> HttpResponse:
    """Stop it, start it, or fetch it now."""
    act, words = STARTED.get(request.POST.get("act", ""), STARTED["stop"])
    return done(request, lambda: act(request.caller, partner, feed), words, "partner_feed", place=place, partner=partner, feed=feed)


@require_POST
def secret(request: Asked, place: str, partner: str, feed: str) -> HttpResponse:
    """A new secret for notices, shown this once."""
    try:
        made = actions.new_secret(request.caller, partner, feed)
    except LifeworldError as error:
        if error.status not in MENDED:
            raise
        messages.error(request, str(error))
        return redirect("partner_feed", place=place, partner=partner, feed=feed)
    return _page(request, place, partner, feed, secret=made)


@require_POST
def close(request: Asked, place: str, partner: str, feed: str) -> HttpResponse:
    """The feed goes with what it offered."""
    return done(request, lambda: actions.close_feed(request.caller, partner, feed), "The feed is closed, and its offers are gone.",
                "partner", place=place, partner=partner)


@require_POST
def send(request: Asked, place: str, partner: str, feed: str) -> HttpResponse:
    """A file that somebody chose."""
    made: list[RunValue] = []

    def act() -> None:
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile) or not file.size:
            request.caller.require("partners.offers")
            queries.feed_of(request.caller, partner, feed)
            raise InputRefused("no_file", "No file was chosen, or it is empty.", "Choose a table of offers.")
        if file.size > settings.UPLOAD_BYTES_MAX:
            raise InputRefused("file_size", "The file is too large for the form.", "Send it in parts over the API.")
        kind = "changes" if request.POST.get("kind") == "changes" else "whole"
        made.append(send_chunks(request.caller, partner, feed, file.chunks(1024**2), file.size, name=file.name or "", kind=kind))

    response = done(request, act, "The file has come in.", "partner_feed", place=place, partner=partner, feed=feed)
    return redirect("offer_run", place=place, partner=partner, run=made[0].id) if made else response


@require_safe
def run(request: Asked, place: str, partner: str, run: int) -> HttpResponse:
    """One run with the rows that were refused."""
    caller = request.caller
    value = queries.run_of(caller, partner, run)
    rows = queries.refused_of(caller, partner, run, after=number_of(request.GET.get("after")) or 0, limit=PAGE + 1)
    return render(request, "partners/run.html", {
        "place": place, "tab": "partners", "partner": partner_of(caller, partner), "run": value, "state": STATE_WORDS[value.state],
        "how": HOW_WORDS.get(value.how, value.how), "begun": minute(caller, value.begun_at), "ended": minute(caller, value.ended_at),
        "rows": rows[:PAGE], "more": rows[PAGE - 1].id if len(rows) > PAGE else None, "zone": caller.timezone})


@require_safe
def refused_csv(request: Asked, place: str, partner: str, run: int) -> HttpResponse:
    """The rows that were refused, as a table."""
    return HttpResponse(csv_of(request.caller, partner, run), content_type="text/csv; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="refused-{run}.csv"'})


@require_POST
def decide(request: Asked, place: str, partner: str, run: int) -> HttpResponse:
    """Yes or no to a run that would take many offers away."""
    yes = request.POST.get("say") == "yes"
    act = deciding.say_yes if yes else deciding.say_no
    return done(request, lambda: act(request.caller, partner, run), "The file counts now." if yes else "What the feed offered stays.",
                "offer_run", place=place, partner=partner, run=run)


def _ways(said: dict[str, Any]) -> Ways:
    return Ways(said["kind"], said["title"], said["format"], said["currency"], said["region"],
                whole(said["ttl_h"], "hours", 24) * 3600, said["url"], whole(said["every_min"], "minutes", 60) * 60,
                said["credential"].strip())


def _said(value: Any) -> dict[str, Any]:
    return {"kind": value.kind, "title": value.title, "format": value.format, "currency": value.currency, "region": value.region,
            "ttl_h": value.ttl_s // 3600 or 1, "url": value.url, "every_min": value.every_s // 60, "credential": value.credential}


urls: list[URLPattern] = [
    path("-/partners/<slug:partner>/feeds/", open_feed, name="open_partner_feed"),
    path("-/partners/<slug:partner>/new-feed/", new, name="new_partner_feed"),
    path("-/partners/<slug:partner>/feeds/<slug:feed>/", feed, name="partner_feed"),
    path("-/partners/<slug:partner>/feeds/<slug:feed>/change/", change, name="change_partner_feed"),
    path("-/partners/<slug:partner>/feeds/<slug:feed>/turn/", turn, name="turn_partner_feed"),
    path("-/partners/<slug:partner>/feeds/<slug:feed>/secret/", secret, name="partner_feed_secret"),
    path("-/partners/<slug:partner>/feeds/<slug:feed>/close/", close, name="close_partner_feed"),
    path("-/partners/<slug:partner>/feeds/<slug:feed>/send/", send, name="send_offers"),
    path("-/partners/<slug:partner>/runs/<int:run>/", run, name="offer_run"),
    path("-/partners/<slug:partner>/runs/<int:run>/refused.csv", refused_csv, name="refused_offers"),
    path("-/partners/<slug:partner>/runs/<int:run>/decide/", decide, name="decide_offer_run"),
]
