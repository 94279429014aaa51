"""Webhooks for people: which addresses are told of events, what could not be sent, and buttons to mend it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.events.actions import webhooks as actions
from lifeworld.events.actions.webhooks import NewWebhook
from lifeworld.events.queries import webhooks as queries
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked, page_data

PAGE = 50


@require_safe
def webhooks(request: Asked, place: str) -> HttpResponse:
    """The addresses, and a form to add one."""
    return _page(request, place)


@require_POST
def add(request: Asked, place: str) -> HttpResponse:
    """The new webhook with its secret, shown this once: it is in no session and no message."""
    request.caller.require("events.manage")
    said = {"url": "", "types": "", **page_data(request)}
    try:
        new = actions.add_webhook(request.caller, said["url"], said["types"].replace(",", "\n").split("\n"))
    except InputRefused as refused:
        return _page(request, place, said=said, wrong=str(refused), status=422)
    response = _page(request, place, new=new)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def webhook(request: Asked, place: str, webhook: int) -> HttpResponse:
    """One webhook with its deliveries, the newest first; ``?state=dead``: the dead letters."""
    value = queries.webhook_of(request.caller, webhook)
    state, text = request.GET.get("state", ""), request.GET.get("before", "")
    before = int(text) if text.isdecimal() and len(text) < 19 else None
    found = queries.deliveries(request.caller, webhook, state=state, before=before, limit=PAGE + 1)
    return render(request, "events/webhook.html", {
        "place": place, "tab": "webhooks", "hook": value, "deliveries": found[:PAGE], "state": state,
        "older": found[PAGE - 1].id if len(found) > PAGE else None})


@require_POST
def stop(request: Asked, place: str, webhook: int) -> HttpResponse:
    """Nothing is sent until it is started again."""
    actions.stop_webhook(request.caller, webhook)
    messages.success(request, "The webhook is stopped. Events wait here until it is started again.")
    return redirect("webhook", place=place, webhook=webhook)


@require_POST
def start(request: Asked, place: str, webhook: int) -> HttpResponse:
    """It goes on where it stopped."""
    actions.start_webhook(request.caller, webhook)
    messages.success(request, "The webhook goes on where it stopped.")
    return redirect("webhook", place=place, webhook=webhook)


@require_POST
def remove(request: Asked, place: str, webhook: int) -> HttpResponse:
    """The webhook goes with its deliveries."""
    actions.remove_webhook(request.caller, webhook)
    messages.success(request, "The webhook was removed. Its address is told nothing more.")
    return redirect("webhooks", place=place)


@require_POST
def again(request: Asked, place: str, webhook: int) -> HttpResponse:
    """One dead delivery, or all of them, are due again."""
    only = request.POST.get("delivery", "")
    if only and not (only.isdecimal() and len(only) < 19):
        raise InputRefused("bad_delivery", "This is no number of a delivery.", "Go back, and press the button beside the delivery.")
    n = actions.send_again(request.caller, webhook, [int(only)] if only else ())
    messages.success(request, f"{n} {'delivery is' if n == 1 else 'deliveries are'} due again and will be sent in order.")
    return redirect("webhook", place=place, webhook=webhook)


def _page(request: Asked, place: str, *, new: NewWebhook | None = None, said: dict[str, str] | None = None, wrong: str = "",
          status: int = 200) -> HttpResponse:
    return render(request, "events/webhooks.html", {
        "place": place, "tab": "webhooks", "hooks": queries.webhooks(request.caller), "new": new, "said": said or {}, "wrong": wrong},
        status=status)


urls: list[URLPattern] = [
    path("-/webhooks/", webhooks, name="webhooks"), path("-/webhooks/new/", add, name="add_webhook"),
    path("-/webhooks/<int:webhook>/", webhook, name="webhook"), path("-/webhooks/<int:webhook>/stop/", stop, name="stop_webhook"),
    path("-/webhooks/<int:webhook>/start/", start, name="start_webhook"),
    path("-/webhooks/<int:webhook>/remove/", remove, name="remove_webhook"),
    path("-/webhooks/<int:webhook>/send-again/", again, name="send_again")]
