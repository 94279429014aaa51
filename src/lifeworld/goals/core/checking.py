"""Goals, changes and jobs as they are sent: plain values become checked values, or are refused in whole sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from lifeworld.goals.core import values as v
from lifeworld.goals.core.days import day_number
from lifeworld.goals.core.levels import checked_levels
from lifeworld.goals.core.statements import Outcome
from lifeworld.kit.errors import InputRefused, listed

TITLE_CHARS_MAX, UNIT_CHARS_MAX, WORDS_CHARS_MAX = 200, 40, 2000
SCALES_MAX = 8
WEIGHT_MAX = 1000.0
OVER = ("window", "since")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER_MAX = 1e300
Made = TypeVar("Made")


def checked_text(text: Any, what: str, chars_max: int = TITLE_CHARS_MAX, *, empty: bool = False) -> str:
    """The text on one line. Errors: InputRefused where it is no text, empty or too long.

    >>> checked_text(" run  5 km ", "title")
    'run 5 km'
    """
    if not isinstance(text, str):
        raise InputRefused("bad_text", f"The {what} is no text.", "Write it in words.")
    bare = " ".join(_CONTROL.sub(" ", text).split())
    if (not bare and not empty) or len(bare) > chars_max:
        raise InputRefused("bad_text", f"The {what} has more than {chars_max} characters." if bare else f"There is no {what}.",
                           f"Write 1 to {chars_max} characters.")
    return bare


def checked_id(client_id: Any) -> str:
    """A UUID in its usual form. Errors: InputRefused.

    >>> checked_id("6FA459EAEE8A3CA4894EDB77E160355E")
    '6fa459ea-ee8a-3ca4-894e-db77e160355e'
    """
    if not isinstance(client_id, str) or not _UUID.fullmatch(client_id):
        raise InputRefused("bad_client_id", "The client_id is no UUID.", "Make a UUID for each thing that is sent, and send it with it.")
    bare = client_id.replace("-", "").lower()
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))


def one_of(value: Any, known: Sequence[Any], what: str) -> Any:
    """The value, where it is among the known ones. Errors: InputRefused."""
    if isinstance(value, bool) or value not in known:
        raise InputRefused(f"bad_{what}", f"«{str(value)[:40]}» is no {what.replace('_', ' ')}.", f"Use one of {listed(map(str, known))}.")
    return value


def checked_number(value: Any, what: str) -> float:
    """A finite number. Errors: InputRefused."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _NUMBER_MAX:  # nor NaN
        raise InputRefused("bad_number", f"The {what} is no number.", "Write a number, or leave it out.")
    return float(value)


def checked_weight(value: Any) -> float:
    """A weight above 0. Errors: InputRefused."""
    weight = checked_number(value, "weight")
    if not 1e-3 <= weight <= WEIGHT_MAX:
        raise InputRefused("bad_weight", f"A weight cannot be {weight:g}.", f"Give a weight from .001 to {WEIGHT_MAX:g}; 1 is usual.")
    return weight


def checked_range(low: Any, high: Any) -> tuple[float | None, float | None]:
    """The ends of a range, None where open. Errors: InputRefused where the lower end is not below the upper."""
    ends = tuple(None if end is None else checked_number(end, "end of the range") for end in (low, high))
    if ends[0] is not None and ends[1] is not None and ends[0] >= ends[1]:
        raise InputRefused("bad_range", "The range ends before it begins.", "Give a lower end that is below the upper end.")
    return ends[0], ends[1]


def checked_shares(levels: tuple[float, ...]) -> tuple[float, ...]:
    """Levels of the share of days in range. Errors: InputRefused where they are not within 0 to 1, or fall."""
    if levels and (min(levels) < 0 or max(levels) > 1 or levels[-1] < levels[0]):
        raise InputRefused("bad_levels", "The levels of a scale with a range are shares of days, rising from 0 to 1.",
                           "Give five shares such as .2, .4, .6, .8 and .9, or leave the levels out.")
    return levels


def checked_scale(plan: v.ScalePlan, title: str) -> v.ScalePlan:
    """A measure as it is declared; without a title it has that of the goal. Errors: InputRefused."""
    low, high = checked_range(plan.low, plan.high)
    levels = checked_levels(_numbers(plan.levels)) if plan.levels else ()
    has_range = low is not None or high is not None
    if has_range:
        checked_shares(levels)
    if plan.indicator and not levels and not has_range:
        raise InputRefused("no_levels", "A measure needs to know what you hope for.",
                           "Give five values, from much less than hoped to much more than hoped, or a range to stay in.")
    return v.ScalePlan(
        checked_text(plan.title, "title of the measure", empty=True) or title, checked_text(plan.indicator, "measure", 80, empty=True),
        checked_text(plan.unit, "unit", UNIT_CHARS_MAX, empty=True), checked_weight(plan.weight), levels, low, high,
        one_of(plan.over, OVER, "over"), None if plan.baseline is None else checked_number(plan.baseline, "baseline"),
        None if plan.baseline_level is None else int(one_of(plan.baseline_level, v.LEVELS, "level")))


def checked_plan(plan: v.GoalPlan) -> v.GoalPlan:
    """A goal as it is declared; without a measure it is judged by the customer herself. Errors: InputRefused."""
    title = checked_text(plan.title, "title")
    if len(plan.scales) > SCALES_MAX:
        raise InputRefused("many_scales", f"A goal has at most {SCALES_MAX} measures; here are {len(plan.scales)}.", "Leave some out.")
    rated = tuple(None if each is None else int(one_of(each, range(1, 6), "rating")) for each in (plan.importance, plan.satisfaction))
    if rated[0] is None and rated[1] is not None:
        raise InputRefused("bad_rating", "A satisfaction came without an importance.", "Say how important it is as well, from 1 to 5.")
    return replace(
        plan, client_id=checked_id(plan.client_id), title=title, kind=one_of(plan.kind, v.KINDS, "kind"),
        scales=tuple(checked_scale(scale, title) for scale in plan.scales or (v.ScalePlan(),)),
        job=checked_text(plan.job, "job", 80, empty=True), due_on=checked_due(plan.due_on),
        seen_by=one_of(plan.seen_by, v.SEEN_BY, "seen_by"),
        importance=rated[0], satisfaction=rated[1], consent=checked_consent(plan.consent))


def checked_due(due_on: Any) -> str | None:
    """An ISO date, or None for none. Errors: InputRefused."""
    if due_on in (None, ""):
        return None
    day_number(due_on if isinstance(due_on, str) else str(due_on))
    return str(due_on)


def checked_consent(consent: Any) -> dict[str, bool]:
    """Answers by purpose. Errors: InputRefused for a purpose that nobody asks for, or an answer that is not yes or no."""
    if not isinstance(consent, Mapping) or not all(isinstance(given, bool) for given in consent.values()):
        raise InputRefused("bad_consent", "The answers on consent are not yes or no by purpose.", "Send true or false for each purpose.")
    return {one_of(purpose, tuple(v.PURPOSES), "purpose"): given for purpose, given in consent.items()}


def plan_from_json(body: Any) -> v.GoalPlan:
    """A goal of plain values. Errors: InputRefused for unknown parts and whatever ``checked_plan`` refuses."""
    return checked_plan(_made(v.GoalPlan, body, "goal", scales=_many(lambda each: _made(v.ScalePlan, each, "measure", levels=_numbers)),
                              outcome=_outcome, consent=checked_consent))


def change_from_json(body: Any) -> v.GoalChange:
    """A change of plain values; parts that are absent stay as they are. Errors: InputRefused."""
    scale = _many(lambda each: _made(v.ScaleChange, each, "change of a measure", levels=_numbers, pk=_key))
    added = _many(lambda each: _made(v.ScalePlan, each, "measure", levels=_numbers))
    return _made(v.GoalChange, body, "change", scales=scale, added=added, outcome=_outcome, removed=_many(_key))


def suggestions_from_json(body: Any) -> tuple[v.Suggestion, ...]:
    """The measures that a job suggests. Errors: InputRefused."""
    found: tuple[v.Suggestion, ...] = _many(lambda each: _made(v.Suggestion, each, "suggested measure", levels=_numbers))(body)
    return found


def _made(kind: Callable[..., Made], body: Any, what: str, **parts: Callable[[Any], Any]) -> Made:
    """A dataclass of plain values. Errors: InputRefused for parts that are unknown or missing."""
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    if not isinstance(body, Mapping):
        raise InputRefused("bad_body", f"This {what} is no object with named parts.", f"Send {listed(sorted(names))}.")
    strange = [str(name)[:40] for name in body if name not in names]
    if strange:
        raise InputRefused("unknown_part", f"A {what} has no {listed(strange)}.", f"Send only {listed(sorted(names))}.")
    try:
        return kind(**{name: parts[name](value) if name in parts else value for name, value in body.items()})
    except TypeError:
        raise InputRefused("missing_part", f"A part of this {what} is missing.", f"Send {listed(sorted(names))}.") from None


def _many(each: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def found(body: Any) -> tuple[Any, ...]:
        if not isinstance(body, list | tuple):
            raise InputRefused("bad_body", "A list was expected.", "Send a list, which may be empty.")
        return tuple(each(one) for one in body)
    return found


def _numbers(body: Any) -> tuple[float, ...]:
    found: tuple[float, ...] = _many(lambda each: checked_number(each, "value of a level"))(body)
    return found


def _key(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputRefused("bad_number", "The key of a measure is no whole number.", "Send the number under which it is listed.")
    return value


def _outcome(body: Any) -> Outcome | None:
    if body is None:
        return None
    if not isinstance(body, Mapping):
        raise InputRefused("bad_outcome", "The outcome statement is no object with named parts.",
                           "Send direction, metric, object and context.")
    return Outcome.from_json(body)
