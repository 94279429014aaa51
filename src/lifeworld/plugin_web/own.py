"""A customer acts for herself: what she sends is about her, and she may send no more than that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lifeworld.events.actions.taking import take
from lifeworld.events.core.values import Answer, Incoming
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError


def take_own(caller: Caller, events: Sequence[Incoming]) -> list[Answer]:
    """Take in what a customer did, told by herself. Needs «worlds.own».

    Errors: LifeworldError 403, also where an event is about somebody else.
    """
    caller.require("worlds.own")
    if not caller.customer or any(event.subject != caller.customer for event in events):
        raise LifeworldError(403, "not_hers", "A customer sends what she did herself, and these events are about somebody else.",
                             "Leave them to whoever may send events of the place.")
    return take(replace(caller, scopes=caller.scopes | {"events.record"}), events)
