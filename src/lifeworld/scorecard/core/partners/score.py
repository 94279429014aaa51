"""The fourth factor: who contributes, how much rests on few, and what would be lost if one left."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.figure import Evidence, Figure, count, estimate, n_units
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners import rows
from lifeworld.scorecard.core.partners.beside import Beside, beside
from lifeworld.scorecard.core.partners.concentration import GUIDELINE, HIGH, Concentration, concentrated, concentration
from lifeworld.scorecard.core.partners.found import Contributions
from lifeworld.scorecard.core.partners.game import ONE_SET, attained_t
from lifeworld.scorecard.core.partners.health import health
from lifeworld.scorecard.core.partners.leaving import ROLES_TOLD, RULE, attained_customers, out_of_reach, roles_told
from lifeworld.scorecard.core.partners.titles import titles
from lifeworld.scorecard.core.values import FACTOR, K_PARTNER, N_MIN, T_POINTS, VERSIONS, Asked, FactorScore, Finding

Floats = NDArray[np.float64]
AXIS = "axis: partners"
INDEX = "concentration of contributions (Herfindahl-Hirschman index)"
TAKES, LESS = "partners said to take away", "partners that add less than what is used in their place"
EVEN = replace(FACTOR["partners"], axis="one minus the concentration of partners' contributions",
               full="contributions come from very many partners")
"""What lies on the axis where nobody says what partners do."""
EVEN_ONLY = ("What partners do is not told of enough uses, so the axis shows how evenly they contribute, and not whether somebody could "
             "stand in for them: tell the role of each use.")
WORTH_T = 2.0
"""Contribution in points of T for which it is said how many customers are needed to tell it from chance."""
POWER = 0.8
NAMED_MAX = 5
"""Partners that findings name, of each kind."""


def partners_score(frames: Frames, asked: Asked, found: Contributions) -> FactorScore:
    """The score of the fourth factor from the frames goals, uses and partners, and from ``contributions``."""
    known = attained_t(frames["goals"])
    attained = attained_customers(known)
    named = titles(frames["partners"], found.keys)
    spread = _concentration(found, asked.level)
    warnings = _warnings(found)
    index, numbers = _index(found, known, spread, asked), _numbers(found, spread, asked)
    alone, alone_figures = _alone(frames["uses"], attained, found, named, asked)
    told = not roles_told(frames["uses"]) < ROLES_TOLD  # also where there are no uses at all
    axis = replace(_axis(index, frames["uses"], attained, found, asked) if told and alone.height else _turned(index), name=AXIS)
    if not told and axis.enough:
        axis = axis.warned(EVEN_ONLY)
    healthy, charts = health(frames["partners"], frames["uses"], attained, asked)
    less = np.flatnonzero(found.said & (found.phi < 0))
    less = less[np.argsort(found.phi[less], kind="stable")]
    side = beside(known, found, less, asked.level)
    figures = (index, *numbers, *_counts(found, side, asked), *_differences(found, side, named, asked), *alone_figures, *healthy)
    harmful = set(less[side.harmful].tolist())
    tables = rows.partner_table(frames, known, found, named, {figure.name for figure in figures}, alone, harmful, asked)
    drawn = rows.contribution_chart(found, named)
    nobody = not alone["critical"].any() and told
    findings = (*_contributors(found, side, named), *_concentrated(index, nobody), *_critical(alone, found, named))
    return FactorScore("partners", axis, figures, findings, tables, (*drawn, *charts), warnings, None if told else EVEN)


def _axis(index: Figure, uses: pl.DataFrame, attained: pl.Series, found: Contributions, asked: Asked) -> Figure:
    """The lower of two: evenness, and what is within reach without the partner who is needed most. The two share the level, and so do
    partners.
    """
    if not index.enough:
        return index
    each = 1 - (1 - asked.level) / 2
    _, low, high = _concentration(found, each).index
    if not np.isfinite([low, high]).all():  # at this level the interval has no ends: all that an index can be
        low, high = 1 / max(int(found.enough.sum()), 1), 1.0
    needed = out_of_reach(uses, attained, found.blocks, 1 - (1 - each) / max(uses["partner"].n_unique(), 1))
    most = [float(needed[end].max()) for end in ("value", "low", "high")]  # type: ignore[arg-type]
    value = 1 - max(index.value or 0.0, most[0])
    return replace(index, value=value, low=min(1 - max(high, most[2]), value), high=max(1 - max(low, most[1]), value),
                   method="1 minus the larger of the index of concentration and the largest share out of reach without one partner, each "
                   f"at half of what the level leaves (Bonferroni); {index.method}")


def _concentration(found: Contributions, level: float) -> Concentration:
    judged = found.enough
    taking = (found.said & (found.phi < 0))[judged]
    return concentration(found.phi[judged], found.se[judged], found.replicates[:, judged], level, taking)


def _known(found: Contributions) -> bool:
    """Whether anything can be said of how contributions are shared: somebody's can be told from chance, and from those of the others.

    Where everybody used somebody, contributions are told beside the average customer and sum to 0, so that nobody has a share of them.
    """
    return bool((found.said & (found.phi > 0)).any()) and found.n_alone >= K_PARTNER


def _method(found: Contributions) -> str:
    drawn = "all sets of partners" if not found.permutations else f"{found.permutations:,} orders in antithetic pairs"
    return f"Shapley values of mean attainment over {drawn}; bootstrap over households"


def _index(found: Contributions, known: pl.DataFrame, spread: Concentration, asked: Asked) -> Figure:
    value, low, high = spread.index
    evidence = Evidence(f"{asked.query}: uses of partners by customers with a known T", len(found.whose))
    method = f"sum of squared shares of contributions, without what errors add to it; Fieller's interval; {_method(found)}"
    figure = estimate(INDEX, value if _known(found) else None, low, high, method=method, n=found.n, n_min=N_MIN, level=asked.level,
                      versions=VERSIONS, as_of=asked.as_of, evidence=evidence)
    if figure.enough:
        assert figure.value is not None  # noqa: S101
        return figure.warned(f"{concentrated(figure.value).capitalize()} by the {GUIDELINE}.")
    if found.n < N_MIN:
        return figure.warned(f"About {figure.n_needed} customers with a known T are needed.")
    if found.keys and found.n_alone < K_PARTNER:
        return figure.warned(f"At least {K_PARTNER} customers who used no partner are needed to tell how much of what customers attain is "
                             "contributed at all, and so what each partner's share of it is.")
    if not (found.said & (found.phi > 0)).any():
        return _none_said(figure, found, known, asked.level)
    return figure.warned("All contributions together cannot be told from 0, so nobody's share of them is known.")


def _none_said(figure: Figure, found: Contributions, known: pl.DataFrame, level: float) -> Figure:
    """How many customers would tell, in four of five such ecosystems, that those who use the partner whom most use attain ``WORTH_T`` more
    than the others: by the spread of T and the share who use it, at a level shared by all partners.
    """
    if not found.keys:
        return figure.warned("No use of a partner by a customer with a known T is known.")
    share, sd = np.clip(found.n_customers / found.n, 1 / found.n, 0.5), float(known["t"].std() or 0.0)  # type: ignore[arg-type]
    z = float(quantiles.normal(1 - (1 - level) / 2 / len(found.keys)) + quantiles.normal(POWER))
    needed = math.ceil(float((z * sd / WORTH_T) ** 2 / (share * (1 - share)).max()))
    if needed <= found.n:
        return figure.warned("No partner's contribution can be told from chance yet, though there are customers enough for a large one.")
    return replace(figure, n_needed=needed).warned(
        "No partner's contribution can be told from chance yet; so many customers would mostly tell that those who use the partner whom "
        f"most use attain {WORTH_T:g} points of T more.")


def _turned(index: Figure) -> Figure:
    """One minus a figure."""
    if index.value is None or index.low is None or index.high is None:
        return index
    return replace(index, value=1 - index.value, low=1 - index.high, high=1 - index.low, method=f"1 minus the index: {index.method}")


def _numbers(found: Contributions, spread: Concentration, asked: Asked) -> list[Figure]:
    evidence = Evidence(f"{asked.query}: uses of partners by customers with a known T", len(found.whose))
    made = []
    doubtful = "Too many partners' contributions cannot be told from 0 yet, so it is not known how evenly they are shared."
    for name, ends, method in (("effective number of partners", spread.number, "1 divided by the index of concentration"),
                               ("effective number of partners (Shannon)", spread.shannon, "exponential of the entropy of shares")):
        value, low, high = ends
        made.append(estimate(name, value if _known(found) else None, low, high, method=f"{method}; {_method(found)}", n=found.n,
                             n_min=N_MIN,
                             level=asked.level, versions=VERSIONS, as_of=asked.as_of, evidence=evidence))
    if made[0].enough and not made[1].enough:
        made[1] = made[1].warned(doubtful)
    total = found.replicates.sum(axis=1)
    sum_, reach = float(found.phi.sum()), float(np.sqrt(np.mean((total - found.phi.sum()) ** 2)))
    reach *= float(quantiles.normal((1 + asked.level) / 2))
    made.append(estimate("attainment that partners add together", sum_ if len(found.keys) and found.n_alone >= 10 else None, sum_ - reach,
                         sum_ + reach, method=f"mean T of all less that of customers who used nobody, drawn to the mean; {_method(found)}",
                         unit=T_POINTS, n=found.n, n_min=N_MIN, level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                         evidence=evidence))
    return made


def _counts(found: Contributions, side: Beside, asked: Asked) -> list[Figure]:
    query = f"{asked.query}: uses of partners"

    def counted(name: str, value: int, unit: str = "partners") -> Figure:
        return count(name, value, unit=unit, versions=VERSIONS, as_of=asked.as_of, evidence=Evidence(query, value))

    return [
        counted("partners that customers used", len(found.keys)),
        counted("partners said to contribute", int((found.said & (found.phi > 0)).sum())),
        counted(TAKES, int(side.harmful.sum())),
        counted(LESS, int((~side.harmful).sum())),
        counted("partners whose contribution is not above 0", int((found.phi[found.enough] <= 0).sum())),
        counted("partners with too few customers to say anything of", int((~found.enough).sum())),
        counted("customers left out of contributions, because their T is not known", found.n_unknown, "customers"),
    ]


def _alone(uses: pl.DataFrame, attained: pl.Series, found: Contributions, named: Mapping[str, str],
           asked: Asked) -> tuple[pl.DataFrame, list[Figure]]:
    """Partners without whom something is out of reach, and figures of the largest of them and of all that are critical."""
    if len(attained) < N_MIN or not uses.height:
        return pl.DataFrame(schema={"partner": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64,
                                    "critical": pl.Boolean}), []
    table = out_of_reach(uses, attained, found.blocks, asked.level).sort("value", "partner", descending=[True, False])
    evidence = Evidence(f"{asked.query}: uses by customers who attained, by role and job", len(attained))
    figures = [estimate(reach_name(named[one["partner"]]), one["value"], one["low"], one["high"], unit="share", n=len(attained),
                        n_min=N_MIN,
                        method=f"attained customers whom nobody else served there; {RULE}; blocks of households",
                        level=asked.level, versions=VERSIONS, as_of=asked.as_of, evidence=evidence)
               for one in table.filter(pl.col("critical") | (pl.int_range(pl.len()) < 1)).iter_rows(named=True)]
    return table, [*figures, _critical_count(int(table["critical"].sum()), uses, evidence, asked)]


def _critical_count(n: int, uses: pl.DataFrame, evidence: Evidence, asked: Asked) -> Figure:
    """How many partners are critical; not known where nobody says what partners do."""
    told = uses.height - uses["role"].null_count()
    if not told:
        unknown = estimate("critical partners", None, None, None, method=RULE, unit="partners", n=0, n_unit="uses", level=asked.level,
                           versions=VERSIONS, as_of=asked.as_of, evidence=evidence)
        return replace(unknown, n_needed=N_MIN).warned("It is not told what partners do, so nobody knows who could stand in for whom: "
                                                       "tell the role of each use.")
    figure = count("critical partners", n, unit="partners", versions=VERSIONS, as_of=asked.as_of, evidence=evidence)
    if told == uses.height:
        return figure
    return figure.warned(f"Of {n_units(uses.height - told, 'uses')} the role is not told; in them nobody can be critical, so there "
                         "may be more.")


def reach_name(title: str) -> str:
    """The name of the figure of what is out of reach without a partner."""
    return f"share of attained customers out of reach without {title}"


def difference_name(title: str) -> str:
    """The name of the figure that tells harm from being used instead of somebody better."""
    return f"attainment with {title} beside that of others with as many other partners"


def _differences(found: Contributions, side: Beside, named: Mapping[str, str], asked: Asked) -> list[Figure]:
    """For partners with a contribution below 0: those who used them beside others with as many other partners."""
    made = []
    for at, partner in enumerate(side.partners[:NAMED_MAX]):
        figure = estimate(difference_name(named[found.keys[partner]]), float(side.value[at]), float(side.low[at]), float(side.high[at]),
                          method="difference of mean T at the same number of other partners; blocks of households", unit=T_POINTS,
                          n=int(np.nan_to_num(side.n[at])), n_min=K_PARTNER, level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                          evidence=Evidence(f"{asked.query}: uses of {found.keys[partner]} and of others", int(np.nan_to_num(side.n[at]))))
        made.append(figure if figure.enough else figure.warned(
            f"At least {K_PARTNER} customers with it and {K_PARTNER} without it are needed who used as many other partners."))
    return made


def _contributors(found: Contributions, side: Beside, named: Mapping[str, str]) -> list[Finding]:
    up = found.said & (found.phi > 0)
    made = []
    if up.any():
        first = named[found.keys[int(np.argmax(np.where(up, found.phi, -np.inf)))]]
        made.append(Finding("contributors", "partners", "good",
                            f"Customers of some partners attain more than chance explains; the most goes with {first}.",
                            ("partners said to contribute",), next_step="Show them first to customers whom they can help."))
    for partner, harmful in zip(side.partners[:NAMED_MAX].tolist(), side.harmful.tolist(), strict=False):
        title = named[found.keys[partner]]
        names = (rows.contribution_name(title), difference_name(title))
        if harmful:
            made.append(Finding("takes_away", "partners", "watch",
                                f"Customers attain less where they used {title}, more than chance explains.", (*names, TAKES),
                                found.keys[partner],
                                "Ask its customers what was in the way before anything is changed: nobody was assigned to it by chance."))
        else:
            made.append(Finding("adds_less", "partners", "watch",
                                f"Customers who used {title} attain less than those who used others in its place; whether it harms is not "
                                "known.",
                                (*names, LESS), found.keys[partner], "Look at what those who are used in its place do better."))
    return made


def _concentrated(index: Figure, nobody_critical: bool) -> list[Finding]:
    if index.low is None or index.high is None:
        return []
    if index.low > HIGH:
        return [Finding("concentrated", "partners", "watch", "What partners contribute rests on few of them: it is highly concentrated.",
                        (INDEX, "effective number of partners"), next_step="Win partners who do what now hangs on few.")]
    if index.high < HIGH and nobody_critical:
        return [Finding("diverse", "partners", "good", "What partners contribute does not rest on few of them.",
                        (INDEX, "effective number of partners"))]
    return []


def _critical(alone: pl.DataFrame, found: Contributions, named: Mapping[str, str]) -> list[Finding]:
    made = []
    for key in alone.filter("critical")["partner"].to_list():
        at, title = found.place(key), named[key]
        helps = at is not None and found.enough[at] and found.low[at] > 0
        words = (f"If {title} left, much of what customers attain would be out of reach." if helps else
                 f"Nobody else did what {title} does for many who attained their goals; whether it helped them is not shown.")
        step = (f"Win a second partner who can do what only {title} does." if helps
                else f"Ask customers of {title} what they would miss without it.")
        made.append(Finding("critical_partner", "partners", "act" if helps else "watch", words, (reach_name(title), "critical partners"),
                            key, step))
    return made


def _warnings(found: Contributions) -> tuple[str, ...]:
    made = []
    if not found.keys:
        return ("No use of a partner by a customer is known, so nothing can be said of partners.",)
    made.append("Contributions go with partners; chance assigned nobody to them, so other things may make some of the difference.")
    if found.n_alone < 10:
        made.append("Hardly any customer with a known T used no partner, so contributions are told beside the average customer only.")
    if found.shrunk_by == ONE_SET:
        made.append("All customers used the same partners, so nobody's part can be told from the others'.")
    elif found.shrink >= found.n:
        made.append("Customers of different partners attain alike: contributions are drawn fully towards the mean.")
    return tuple(made)
