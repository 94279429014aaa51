"""What a play does: its effect on those who may be offered it beside those who are held out, and what follows from it.

Everybody whom it is for and who was assigned counts in the arm that chance gave, offered or not, taken or not. The effect is looked at
every day, and the value of each customer is read once, so its interval holds at all looks together (always-valid); a verdict is drawn when
the interval first allows one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects import MEASURED_ONCE, UNLIKE, Effect, effect
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.scorecard.core.values import ARM_MIN, Asked
from lifeworld.scorecard.core.wire import figure_json, figure_of

Verdict = Literal["works", "nil", "harms", "unknown"]
VERDICTS: dict[Verdict, str] = {
    "works": "It works.", "nil": "It was shown to do nothing that is worth it.", "harms": "It does harm.",
    "unknown": "It is not known yet."}
SIMULATED = "Simulated: nobody did this."
"""A note of what is known of a play where the events of its place are simulated."""
ASK_BOTH = "Find out why less is known of one arm, and ask as many of both."
OUTCOMES: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer": pl.String, "household": pl.String, "arm": pl.String, "value": pl.Float64, "before": pl.Float64}
"""One row for each customer whose days are over; ``value`` null: not known."""


@dataclass(frozen=True)
class Ahead:
    """What is still to come: customers whose days are not over yet, and how many new ones come a day."""

    waiting: int = 0
    a_day: float = 0.0


@dataclass(frozen=True)
class PlayFound:
    """What is known of a play on a day (ISO). ``effect``: adjusted for what was before; ``difference``: of plain means; ``naive``: what a
    comparison without chance would have said, None where there is none. ``why``: the verdict and what it rests on, in whole sentences.

    ``n_more``: customers still needed for a verdict, and ``days_more`` until they are there; None where that is not known, or not asked.
    """

    day: str
    verdict: Verdict
    why: str
    effect: Figure
    difference: Figure
    naive: Figure | None
    n_held: int
    n_served: int
    n_more: int | None = None
    days_more: int | None = None
    warnings: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """Plain values; ``found_of`` reads them again."""
        return {**{name: getattr(self, name) for name in ("day", "verdict", "why", "n_held", "n_served", "n_more", "days_more")},
                "warnings": list(self.warnings), "effect": figure_json(self.effect), "difference": figure_json(self.difference),
                "naive": figure_json(self.naive) if self.naive else None}


def found(play: PlayPlan, outcomes: pl.DataFrame, asked: Asked, ahead: Ahead | None = None, notes: tuple[str, ...] = ()) -> PlayFound:
    """The effect of a play on customers as ``OUTCOMES``, seen from ``asked.as_of``. Independent of the order of the rows.

    Who is not known is in none of the means; where that has to do with the arm, there is no verdict. ``notes``: what else is to be known.
    """
    made = effect(outcomes, name=f"effect of «{play.title}»", unit=play.in_unit, asked=asked, query=asked.query, worthwhile=play.worth,
                  better="less" if play.better_sign < 0 else "more", looking=MEASURED_ONCE)
    verdict: Verdict = "unknown" if made.unlike else verdict_of(play, made.best)
    n_more = None if verdict != "unknown" or made.unlike else _n_more(play, made)
    days_more = None if n_more is None else _days_more(play, n_more, ahead or Ahead())
    rests_on = f"{UNLIKE} {ASK_BOTH}" if made.unlike else _rests_on(play, verdict, made.best, n_more, days_more)
    why = f"{VERDICTS[verdict]} {rests_on}"
    return PlayFound(asked.as_of, verdict, why, made.best, made.difference, made.naive, made.n_held, made.n_served, n_more, days_more,
                     tuple(dict.fromkeys((*made.warnings, *notes))))


def verdict_of(play: PlayPlan, figure: Figure) -> Verdict:
    """What an always-valid interval allows to say. Harm comes first: where no good is left in it, nothing else is asked.

    An interval wholly within the smallest worthwhile effect of 0 is "nil", also where it lies above 0: too little to be worth it.
    """
    if figure.value is None or figure.low is None or figure.high is None:
        return "unknown"
    low, high = sorted(play.better_sign * end for end in (figure.low, figure.high))
    if high < 0:
        return "harms"
    if -play.worth <= low and high <= play.worth:
        return "nil"
    return "works" if low > 0 else "unknown"


def _n_more(play: PlayPlan, made: Effect) -> int:
    """Customers still needed: until both arms are large enough, then until 80 of 100 such plays have a verdict, then until the interval is
    as narrow as the smallest worthwhile effect.
    """
    smallest = max(math.ceil((ARM_MIN - made.n_held) / play.held), math.ceil((ARM_MIN - made.n_served) / (1 - play.held)))
    n, best = made.n_held + made.n_served, made.best
    planned = made.needed.n - n if made.needed is not None else 0
    if smallest > 0 or planned > 0 or best.low is None or best.high is None:
        return max(smallest, planned, 1)
    return max(1, math.ceil(n * (((best.high - best.low) / 2 / play.worth) ** 2 - 1)))


def _days_more(play: PlayPlan, n_more: int, ahead: Ahead) -> int | None:
    """Days until so many more are known; None where too few are coming."""
    if n_more <= ahead.waiting:
        return play.days
    return play.days + math.ceil((n_more - ahead.waiting) / ahead.a_day) if ahead.a_day > 0 else None


def _rests_on(play: PlayPlan, verdict: Verdict, figure: Figure, n_more: int | None, days_more: int | None) -> str:
    worth = play.worth_words
    if verdict == "unknown":
        when = (f", which takes about {days_more:,} more days" if days_more is not None
                else ", and at present too few new ones come")
        return f"About {n_more:,} more customers are needed{when}."
    side = "less" if play.better_sign < 0 else "more"
    tail = {"works": f"{side.capitalize()} is better here, and the whole interval lies on that side of 0.",
            "nil": f"The whole interval lies within {worth} of 0, and less than that is not worth it here.",
            "harms": f"{side.capitalize()} is better here, and the whole interval lies on the other side of 0."}[verdict]
    return f"The effect is {figure.text()}. {tail}"


def found_of(body: dict[str, Any]) -> PlayFound:
    """What ``PlayFound.json`` wrote."""
    return PlayFound(body["day"], body["verdict"], body["why"], figure_of(body["effect"]), figure_of(body["difference"]),
                     figure_of(body["naive"]) if body["naive"] else None, body["n_held"], body["n_served"], body["n_more"],
                     body["days_more"], tuple(body["warnings"]))
