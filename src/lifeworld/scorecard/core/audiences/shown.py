"""Tables and the picture behind audiences: segments, and what each of them wishes for."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lifeworld.goals.core.opportunity import OutcomeOpportunity
from lifeworld.kit.figure import Evidence, Figure
from lifeworld.scorecard.core.audiences import names
from lifeworld.scorecard.core.audiences.segments import Segmented, likeness_figure
from lifeworld.scorecard.core.clusters import figure_of, household_of, moments
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.values import VERSIONS, Asked, Chart, Series, Table

ROWS_MAX = 60


def opportunity_figure(one: OutcomeOpportunity, which: str, asked: Asked) -> Figure:
    """A figure of an outcome in a segment, with a name of its own. ``which``: "importance", "satisfaction" or "opportunity"."""
    figure: Figure = getattr(one, which)
    query = f"{asked.query}: answers on «{one.outcome}» in the segment «{one.group}»"
    return replace(figure, name=f"{which} of «{one.outcome}» in «{one.group}»", versions=VERSIONS, as_of=asked.as_of,
                   evidence=Evidence(query, figure.evidence.n))


def opportunity_table(groups: tuple[OutcomeOpportunity, ...], asked: Asked) -> Table | None:
    """Outcomes of each segment with importance, satisfaction and opportunity, the greatest opportunity first; never of everybody in one."""
    rows: list[tuple[str | Figure, ...]] = [
        (one.group, one.outcome, *(opportunity_figure(one, which, asked) for which in ("importance", "satisfaction", "opportunity")),
         one.zone) for one in groups[:ROWS_MAX]]
    note = "Opportunity is importance plus what satisfaction lacks of it, from 0 to 20. It is a matter of a segment with the same needs."
    heads = ("segment", "outcome", "importance", "satisfaction", "opportunity", "class")
    return Table("opportunities", "What each segment wishes for", heads, tuple(rows), note) if rows else None


def segment_table(frames: Frames, segments: Segmented, asked: Asked) -> Table:
    """Segments with their share of customers and of the audience, and whether each would be found again."""
    whom = frames["customers"].select("customer", "target")
    known = household_of(segments.of.join(whom, on="customer", how="left"), frames)
    keys = known["group"].unique().sort().to_list()
    columns = {f"in {at}": pl.col("group") == key for at, key in enumerate(keys)} | {
        f"target {at}": (pl.col("group") == key) & pl.col("target") for at, key in enumerate(keys)} | {
        f"known {at}": (pl.col("group") == key) & pl.col("target").is_not_null() for at, key in enumerate(keys)} | {
        "n": pl.col("group").is_not_null()}
    homes = known.group_by("household").agg(one.fill_null(value=False).cast(pl.Int64).sum().alias(name) for name, one in columns.items())
    found = moments(homes, tuple(columns))
    rows = []
    for at, key in enumerate(keys):
        method = "Wilson's interval on what households are worth"
        again = _again(segments, key, asked)
        rows.append((key, figure_of(names.customers_in(key), found.share(f"in {at}", "n", asked.level), asked,
                                    n_unit="customers", about=f"answers, customers in «{key}»", method=method),
                     figure_of(f"of the audience in the segment «{key}»", found.share(f"target {at}", f"known {at}", asked.level), asked,
                               n_unit="customers", about=f"answers, customers in «{key}»", method=method), again))
    found_by = "The segments were given" if segments.given else "Found from importances by latent classes"
    said = ", as whoever gave them said" if segments.given else ""
    note = (f"{found_by}; found again: mean Jaccard likeness over bootstraps{said}, from .75 on a segment would be found again."
            if segments.likeness else f"{found_by}; whether they would be found again was not said.")
    return Table("segments", "Segments by needs", ("segment", "share of customers", "of the audience", "found again"), tuple(rows), note)


def _again(segments: Segmented, key: str, asked: Asked) -> str | Figure:
    """Whether a segment would be found again; in words where it was given, since nobody said over how many bootstraps."""
    if key not in segments.likeness:
        return "not known"
    if segments.given:
        return "no" if key in segments.unstable else "yes"
    return likeness_figure(segments, key, asked)


def opportunity_chart(groups: tuple[OutcomeOpportunity, ...]) -> tuple[Chart, ...]:
    """The opportunities of each segment, with their intervals."""
    known = [one for one in groups if one.opportunity.enough]
    series = tuple(
        Series(group, tuple(one.outcome for one in part), tuple(one.opportunity.value for one in part),
               tuple(one.opportunity.low for one in part), tuple(one.opportunity.high for one in part))
        for group in dict.fromkeys(one.group for one in known) if (part := [one for one in known if one.group == group][:12]))[:6]
    return (Chart("opportunities", "Opportunity by segment", "bars", "outcome", "opportunity, 0 to 20", series),) if series else ()
