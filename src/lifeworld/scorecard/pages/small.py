"""The scorecard in small, for pages that others lay out: a panel on a place's board, and a frame inside another page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import LifeworldError
from lifeworld.scorecard.core.values import FACTORS, Scorecard
from lifeworld.scorecard.core.wire import figure_json, finding_json
from lifeworld.scorecard.pages.shown import Axis, axes_of, factor_url
from lifeworld.scorecard.queries.scores import DONE, card_at, scores_of


@dataclass(frozen=True)
class Panel:
    """The newest scorecard of a place: from which day it is seen, its axes for whom no script runs, and what its element draws."""

    as_of: str
    weakest: Axis | None
    axes: tuple[Axis, ...]
    data: dict[str, Any]


def panel_of_place(caller: Caller) -> Panel | None:
    """The panel on the place's board; None where nothing was scored yet, and for whoever may not see it, as who acts for one partner."""
    try:
        found = card_at(caller)
    except LifeworldError as error:
        if error.status != 403:
            raise
        return None
    if found is None:
        return None
    shown, card = found
    axes = tuple(axes_of(caller.place, card, {}))
    return Panel(shown.as_of, next((one for one in axes if one.weakest), None), axes, small_data(card, caller.place))


def check(caller: Caller) -> None:
    """Nothing, where there is a scorecard that the caller may let others see. Errors: LifeworldError 403; 404 where there is none yet."""
    if not scores_of(caller, state=DONE, limit=1):
        raise not_found("scorecard", caller.place)


def embedded(caller: Caller) -> dict[str, Any]:
    """What stands in a frame inside another page: the axes and the weakest link, and nothing that names anybody. Errors: as ``check``."""
    return small_data(_newest(caller))


def small_data(card: Scorecard, place: str = "") -> dict[str, Any]:
    """What ``<lw-scorecard compact>`` draws: six axes and the weakest link; with a ``place`` also its pages and what to do next.

    Without one nobody is named: neither queries nor warnings, which may speak of partners, are in it.
    """
    first = [one for one in card.findings if place and one.kind == "act" and one.factor == card.weakest][:1]
    axes = [{**figure_json(one.axis), "warnings": [], "evidence": {"query": "", "n": 0, "examples": []}} for one in card.scores]
    scores = [{"factor": one.factor, "axis": axis, "figures": [], "findings": [], "warnings": []}
              for one, axis in zip(card.scores, axes, strict=True)]
    factors = [{**vars(card.score(one.key).meaning), **({"url": factor_url(place, one.key)} if place else {})} for one in FACTORS]
    return {"factors": factors, "card": {
        "scores": scores, "weakest": card.weakest, "unknown": list(card.unknown), "weighed": {}, "weakest_for": {}, "warnings": [],
        "findings": [finding_json(one) for one in first], "simulated": card.simulated, "definitions": card.definitions}}


def _newest(caller: Caller) -> Scorecard:
    found = card_at(caller)
    if found is None:
        raise not_found("scorecard", caller.place)
    return found[1]
