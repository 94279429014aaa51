"""A desk inside a partner's page: what the hall asks when it gives out a token, and when the token opens the frame."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.places.core import Shown, sealed
from lifeworld.tools.core.kept import Attribution
from lifeworld.tools.pages.bases import Base
from lifeworld.tools.pages.desk_data import desk_data
from lifeworld.tools.queries.desks import SESSION, SESSION_MINUTES, VISITOR
from lifeworld.tools.queries.installed import tool_called


def check(caller: Caller, tool: str) -> None:
    """Nothing, where the place has this tool and the caller may let visitors use it. Errors: LifeworldError 403, 404."""
    tool_called(caller, tool)


def session(shown: Shown, secret: str) -> str:
    """The token with which a frame uses the desk for two hours; the token that opened the frame is used up by then."""
    expires = timezone.now() + timedelta(minutes=SESSION_MINUTES)
    return sealed(replace(shown, element=SESSION, expires=int(expires.timestamp()), once=secrets.token_urlsafe(12)), secret)


def data_of(caller: Caller, shown: Shown, secret: str) -> dict[str, Any]:
    """The data of ``<lw-design-desk>`` in a frame; its addresses hold the session. ``shown.study`` is the tool. Errors: 404."""
    visitor = replace(caller, scopes=VISITOR, who="visitor", user=None, name="", customer="")
    base = Base(visitor, shown.study, "desk", (session(shown, secret),), Attribution(None, shown.embed, shown.placement, shown.origin))
    return desk_data(base, tool_called(visitor, shown.study))
