"""What ``<lw-goal>`` sends, on the customer's own page and inside a partner's page: goals and judgements as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest

from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.core.checking import plan_from_json
from lifeworld.goals.pages.acts import act
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused

BODY_BYTES_MAX = 64 * 1024


def taken(caller: Caller, body: dict[str, Any]) -> int:
    """Keep a goal or a judgement; returns the goal. Sent twice by its client_id, it is kept once. Errors: InputRefused; 404; 409."""
    if body.get("do") == "declare":
        plan = {name: value for name, value in body.items() if name not in {"do", "declared_at"}}
        return declare_goal(caller, plan_from_json(plan)).pk
    goal = body.get("goal")
    if body.get("do") == "check" and isinstance(goal, int) and not isinstance(goal, bool) and 0 < goal < 2**63:
        act(caller, goal, body)
        return goal
    raise InputRefused("unknown_act", "It is not said what is sent.", "Send «declare» with a goal, or «check» with a judgement.")


def sent_json(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request, bounded. Errors: InputRefused."""
    if int(request.headers.get("Content-Length") or 0) > BODY_BYTES_MAX:
        raise InputRefused("too_large", f"What was sent is larger than {BODY_BYTES_MAX // 1024} KiB.", "Send less.")
    try:
        body = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputRefused("no_json", "What was sent is no JSON in UTF-8.", "Send it as the element makes it.") from error
    if not isinstance(body, dict):
        raise InputRefused("no_json", "What was sent is no JSON object.", "Send it as the element makes it.")
    return body


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
