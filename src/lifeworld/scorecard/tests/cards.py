"""A card made by hand: every kind of figure, table, picture and finding that a report has to show. Nobody in it exists."""

from __future__ import annotations

from dataclasses import replace

from lifeworld.kit.figure import Evidence, Example, Figure, count, estimate
from lifeworld.scorecard.core.values import (
    FACTORS,
    T_POINTS,
    VERSIONS,
    Asked,
    Chart,
    FactorScore,
    Finding,
    Scorecard,
    Series,
    Table,
    Weighed,
)

ASKED = Asked(since="2026-05-01", until="2026-07-31", as_of="2026-08-01", query="kestrel")
HOSTILE = "</script><i>Ünal & \"Söhne\" \u200f" + "w" * 90
AXES = {"success": (0.52, 0.49, 0.55), "audiences": (0.61, 0.5, 0.7), "sauce": (0.34, 0.21, 0.46), "partners": (0.71, 0.66, 0.76),
        "alignment": (0.18, 0.0, 0.39), "presence": None}
OWNER, CUSTOMERS = (0.25, 0.25, 0.2, 0.1, 0.1, 0.1), (0.3, 0.1, 0.2, 0.1, 0.1, 0.2)
TAU, HARM = "Kendall's tau-b of earnings and contribution", "earnings followed by a failed or declined outcome"
LIFT, MANY = "effect of the holdout on attainment T", "effective number of partners"


def figure(name: str, value: float | None, low: float | None = None, high: float | None = None, *, unit: str = "", n: int = 840,
           needed: int = 0, warnings: tuple[str, ...] = (), method: str = "mean over customers, bootstrap of households") -> Figure:
    """An estimate with everything that a report says of it; None is not enough."""
    evidence = Evidence(f"{ASKED.query}: goals where state is reached", n, (Example("reached «10 km»", "c-17", note="2026-06-03"),))
    made = estimate(name, value, low, high, unit=unit, n=n, method=method, versions=VERSIONS, as_of=ASKED.as_of, warnings=warnings,
                    evidence=evidence)
    return replace(made, n_needed=needed) if needed else made


def _axis(key: str) -> Figure:
    ends = AXES[key]
    if ends is None:
        return figure(f"axis: {key}", None, n=12, needed=68, warnings=("About 68 journeys with a known start are needed; 12 are there.",))
    return figure(f"axis: {key}", *ends)


def _success() -> FactorScore:
    days = tuple(float(day) for day in range(0, 91, 5))
    done = tuple(1 - 0.985**day for day in days)
    less = tuple(0.8 * share for share in done)
    figures = (
        figure("attainment T", 50.8, 49.6, 52.0, unit=T_POINTS),
        figure(LIFT, 2.1, 0.7, 3.5, unit=T_POINTS, n=812, method="served minus held out, always-valid because it is looked at again",
               warnings=("The comparison before and after says 4.9; it is not by chance and is not to be relied on.",)),
        figure("customers who reached a goal", 0.41, 0.38, 0.44, unit="share"),
        count("goals declared before the window", 1312, evidence=Evidence("kestrel: goals", 1312), unit="goals", versions=VERSIONS),
        figure("days to done, median", None, n=7, needed=68),
    )
    served = Series("served", days, done, tuple(max(0.0, y - 0.03) for y in done), tuple(y + 0.03 for y in done))
    held = Series("held out", days, less, tuple(max(0.0, y - 0.06) for y in less), tuple(y + 0.06 for y in less))
    return FactorScore("success", _axis("success"), figures, (
        Finding("lift", "success", "good", "Customers who are served come further than those who are held out, because they are served.",
                (LIFT,), next_step="Keep the holdout until the interval is narrow enough."),
    ), charts=(Chart("done", "Goals done, by days since they were declared", "steps", "days", "share done", (served, held),
                     note="Goals given up count as open until then."),))


def _alignment() -> FactorScore:
    money = tuple(float(100 * i * i + 40) for i in range(24))
    helped = tuple(0.02 * i + (0.14 if i % 5 == 0 else 0.0) for i in range(24))
    share = tuple(i / 20 for i in range(21))
    rows = tuple((f"Partner {i:02d}", f"{money[i]:,.0f} EUR", figure(f"contribution of partner {i:02d}", y, y - 0.02, y + 0.03, n=40 + i))
                 for i, y in enumerate(helped))
    pairs = Series("partners", money, helped, tuple(y - 0.02 for y in helped), tuple(y + 0.03 for y in helped))
    figures = (figure(TAU, 0.18, -0.05, 0.39, n=24), figure(HARM, 0.21, 0.17, 0.25, unit="share"))
    heads = ("partner", "earned", "contribution")
    table = Table("partners", "Partners by what they contribute", heads, rows, "Earnings are those of the window.")
    return FactorScore("alignment", _axis("alignment"), figures, (
        Finding("misaligned", "alignment", "act", "Partners who contribute more do not earn more, as far as can be told.", (TAU,),
                next_step="Pay for outcomes that customers attained, beginning with new agreements."),
        Finding("harm", "alignment", "watch", "Partners are paid for outcomes that failed.", (HARM,),
                next_step="Hold such payments back until the customer has said how it went."),
    ), (table,), (
        Chart("pairs", "What partners earn and contribute", "points", "earned, EUR", "contribution", (pairs,)),
        Chart("lorenz", "How earnings and contributions are spread", "lines", "share of partners", "share of the sum", (
            Series("earnings", share, tuple(x**3 for x in share)), Series("contribution", share, tuple(x**1.4 for x in share)))),
    ), ("Only 24 partners have 10 customers or more; the interval is wide.",))


def _partners() -> FactorScore:
    names = ("Kestrel Maps", "Brook", "Anna's Physio", "Ridge Shoes", "Citywide")
    bars = Series("contribution", names, (2.4, 1.1, 0.6, 0.1, -0.3), (2.0, 0.8, 0.3, -0.3, -0.8), (2.8, 1.4, 0.9, 0.5, 0.2))
    return FactorScore("partners", _axis("partners"), (
        figure("one minus the concentration of contributions", 0.71, 0.66, 0.76), figure(MANY, 3.4, 2.9, 4.1, unit="partners"),
    ), (Finding("critical_partner", "partners", "watch", "Without Kestrel Maps many customers could not reach what they reach now.",
                (MANY,), about="kestrel-maps", next_step="Find a second partner for the same job."),),
        charts=(Chart("contribution", "Contribution of each partner", "bars", "partner", "T", (bars,)),))


def _plain(key: str) -> FactorScore:
    ends = AXES[key] or (None, None, None)
    return FactorScore(key, _axis(key), (figure(f"headline of {key}", *ends, n=840 if AXES[key] else 12),))


def _weighed() -> dict[str, Weighed]:
    owner = {one.key: replace(figure(f"owner's weight of {one.key}", share, share, share, unit="share"), n=1, n_unit="owners")
             for one, share in zip(FACTORS, OWNER, strict=True)}
    customers = {one.key: figure(f"customers' weight of {one.key}", share, share - 0.03, share + 0.04, unit="share", n=120)
                 for one, share in zip(FACTORS, CUSTOMERS, strict=True)}
    return {"owner": Weighed("owner", 1, owner), "customers": Weighed("customers", 120, customers)}


def made_card(**changes: object) -> Scorecard:
    """The card; ``changes`` replace its fields."""
    presence = replace(_plain("presence"), warnings=("Starts are known of 12 journeys only.",))
    scores = (_success(), _plain("audiences"), _plain("sauce"), _partners(), _alignment(), presence)
    card = Scorecard(
        scores=scores, weakest="alignment", unknown=("presence",), weighed=_weighed(),
        weakest_for={"owner": "alignment", "customers": "sauce"}, findings=tuple(one for score in scores for one in score.findings),
        asked=ASKED, inputs={"customers": {"rows": 840, "hash": "ab12"}, "goals": {"rows": 1312, "hash": "cd34"}},
        warnings=("Customers who said nothing are not counted.",))
    return replace(card, **changes)


def hostile_card() -> Scorecard:
    """The same with texts that try to leave their place."""
    card = made_card(asked=replace(ASKED, query=HOSTILE), warnings=(HOSTILE,), simulated=True)
    score = card.score("alignment")
    findings = (Finding("x", "alignment", "act", HOSTILE, (score.figures[0].name,), HOSTILE, HOSTILE),)
    charts = tuple(replace(one, title=HOSTILE, x_label=HOSTILE, note=HOSTILE,
                           series=tuple(replace(each, name=HOSTILE) for each in one.series)) for one in score.charts)
    tables = (Table("t", HOSTILE, (HOSTILE, "x"), ((HOSTILE, score.figures[0]),), HOSTILE),)
    bad = replace(score, warnings=(HOSTILE,), findings=findings, tables=tables, charts=charts)
    return replace(card, scores=tuple(bad if one.factor == "alignment" else one for one in card.scores), findings=findings)


def unknown_card() -> Scorecard:
    """A card of an ecosystem of which too little is known everywhere."""
    scores = tuple(FactorScore(one.key, figure(f"axis: {one.key}", None, n=3, needed=68), (figure(f"headline of {one.key}", None, n=3),))
                   for one in FACTORS)
    unknown = tuple(one.key for one in FACTORS)
    return made_card(scores=scores, weakest="", unknown=unknown, findings=(), weighed={}, weakest_for={}, inputs={})
