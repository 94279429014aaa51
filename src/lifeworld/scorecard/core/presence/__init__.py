"""Presence: whether it is there where customers begin, how evenly, and whether what they began with survives.

Source: reference/six-factors.md, F6.
"""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl

from lifeworld.kit.figure import Evidence, Figure, count
from lifeworld.scorecard.core.clusters import Moments, figure_of
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners.titles import titles
from lifeworld.scorecard.core.presence import names
from lifeworld.scorecard.core.presence.findings import TOLD, findings
from lifeworld.scorecard.core.presence.first_touch import Touches, entropy_between, first_touches
from lifeworld.scorecard.core.presence.journeys import by_partner, counted, median_steps
from lifeworld.scorecard.core.presence.shown import ROWS_MAX, partner_table, places_chart, places_table
from lifeworld.scorecard.core.presence.whose import whose
from lifeworld.scorecard.core.values import ARM_MIN, EVENTS_MIN, N_MIN, VERSIONS, Asked, FactorScore

CLUSTERED = "Wilson's interval on what households are worth"
KNOWN = "first journeys of known customers, entropy by Miller and Madow; Bayesian bootstrap over households"
BOUNDS = KNOWN + "; the interval holds every number of new customers among the journeys without a customer, at each place on its own"


def presence(frames: Frames, asked: Asked) -> FactorScore:
    """The score of presence. Unknown: a journey without a customer is no customer, and widens the interval; without the list of places
    where journeys may begin, evenness is not known, because the places that nobody found are missing.

    >>> presence(Frames({}), Asked()).axis.text()
    'not enough: n = 0, about 68 needed'
    """
    whom = whose(frames)
    touches = first_touches(frames, whom, asked)
    found, steps, ours = counted(frames, whom)
    figures = figures_of(touches, found, steps, ours, asked)
    told = findings(_sure(touches, found, ours, asked))
    at = titles(frames["surfaces"].select(pl.col("surface").alias("partner"), "title"), touches.places)
    theirs = by_partner(frames, whom, ROWS_MAX)
    who = titles(frames["partners"], [one[0] for one in theirs])
    tables = tuple(one for one in (places_table(touches, at, asked), partner_table(theirs, who, asked)) if one)
    axis = replace(figures[0], name=names.AXIS)
    return FactorScore("presence", axis, figures, told, tables, places_chart(touches, at, asked), _warnings(frames, touches, found))


def figures_of(touches: Touches, found: Moments, steps: pl.DataFrame, ours: bool, asked: Asked) -> tuple[Figure, ...]:
    """All figures of presence, evenness first; ``found``, ``steps`` and ``ours`` are what ``journeys.counted`` says."""
    middle = figure_of(names.STEPS, median_steps(found, steps, asked.level), asked, about="starts, steps before the first value",
                       method="median; ends by Wilson's interval of one half on what households are worth (Woodruff)", unit="steps")
    return (*_evenness(touches, asked), *_rates(found, asked, ours), middle, _account(found, asked), *_left_out(touches, asked))


def _sure(touches: Touches, found: Moments, ours: bool, asked: Asked) -> dict[str, Figure]:
    """The figures that findings are told of, at a level that is shared among them (Bonferroni)."""
    strict = replace(asked, level=1 - (1 - asked.level) / len(TOLD))
    every = (*_evenness(touches, strict), *_rates(found, strict, ours))
    return {one.name: one for one in every if one.name in TOLD}


def _evenness(touches: Touches, asked: Asked) -> list[Figure]:
    """How first touches are spread: evenness, which is the axis, first."""
    most = math.log(len(touches.places)) if len(touches.places) > 1 else math.nan
    method = BOUNDS if touches.unknown.any() else KNOWN

    def made(name: str, how: str, said: str) -> Figure:
        found = entropy_between(touches, asked, how=how)
        scaled = found.mapped(lambda end: end / most) if found else None
        return figure_of(name, scaled, asked, about="starts, the first of each customer", method=said, unit="", n_unit="customers",
                         n=touches.n)

    several = [made(names.EVENNESS, "bounds", method), made(names.CHAO, "chao", KNOWN.replace("Miller and Madow", "Chao and Shen"))]
    if touches.unknown.any():
        several.append(made(names.ALL, "all", KNOWN.replace("known customers", "customers, those who are not known among them")))
    nats = entropy_between(touches, asked, how="bounds")
    number = nats.mapped(math.exp) if nats else None
    several.append(figure_of(names.EFFECTIVE, number, asked, about="starts, the first of each customer", method=f"exp of entropy; {method}",
                             unit="places", n_unit="customers", n=touches.n))
    return several


def _rates(found: Moments, asked: Asked, ours: bool) -> list[Figure]:
    """Shares of journeys, and how an embedded start compares to one at home."""
    audience = "of the audience's journeys" if ours else "of all journeys"

    def share(name: str, top: str, bottom: str, about: str, more: str = "") -> Figure:
        return figure_of(name, found.share(top, bottom, asked.level), asked, about=f"starts, {about}", method=f"{more}{CLUSTERED}")

    arms = [share(names.AWAY, "away", "n_away", "embedded"), share(names.HOME, "home", "n_home", "not embedded")]
    enough = all(found.of(n) >= ARM_MIN and found.of(yes) >= EVENTS_MIN for yes, n in (("away", "n_away"), ("home", "n_home")))
    ratio = found.log_ratio(("away", "n_away"), ("home", "n_home"), asked.level) if enough else None
    n = int(min(found.of("n_away"), found.of("n_home")))
    passed = figure_of(names.PASSED, ratio, asked, about="starts, embedded or at home, whose end is known",
                       method="ratio of two shares; Student's interval of its logarithm, households drawn together", unit="times",
                       n=n if ratio is None else int(ratio.n), n_min=ARM_MIN)
    if ratio is None:
        passed = replace(passed, value=None, low=None, high=None, n_needed=_needed(found)).warned(
            f"Each of the two needs {ARM_MIN} journeys, and {EVENTS_MIN} of them done.")
    return [passed, *arms, share(names.CARRIED, "carried", "n_carried", "embedded, what was carried over"),
            share(names.NEED, "need", "n_need", "about the job"), share(names.NEAR, "near", "n_near", "within two steps", f"{audience}; "),
            share(names.WITH_ACCOUNT, "with_account", "n_account", "an account before the first value"),
            share(names.NOBODY, "nobody", "n", "customer null"), share(names.OPEN, "open", "n", "done null")]


def _left_out(touches: Touches, asked: Asked) -> list[Figure]:
    """Counts of customers who are in no place of evenness, where there are any."""
    about = "starts, the first of each customer"
    return [count(name, n, n_unit="customers", versions=VERSIONS, as_of=asked.as_of, evidence=Evidence(f"{asked.query}: {about}", n))
            for name, n in ((names.ELSEWHERE, touches.elsewhere), (names.EARLIER, touches.earlier)) if n]


def _needed(found: Moments) -> int:
    """Journeys of the smaller arm after which both would have enough, at the rate so far."""
    arms = [(found.of(yes), found.of(n)) for yes, n in (("away", "n_away"), ("home", "n_home"))]
    wanted = [math.ceil(EVENTS_MIN / max(yes / n, 0.01)) if n else ARM_MIN for yes, n in arms]
    return max(ARM_MIN, *wanted, int(min(n for _, n in arms)) + 1)


def _account(found: Moments, asked: Asked) -> Figure:
    """Mean steps that need an account; where none did, up to the share of journeys that may need one."""
    share, mean = found.share("with_account", "n_account", asked.level), found.mean("account", "n_account", asked.level, floor=0.0)
    if share and mean:
        each = max(mean.value / share.value if share.value else 1.0, 1.0)
        mean = replace(mean, high=max(mean.high, share.high * each))
    return figure_of(names.ACCOUNT, mean, asked, about="starts, steps that need an account",
                     method="mean over journeys; Student's interval over households, no narrower than the share of journeys allows",
                     unit="steps")


def _warnings(frames: Frames, touches: Touches, found: Moments) -> tuple[str, ...]:
    said = []
    if not touches.places and frames["starts"].height:
        said.append("The places where journeys may begin are not given: how evenly they are used is not known.")
    elif len(touches.places) == 1:
        said.append("There is one place where journeys may begin: evenness has no meaning.")
    elif touches.n < N_MIN:
        said.append(f"Evenness needs the first journeys of {N_MIN} known customers; there are fewer.")
    if touches.elsewhere:
        said.append("Customers who first began where journeys are not meant to begin are not counted in evenness.")
    if touches.earlier:
        said.append("Customers who had begun a journey before the window have no first journey in it: they are not counted in evenness.")
    if touches.n_unknown:
        said.append("Journeys without a known customer are not counted as customers. The interval of evenness holds that at each place "
                    "none, some or all of them were somebody new; it does not hold that a known customer first began with one of them.")
    if found.of("n") and found.of("open") > 0.1 * found.of("n"):
        said.append("Of many journeys it is not known whether the job was done: they are in none of the shares of jobs done.")
    return tuple(said)
