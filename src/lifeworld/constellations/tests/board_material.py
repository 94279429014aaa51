"""An invented study with everything that an export may show: comparison, trend, impact, saturation, corrections, protection."""

from __future__ import annotations

from dataclasses import replace

from lifeworld.constellations.core.comparison.values import Comparison, Contrast, Level, Trend
from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.constellations.core.impact.values import Factor, Impact
from lifeworld.constellations.core.protection.values import Policy, Protection
from lifeworld.constellations.core.saturation.values import CurvePoint, Saturation
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.tests.invented_study import ACTORS, DRIVERS, LABELS, invented_study
from lifeworld.kit.figure import Evidence, Figure, estimate

LEVELS = ("Members", "Guests", "Newcomers")
WAVES = ("2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4")


def _estimate(key: str, value: float, half: float = 0.09, n: int = 20, unit: str = "share", method: str = "invented") -> Figure:
    return estimate(key, value, value - half, value + half, unit=unit, method=method, n=n,
                    evidence=Evidence(f"constellations where {key}", n))


def _values(levels: tuple[str, ...]) -> dict[tuple[str, str], Figure]:
    keys = [f"types/{label}" for label in LABELS] + [f"customers_who_say/{code}" for code in DRIVERS + ACTORS]
    return {(key, level): _estimate(key, 0.15 + 0.7 * ((7 * i + 3 * j) % 11) / 11, n=20 if j < 2 else 6)
            for i, key in enumerate(keys) for j, level in enumerate(levels)}


def comparison() -> Comparison:
    values = _values(LEVELS)
    contrasts = []
    for key in dict.fromkeys(key for key, _ in values):
        a, b = values[key, "Members"].value, values[key, "Guests"].value
        gap = (b or 0) - (a or 0)
        figure = _estimate(f"compare/group/Members|Guests/{key}", gap, 0.12, 40)
        contrasts.append(Contrast(key, "Members", "Guests", figure, clear=abs(gap) > 0.12, holds=abs(gap) > 0.3))
    return Comparison("group", "Club members", tuple(Level(name, 20 if i < 2 else 6, 120) for i, name in enumerate(LEVELS)),
                      values, tuple(contrasts),
                      "16 differences were looked at; about 2 would look clear by chance, and 5 hold after correction.")


def waves() -> Comparison:
    values = _values(WAVES)
    key = "types/socially driven"
    points = tuple(replace(_estimate(key, v), value=v) for v in (0.31, 0.29, 0.33, 0.52))
    trend = Trend(key, points, 0.36, (0.2, 0.2, 0.2, 0.2), (0.5, 0.5, 0.5, 0.5), (False, False, False, True))
    return Comparison("wave", "Waves", tuple(Level(name, 20, 120) for name in WAVES), values, (), "One trend was looked at.",
                      (trend,), ("Socially driven customers are more frequent than in 2026 Q3.",))


def impact() -> Impact:
    keys = (*DRIVERS, *ACTORS)
    factors = []
    for i, key in enumerate(keys):
        share = 0.3 * 0.72**i + 0.01
        low = max(share - 0.05, 0.0)
        factors.append(Factor(
            key, estimate(f"impact/{key}", share, low, share + 0.05, unit="share", method="Shapley, invented", n=40,
                          evidence=Evidence("statements", 40)),
            (1, -1, 0)[i % 3], _estimate(f"leave_out/{key}", 0.4 - 0.1 * i, 0.3, 40, "points"), low > 0.06))
    noise = estimate("impact/noise", 0.02, 0.0, 0.06, unit="share", method="random column", n=40, evidence=Evidence("q", 40))
    return Impact("Would recommend", "customers", _estimate("impact/r2", 0.41, 0.1, 40), noise, tuple(factors), "abc123",
                  ("What goes with the outcome is an association.",))


def saturation() -> Saturation:
    curve = tuple(CurvePoint(n, 12 * (1 - 0.7**n), 12 * (1 - 0.7**n) - 1, min(12.0, 12 * (1 - 0.7**n) + 1)) for n in range(1, 21))
    return Saturation("codes", 4, 2, 0.05, _estimate("saturation/codes", 8, 3, 40, "customers"), _estimate("s", 0.8, 0.1, 40),
                      curve, "Codes were saturated after 8 customers in half of the random orders.")


def full_study(n: int = 40, names: tuple[str, ...] = (), extra: str = "") -> MappedStudy:
    """The invented study with all optional parts."""
    fixed = Correction(1, "merge", "Ada", "wife", to="partner", who="B. Ruun", why="the same person")
    lost = Correction(2, "ignore", "", "=SUM(A1)", who="B. Ruun", why="a formula")
    return replace(
        invented_study(n, names=names, extra=extra), comparisons=(waves(), comparison()), impact=impact(), saturation=(saturation(),),
        corrections=(Applied(fixed, "«wife» became «partner».", 3), Applied(lost, "", 0, "No actor has this name.")),
        protection=Protection(Policy(pseudonyms=True), n_customers=n, n_persons=3, n_suppressed=1,
                              notes=("Customers are shown under pseudonyms.",)),
        playbook={"brand-driven": ("Repair what fails before adding what is new.",), "socially driven": ("Invite groups.",)},
    )
