"""A customer's own pages of challenges: those that she may join, a new one, one with how everybody stands."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lifeworld.circles.actions import challenges as acts
from lifeworld.circles.core.days import day_words, days_words
from lifeworld.circles.core.pictures import board_picture, number_words, rank_words, unit_words
from lifeworld.circles.core.values import HANDICAP_WORDS, Board, ChallengePlan, ChallengeValue
from lifeworld.circles.pages.own import Acts, Desk, Fields, about, desk, outside, whole
from lifeworld.circles.queries.challenges import board_of, challenge_of, challenges, measures
from lifeworld.circles.queries.clubs import clubs
from lifeworld.circles.queries.people import following
from lifeworld.circles.queries.whose import today_of
from lifeworld.goals.core.days import day_text
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused

TABLE_CHARS_MAX = 20_000
TRUST_WORDS = {"measured": "by a trusted device", "reported": "told by hand", "estimated": "estimated, or recorded with gaps",
               "unknown": "it is not known how"}


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, goal_token: str) -> HttpResponse:
    """Challenges that go on, that are over, and a new one."""
    found = desk(request, goal_token, {"declare": _declare}, "circle_challenges", goal_token)
    if not isinstance(found, Desk):
        return found
    if (away := outside(found)) is not None:
        return away
    leads = [each for each in clubs(found.caller) if each.role == "lead"] if found.me else []
    today = today_of(found.caller)
    return found.shown(request, "circles/challenges.html", "challenges", going=lines_of(challenges(found.caller)),
                       over=lines_of(challenges(found.caller, over=True)), measures=measures(found.caller), clubs=leads,
                       client_id=request.POST.get("client_id") or uuid4(), today=day_text(today), in_a_month=day_text(today + 27),
                       handicaps=HANDICAP_WORDS)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, goal_token: str, challenge: int) -> HttpResponse:
    """One challenge with its board, as a picture and as a table."""
    found = desk(request, goal_token, about(ACTS, "challenge", challenge), "circle_challenge", goal_token, challenge)
    if not isinstance(found, Desk):
        return found
    if (away := outside(found)) is not None:
        return away
    value = challenge_of(found.caller, challenge)
    friends = [each for each in following(found.caller) if each.state == "follows"] if value.mine and value.reach == "invited" else []
    return found.shown(request, "circles/challenge.html", "challenges", friends=friends,
                       **shown_board(value, board_of(found.caller, challenge)))


def lines_of(found: list[ChallengeValue]) -> list[dict[str, Any]]:
    """Challenges with their days as people write them."""
    return [{"one": each, "days": days_words(each.from_day, each.to_day)} for each in found]


def shown_board(value: ChallengeValue, board: Board) -> dict[str, Any]:
    """What the page of a challenge holds: its words, its picture, its table."""
    rows = [{"line": line, "rank": rank_words(line), "value": number_words(line.place.value, value.unit), "why": line.place.why,
             "shown": number_words(line.place.shown, board.unit) if line.place.shown is not None else "",
             "trust": TRUST_WORDS.get(line.place.trust, TRUST_WORDS["unknown"])} for line in board.lines]
    return {"challenge": value, "from": day_words(value.from_day), "days": days_words(value.from_day, value.to_day), "board": board,
            "rows": rows, "as_of": day_words(board.as_of), "unit": unit_words(board.unit), "picture": board_picture(board),
            "handicap_words": HANDICAP_WORDS[value.handicap]}


def plan_of(fields: Fields) -> ChallengePlan:
    """A challenge from a form. Errors: InputRefused."""
    reach = str(fields.get("reach", "place"))
    club = reach.removeprefix("club:") if reach.startswith("club:") else ""
    return ChallengePlan(
        str(fields.get("client_id", "")), str(fields.get("title", "")), str(fields.get("indicator", "")), str(fields.get("from_day", "")),
        str(fields.get("to_day", "")), str(fields.get("about", "")), fields.get("verified_only") == "yes",
        str(fields.get("handicap", "none")), _table(str(fields.get("table", ""))), "club" if club else reach,
        whole({"club": club}, "club") if club else None)


def _table(text: str) -> dict[str, Any] | None:
    """A table of age factors, as JSON. Errors: InputRefused."""
    if not text.strip():
        return None
    try:
        found = json.loads(text) if len(text) <= TABLE_CHARS_MAX else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputRefused("bad_table", "The table of age factors is no JSON object.",
                           'Paste {"name", "source", "factors": {"f": {"40": 0.95}, "m": {}}}.')
    return found


def _declare(caller: Caller, fields: Fields) -> str:
    acts.declare_challenge(caller, plan_of(fields))
    return "The challenge is declared. You are in it once you join it yourself."


def _join(caller: Caller, fields: Fields) -> str:
    acts.join_challenge(caller, whole(fields, "challenge"), agreed=fields.get("agree") == "yes")
    return "You are in."


def _leave(caller: Caller, fields: Fields) -> str:
    acts.leave_challenge(caller, whole(fields, "challenge"))
    return "You left. Nobody reads your number any more."


def _close(caller: Caller, fields: Fields) -> str:
    acts.close_challenge(caller, whole(fields, "challenge"))
    return "The challenge is closed."


def _invite(caller: Caller, fields: Fields) -> str:
    acts.invite(caller, whole(fields, "challenge"), whole(fields, "person"))
    return "Invited."


ACTS: Acts = {"join": _join, "leave": _leave, "close": _close, "invite": _invite}
