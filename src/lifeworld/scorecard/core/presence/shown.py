"""Tables and the picture behind presence: places, and partners whose pages enough customers began on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lifeworld.goals.core.in_range import wilson
from lifeworld.kit.figure import Evidence, Figure, count
from lifeworld.scorecard.core.clusters import Between, Moments, figure_of
from lifeworld.scorecard.core.presence.first_touch import Touches
from lifeworld.scorecard.core.values import K_PARTNER, N_MIN, VERSIONS, Asked, Chart, Series, Table

ROWS_MAX = 40
METHOD = "share of customers; Bayesian bootstrap over households"


def shares(touches: Touches, level: float) -> list[tuple[str, Between]]:
    """The share of first touches of each place, the greatest first."""
    if not touches.n:
        return []
    drawn = touches.drawn / touches.drawn.sum(axis=0)
    ends = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=1)
    found = []
    for at, place in enumerate(touches.places):
        value = touches.counts[at] / touches.n
        low, high = (float(end) for end in ends[:, at])
        if not touches.counts[at]:
            high = wilson(0.0, touches.n, level)[1]
        found.append((place, Between(value, min(low, value), max(high, value), touches.n, touches.counts[at])))
    return sorted(found, key=lambda one: (-one[1].value, one[0]))


def places_table(touches: Touches, titles: Mapping[str, str], asked: Asked) -> Table | None:
    """Places where journeys may begin, by their titles, with their share of first touches."""
    rows: list[tuple[str | Figure, ...]] = [
        (title, figure_of(f"customers who first begin at «{title}»", one, asked, about=f"starts, the first of each customer, at «{title}»",
                          method=METHOD, n_unit="customers"))
        for title, one in ((titles[place], one) for place, one in shares(touches, asked.level))]
    note = f"The {ROWS_MAX} places with the greatest share." if len(rows) > ROWS_MAX else ""
    return Table("places", "Where customers first begin", ("place", "share of customers"), tuple(rows[:ROWS_MAX]), note) if rows else None


def places_chart(touches: Touches, titles: Mapping[str, str], asked: Asked) -> tuple[Chart, ...]:
    """Shares of first touches by place, with their intervals."""
    found = shares(touches, asked.level)[:ROWS_MAX]
    if touches.n < N_MIN:
        return ()
    each = [one for _, one in found]
    series = Series("share of customers", tuple(titles[place] for place, _ in found), tuple(one.value for one in each),
                    tuple(one.low for one in each), tuple(one.high for one in each))
    return (Chart("first_places", "Where customers first begin", "bars", "place", "share of customers", (series,)),)


def partner_table(found: Sequence[tuple[str, int, Moments]], titles: Mapping[str, str], asked: Asked) -> Table | None:
    """Partners on whose pages customers began: how many jobs were done, and how often what was begun with was carried over."""
    rows: list[tuple[str | Figure, ...]] = []
    for key, customers, counts in found:
        partner = titles[key]
        cells = [figure_of(f"{name} at «{partner}»", counts.share(top, bottom, asked.level), asked,
                           about=f"starts on the pages of «{partner}»", method="Wilson's interval on what households are worth",
                           n_unit="journeys", n_min=K_PARTNER)
                 for name, top, bottom in (("jobs done after a start", "away", "n_away"), ("carried over", "carried", "n_carried"),
                                           ("at the moment of need", "need", "n_need"))]
        about = f"{asked.query}: starts on the pages of «{partner}»"
        many = count(f"customers who began on the pages of «{partner}»", customers, n_unit="customers", versions=VERSIONS,
                     as_of=asked.as_of, evidence=Evidence(about, customers))
        rows.append((partner, many, *cells))
    note = f"Partners on whose pages at least {K_PARTNER} known customers began, at most {ROWS_MAX}."
    heads = ("partner", "customers", "jobs done", "carried over", "at the moment of need")
    return Table("presence_partners", "Beginnings on partners' pages", heads, tuple(rows), note) if rows else None
