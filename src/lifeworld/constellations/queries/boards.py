"""The board of a study as it was reckoned last, and whether something happened since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.constellations.core.study import TYPE_NAMES, type_share_key
from lifeworld.constellations.models import Board
from lifeworld.constellations.queries.journal import changed_since
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.site_studies import StudyValue


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


def board_of(caller: Caller, study: StudyValue) -> BoardValue | None:
    """The newest board of the study; None where it was never reckoned. Errors: LifeworldError 403."""
    caller.require("constellations.see")
    boards = Board.objects.filter(study=study.pk, study__place=caller.place_id).order_by("-position")
    row = boards.values("position", "made_at", "body").first()
    if row is None:
        return None
    behind = changed_since(caller.place, study.pk, row["position"])
    return BoardValue(row["position"], row["made_at"].isoformat(timespec="seconds"), behind, row["body"])
