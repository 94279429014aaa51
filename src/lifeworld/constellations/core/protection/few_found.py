"""Corrected shares of codes that people found in so few statements that the count could tell who said it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from lifeworld.constellations.core.protection.cells import hidden
from lifeworld.constellations.core.shares.values import CorrectedShare, Shares
from lifeworld.kit.figure import Evidence, Figure, n_needed

OF_MODEL = ("model_found_right", "model_missed", "model_agreement")
"""Figures of a code's labels, from whose rates the count could be reckoned."""


def untold(cell_min: int) -> str:
    """What is said instead of how many it were.

    >>> untold(5)
    'People found the code in fewer than 5 of the statements that they read: too few to tell a share.'
    """
    return f"People found the code in fewer than {cell_min} of the statements that they read: too few to tell a share."


def without_few_found(given: Any, shares: Shares | None, cell_min: int) -> Any:
    """Any nested value without the counts, bounds and hints of codes that people found in fewer than ``cell_min`` statements.

    Found in none is no small count. Figures are told by their names, wherever they stand.
    """
    told = () if shares is None else (*shares.of_statements, *shares.of_customers)
    few = [share for share in told if _is_few(share, cell_min)]
    names = {share.corrected.name for share in few}
    of_model = {f"{kind}/{share.code}" for share in few for kind in OF_MODEL}

    def walk(value: Any) -> Any:
        if isinstance(value, Figure):
            shown = hidden(value, cell_min) if value.name in of_model else value
            return _guarded(shown, cell_min) if value.name in names else shown
        if isinstance(value, tuple | list):
            return type(value)(walk(part) for part in value)
        if isinstance(value, dict):
            return {key: walk(part) for key, part in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            new = {field.name: walk(getattr(value, field.name)) for field in fields(value) if field.init}
            if isinstance(value, CorrectedShare) and _is_few(value, cell_min):
                new |= {"reason": untold(cell_min), "bound": None, "positives": None}
            return replace(value, **new)
        return value

    return walk(given) if few else given


def _is_few(share: CorrectedShare, cell_min: int) -> bool:
    return share.positives is not None and 0 < share.positives < cell_min and not share.corrected.enough


def _guarded(figure: Figure, cell_min: int) -> Figure:
    """A share that is "not enough", without how many it were, what it is at most, and how many would be needed."""
    return replace(figure, warnings=(untold(cell_min),), n_needed=n_needed(None), evidence=Evidence(figure.evidence.query, 0))
