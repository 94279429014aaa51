"""What the demo offers to get done, and the words in which its invented customers take it up."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.events.core.simulation import Segment
from lifeworld.goals.core.statements import Outcome
from lifeworld.goals.core.values import ScalePlan, Suggestion


@dataclass(frozen=True)
class DemoJob:
    """A job of the demo, in the order of the outcomes that the simulation rates. ``measured``: how a goal of it may be measured."""

    slug: str
    title: str
    kind: str
    outcome: Outcome
    suggests: tuple[Suggestion, ...]
    said: tuple[str, ...]
    measured: ScalePlan
    step: float = 0.0
    """What is hoped for above today, for a measure with levels."""


JOBS = (
    DemoJob("get-out", "Get out of the door", "accomplish", Outcome("minimise", "the time", "it takes to begin", "on a working day"),
            (Suggestion("Runs in four weeks", "runs", "runs", (2.0, 5.0, 8.0, 10.0, 12.0)), Suggestion("How easily I begin")),
            ("Out before breakfast", "Run before the day begins", "Lace up without thinking twice", "Begin when I said I would"),
            ScalePlan("Runs in four weeks", "runs", "runs"), 4.0),
    DemoJob("keep-going", "Keep to my plan", "manage", Outcome("increase", "the days", "on which I keep to my plan"),
            (Suggestion("Active minutes on a day that I run", "active-minutes", "min", (), 20.0, 90.0),
             Suggestion("How well I keep to it")),
            ("Neither too little nor too much", "A steady week", "Keep to the plan of the spring", "Not overdo it"),
            ScalePlan("Active minutes on a day that I run", "active-minutes", "min", levels=(0.3, 0.45, 0.6, 0.75, 0.9),
                      low=20.0, high=90.0)),
    DemoJob("stay-unhurt", "Run without getting hurt", "manage", Outcome("minimise", "the chance", "of an injury"),
            (Suggestion("Steps in a minute", "cadence", "steps", (), 85.0, 120.0), Suggestion("How my legs feel")),
            ("Legs that do not ache", "A light step", "No pain on the stairs", "Run through the winter unhurt"),
            ScalePlan("How my legs feel")),
    DemoJob("belong", "Feel part of a group", "accomplish", Outcome("increase", "how much", "I feel part of a group"),
            (Suggestion("Messages with others in four weeks", "messages", "messages", (4.0, 8.0, 16.0, 20.0, 24.0)),
             Suggestion("How much I belong")),
            ("Run with others", "Find two who run at my pace", "Know the names at the Sunday run", "Not always alone"),
            ScalePlan("Messages with others in four weeks", "messages", "messages"), 6.0),
)
SEGMENTS = (Segment("beginners", 0.40, (0.97, 0.85, 0.10, 0.04), (0.80, 0.50, 0.50, 0.35)),
            Segment("competitors", 0.32, (0.06, 0.95, 0.97, 0.05), (0.60, 0.65, 0.35, 0.40)),
            Segment("companions", 0.28, (0.10, 0.08, 0.12, 0.98), (0.70, 0.55, 0.55, 0.10)))
"""Who finds which of the four outcomes important, and is satisfied: further apart than in the simulation, so that two hundred show it."""
OWN_TITLES = ("Run from the harbour to the old bridge", "Keep up with my daughter", "Sleep through after an evening run",
              "Enjoy hills", "Ten kilometres without a break", "Run on my birthday")
"""Goals that are no job of the place: the customers' own."""
ITEMS = (("activity", "Shoes beside the door in the evening", ""), ("activity", "Sunday run", "Fernhill Club"),
         ("resource", "Map of quiet paths", "Bellweather Maps"), ("resource", "Somebody who looks at my knee", "Oakline Physio"))
