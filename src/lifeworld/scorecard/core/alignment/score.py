"""The fifth factor: whether those who help customers more earn more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.figure import Evidence, Figure, count, estimate, n_units
from lifeworld.scorecard.core.alignment import curve
from lifeworld.scorecard.core.alignment.agreement import PARTNERS_MIN, Agreement, agreement
from lifeworld.scorecard.core.alignment.choosing import choice_figures
from lifeworld.scorecard.core.alignment.gradient import MONTHS_MIN, gradient, month_of, months
from lifeworld.scorecard.core.alignment.harm import aftermath, pay_per_harm
from lifeworld.scorecard.core.alignment.money import Money, money
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners import rows as rows_of
from lifeworld.scorecard.core.partners.found import Contributions
from lifeworld.scorecard.core.partners.game import attained_t, distinct
from lifeworld.scorecard.core.partners.leaving import T_ATTAINED
from lifeworld.scorecard.core.partners.titles import titles
from lifeworld.scorecard.core.values import K_PARTNER, N_MIN, VERSIONS, Asked, Chart, FactorScore, Finding, Series, Table

Floats = NDArray[np.float64]
AXIS, TAU = "axis: alignment", "alignment of earnings and contributions (Kendall's tau-b)"
HARMED = "share of earnings on failed or declined outcomes"
AREA, MOVED = "area between earnings and contributions", "share of earnings that would move if pay followed contributions"
SLOPE, EXPLAINED, PARTIAL = ("earned more for a customer who attains", "share of changes in earnings explained by outcomes",
                             "share of changes in earnings explained by outcomes beyond volume and season")
CHOSEN = "share of suppliers chosen by the customer"
NARROW = "As long as contributions are known with errors, this interval is too narrow: more than it says is not known."
HARM_BAD = 0.05
"""Share of earnings on failed or declined outcomes above which something is to be done; it must go to 0."""
CHANGED_MIN = 10
"""Partners with several months below which nothing is said of what earnings follow."""
PAIRS_MAX = 200


def alignment(frames: Frames, asked: Asked, found: Contributions) -> FactorScore:
    """The score of the fifth factor from the frames earnings, choices, goals and uses, and from ``contributions``."""
    kept = money(frames["earnings"], found)
    judged = np.flatnonzero(found.enough)
    by_block = kept.by_block(len(found.keys), found.blocks.n)[judged]
    shown = agreement(by_block, found.phi[judged], found.replicates[:, judged], found.blocks.weights, asked) if kept.rows.height else None
    named = titles(frames["partners"], found.keys)
    figures = _coefficients(shown, judged, kept, asked)
    axis = _axis(figures[0])
    figures += _curve_figures(shown, kept, asked)
    everybody = money(frames["earnings"], found, everybody=True)
    figures += _gradient(frames, everybody, found, asked)
    figures.append(_harm(everybody, found, asked))
    chosen = choice_figures(frames["choices"], found.blocks, CHOSEN, asked)
    figures += [*chosen, *_counts(kept, judged, found, asked)]
    charts = _charts(shown, judged, named, found, asked) if shown else ()
    warnings = _warnings(kept, judged, shown)
    return FactorScore("alignment", axis, tuple(figures), _findings(figures), _pairs(shown, judged, named, found, asked), charts, warnings)


def _coefficients(shown: Agreement | None, judged: NDArray[np.intp], kept: Money, asked: Asked) -> list[Figure]:
    evidence = Evidence(f"{asked.query}: earnings of partners with at least {K_PARTNER} customers", kept.rows.height)
    how = ("a sample of partners, jackknife on Fisher's scale; what errors of earnings and contributions take away, as parallel forms of "
           "households tell, is given back to the interval; "
           f"partners with at least {K_PARTNER} customers")
    made = []
    for at, (name, method) in enumerate(((TAU, "Kendall's tau-b"), ("Spearman's coefficient of earnings and contributions",
                                                                    "Spearman's rho"),
                                         ("weighted tau of earnings and contributions", "Kendall's tau, weighted for the top"))):
        value, low, high = shown.coefficients[at] if shown else (float("nan"),) * 3
        figure = estimate(name, value, low, high, method=f"{method}; {how}", n=len(judged), n_unit="partners", n_min=PARTNERS_MIN,
                          level=asked.level, versions=VERSIONS, as_of=asked.as_of, evidence=evidence)
        if not figure.enough:
            figure = replace(figure, n_needed=PARTNERS_MIN).warned(
                f"At least {PARTNERS_MIN} partners with earnings and {K_PARTNER} customers each are needed; the pairs are in the table."
                if len(judged) < PARTNERS_MIN else "Earnings or contributions of nearly all are alike, so there is no order to compare.")
        elif shown and shown.lost > 0.05:
            figure = figure.warned("Errors of contributions make this coefficient smaller than it is; the interval allows for it.")
        made.append(figure)
    return made


def _axis(tau: Figure) -> Figure:
    """Tau-b from 0 on; what is below 0 is drawn as 0."""
    if tau.value is None or tau.low is None or tau.high is None:
        return replace(tau, name=AXIS)
    value, low, high = (max(end, 0.0) for end in (tau.value, tau.low, tau.high))
    return replace(tau, name=AXIS, value=value, low=low, high=high, method=f"{tau.method}; below 0 is drawn as 0")


def _curve_figures(shown: Agreement | None, kept: Money, asked: Asked) -> list[Figure]:
    evidence = Evidence(f"{asked.query}: earnings and contributions of partners", kept.rows.height)
    made = []
    for name, unit, ends, method in (
            (AREA, "", shown.area if shown else None,
             "twice the area between the curve of earnings against positive contributions (smallest first) and the diagonal, above 0 where "
             "those who contribute less earn more than their part; bootstrap of households and of partners"),
            (MOVED, "share", shown.moved if shown else None,
             "half the sum of differences between shares of earnings and of positive contributions, less the bias that errors make; the "
             "same money in all; bootstrap of households")):
        value, low, high = ends or (float("nan"),) * 3
        figure = estimate(name, value, low, high, method=method, unit=unit, n=shown.partners if shown else 0, n_unit="partners",
                          n_min=K_PARTNER, level=asked.level, versions=VERSIONS, as_of=asked.as_of, evidence=evidence)
        made.append(figure.warned(NARROW) if figure.enough else figure)
    return made


def _gradient(frames: Frames, kept: Money, found: Contributions, asked: Asked) -> list[Figure]:
    """Whether earnings of partner-months follow customers' outcomes."""
    known = attained_t(frames["goals"])
    t = np.full(found.blocks.customers.height, np.nan)
    t[found.blocks.codes(known["customer"])] = known["t"].to_numpy()
    month = month_of(frames["uses"]["at"])
    told = np.isfinite(t)[found.whose] & (month >= 0)
    width = max(found.blocks.customers.height, 1)
    once = distinct((found.which[told].astype(np.int64) * 100_000 + month[told]) * width + found.whose[told])
    pair, who = np.divmod(once, width)
    paid = month_of(kept.rows["at"])
    partner, when = np.concatenate([pair // 100_000, kept.partner]), np.concatenate([pair % 100_000, paid])
    zero, no = np.zeros(len(pair)), np.zeros(len(paid))
    amount = np.rint(kept.amount * 10_000)
    whose, when, sums = months(partner, when, np.concatenate([zero, amount]),
                               np.concatenate([(t[who] >= T_ATTAINED).astype(np.float64), no]),
                         np.concatenate([np.ones(len(pair)), no]))
    shown = gradient(whose, when, sums[:, 0] / 10_000, sums[:, 1], sums[:, 2], asked.level, seed=asked.seed, replicates=asked.replicates)
    evidence = Evidence(f"{asked.query}: earnings and customers of each partner and month", shown.n_rows)
    rest = "each partner's own level, that of each month and the number of customers taken out"
    made = []
    for name, unit, ends, method in (
            (SLOPE, asked.currency, shown.slope, f"regression of partner-months, {rest}; each partner left out in turn, Student's t"),
            (EXPLAINED, "share", shown.explained,
             "R2 of outcomes within partners, volume and season among them; each partner's own level taken out; bootstrap of partners"),
            (PARTIAL, "share", shown.partial, f"partial R2, {rest}; bootstrap of partners")):
        value, low, high = ends or (float("nan"),) * 3
        enough = shown.n_partners >= CHANGED_MIN and shown.n_months >= MONTHS_MIN
        n, n_unit, least = (shown.n_rows, "partner-months", N_MIN) if enough else (shown.n_partners, "partners", CHANGED_MIN)
        figure = estimate(name, value if enough and kept.rows.height else None, low, high, method=method, unit=unit, n=n, n_unit=n_unit,
                          n_min=least, level=asked.level, versions=VERSIONS, as_of=asked.as_of, evidence=evidence)
        made.append(figure if enough else figure.warned(
            f"At least {CHANGED_MIN} partners with two months or more are needed, and {MONTHS_MIN} months in all."))
    return made


def _harm(kept: Money, found: Contributions, asked: Asked) -> Figure:
    after = aftermath(kept.rows, asked)
    told = after.told
    whole = np.rint(kept.amount * 10_000)
    household = np.where(kept.customer >= 0, kept.block, kept.block + found.blocks.n)
    value, low, high = pay_per_harm(whole[told], after.harm[told], kept.partner[told], household[told], asked.level)
    figure = estimate(HARMED, value, low, high, unit="share", n=int(told.sum()), n_unit="earnings",
                      n_customers=len(np.unique(household[told])), n_min=N_MIN, level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                      method=f"{after.method}; partners and households as clusters",
                      evidence=Evidence(f"{asked.query}: earnings and what came of them", int(told.sum())))
    if after.n_unknown:
        figure = figure.warned(f"Of {n_units(after.n_unknown, 'earnings')} it is not known what came of them; they are left out.")
    if after.n_young:
        figure = figure.warned(f"{n_units(after.n_young, 'earnings')} {'is' if after.n_young == 1 else 'are'} left out, since "
                               f"{'its' if after.n_young == 1 else 'their'} {asked.harm_days} days are not over: failures would "
                               "be known before the rest.")
    return figure


def _counts(kept: Money, judged: NDArray[np.intp], found: Contributions, asked: Asked) -> list[Figure]:
    def counted(name: str, value: int, unit: str) -> Figure:
        return count(name, value, unit=unit, versions=VERSIONS, as_of=asked.as_of, evidence=Evidence(f"{asked.query}: earnings", value))

    return [counted("partners compared by earnings and contribution", len(judged), "partners"),
            counted("earnings of partners that no customer used", kept.n_strange, "earnings")]


def _findings(figures: Sequence[Figure]) -> tuple[Finding, ...]:
    by = {one.name: one for one in figures}
    made = []
    tau, harm, chosen = by[TAU], by[HARMED], by.get(CHOSEN)
    if tau.low is not None and tau.low > 0:
        made.append(Finding("aligned", "alignment", "good", "Partners who contribute more to customers' goals also earn more.", (TAU,)))
    if tau.high is not None and tau.high < 0:
        made.append(Finding("misaligned", "alignment", "act", "Partners who contribute less to customers' goals earn more.", (TAU, MOVED),
                            "",
                            "Pay by what partners contribute, and look at what that would have moved."))
    if harm.low is not None and harm.low > HARM_BAD:
        made.append(Finding("pay_per_harm", "alignment", "act", "Too much is earned by what failed or was declined afterwards.", (HARMED,),
                            "",
                            "Pay after the outcome is known, or take back what was paid for failures."))
    if chosen is not None and chosen.high is not None and chosen.high < 0.5:
        made.append(Finding("not_chosen", "alignment", "watch", "Most suppliers were not chosen by the customer.", (CHOSEN,), "",
                            "Show customers who else could deliver, and let them choose."))
    return tuple(made)


def _charts(shown: Agreement, judged: NDArray[np.intp], named: Mapping[str, str], found: Contributions, asked: Asked) -> tuple[Chart, ...]:
    names = [named[found.keys[at]] for at in judged[:PAIRS_MAX]]
    points = tuple(Series(name, (float(x),), (float(y),)) for name, x, y in zip(names, shown.phi, shown.earned, strict=False))
    made = [Chart("pairs", "Earnings and contributions", "points", "contribution, points of T", f"earnings, {asked.currency}", points,
                  "Each point is a partner.")]
    if curve.known(shown.earned, shown.phi):
        x, y = (one[0] for one in curve.curve(shown.earned[None], shown.phi[None]))
        made.append(Chart("curve", "Earnings against contributions", "lines", "share of contributions, smallest first", "share of earnings",
                          (Series("as it is", tuple(x.tolist()), tuple(y.tolist())), Series("everybody earns its part", (0.0, 1.0), (0.0,
                                                                      1.0)))))
    return tuple(made)


def _pairs(shown: Agreement | None, judged: NDArray[np.intp], named: Mapping[str, str], found: Contributions, asked: Asked) -> tuple[Table,
                                                                      ...]:
    """Each partner's earnings beside its contribution, largest contribution first."""
    if not shown:
        return ()
    order = np.argsort(-shown.phi, kind="stable")[:PAIRS_MAX]
    rows: list[tuple[str | Figure, ...]] = []
    for at in order:
        title = named[found.keys[judged[at]]]
        earned = estimate(f"earnings of {title}", float(shown.earned[at]), *(float(end[at]) for end in shown.earned_ends),
                          unit=asked.currency,
                          method="sum of the window; bootstrap of households", n=int(found.n_customers[judged[at]]), n_min=K_PARTNER,
                          level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                          evidence=Evidence(f"{asked.query}: earnings of {found.keys[judged[at]]}", int(found.n_customers[judged[at]])))
        helped = rows_of.contribution(found, int(judged[at]), title, asked)
        beside = replace(helped, name=f"contribution beside the earnings of {title}")
        rows.append((title, earned, beside, *(_place(f"place of {title} by {by}", places[:, at], shown.partners, asked)
                                              for by, places in zip(("contribution", "earnings"), shown.places, strict=True))))
    note = f"The {PAIRS_MAX} partners with the largest contributions." if len(shown.phi) > PAIRS_MAX else ""
    return (Table("pairs", "Earnings beside contributions", ("partner", "earnings", "contribution", "place by contribution",
                                                             "place by earnings"), tuple(rows), note),)


def _place(name: str, ends: NDArray[np.float64], partners: int, asked: Asked) -> Figure:
    value, low, high = (float(end) for end in ends)
    return estimate(name, value, low, high, unit=f"of {partners}", n=partners, n_unit="partners", n_min=1, level=asked.level,
                    versions=VERSIONS, as_of=asked.as_of, method="place, 1 the largest; bootstrap of households",
                    evidence=Evidence(f"{asked.query}: earnings and contributions of partners", partners))


def _warnings(kept: Money, judged: NDArray[np.intp], shown: Agreement | None) -> tuple[str, ...]:
    if not kept.rows.height:
        return ("No earnings of partners that customers used are known, so nothing can be said of alignment.",)
    made = ["What customers would gain if pay followed contributions is not told: nobody was paid by chance. How much would move is."]
    if shown and len(judged) < PARTNERS_MIN:
        made.append(f"With fewer than {PARTNERS_MIN} partners only the pairs are shown.")
    return tuple(made)
