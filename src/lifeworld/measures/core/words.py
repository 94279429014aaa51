"""Indicators in words: what is measured, said so that nobody has to read the definition."""

from __future__ import annotations

from lifeworld.measures.core.values import Condition, Indicator, Scalar

SAID = {"==": "{}", "!=": "other than {}", "<": "below {}", "<=": "of at most {}", ">": "above {}", ">=": "of at least {}",
        "in": "of {}"}
SPANS = {"s": "seconds", "min": "minutes", "h": "hours"}


def indicator_words(indicator: Indicator) -> str:
    """See ``Indicator.words``."""
    types = _or([f"«{name}»" for name in indicator.types])
    field = f"«{indicator.field}»"
    what = {
        "count": f"The number of {types} events", "sum": f"The sum of {field} of {types} events",
        "mean": f"The mean of {field} over {types} events", "lowest": f"The lowest {field} of {types} events",
        "highest": f"The highest {field} of {types} events", "last": f"The newest {field} of {types} events",
        "active_days": f"The number of days with {types} events",
    }[indicator.aggregation]
    if indicator.spans:
        what = f"How long {types} events lasted by {field} ({SPANS[indicator.spans]}), overlapping stretches counted once"
    if indicator.aggregation == "active_days" and indicator.field:
        what += f" in which {field} is known"
    with_ = " and ".join(condition_words(one) for one in indicator.where)
    stated = {"total": "in total over", "per_day_known": "per known day of", "readings": "over"}[indicator.stated]
    unit = f", in {indicator.unit}" if indicator.unit else ""
    said = f"{what}{f' with {with_}' if with_ else ''}, {stated} {_days(indicator.window_days)}{unit}."
    if indicator.minute_priority:
        order = [rule.pattern for rule in indicator.sources]
        said += " Of several sources in one minute only the first counts" + (f": {', then '.join(order)}, then others by name." if order
                                                                             else ", by name.")
    if indicator.zero_when_active:
        said += f" A day with {_or([f'«{name}»' for name in indicator.zero_when_active])} events and without these is 0, not unknown."
    return said


def condition_words(condition: Condition) -> str:
    """One condition.

    >>> condition_words(Condition("sport", "in", ("run", "walk")))
    'sport of «run» or «walk»'
    """
    if condition.op == "is known":
        return f"known {condition.field}"
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return f"{condition.field} {SAID[condition.op].format(_or([_value(one) for one in values if one is not None]))}"


def _value(value: Scalar) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else f"«{value}»"


def _or(words: list[str]) -> str:
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} or {words[-1]}"


def _days(days: int) -> str:
    return "the day" if days == 1 else f"{days} days"
