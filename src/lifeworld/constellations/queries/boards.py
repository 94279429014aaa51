"""The board of a study as it was reckoned last, and whether something happened since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from lifeworld.constellations.core.study import TYPE_NAMES, type_share_key
from lifeworld.constellations.models import Board
from lifeworld.constellations.queries.ecosystems import Quote, quotes_at
from lifeworld.constellations.queries.journal import changed_since
from lifeworld.kit.caller import Caller, not_found
from lifeworld.voices.core.site_studies import StudyValue

STUDIES_MAX = 6
"""Of so many studies the first page of a place shows the types."""


@dataclass(frozen=True)
class BoardValue:
    """A board: ``body`` as ``core.board_data`` makes it, as of ``position`` of the journal; ``behind``: something happened since."""

    position: int
    made_at: str
    behind: bool
    body: Mapping[str, Any]

    @property
    def shares(self) -> dict[str, Any]:
        """Shares of the types as `<lw-type-bar>` takes them."""
        figures = self.body.get("figures", {})
        shares = []
        for label in TYPE_NAMES:
            figure = figures.get(type_share_key(label)) or {}
            one = {"type": label, "value": figure.get("value"), "low": figure.get("low"), "high": figure.get("high")}
            shares.append(one if one["value"] is not None else one | {"words": figure.get("text") or "not enough"})
        warned = [warning for label in TYPE_NAMES for warning in figures.get(type_share_key(label), {}).get("warnings", [])]
        return {"kind": "shares", "n": self.body.get("n_customers", 0), "n_unit": "customers", "shares": shares,
                "warnings": list(dict.fromkeys(warned))}


@dataclass(frozen=True)
class FigureValue:
    """A figure of a board as JSON, and the words that it rests on, where the caller may read them; ``board`` is as of when."""

    board: BoardValue
    figure: Mapping[str, Any]
    quotes: tuple[Quote, ...]


def figure_of(caller: Caller, study: StudyValue, key: str) -> FigureValue:
    """One figure of the newest board with its evidence. Errors: LifeworldError 403; 404 where the board has none of that key."""
    board = board_of(caller, study)
    figure = board.body.get("figures", {}).get(key) if board is not None else None
    if board is None or figure is None:
        raise not_found("figure", key[:80])
    places = [(one["statement"], one["start"], one["end"]) for one in figure["evidence"]["examples"]]
    return FigureValue(board, figure, tuple(quotes_at(caller, study, places)) if caller.may("voices.see") else ())


@dataclass(frozen=True)
class TypesOfStudy:
    """A study in one look: how many customers were typed, and the shares of types as `<lw-type-bar>` takes them."""

    slug: str
    title: str
    n_customers: int
    shares: Mapping[str, Any]


def types_of_studies(caller: Caller) -> list[TypesOfStudy]:
    """The studies of the place with a board that types somebody, by title, at most STUDIES_MAX. Errors: LifeworldError 403."""
    caller.require("constellations.see")
    newest = Board.objects.filter(study=OuterRef("study")).order_by("-position").values("pk")[:1]
    boards = Board.objects.filter(study__place=caller.place_id, pk=Subquery(newest), body__n_customers__gt=0)
    found = []
    for slug, title, at, made, body in boards.order_by("study__title", "study").values_list(
            "study__slug", "study__title", "position", "made_at", "body")[:STUDIES_MAX]:
        found.append(TypesOfStudy(slug, title, body["n_customers"], BoardValue(at, made.isoformat(), False, body).shares))
    return found


def board_of(caller: Caller, study: StudyValue) -> BoardValue | None:
    """The newest board of the study; None where it was never reckoned. Errors: LifeworldError 403."""
    caller.require("constellations.see")
    boards = Board.objects.filter(study=study.pk, study__place=caller.place_id).order_by("-position")
    row = boards.values("position", "made_at", "body").first()
    if row is None:
        return None
    behind = changed_since(caller.place, study.pk, row["position"])
    return BoardValue(row["position"], row["made_at"].isoformat(timespec="seconds"), behind, row["body"])
