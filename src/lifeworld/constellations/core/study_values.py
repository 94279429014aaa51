"""What belongs to a study and not to one customer, but goes into each customer's constellation: kept between two reckonings.

Two things do: how many draws a statement is worth (``spread``), which makes intervals narrower or wider; and the regression of
proximity, which is fitted to the maps of at least 30 customers and predicts where nobody drew. When one customer changes, the
constellation is made again with the kept values; when the board of the study is reckoned, the values are, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lifeworld.constellations.core.proximity import ProximityModel
from lifeworld.constellations.core.proximity.design import Design
from lifeworld.constellations.core.proximity.ordinal import OrdinalFit
from lifeworld.constellations.core.spread import Spread

CLOSE = 1e-9
ARRAYS = ("mean", "sd", "flag_mean", "category_mean")
"""Fields of a design that are arrays; the others are tuples."""


@dataclass(frozen=True)
class StudyValues:
    """The values of a study; ``model`` is None until 30 customers placed an actor on a map."""

    spread: Spread = field(default_factory=Spread)
    model: ProximityModel | None = None

    def json(self) -> dict[str, Any]:
        """The values as plain values for JSON; ``from_json`` gives the same numbers back."""
        spread = {"actors": self.spread.actors, "drivers": self.spread.drivers}
        if self.model is None:
            return {"spread": spread, "model": None}
        design, ordinal = self.model.design, self.model.ordinal
        return {"spread": spread, "model": {
            "rings": self.model.rings, "n_customers": self.model.n_customers, "n_ties": self.model.n_ties,
            "design": {name: _listed(getattr(design, name)) for name in Design.__dataclass_fields__},
            "ordinal": {name: _listed(getattr(ordinal, name)) for name in OrdinalFit.__dataclass_fields__},
        }}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> StudyValues:
        """The values that were kept.

        >>> StudyValues.from_json(StudyValues(Spread(1.2, 0.9)).json()).spread
        Spread(actors=1.2, drivers=0.9)
        """
        spread = Spread(**kept["spread"]) if kept.get("spread") else Spread()
        model = kept.get("model")
        if model is None:
            return StudyValues(spread)
        parts: dict[str, Any] = {name: np.array(value, np.float64) if name in ARRAYS else tuple(value)
                                 for name, value in model["design"].items()}
        design = Design(**parts)
        ordinal = OrdinalFit(**{name: np.array(value, np.float64) for name, value in model["ordinal"].items()})
        return StudyValues(spread, ProximityModel(design, ordinal, model["rings"], model["n_customers"], model["n_ties"]))

    def same_as(self, other: StudyValues) -> bool:
        """Whether constellations made with the other values would be the same."""
        return _close(self.json(), other.json())


def _listed(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else list(value)


def _close(a: Any, b: Any) -> bool:
    """Whether two plain values are equal, numbers to nine decimals."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_close(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_close(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= CLOSE
    return bool(a == b)
