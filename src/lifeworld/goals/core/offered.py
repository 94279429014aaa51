"""What a customer may choose from while she declares a goal, and a filled form of hers as the plain values of a goal.

A form without scripts and the element ask the same questions; both give the same goal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifeworld.goals.core.values import JobValue, Suggestion
from lifeworld.kit.errors import InputRefused

OWN = "own"
OWN_TITLE = "my own judgement"
WEIGHTS: Mapping[str, str] = {"1": "matters less", "2": "matters", "3": "matters more"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Offered:
    """A measure to choose. ``key`` names it among all; ``indicator`` is "" for her own judgement; ``now``: what is measured today."""

    key: str
    title: str
    indicator: str = ""
    unit: str = ""
    now: float | None = None
    hoped: float | None = None
    low: float | None = None
    high: float | None = None
    over: str = "window"

    def json(self) -> dict[str, Any]:
        """The measure as ``<lw-goal>`` takes it (elements/contract.md, «Goals»)."""
        return {"key": self.key, "indicator": self.indicator, "title": self.title, "unit": self.unit, "now": self.now, "hoped": self.hoped,
                "low": self.low, "high": self.high, "over": self.over}


def offered(key: str, suggestion: Suggestion, now: float | None = None) -> Offered:
    """A suggested measure as it is offered; what is hoped for is the middle of its levels.

    >>> offered("ten:0", Suggestion("Longest run", "longest-run", "km", (2.0, 4.0, 10.0, 13.0, 16.0)), 4.2).hoped
    10.0
    """
    ranged = suggestion.low is not None or suggestion.high is not None
    hoped = suggestion.levels[2] if suggestion.levels and not ranged else None
    return Offered(key, suggestion.title, suggestion.indicator, suggestion.unit, now, hoped, suggestion.low, suggestion.high,
                   suggestion.over)


def job_json(job: JobValue, measures: Sequence[Offered]) -> dict[str, Any]:
    """A job with the measures that it suggests, as ``<lw-goal>`` takes it."""
    said = {"outcome": job.outcome.words()} if job.outcome else {}
    return {"slug": job.slug, "title": job.title, "kind": job.kind, **said, "measures": [each.json() for each in measures]}


def five_levels(now: float, hoped: float) -> list[float]:
    """The five values that count as -2 to +2: today is -1, what is hoped for 0, and the steps beyond are half as wide.

    Where both are above 0, no level is below it, so that the best ones can be reached: the steps from what is hoped for go to 0 then.
    Who hopes for more than the 0 of today is at -2 today, because nothing is worse.

    >>> five_levels(4, 10), five_levels(80, 70)
    ([1.0, 4.0, 10.0, 13.0, 16.0], [85.0, 80.0, 70.0, 65.0, 60.0])
    >>> five_levels(10, 2), five_levels(10, 60)
    ([14.0, 10.0, 2.0, 1.0, 0.0], [0.0, 10.0, 60.0, 85.0, 110.0])
    >>> five_levels(0, 10)
    [0.0, 5.0, 10.0, 15.0, 20.0]
    """
    half = (hoped - now) / 2
    above = now >= 0 and hoped > 0
    step = max(half, -hoped / 2) if above else half
    worst = max(now - half, 0.0) if above else now - half
    return [round(value, 9) + 0.0 for value in (worst, now or (hoped / 2 if above else now), hoped, hoped + step, hoped + 2 * step)]


def number_typed(text: str, what: str) -> float | None:
    """A number as people type it, with a comma or a point; None where nothing was typed. Errors: InputRefused.

    >>> number_typed(" 4,5 ", "value of today")
    4.5
    """
    bare = text.strip().replace(",", ".")
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare) or len(bare) > 40:
        raise InputRefused("bad_number", f"The {what} is «{text[:40]}».", "Write a number, such as 4.5, or nothing.")
    return float(bare)


def goal_of_form(form: Mapping[str, str], used: Sequence[str], agreed: Sequence[str], measures: Sequence[Offered]) -> dict[str, Any]:
    """The plain values of the goal that a form holds, as ``checking.plan_from_json`` takes them. Errors: InputRefused.

    ``form``: client_id, title, job, kind, due_on, seen_by, and for a measure with key K now-K, hoped-K, low-K, high-K, weight-K, start-K.
    ``used``: keys of the chosen measures; none is the customer's own judgement. ``agreed``: purposes to which she says yes.
    """
    by_key = {each.key: each for each in measures}
    if strange := [key for key in used if key != OWN and key not in by_key]:
        raise InputRefused("unknown_measure", f"There is no measure «{strange[0][:80]}» to choose.", "Choose among those of the form.")
    kind = form.get("kind", "accomplish")
    chosen = [by_key.get(key, Offered(OWN, OWN_TITLE)) for key in dict.fromkeys(used)] or [Offered(OWN, OWN_TITLE)]
    jobs = {"job": form["job"]} if form.get("job") else {}
    return {"client_id": form.get("client_id", ""), "title": form.get("title", ""), "kind": kind, **jobs,
            "due_on": (form.get("due_on") or None) if kind == "accomplish" else None, "seen_by": form.get("seen_by") or "me",
            "scales": [_scale(kind, form, each) for each in chosen], "consent": dict.fromkeys(agreed, True)}


def _scale(kind: str, form: Mapping[str, str], measure: Offered) -> dict[str, Any]:
    weight = form.get(f"weight-{measure.key}") or "2"
    if weight not in WEIGHTS:
        raise InputRefused("bad_weight", f"«{weight[:40]}» is no weight.", "Say that it matters less, matters, or matters more.")
    common = {"indicator": measure.indicator, "title": measure.title, "unit": measure.unit, "weight": int(weight), "over": measure.over}
    typed = {name: number_typed(form.get(f"{name}-{measure.key}", ""), words) for name, words in (
        ("now", f"value of today of «{measure.title}»"), ("hoped", f"value that you hope for of «{measure.title}»"),
        ("low", f"lowest value of «{measure.title}»"), ("high", f"highest value of «{measure.title}»"))}
    if not measure.indicator:
        start = form.get(f"start-{measure.key}") or "-1"
        return {**common, "baseline_level": int(start) if re.fullmatch(r"-?\d", start) else start}
    if kind == "manage":
        return {**common, "low": typed["low"], "high": typed["high"]}
    now, hoped = typed["now"] if typed["now"] is not None else measure.now, typed["hoped"]
    if now is None or hoped is None or now == hoped:
        raise InputRefused("no_hope", f"For «{measure.title}», it is not said where you are today and what you hope for.",
                           "Write two numbers that differ: today, and what you hope for.")
    return {**common, "levels": five_levels(now, hoped), "baseline": None if now == measure.now else now}
