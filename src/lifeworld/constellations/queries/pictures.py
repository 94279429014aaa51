"""Pictures for whoever shows one element alone, such as a partner's page."""

from __future__ import annotations

from typing import Any

from lifeworld.constellations.queries.boards import board_of
from lifeworld.constellations.queries.ecosystems import ecosystem
from lifeworld.kit.caller import Caller
from lifeworld.voices.queries.studies import study_of

IN_SMALL = ("id", "name", "category", "focal", "relevance", "relevance_low", "relevance_high", "proximity", "proximity_low",
            "proximity_high", "valence", "sources", "n_statements", "n_deeds", "unnamed", "x", "y")
"""What a small picture needs of an actor."""


def picture_of(caller: Caller, study: str, customer: int) -> dict[str, Any]:
    """The picture of one customer's ecosystem without its history and without where it is said. Errors: LifeworldError 403, 404."""
    return bare(ecosystem(caller, study_of(caller, study), customer).picture)


def bare(picture: dict[str, Any]) -> dict[str, Any]:
    """A picture as a small drawing needs it: no history, and nothing of where its actors are named and by what they are tied."""
    actors = [{name: value for name, value in actor.items() if name not in {"quotes", "deeds"}} for actor in picture["actors"]]
    return {name: value for name, value in picture.items() if name not in {"moments", "codes"}} | {"actors": actors}


def small(picture: dict[str, Any]) -> dict[str, Any]:
    """A picture for one of many: who is where, how large, and the type; no reasons, drivers or notes."""
    actors = [{name: actor.get(name) for name in IN_SMALL if name != "n_deeds" or actor.get("n_deeds")} for actor in picture["actors"]]
    kind = picture["type"]
    return {**{name: picture[name] for name in ("customer", "position", "settings", "rings", "ties", "unmentioned")}, "actors": actors,
            "type": {**kind, "reasons": []}, "drivers": [], "notes": []}


def types_of(caller: Caller, study: str) -> dict[str, Any]:
    """Shares of the types as `<lw-type-bar>` takes them; no share where the board was never reckoned. Errors: LifeworldError 403, 404."""
    board = board_of(caller, study_of(caller, study))
    return board.shares if board is not None else {"kind": "shares", "n": 0, "n_unit": "customers", "shares": [], "warnings": []}
