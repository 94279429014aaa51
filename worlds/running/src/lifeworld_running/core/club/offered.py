"""A simulated club as the engine takes it in: events, words, and the truth of each customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lifeworld.plugin import Incoming, Simulated
from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.club.people import name_of
from lifeworld_running.core.club.values import CLUB_RUN, Club, ClubPlan, ClubRun
from lifeworld_running.core.club.whole import recordings, simulated_club
from lifeworld_running.core.lines import EVENT, PATCHY_SOURCE, RECORDED_SOURCE, TOGETHER, TOLD_SOURCE
from lifeworld_running.core.summaries import event_numbers

WEEKS = 10
"""How long a club is simulated for the engine; longer ones are made with a plan."""


def route_number(club: Club, run: ClubRun) -> int:
    """The number of the run's route among its runner's, from 1; the club's comes after her own."""
    keys = [route.key for route in club.members[run.member].routes]
    return len(keys) + 1 if run.route == CLUB_RUN else keys.index(run.route) + 1


def events_of(club: Club, run: ClubRun) -> Iterator[Incoming]:
    """What the engine hears of a run: its numbers, as they are analysed from what the first device recorded, and with whom it was."""
    who = club.members[run.member]
    recording = recordings(club, run)[0]
    track = cleaned(recording)
    if track is None:
        return
    said = analysed(recording, track, who.runner)
    source = RECORDED_SOURCE if said.reliability.verified else PATCHY_SOURCE
    data: dict[str, Any] = {"activity": recording.key, "sport": recording.sport, **event_numbers(said), "device": who.device,
                            "route": route_number(club, run)}
    yield Incoming(source, f"{who.key}/{recording.key}", EVENT, who.key, run.started_us, data)
    for other in run.together:
        name = name_of(int(other.split("-")[1]) - 1)
        yield Incoming(TOLD_SOURCE, f"{who.key}/{recording.key}/with/{other}", TOGETHER, who.key, run.started_us,
                       {"activity": recording.key, "with": name, "family": False})


def offered(club: Club) -> Simulated:
    """The club's events in the order of members and time, its words, and what was planted in each member."""
    events = tuple(event for run in club.runs for event in events_of(club, run))
    words = tuple({"customer": one.customer, "text": one.text, "at_us": one.at_us, "driver": one.driver} for one in club.said)
    truth = {who.key: {"type": who.type, "faster_by": round(who.change, 4), "routes": len(who.routes), "device": who.device,
                       "friends": sum(who.key in pair for pair in club.friends)} for who in club.members}
    return Simulated(events, words, truth)


def simulated(customers: int, seed: int, last_day: int) -> Simulated:
    """A club of so many runners over ten weeks up to a day (days since 1970); words are said on the day of the run.

    >>> found = simulated(3, 1, 20_000)
    >>> sorted(found.truth), len(found.events) > 20
    (['club-0001', 'club-0002', 'club-0003'], True)
    """
    return offered(simulated_club(ClubPlan(runners=customers, weeks=WEEKS, seed=seed, last_day=last_day)))
