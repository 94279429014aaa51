"""Whether a condition can be asked at all: bounds on its size, and values that mean something."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

import numpy as np

from lifeworld.audiences.core.conditions import (
    KIND_OF,
    All,
    Any,
    Condition,
    Did,
    Driver,
    Everyone,
    Goal,
    InAudience,
    Known,
    Measure,
    Not,
    Segment,
    Trait,
    Type,
    leaves_of,
    parts_of,
)
from lifeworld.constellations.core.types import TYPES, UNDETERMINED
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.codebook import DRIVERS

DEPTH_MAX, WHOLE_DEPTH_MAX = 8, 16
CONDITIONS_MAX, WHOLE_MAX = 60, 120
"""Of one expression, and of it with all that it rests on: a statement of SQL has room for so many, nested so deep."""
VALUES_MAX = 50
TEXT_CHARS_MAX = 400
COUNT_MAX = 1_000_000
DAYS_MAX = 36_600
NO_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
TRAIT_OPS = ("is", "is_not", "begins")
MEASURE_OPS = ("<", "<=", ">=", ">", "between")
GOAL_KINDS = ("accomplish", "manage")
GOAL_STATES = ("active", "paused", "reached", "abandoned")
CODE = "expression_refused"


def checked(condition: Condition) -> Condition:
    """The condition itself. Errors: InputRefused, which names the path to what cannot be asked ("all[1].not.trait").

    >>> checked(Trait("city", "is", ("Berlin",))).op
    'is'
    """
    if len(list(_walk(condition))) > CONDITIONS_MAX:
        raise refused("", f"holds more than {CONDITIONS_MAX} conditions", "Save a part of it as an audience of its own, and ask for that.")
    _check(condition, KIND_OF[type(condition)], 1)
    return condition


def refused(path: str, what: str, next_step: str) -> InputRefused:
    """The refusal of an expression, with the path to the part that is wrong."""
    return InputRefused(CODE, f"The expression at «{path or 'its beginning'}» {what}.", next_step)


def _walk(condition: Condition) -> Iterable[Condition]:
    yield condition
    for part in parts_of(condition):
        yield from _walk(part)


def _check(condition: Condition, path: str, depth: int) -> None:
    if depth > DEPTH_MAX:
        raise refused(path, f"is nested more than {DEPTH_MAX} deep", "Save a part of it as an audience of its own, and ask for that.")
    match condition:
        case Everyone():
            return
        case All(of) | Any(of):
            if not of:
                raise refused(path, "has no parts", "Give it at least one condition, or ask for everyone.")
            for at, part in enumerate(of):
                _check(part, f"{path}[{at}].{KIND_OF[type(part)]}", depth + 1)
        case Not(part) | Known(part):
            _check(part, f"{path}.{KIND_OF[type(part)]}", depth + 1)
        case _:
            _check_leaf(condition, path)


def _check_texts(condition: Condition, path: str) -> None:
    for name, value in vars(condition).items():
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                _check_text(text, f"{path}.{name}", optional=isinstance(condition, Goal) or name.endswith("_day"))


def _check_leaf(condition: Condition, path: str) -> None:
    _check_texts(condition, path)
    match condition:
        case Trait(_, op, value):
            _one_of(op, TRAIT_OPS, f"{path}.op")
            if not 0 < len(value) <= VALUES_MAX:
                raise refused(f"{path}.value", f"has {len(value)} values", f"Give 1 to {VALUES_MAX} values.")
        case Did():
            _check_did(condition, path)
        case Measure():
            _check_measure(condition, path)
        case Goal():
            _check_goal(condition, path)
        case Type(_, type_):
            _one_of(type_, (*TYPES, UNDETERMINED), f"{path}.type")
        case Driver(_, code, share):
            _one_of(code, DRIVERS, f"{path}.code")
            if not 0 <= share <= 1:
                raise refused(f"{path}.share_at_least", f"is {share}", "A share is a number from 0 to 1.")
        case Segment(_, segment):
            if not 0 < segment < 1000:
                raise refused(f"{path}.segment", f"is {segment}", "Segments are counted from 1.")


def _check_text(text: str, path: str, *, optional: bool) -> None:
    if not text and not optional:
        raise refused(path, "is empty", "Give it a value.")
    if len(text) > TEXT_CHARS_MAX or NO_TEXT.search(text):
        raise refused(path, "is too long or holds control characters", f"Use at most {TEXT_CHARS_MAX} plain characters.")


def _check_measure(measure: Measure, path: str) -> None:
    _one_of(measure.op, MEASURE_OPS, f"{path}.op")
    if not math.isfinite(measure.value) or (measure.to is not None and not math.isfinite(measure.to)):
        raise refused(f"{path}.value", "is not a number", "Give a finite number.")
    if (measure.op == "between") != (measure.to is not None) or (measure.to is not None and measure.to < measure.value):
        raise refused(f"{path}.to", "does not go with the operator", "Give «to», not below «value», with «between» and only there.")


def _check_goal(goal: Goal, path: str) -> None:
    _one_of(goal.goal_kind, ("", *GOAL_KINDS), f"{path}.goal_kind")
    _one_of(goal.state, ("", *GOAL_STATES), f"{path}.state")
    if goal.level_at_least is not None and not -2 <= goal.level_at_least <= 2:
        raise refused(f"{path}.level_at_least", f"is {goal.level_at_least}", "Levels run from -2 to +2.")


def _check_did(did: Did, path: str) -> None:
    if not 0 <= did.at_least <= COUNT_MAX or (did.at_most is not None and not did.at_least <= did.at_most <= COUNT_MAX):
        raise refused(path, "asks for a number of events that cannot be", f"Give 0 to {COUNT_MAX:,}, «at_most» not below «at_least».")
    if did.at_least == 0 and did.at_most is None:
        raise refused(path, "is true whatever was done", "Ask for at least one event, or give «at_most».")
    if did.last_days is not None and (did.from_day or did.to_day or not 0 < did.last_days <= DAYS_MAX):
        raise refused(path, "has a time that cannot be", f"Give «last_days» from 1 to {DAYS_MAX:,}, or «from_day» and «to_day», not both.")
    first, last = (day_of(day, path) for day in (did.from_day, did.to_day))
    if first is not None and last is not None and last < first:
        raise refused(path, "ends before it begins", "Put the earlier day into «from_day».")


def day_of(day: str, path: str = "day") -> int | None:
    """Days since 1970 of an ISO 8601 day; None for an empty one. Errors: InputRefused.

    >>> day_of("1970-01-31"), day_of("")
    (30, None)
    """
    if not day:
        return None
    if not re.fullmatch(r"(19|20|21)\d\d-\d\d-\d\d", day, re.ASCII):
        raise refused(path, f"names the day «{day}»", "Write days as 2026-05-01.")
    try:
        return int(np.datetime64(day, "D").astype(np.int64))
    except ValueError:
        raise refused(path, f"names the day «{day}», which is in no calendar", "Write days as 2026-05-01.") from None


def _one_of(value: str, allowed: tuple[str, ...], path: str) -> None:
    if value not in allowed:
        raise refused(path, f"is «{value}»", f"Use one of {listed(one for one in allowed if one)}.")


def expanded(condition: Condition, audiences: Mapping[str, Condition], beginning: str = "") -> Condition:
    """The condition with every audience that it rests on put in its place; ``beginning`` is the slug of the audience that it belongs to.

    Errors: InputRefused where an audience is not there, rests on itself, or where all of it together is too large.

    >>> expanded(Not(InAudience("all-of-us")), {"all-of-us": Everyone()})
    Not(of=Everyone())
    """
    count = [0]

    def inside(part: Condition, above: tuple[str, ...], depth: int) -> Condition:
        count[0] += 1
        if count[0] > WHOLE_MAX or depth > WHOLE_DEPTH_MAX:
            raise refused(listed(above), "rests on audiences that are too large together", "Ask for fewer audiences inside one another.")
        match part:
            case InAudience(slug):
                if slug in above:
                    raise refused(slug, "rests on itself", "Take this audience out of the expression.")
                if slug not in audiences:
                    raise refused("audience", f"asks for the audience «{slug}», which is not here", "Look at the list of audiences.")
                return inside(audiences[slug], (*above, slug), depth)
            case All(of):
                return All(tuple(inside(one, above, depth + 1) for one in of))
            case Any(of):
                return Any(tuple(inside(one, above, depth + 1) for one in of))
            case Not(of):
                return Not(inside(of, above, depth + 1))
            case Known(of):
                return Known(inside(of, above, depth + 1))
        return part

    return inside(condition, (beginning,) if beginning else (), 1)


def rests_on(condition: Condition) -> tuple[str, ...]:
    """The slugs of the audiences that a condition names itself, each once, in their order.

    >>> rests_on(Any((InAudience("b"), InAudience("a"), InAudience("b"))))
    ('a', 'b')
    """
    return tuple(sorted({leaf.slug for leaf in leaves_of(condition) if isinstance(leaf, InAudience)}))


def may_have_gone(did: Did, today: int, kept_days: Mapping[str, int]) -> bool:
    """Whether the days asked for begin before events of the type are kept, so that there may have been more than there are now.

    >>> may_have_gone(Did("ran", last_days=30), 20_000, {"ran": 30}), may_have_gone(Did("ran"), 20_000, {"ran": 30})
    (False, True)
    """
    if did.type not in kept_days:
        return False
    first = day_of(did.from_day) if did.last_days is None else today - did.last_days + 1
    return first is None or first < today - kept_days[did.type] + 1
