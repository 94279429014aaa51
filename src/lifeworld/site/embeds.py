"""Elements on partners' pages: tokens are given out for one page, placement and visit, and the open door shows one element for each."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from lifeworld.constellations.queries import pictures
from lifeworld.customers import queries as customers
from lifeworld.goals.pages import embedded as goals_embeds
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused, LifeworldError, listed
from lifeworld.places import queries as places
from lifeworld.places.actions import use_token
from lifeworld.places.core import ELEMENTS, MINUTES, Shown, key_in, sealed, unsealed
from lifeworld.places.queries import as_text
from lifeworld.scorecard.pages import small as scorecards
from lifeworld.tools.pages import embedded as desks
from lifeworld.voices.core.codebook import ACTOR_NAMES
from lifeworld.voices.queries.studies import study_of

READS = frozenset({"customers.see", "voices.see", "constellations.see"})
"""What the hall itself reads to show one element; whoever looks at the page gets none of these rights."""
SCORED = frozenset({"scorecard.see"})
"""The same for the scorecard."""

OF_ONE = ("constellation", "goal")
"""Elements that show one customer."""

PEOPLE = frozenset({"peers", "family_friends", "strangers"})

NOTHING = LifeworldError(404, "not_found", "There is nothing to show here.", "Reload the page around it; its server asks for a new token.")
EXPIRED = LifeworldError(410, "token_expired", "This token has expired.", f"Tokens are good for {MINUTES} minutes; ask for a new one.")
SENDING, SENDING_MINUTES = "goal-send", 120
"""What the token is for with which a frame sends goals, and how long it is good: longer than a form takes on a phone."""
SENT_LATE = LifeworldError(410, "token_expired", "This page was open for too long.",
                           "Reload it; what you wrote is kept on your device and sent again.")
USED = conflict("token_used", "This token was used already.",
                "Every token opens once; reload the page around it, whose server asks for a new one.")
ELSEWHERE = LifeworldError(403, "other_origin", "This token is for another page.",
                           "Show it on the origin that it was made for, in an iframe with referrerpolicy=\"strict-origin\".")


@dataclass(frozen=True)
class Token:
    """A token, the path that shows its element, and until when (ISO 8601, UTC)."""

    token: str
    path: str
    expires_at: str


def issue(caller: Caller, embed: str, *, placement: str, origin: str, element: str, study: str, customer: str = "") -> Token:
    """A token for one visit of a partner's page. ``customer`` is a key or alias, for the elements «constellation» and «goal»; «goal» has no
    study, and needs the right to make links to a customer's goals, because she may declare some there; the study of a «desk» is its tool,
    and «scorecard» has none and needs the right to see it.

    Errors: 403; 404 for a page, study or customer that is not in this place; 409 for another placement or origin; 422.
    """
    caller.require("constellations.embed")
    found = places.embed_of(caller, embed)
    if found is None:
        raise not_found("partner's page", embed)
    page, secret = found
    origin = origin.strip().lower().removesuffix("/")
    if placement != page.placement:
        raise conflict("other_placement", "This partner's page has another placement.", f"Send the placement «{page.placement}».")
    if origin not in page.origins:
        raise conflict("other_origin", "This origin is none of the partner's page.", f"Use one of {listed(page.origins)}.")
    if element not in ELEMENTS:
        raise InputRefused("unknown_element", f"There is no element «{element[:40]}».", f"Use one of {listed(ELEMENTS)}.")
    if (element in OF_ONE) != bool(customer):
        raise InputRefused("whose", f"The elements {listed(OF_ONE)} need a customer, and the others have none.",
                           "Send «customer», or leave it out.")
    reader = replace(caller, scopes=READS)
    if element == "goal":
        caller.require("goals.manage")
        study = ""
    elif element == "scorecard":
        scorecards.check(caller)
        study = ""
    elif element == "desk":
        desks.check(caller, study)
    else:
        study_of(reader, study)
    expires = timezone.now() + timedelta(minutes=MINUTES)
    shown = Shown(page.key, placement, origin, element, study, customers.pk_of(reader, customer) if customer else 0,
                  int(expires.timestamp()), secrets.token_urlsafe(12))
    token = sealed(shown, secret)
    return Token(token, reverse("embed", args=[token]), as_text(expires))


@require_GET
def embed(request: HttpRequest, token: str) -> HttpResponse:
    """One element, once, inside a frame of the page that the token is for."""
    shown, caller, secret = _opened(token)
    if _origin(request) != shown.origin:
        raise ELSEWHERE
    expires = datetime.fromtimestamp(shown.expires, UTC)
    if expires <= timezone.now():
        return _framed(request, shown, EXPIRED.status, refused=EXPIRED)
    reader = replace(caller, scopes=READS)
    action = ""
    if shown.element == "goal":
        data, action = goals_embeds.data_of(own_caller(caller, shown.customer)), _sending(shown)
    elif shown.element == "scorecard":
        data = scorecards.embedded(replace(caller, scopes=SCORED))
    elif shown.element == "desk":
        data = desks.data_of(caller, shown, secret)
    elif shown.customer:
        data = without_names(pictures.picture_of(reader, shown.study, shown.customer))
    else:
        data = pictures.types_of(reader, shown.study)
    if not use_token(token, expires):
        return _framed(request, shown, USED.status, refused=USED)
    return _framed(request, shown, data=data, action=action)


embed.open_door = True  # type: ignore[attr-defined]


def _framed(request: HttpRequest, shown: Shown, status: int = 200, **what: object) -> HttpResponse:
    """What stands in the frame, which its own page alone may show: the element, or why it is ``refused``."""
    response = render(request, "embed.html", {"shown": shown, **what}, status=status)
    response._csp_replace = {"frame-ancestors": [shown.origin]}  # type: ignore[attr-defined]
    response.xframe_options_exempt = True
    response.headers["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_POST
def send(request: HttpRequest, token: str) -> HttpResponse:
    """What a customer declares or judges inside the frame. The address is the right: no cookie goes with it, so nobody can forge one."""
    shown, caller, _ = _opened(token, SENDING)
    if datetime.fromtimestamp(shown.expires, UTC) <= timezone.now():
        raise SENT_LATE
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ELSEWHERE
    own = own_caller(caller, shown.customer)
    goal = goals_embeds.taken(own, goals_embeds.sent_json(request))
    return JsonResponse({"saved": True, "goal": goals_embeds.view(own, goal)}, headers={"Cache-Control": "no-store"})


send.open_door = True  # type: ignore[attr-defined]


def own_caller(caller: Caller, customer: int) -> Caller:
    """The customer herself, who sees and changes her own goals and nothing else."""
    key = customers.key_of(replace(caller, scopes=READS), customer)
    return replace(caller, scopes=frozenset({"goals.own"}), who="embed", user=None, name="", customer=key)


def _sending(shown: Shown) -> str:
    """The address to which the element in this frame sends; good longer than the token, which opens the frame once."""
    found = places.embed_anywhere(shown.embed)
    expires = timezone.now() + timedelta(minutes=SENDING_MINUTES)
    other = replace(shown, element=SENDING, expires=int(expires.timestamp()), once=secrets.token_urlsafe(12))
    return reverse("embed_send", args=[sealed(other, found[1])]) if found else ""


def without_names(picture: dict[str, Any]) -> dict[str, Any]:
    """A picture as a partner may have it: people and groups are called by their category, firms by name; keys become numbers."""
    ids = {actor["id"]: f"a{number}" for number, actor in enumerate(picture["actors"])}
    actors = [{**actor, "id": ids[actor["id"]], "name": ACTOR_NAMES[actor["category"]] if actor["category"] in PEOPLE else actor["name"]}
              for actor in picture["actors"]]
    ties = [{**tie, "a": ids.get(tie["a"], ""), "b": ids.get(tie["b"], "")} for tie in picture["ties"]]
    return {**picture, "customer": {"id": "", "label": picture["customer"]["label"]}, "actors": actors, "ties": ties}


def _opened(token: str, *elements: str) -> tuple[Shown, Caller, str]:
    """What a token shows, for whom, and the secret of its page. Errors: 404 for a wrong signature, a page that was revoked, one that was
    changed since, or a token for something else.
    """
    found = places.embed_anywhere(key_in(token))
    shown = unsealed(token, found[1]) if found else None
    if found is None or shown is None or shown.placement != found[0].placement or shown.origin not in found[0].origins:
        raise NOTHING
    if shown.element not in (elements or ELEMENTS):
        raise NOTHING
    return shown, found[2], found[1]


def _origin(request: HttpRequest) -> str:
    """The origin of the page around the frame, as the browser tells; "" where it tells none or opened the address without a frame."""
    if request.headers.get("Sec-Fetch-Dest", "iframe") != "iframe":
        return ""
    told = urlsplit(request.headers.get("Referer", ""))
    return f"{told.scheme}://{told.netloc}".lower() if told.netloc else ""


urls: list[URLPattern] = [path("embed/<str:token>/", embed, name="embed"), path("embed/<str:token>/goals/", send, name="embed_send")]
