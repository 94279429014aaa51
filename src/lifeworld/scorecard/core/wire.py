"""A scorecard as plain JSON and back, exactly: what the site keeps, the machines' door answers and the element draws.

Figures are written as ``Figure.json`` says, with their words in ``text``; unknown is null, and no number is ever NaN or infinite.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, Example, Figure, Versions
from lifeworld.scorecard.core.values import FACTOR, FACTORS, Asked, Chart, Factor, FactorScore, Finding, Scorecard, Series, Table, Weighed

FORM = 1
"""Version of this form: a reader that meets another one says so."""


def card_json(card: Scorecard) -> dict[str, Any]:
    """The card as plain values for JSON. Errors: ValueError where a number is NaN or infinite.

    >>> empty = Scorecard((), "", (), {}, {}, (), Asked())
    >>> card_of(card_json(empty)) == empty
    True
    """
    meant = {score.factor: score.meaning for score in card.scores}
    made = {
        "form": FORM, "definitions": card.definitions, "simulated": card.simulated, "asked": vars(card.asked).copy(),
        "factors": [vars(meant.get(factor.key, factor)).copy() for factor in FACTORS],
        "scores": [score_json(score) for score in card.scores],
        "weakest": card.weakest, "unknown": list(card.unknown),
        "weighed": {who: {"n": weighed.n, "shares": {key: figure_json(one) for key, one in weighed.shares.items()}}
                    for who, weighed in card.weighed.items()},
        "weakest_for": dict(card.weakest_for),
        "findings": [finding_json(one) for one in card.findings],
        "inputs": json.loads(json.dumps(dict(card.inputs))), "warnings": list(card.warnings),
    }
    json.dumps(made, allow_nan=False)
    return made


def card_of(given: Mapping[str, Any]) -> Scorecard:
    """The card that ``card_json`` wrote. Errors: InputRefused for something else, or for another version of the form."""
    if not isinstance(given, Mapping) or given.get("form") != FORM:
        raise InputRefused("card_refused", "This is no scorecard, or one of another version.", "Make the scorecard again.")
    try:
        meant = {one["key"]: Factor(**one) for one in given["factors"]}
        return Scorecard(
            tuple(score_of(one, meant.get(one["factor"])) for one in given["scores"]), given["weakest"], tuple(given["unknown"]),
            {who: Weighed(who, one["n"], {key: figure_of(share) for key, share in one["shares"].items()})
             for who, one in given["weighed"].items()},
            dict(given["weakest_for"]), tuple(finding_of(one) for one in given["findings"]), Asked(**given["asked"]),
            dict(given["inputs"]), tuple(given["warnings"]), given["simulated"], given["definitions"])
    except (KeyError, TypeError, AttributeError) as wrong:
        raise InputRefused("card_refused", f"This scorecard is not whole: {wrong}.", "Make the scorecard again.") from wrong


def score_json(score: FactorScore) -> dict[str, Any]:
    """One factor's score."""
    return {"factor": score.factor, "axis": figure_json(score.axis), "figures": [figure_json(one) for one in score.figures],
            "findings": [finding_json(one) for one in score.findings], "tables": [table_json(one) for one in score.tables],
            "charts": [chart_json(one) for one in score.charts], "warnings": list(score.warnings)}


def score_of(given: Mapping[str, Any], meant: Factor | None = None) -> FactorScore:
    """The score that ``score_json`` wrote; ``meant``: the factor with the words of what is drawn."""
    other = meant if meant != FACTOR[given["factor"]] else None
    return FactorScore(given["factor"], figure_of(given["axis"]), tuple(figure_of(one) for one in given["figures"]),
                       tuple(finding_of(one) for one in given["findings"]), tuple(table_of(one) for one in given["tables"]),
                       tuple(chart_of(one) for one in given["charts"]), tuple(given["warnings"]), other)


def figure_json(figure: Figure) -> dict[str, Any]:
    """``Figure.json`` with the level of every kind, so that the way back is exact."""
    return {**figure.json(), "level": figure.level}


def figure_of(given: Mapping[str, Any]) -> Figure:
    """The figure that ``figure_json`` wrote."""
    seen = given["observed_at"]
    evidence = given["evidence"]
    return Figure(
        given["name"], given["kind"], given["value"], given["unit"], given["low"], given["high"], given["level"], given["method"],
        given["n"], given["n_unit"], given["n_customers"], given["n_needed"], given["source"],
        pl.Series([seen]).str.to_datetime("%+", time_zone="UTC")[0] if seen else None, given["as_of"], Versions(**given["versions"]),
        tuple(given["warnings"]), Evidence(evidence["query"], evidence["n"], tuple(Example(**one) for one in evidence["examples"])))


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    return {**vars(finding), "figures": list(finding.figures)}


def finding_of(given: Mapping[str, Any]) -> Finding:
    """The finding that ``finding_json`` wrote."""
    return Finding(**{**given, "figures": tuple(given["figures"])})


def table_json(table: Table) -> dict[str, Any]:
    """A table as plain values: a cell is a text or a figure."""
    return {"key": table.key, "title": table.title, "columns": list(table.columns), "note": table.note,
            "rows": [[cell if isinstance(cell, str) else figure_json(cell) for cell in row] for row in table.rows]}


def table_of(given: Mapping[str, Any]) -> Table:
    """The table that ``table_json`` wrote."""
    rows = tuple(tuple(cell if isinstance(cell, str) else figure_of(cell) for cell in row) for row in given["rows"])
    return Table(given["key"], given["title"], tuple(given["columns"]), rows, given["note"])


def chart_json(chart: Chart) -> dict[str, Any]:
    """A picture as plain values."""
    return {**vars(chart), "series": [{name: list(value) if isinstance(value, tuple) else value for name, value in vars(one).items()}
                                      for one in chart.series]}


def chart_of(given: Mapping[str, Any]) -> Chart:
    """The picture that ``chart_json`` wrote."""
    series = tuple(Series(one["name"], tuple(one["x"]), tuple(one["y"]), tuple(one["low"]), tuple(one["high"])) for one in given["series"])
    return Chart(**{**given, "series": series})
