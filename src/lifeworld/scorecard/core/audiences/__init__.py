"""Audiences: whether it is made for somebody, fits them better than anybody else, and reaches them.

Source: reference/six-factors.md, F2; opportunity: reference/engine.md 5.5. Nothing here knows who somebody is: segments come from needs.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.audiences import names
from lifeworld.scorecard.core.audiences.findings import findings
from lifeworld.scorecard.core.audiences.focus import Open, customers_wanted, focus_between, open_between, still_open
from lifeworld.scorecard.core.audiences.segments import group_opportunities, reversal, segmented, silhouette
from lifeworld.scorecard.core.audiences.separation import attained, auc_between, came
from lifeworld.scorecard.core.audiences.shown import opportunity_chart, opportunity_figure, opportunity_table, segment_table
from lifeworld.scorecard.core.clusters import Between, Moments, figure_of
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.values import N_MIN, Asked, Chart, FactorScore, Finding, Table

WORTH = "Wilson's interval on what households are worth"
METHOD = "1 - mean of what is open of Imp - Sat for the audience / for everybody else; Fieller's interval, households as clusters"


def audiences(frames: Frames, asked: Asked) -> FactorScore:
    """The score of audiences. Unknown: who is not known to belong to the audience or not, and answers that were not given, are in nothing.

    >>> audiences(Frames({}), Asked()).axis.enough
    False
    """
    found, table, coming = still_open(frames), attained(frames), came(frames)
    compared = _compared(found, table, coming, asked.level)
    axis, fit, warnings = _fit(found, compared[names.FOCUS], asked)
    figures = [*fit, _auc(compared[names.AUC], table, asked), *_came(coming, compared[names.MORE_ACTIVE], asked)]
    sure = _compared(found, table, coming, 1 - (1 - asked.level) / len(compared))
    told, tables, charts, more, apart = _segments(frames, asked, sure)
    return FactorScore("audiences", axis, (*figures, *apart), told, tables, charts, (*warnings, *more))


def _compared(found: Open | None, table: pl.DataFrame, coming: Moments, level: float) -> dict[str, Between | None]:
    """The three comparisons of the audience with everybody else, where enough is known. Findings take them at a level that is shared among
    the three (Bonferroni), so that where nothing matters, nothing is said.
    """
    auc = auc_between(table, level)
    least = min(coming.of("ours"), coming.of("rest"))
    return {
        names.FOCUS: focus_between(found, level) if found and min(found.customers) >= N_MIN else None,
        names.AUC: auc if auc and auc.events >= N_MIN else None,
        names.MORE_ACTIVE: coming.difference(("hit", "ours"), ("other", "rest"), level) if least >= N_MIN else None}


def _fit(found: Open | None, focus: Between | None, asked: Asked) -> tuple[Figure, list[Figure], list[str]]:
    """The axis, focus and what is open for both, and what is missing."""
    least = min(found.customers) if found else 0
    n = sum(found.customers) if found and focus else least
    about = "answers of customers by whether it is made for them"
    made = figure_of(names.FOCUS, focus, asked, about=about, method=METHOD, unit="", n_unit="customers", n=n)
    bounded = focus.mapped(lambda end: min(max(end, 0.0), 1.0)) if focus else None
    axis = figure_of(names.AXIS, bounded, asked, about=about, method=f"{METHOD}; clipped to 0 to 1", unit="", n_unit="customers", n=n)
    warnings = []
    if least < N_MIN:
        warnings.append(f"Focus needs {N_MIN} customers of the audience and {N_MIN} others who said how important outcomes are and how "
                        "satisfied they are; one of the two has fewer.")
    elif found and not focus:
        warnings.append("What is open for everybody else cannot be told from nothing, so that there is nothing to compare with.")
        made, axis = (replace(one, n_needed=customers_wanted(found, asked.level)) for one in (made, axis))
    both = [figure_of(name, open_between(found, which, asked.level) if found else None, asked, about=about, unit="", n_unit="customers",
                      method="mean over outcomes of Imp - Sat above 0, from 0 to 10; Student's interval, households as clusters",
                      n=found.customers[which] if found else 0)
            for which, name in ((0, names.OPEN), (1, names.OPEN_REST))]
    return axis, [made, *both], warnings


def _auc(found: Between | None, table: pl.DataFrame, asked: Asked) -> Figure:
    ours = int(table["target"].sum())
    return figure_of(names.AUC, found, asked, about="goals and customers, T by audience",
                     method="area under the ROC curve; DeLong's variance, households as clusters, on the logit", n_unit="customers",
                     n=table.height if found else min(ours, table.height - ours))


def _came(found: Moments, more: Between | None, asked: Asked) -> list[Figure]:
    """Precision, reach, their balance, and whether the audience comes more often."""
    about = "customers by audience and activity"

    def share(name: str, top: str, bottom: str, method: str = WORTH) -> Figure:
        return figure_of(name, found.share(top, bottom, asked.level), asked, about=about, method=method, n_unit="customers")

    least = int(min(found.of("ours"), found.of("rest")))
    return [share(names.PRECISION, "hit", "active"), share(names.REACH, "hit", "ours"),
            share(names.BALANCE, "hit_twice", "either", f"harmonic mean of reach and precision; {WORTH}"),
            figure_of(names.MORE_ACTIVE, more, asked, about=about, method="difference of two shares; Student's interval over households",
                      n_unit="customers", n=int(found.of("n")) if more else least)]


def _segments(frames: Frames, asked: Asked, sure: dict[str, Between | None]) -> tuple[
        tuple[Finding, ...], tuple[Table, ...], tuple[Chart, ...], list[str], list[Figure]]:
    """What segments tell: findings, tables, the picture, warnings, and the silhouette."""
    segments = segmented(frames, asked)
    if segments is None or not segments.of.height:
        few = "There are no segments: too few customers said what is important to them, and none were given."
        return findings(sure, (), None, None), (), (), [few] if frames["answers"].height else [], []
    found = group_opportunities(frames, segments, asked)
    wishes = tuple((one, opportunity_figure(one, "opportunity", asked).name) for one in found.groups)
    apart = figure_of(names.SILHOUETTE, silhouette(frames, segments, asked.level), asked, about="answers, distances of importances",
                      unit="", method="mean silhouette by importances; Student's interval", n_unit="customers")
    tables = [one for one in (segment_table(frames, segments, asked), opportunity_table(found.groups, asked)) if one]
    untold = segments.given and not segments.likeness
    warnings = ["The segments were given, and nobody said whether they would be found again."] if untold else []
    told = findings(sure, wishes[:60], reversal(frames, segments, found, asked), segments)
    return told, tuple(tables), opportunity_chart(found.groups), warnings, [apart]
