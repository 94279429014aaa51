"""What a customer sees of a goal: where each scale is with what is not known, T with its bounds, and sentences that promise nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lifeworld.goals.core import values as v
from lifeworld.goals.core.days import day_text
from lifeworld.goals.core.gas import Attained, attained, t_score
from lifeworld.goals.core.in_range import day_marks, in_range, mean_interval, range_share
from lifeworld.goals.core.levels import level_of

Floats = NDArray[np.float64]
STRIP_DAYS_MAX = 92


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of one scale: its days (numbers, values), how its value is stated, where from, and what was judged.

    ``value``: over the window, None unknown; ``own_level``: said by the customer herself, None where it follows from the value. With both,
    the level is one of a target that was made easier, and the value says what it is by the first.
    """

    days: NDArray[np.int64]
    values: Floats
    value: float | None
    stated: str = "total"
    aggregation: str = "sum"
    source: str = ""
    trust: str = "unknown"
    own_level: float | None = None
    own_day: int | None = None


def scale_progress(scale: v.ScaleValue, known: Known, from_day: int, to_day: int, paused: NDArray[np.int64],
                   declared: int) -> v.ScaleProgress:
    """Where one scale is. A scale with a range counts days from the declaration on."""
    away = paused[(paused >= from_day) & (paused <= to_day)]
    counts = (known.days >= from_day) & (known.days <= to_day) & ~np.isin(known.days, away)
    days, values = known.days[counts], known.values[counts]
    if scale.has_range:
        return _ranged(scale, known, days, values, max(from_day, declared), to_day, away)
    value = known.value
    low, high = _ends(known, days, values, to_day - from_day + 1 - len(away)) if not scale.own else (value, value)
    level = _level(value, scale.levels) if known.own_level is None else known.own_level
    judged = _level(value, scale.judged_levels) if known.own_level is None or value is not None else known.own_level
    ends = (level, level) if known.own_level is not None else _sorted(_level(low, scale.levels), _level(high, scale.levels), level)
    found = v.ScaleProgress(scale, value, low, high, level, *ends, judged, from_day, to_day, len(days), known.source, known.trust, "")
    return replace(found, said=_said(found, known, to_day - from_day + 1 - len(away)))


def _ranged(scale: v.ScaleValue, known: Known, days: NDArray[np.int64], values: Floats, from_day: int, to_day: int,
            away: NDArray[np.int64]) -> v.ScaleProgress:
    share = range_share(days, in_range(values, scale.low, scale.high), from_day, to_day, away)
    held = (days >= from_day) & (days <= to_day)
    hits = in_range(values[held], scale.judged_low, scale.judged_high)
    judged = _level(float(hits.mean()) if len(hits) else None, scale.judged_levels)
    level = _level(share.share, scale.levels)
    marks = day_marks(days, values, scale.low, scale.high, max(from_day, to_day - STRIP_DAYS_MAX + 1), to_day, away)
    found = v.ScaleProgress(scale, share.share, share.low, share.high, level, *_sorted(_level(share.low, scale.levels),
                            _level(share.high, scale.levels), level), judged, from_day, to_day, share.n_known, known.source,
                            known.trust, "", share, marks if from_day <= to_day else ())
    return replace(found, said=_said_of_range(found, share))


def goal_progress(goal: v.GoalValue, as_of: int, scales: tuple[v.ScaleProgress, ...], history: tuple[v.Moment, ...] = ()) -> v.Progress:
    """All of a goal. T counts the scales that were declared, by their judged levels and weights; what was added later stands beside it."""
    judged = [each for each in scales if each.scale.declared]
    levels = np.array([np.nan if each.judged_level is None else each.judged_level for each in judged])
    before = np.array([np.nan if each.scale.baseline_level is None else each.scale.baseline_level for each in judged], np.float64)
    weights = np.array([each.scale.judged_weight for each in judged])
    found = attained(levels, before, weights)
    low, high = _bounds(judged, levels, weights, found) if judged else (None, None)
    shown = tuple(each for each in scales if not each.scale.removed)
    return v.Progress(goal, as_of, found.t, low, high, found.t_baseline, found.t_change, shown, history, _missing(shown, found),
                      _words(goal, found, as_of))


def _bounds(judged: list[v.ScaleProgress], levels: Floats, weights: Floats, found: Attained) -> tuple[float, float]:
    """T with every scale at the lower or the upper end of its interval, unknown ones at -2 or +2; both hold T."""
    ends = []
    for at, rest in ((0, -2.0), (1, 2.0)):
        moved = [_end(each, at) for each in judged]
        ends.append(float(t_score(np.where(np.isnan(levels), rest, np.array([level if end is None else end for end, level in
                                                                             zip(moved, levels, strict=True)], np.float64)), weights)))
    if found.t is None:
        return ends[0], ends[1]
    return min(ends[0], found.t), max(ends[1], found.t)


def _end(each: v.ScaleProgress, at: int) -> float | None:
    """The lower (0) or upper (1) end of a scale by its judged levels."""
    if each.scale.own or not each.scale.judged_levels or each.low is None or each.high is None:
        return None
    ends = [level for level in (_level(each.low, each.scale.judged_levels), _level(each.high, each.scale.judged_levels), each.judged_level)
            if level is not None]
    return (min if at == 0 else max)(ends)


def _level(value: float | None, levels: tuple[float, ...]) -> float | None:
    return None if value is None or not levels else float(level_of(value, levels))


def _sorted(low: float | None, high: float | None, level: float | None) -> tuple[float | None, float | None]:
    known = [each for each in (low, high, level) if each is not None]
    return (min(known), max(known)) if known else (None, None)


def _ends(known: Known, days: NDArray[np.int64], values: Floats, days_of: int) -> tuple[float | None, float | None]:
    """The ends of a value: of a mean, by its days; of a total, what it is and what it would be if unknown days were like the known."""
    if known.value is None:
        return None, None
    if known.stated == "per_day_known" or known.aggregation == "mean":
        ends = mean_interval(days, values)
        return (None, None) if ends is None else (min(ends[0], known.value), max(ends[1], known.value))
    if known.aggregation in {"count", "sum", "active_days"} and len(days):
        full = known.value * max(days_of, len(days)) / len(days)
        return min(known.value, full), max(known.value, full)
    return known.value, known.value


def _said(found: v.ScaleProgress, known: Known, days_of: int) -> str:
    """One sentence on a scale with a value."""
    where = f": {v.LEVEL_WORDS[int(found.level)]}" if found.level is not None else ""
    if known.own_level is not None or (found.scale.own and found.value is not None):
        when = f" on {day_text(known.own_day)}" if known.own_day is not None else ""
        what = "Your own judgement" if known.own_level is not None else f"You said {_number(found.value, found.scale.unit)}"
        return f"{what}{when}{where}."
    if found.value is None:
        return "You have not judged this yet." if found.scale.own else "Nothing is known yet: no day of this time has a reading."
    return (f"{_number(found.value, found.scale.unit)} from {day_text(found.from_day)} to {day_text(found.to_day)}, known on "
            f"{found.days_known} of {days_of} days{where}.")


def _said_of_range(found: v.ScaleProgress, share: v.RangeShare) -> str:
    if not share.n_days:
        return "No day counts yet."
    if not share.n_known:
        return f"None of {share.n_days} days is known, so nothing can be said yet."
    where = f": {v.LEVEL_WORDS[int(found.level)]}" if found.level is not None else ""
    unknown = share.n_days - share.n_known
    rest = f"; {unknown} {'day is' if unknown == 1 else 'days are'} not known" if unknown else ""
    away = f"; {share.n_paused} paused {'day does' if share.n_paused == 1 else 'days do'} not count" if share.n_paused else ""
    return f"In range on {share.n_in} of {share.n_known} known days{rest}{away}{where}."


def _number(value: float | None, unit: str) -> str:
    return f"{value:.4g} {unit}".strip()


def _missing(scales: tuple[v.ScaleProgress, ...], found: Attained) -> tuple[str, ...]:
    said = []
    for each in scales:
        if each.value is None and each.level is None:
            said.append(f"«{each.scale.title}» is not known yet, so it does not count.")
        elif not each.scale.own and each.scale.levels == () and not each.scale.has_range:
            said.append(f"«{each.scale.title}» has no levels, so it cannot be judged.")
        if each.scale.otherwise:
            said.append(f"«{each.scale.title}» is measured in another way since you declared it, so where you began is not compared.")
        if each.trust in {"reported", "estimated", "unknown"} and not each.scale.own and each.value is not None:
            said.append(f"«{each.scale.title}» is {each.trust if each.trust != 'unknown' else 'from a source that nobody vouches for'}.")
    if found.n_known and found.n_both < found.n_known:
        said.append("Where some measures began is not known, so the change counts only the others.")
    return tuple(said)


def _words(goal: v.GoalValue, found: Attained, as_of: int) -> tuple[str, ...]:
    said = []
    if found.t is None:
        said.append("It is too early to say where you are.")
    else:
        where = "as you hoped" if abs(found.t - 50) < 1e-9 else "above what you hoped" if found.t > 50 else "not yet where you hoped"
        said.append(f"All in all you are {where}.")
    if found.t_change is not None:
        way = "further than" if found.t_change > 1e-9 else "behind where" if found.t_change < -1e-9 else "where"
        said.append(f"You are {way} you were when you began.")
    if goal.lowered:
        said.append("You made a target easier. That is fine; the first target stays what counts as attained.")
    if goal.state == "paused":
        said.append("The goal is paused: these days count for nothing.")
    if goal.due_on is not None and goal.state in {"active", "paused"} and day_text(as_of) > goal.due_on:
        said.append(f"The day you set, {goal.due_on}, has passed.")
    return tuple(said)
