"""Invented comparisons, impact, saturation, corrections and protection for tests of the report, written for this project."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.comparison.values import By, Comparison, Contrast, Level, Trend
from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.constellations.core.impact.values import Factor, Impact
from lifeworld.constellations.core.protection.values import Policy, Protection
from lifeworld.constellations.core.saturation.values import CurvePoint, Saturation
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.figure import Evidence, Example, Figure, estimate

MEASURES = tuple(
    [keys.type_share_key(label) for label in keys.TYPE_NAMES] + [keys.driver_share_key(d) for d in (
        "mood", "performance", "features", "reliability", "belonging", "status")] + [keys.driver_valence_key("mood"), keys.SIZE])


def figure(name: str, value: float, half: float = 0.1, unit: str = "share", n: int = 20, word: str = "") -> Figure:
    """An estimate with one invented quote."""
    low, high = value - half, value + half
    if unit == "share" and not name.startswith("compare/"):
        low, high = max(low, 0.0), min(high, 1.0)
    quote = Example(f"An invented sentence {word}.", "Ada")
    return estimate(name, value, low, high, unit=unit, method="invented", n=n, evidence=Evidence("invented", 3, (quote,)))


def _unit(key: str) -> str:
    return "actors" if key == keys.SIZE else "" if key.endswith("/valence") else "share"


def comparison(by: By, title: str, names: tuple[str, ...], *, changed: tuple[str, ...] = (), word: str = "") -> Comparison:
    """Every measure at every level; the first measure differs and holds, the second is clear, the last is not enough."""
    values = {
        (key, name): figure(key, 0.2 + 0.05 * i + 0.03 * (j % 5), 0.08, _unit(key), 8 if (i, j) == (len(MEASURES) - 1, 0) else 20, word)
        for i, key in enumerate(MEASURES) for j, name in enumerate(names)
    }
    contrasts = tuple(
        Contrast(key, a, b, figure(f"compare/{by}/{a}|{b}/{key}", 0.3 - 0.03 * i, 0.27, _unit(key), word=word), 12 if by == "wave" else 0,
                 by == "wave", clear=i < 2, holds=i < 1)
        for i, key in enumerate(MEASURES) for a, b in pairwise(names)
    )
    trends = ()
    if by == "wave":
        n = len(names)
        trends = tuple(
            Trend(key, tuple(values[key, name] for name in names), 0.3, (0.15,) * (n - 1) + (None,), (0.45,) * (n - 1) + (None,),
                  tuple(key == MEASURES[0] and i == n - 2 for i in range(n)))
            for key in MEASURES[:5]
        )
    levels = tuple(Level(name, 20 - i, 180 - 20 * i) for i, name in enumerate(names))
    return Comparison(by, title, levels, values, contrasts, f"{len(contrasts)} differences were looked at; about "
                      f"{len(contrasts) // 10} would look clear by chance, and 1 holds.", trends, changed)


def impact(word: str = "") -> Impact:
    """Six factors, of which three stand above the noise."""
    factors = tuple(
        Factor(key, figure(f"impact/{key}", 0.24 - 0.035 * i, 0.05, word=word), (-1, 1, 0, 0, 1, 0)[i],
               figure(f"impact/{key}/leave_out", 0.4 - 0.2 * i, 0.3, "points", word=word), i < 3)
        for i, key in enumerate(("reliability", "peers", "mood", "features", "family_friends", "status"))
    )
    return Impact("recommendation" + word, "customers", figure("impact/r2", 0.41), figure("impact/noise", 0.05, 0.05), factors,
                  "c0ffee", ("Forty customers are few for twelve factors." + word,))


def saturation(word: str = "") -> Saturation:
    """A curve that flattens."""
    curve = tuple(CurvePoint(n, 30 * (1 - 0.9**n), 30 * (1 - 0.92**n), 30 * (1 - 0.86**n)) for n in range(1, 41))
    return Saturation("kinds of actor" + word, 4, 2, 0.05, figure("saturation/actors", 22, 6, "customers"),
                      figure("saturation/actors/share", 0.94, 0.04), curve, "In most orders, 22 customers would have been enough." + word)


def corrections(word: str = "") -> tuple[Applied, ...]:
    """One that applied and one that did not."""
    return (
        Applied(Correction(2, "merge", actor="the club", to="harbour club", who="Ina" + word, why="The same club.", when="2026-04-02"),
                "“the club” became “harbour club” for every customer." + word, 7),
        Applied(Correction(3, "code", statement="s-1", code="mood", to="absent", who="Ina", why="Irony."),
                "The code mood on statement s-1 was to be removed.", 0, "No statement has the id s-1." + word),
    )


def with_findings(study: MappedStudy, word: str = "") -> MappedStudy:
    """The study with everything that a report may show; ``word`` is added to texts (hostile tests)."""
    changed = ("Reliability is told of more often than in the first wave (+12 points, 3 to 21)." + word,)
    return replace(
        study, impact=impact(word), saturation=(saturation(word),), corrections=corrections(word),
        comparisons=(comparison("group", "Club members" + word, ("city" + word, "hills"), word=word),
                     comparison("wave", "Waves", ("spring", "summer", "autumn", "winter"), changed=changed, word=word)),
        protection=Protection(
            Policy(pseudonyms=True, redact=("secret",)), n_customers=study.n_customers, n_persons=9, n_redacted=2, n_no_consent=1,
            n_health=4, n_suppressed=3, notes=("Names were replaced before anything was written." + word,)),
    )
