"""Figures as short plain values that a table keeps, and back; examples are left out, because they quote what people wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lifeworld.kit.figure import LEVEL, Evidence, Figure

_DEFAULTS: Mapping[str, Any] = {"unit": "", "low": None, "high": None, "level": LEVEL, "method": "", "n": 0, "n_unit": "customers",
                                "n_customers": None, "n_needed": None}


def short(figure: Figure) -> dict[str, Any]:
    """The figure without what is as usual; JSON can hold it. Its evidence is the query and how much there is.

    >>> from lifeworld.kit.figure import count
    >>> short(count("n", 3, evidence=Evidence("all", 3)))
    {'name': 'n', 'kind': 'count', 'value': 3.0, 'method': 'exact count', 'n': 3, 'n_unit': '', 'of': ['all', 3]}
    """
    said: dict[str, Any] = {"name": figure.name, "kind": figure.kind, "value": figure.value}
    said |= {key: value for key, usual in _DEFAULTS.items() if (value := getattr(figure, key)) != usual}
    if figure.warnings:
        said["warnings"] = list(figure.warnings)
    if figure.evidence.query:
        said["of"] = [figure.evidence.query, figure.evidence.n]
    return said


def whole(said: Mapping[str, Any]) -> Figure:
    """The figure that ``short`` made the values of.

    >>> from lifeworld.kit.figure import count
    >>> whole(short(count("n", 3, evidence=Evidence("all", 3)))).text()
    '3'
    """
    given = {key: said.get(key, usual) for key, usual in _DEFAULTS.items()}
    query, n = said.get("of", ("", 0))
    return Figure(said["name"], said["kind"], said["value"], **given, warnings=tuple(said.get("warnings", ())), evidence=Evidence(query, n))
