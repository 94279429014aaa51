"""What a customer reads of a play: why she of all people is offered it, and how anybody came to think so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lifeworld.scorecard.core.plays import PlayPlan

TYPE_WORDS: Mapping[str, str] = {
    "individual-driven": "you seem to go your own way: what you do yourself seems to matter more to you than what others do or offer",
    "brand-driven": "what you use, and who makes it, seems to matter much to you",
    "socially driven": "people seem to matter much to you in this: friends, family, or others who do the same"}
DRIVER_WORDS: Mapping[str, str] = {
    "mood": "how it makes you feel", "performance": "what you achieve yourself", "features": "what a thing can do",
    "reliability": "whether you can rely on it", "belonging": "belonging with others", "status": "what others think of it"}
PAGES: Mapping[str, str] = {
    "goals/": "her goals", "friends/": "her circle", "friends/clubs/": "her clubs", "friends/challenges/": "her challenges",
    "friends/people/": "the people around her", "matters/": "what matters to her"}
"""What pages of a customer's own are called, by where they lie below hers."""
GUESS = "It is a guess, and may be wrong."


@dataclass(frozen=True)
class Told:
    """What a customer is told of where a guess about her comes from: how much was looked at, and on which day (ISO)."""

    n_statements: int = 0
    n_deeds: int = 0
    drawn: bool = False
    day: str = ""


def because(play: PlayPlan) -> str:
    """Why she sees it, as a whole sentence.

    >>> because(PlayPlan("k", "T", "W.", "S", "O.", "S", "goals/", "W", "attainment", 2.0, type="brand-driven"))
    'You see this because what you use, and who makes it, seems to matter much to you.'
    """
    parts = [TYPE_WORDS[play.type]] if play.type else []
    if play.driver:
        parts.append(f"{DRIVER_WORDS[play.driver]} seems to matter much to you")
    if parts:
        return f"You see this because {', and because '.join(parts)}."
    return "You see this because of what you did here or told the people of this place."


def page_title(leads: str) -> str:
    """What the page is called to which a play leads: a page of a world by its two words.

    >>> page_title("friends/clubs/"), page_title("running/my-files/")
    ('her clubs', 'her own page «Running: my files»')
    """
    first, _, rest = leads.strip("/").replace("-", " ").replace("_", " ").partition("/")
    return PAGES.get(leads) or f"her own page «{first.capitalize()}{f': {rest}' if rest else ''}»"


def how_told(play: PlayPlan, told: Told) -> str:
    """How that was read, in whole sentences; "" where nothing was guessed.

    >>> play = PlayPlan("k", "T", "W.", "S", "O.", "S", "goals/", "W", "attainment", 2.0, type="brand-driven")
    >>> how_told(play, Told(3, 0, True, "2026-05-01"))
    'It was read on 2026-05-01 from 3 things that you said and from the map that you drew. It is a guess, and may be wrong.'
    """
    if not play.wants_study:
        return ""
    counted = ((told.n_statements, "said"), (told.n_deeds, "did"))
    parts = [f"from {n:,} {'thing' if n == 1 else 'things'} that you {word}" for n, word in counted if n]
    parts += ["from the map that you drew"] if told.drawn else []
    if not parts:
        return GUESS
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"It was read{f' on {told.day}' if told.day else ''} {listed}. {GUESS}"
