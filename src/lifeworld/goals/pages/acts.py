"""What a customer does with one goal of hers, as forms and the element send it: each act by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from lifeworld.goals.actions.changing import change_goal
from lifeworld.goals.actions.checking import check
from lifeworld.goals.actions.items import add_item, move_item, remove_item, tick_item
from lifeworld.goals.actions.living import abandon, pause, reach, reopen, resume
from lifeworld.goals.actions.rating import rate
from lifeworld.goals.core.offered import number_typed
from lifeworld.goals.core.values import GoalChange, ScaleChange
from lifeworld.goals.queries.goals import goal_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, listed

Fields = Mapping[str, Any]
LOWERED = ("Noted. This is what you aim at now, and that is fine. How far you came is still measured by your first target, so that the "
           "picture stays honest.")


def act(caller: Caller, goal: int, fields: Fields) -> str:
    """Do what the form says, and what to tell her about it. Errors: InputRefused for an act that is none, and those of the act."""
    name = str(fields.get("do", ""))
    if name not in ACTS:
        raise InputRefused("unknown_act", f"Nothing is called «{name[:40]}» here.", f"Send one of {listed(ACTS)}.")
    return ACTS[name](caller, goal, fields)


def _check(caller: Caller, goal: int, fields: Fields) -> str:
    check(caller, goal, _whole(fields, "scale"), client_id=str(fields.get("client_id", "")), level=_whole(fields, "level"),
          at=_time(fields))
    return "Noted."


def _pause(caller: Caller, goal: int, fields: Fields) -> str:
    pause(caller, goal, str(fields.get("reason", "")), begins_on=fields.get("begins_on") or None, ends_on=fields.get("ends_on") or None)
    return "The goal is paused. These days count for nothing."


def _resume(caller: Caller, goal: int, _: Fields) -> str:
    resume(caller, goal)
    return "The goal goes on from today."


def _reach(caller: Caller, goal: int, _: Fields) -> str:
    reach(caller, goal)
    return "You reached it. Well done."


def _abandon(caller: Caller, goal: int, fields: Fields) -> str:
    abandon(caller, goal, str(fields.get("reason", "")), str(fields.get("words", "")))
    return "You gave this goal up, which is yours to decide. Your reason helps those who can change something."


def _reopen(caller: Caller, goal: int, _: Fields) -> str:
    reopen(caller, goal)
    return "The goal is open again, with the measures that it had."


def _rate(caller: Caller, goal: int, fields: Fields) -> str:
    satisfaction = _whole(fields, "satisfaction") if fields.get("satisfaction") not in (None, "") else None
    rate(caller, goal, _whole(fields, "importance"), satisfaction)
    return "Thank you. Your answers are kept."


def _change(caller: Caller, goal: int, fields: Fields) -> str:
    parts: dict[str, Any] = {name: fields[name] for name in ("title", "due_on", "seen_by") if name in fields}
    if "due_on" in parts:
        parts["due_on"] = parts["due_on"] or None
    change_goal(caller, goal, _whole(fields, "version"), GoalChange(**parts))
    return "The goal was changed."


def _target(caller: Caller, goal: int, fields: Fields) -> str:
    """Another target of one measure: its five values, or its range, and its weight."""
    parts: dict[str, Any] = {}
    if "level-0" in fields:
        levels = [number_typed(str(fields.get(f"level-{at}", "")), "value of a level") for at in range(5)]
        if None in levels:
            raise InputRefused("no_levels", "One of the five values is missing.", "Write all five, from much less to much more than hoped.")
        parts["levels"] = tuple(level for level in levels if level is not None)
    for end in ("low", "high"):
        if end in fields:
            parts[end] = number_typed(str(fields[end]), f"{'lowest' if end == 'low' else 'highest'} value")
    if fields.get("weight"):
        parts["weight"] = number_typed(str(fields["weight"]), "weight")
    pk = _whole(fields, "scale")
    changed = change_goal(caller, goal, _whole(fields, "version"), GoalChange(scales=(ScaleChange(pk, **parts),)))
    return LOWERED if any(scale.pk == pk and scale.lowered for scale in changed.scales) else "The measure was changed."


def _item_add(caller: Caller, goal: int, fields: Fields) -> str:
    add_item(caller, goal, str(fields.get("kind", "")), str(fields.get("text", "")), str(fields.get("supplier", "")))
    return "It is on your list."


def _item_tick(caller: Caller, goal: int, fields: Fields) -> str:
    tick_item(caller, goal, _whole(fields, "item"), fields.get("done") == "yes")
    return "Ticked." if fields.get("done") == "yes" else "Not ticked any more."


def _item_up(caller: Caller, goal: int, fields: Fields) -> str:
    return _moved(caller, goal, fields, -1)


def _item_down(caller: Caller, goal: int, fields: Fields) -> str:
    return _moved(caller, goal, fields, 1)


def _moved(caller: Caller, goal: int, fields: Fields, step: int) -> str:
    """Past the next thing of the same kind, because the page shows activities and resources apart."""
    pk = _whole(fields, "item")
    items = goal_of(caller, goal).items
    at = next((place for place, each in enumerate(items) if each.pk == pk), None)
    by = step
    while at is not None and 0 <= at + by < len(items) and items[at + by].kind != items[at].kind:
        by += step
    move_item(caller, goal, pk, by)
    return "Moved."


def _item_remove(caller: Caller, goal: int, fields: Fields) -> str:
    remove_item(caller, goal, _whole(fields, "item"))
    return "It is off your list."


ACTS: Mapping[str, Callable[[Caller, int, Fields], str]] = {
    "check": _check, "pause": _pause, "resume": _resume, "reach": _reach, "abandon": _abandon, "reopen": _reopen, "rate": _rate,
    "change": _change, "target": _target, "add": _item_add, "tick": _item_tick, "up": _item_up, "down": _item_down, "remove": _item_remove,
}


def _whole(fields: Fields, name: str) -> int:
    """A whole number of a form or of JSON. Errors: InputRefused."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62:
        return value
    text = value.strip() if isinstance(value, str) else ""
    if len(text) <= 12 and text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():
        return int(text)
    raise InputRefused("no_number", f"The field «{name}» holds no whole number.", "Choose one of the answers, and send the form again.")


def _time(fields: Fields) -> datetime | None:
    """The time at which it was judged, where the element says one. Errors: InputRefused."""
    at = fields.get("at")
    if at in (None, ""):
        return None
    try:
        return datetime.fromisoformat(str(at))
    except ValueError:
        raise InputRefused("wrong_time", f"«{str(at)[:40]}» is no time.", "Send it as 2026-05-01T07:30:00Z, or leave it out.") from None
