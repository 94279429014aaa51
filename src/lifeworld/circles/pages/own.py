"""What all of a customer's own pages among friends share: who she is, what she did, where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lifeworld.circles.core.values import SEEN_WORDS, ProfileValue
from lifeworld.circles.queries.people import asking, joined
from lifeworld.goals.pages.open_doors import opened, quietly
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError

Fields = Mapping[str, Any]
Acts = Mapping[str, Callable[[Caller, Fields], str]]


@dataclass(frozen=True)
class Desk:
    """A customer at one of her pages: ``me`` None where she did not join. ``trouble``: what was refused of what she sent."""

    token: str
    caller: Caller
    me: ProfileValue | None
    trouble: LifeworldError | None = None

    def shown(self, request: HttpRequest, template: str, tab: str, **data: Any) -> HttpResponse:
        """The page, kept nowhere."""
        typed = request.POST if self.trouble else {}
        return quietly(render(request, template, {
            "token": self.token, "me": self.me, "trouble": self.trouble, "typed": typed, "circle_tab": tab, "seen_words": SEEN_WORDS,
            "n_asking": len(asking(self.caller)) if self.me else 0, **data}, status=self.trouble.status if self.trouble else 200))


def desk(request: HttpRequest, token: str, acts: Acts, *back: Any) -> Desk | HttpResponse:
    """The customer at her page; where she sent a form, the answer: after what she did the page again, whose address is ``back``.

    Who did not join is led to the first page, but for forms, which say so. Errors: LifeworldError 404 for links that are not good, and for
    things that are not there.
    """
    door = opened(token)
    if request.method == "POST":
        try:
            said = act(door.caller, request.POST.dict(), acts)
        except LifeworldError as error:
            if error.status == 404:
                raise
            return Desk(token, door.caller, joined(door.caller), error)
        messages.success(request, said)
        return quietly(redirect(*back))
    return Desk(token, door.caller, joined(door.caller))


def act(caller: Caller, fields: Fields, acts: Acts) -> str:
    """Do what the form says, and what to tell her about it. Errors: InputRefused for an act that is none, and those of the act."""
    name = str(fields.get("do", ""))
    if name not in acts:
        raise InputRefused("unknown_act", f"Nothing is called «{name[:40]}» here.", "Press one of the buttons of the page.")
    return acts[name](caller, fields)


def about(acts: Acts, name: str, pk: int) -> Acts:
    """The acts of the page of one thing: the thing is the page's, whatever the form says."""
    return {called: lambda caller, fields, done=done: done(caller, {**fields, name: str(pk)}) for called, done in acts.items()}  # type: ignore[misc]


def outside(found: Desk) -> HttpResponse | None:
    """The way to the first page for who did not join; None lets her stay."""
    return quietly(redirect("circle_feed", found.token)) if found.me is None and found.trouble is None else None


def whole(fields: Fields, name: str) -> int:
    """A whole number of a form. Errors: InputRefused."""
    text = str(fields.get(name, "")).strip()
    if len(text) <= 18 and text.isascii() and text.isdigit():
        return int(text)
    raise InputRefused("no_number", f"The field «{name}» holds no whole number.", "Choose one of the answers, and send the form again.")


def number(fields: Fields, name: str) -> float:
    """A number of a form, with a point or a comma. Errors: InputRefused."""
    text = str(fields.get(name, "")).strip().replace(",", ".")
    try:
        if len(text) > 30:
            raise ValueError(text)
        return float(text)
    except ValueError:
        raise InputRefused("no_number", f"The field «{name}» holds no number.", "Write a number, as 52.5186.") from None
