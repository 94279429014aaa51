"""Attempts with and without the sauce, by what chance offered: days to done, done, quality, attempts, and whether the first result held.

Everybody to whom chance offered the sauce is compared with everybody to whom it did not, used or not: that is the effect of offering it.
The effect of using it, on those who use it because it was offered, stands beside it. Attempts of one customer go together, and so do
customers of one household.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from lifeworld.kit.figure import Evidence, Figure, count, n_units
from lifeworld.scorecard.core.effects.cells import numbered
from lifeworld.scorecard.core.effects.complying import complier
from lifeworld.scorecard.core.effects.difference import effect, naive_difference
from lifeworld.scorecard.core.effects.superior import superiority
from lifeworld.scorecard.core.effects.times import restricted
from lifeworld.scorecard.core.effects.values import Better, Complier, Effect, Restricted
from lifeworld.scorecard.core.frames import HELD, SERVED
from lifeworld.scorecard.core.sauce.by_segment import NOBODY, UNTOLD, BySegment, by_segment, least_events
from lifeworld.scorecard.core.values import EVENTS_MIN, VERSIONS, Asked

DAYS = "effect of the sauce offered on days to done"
QUALITY_BETTER = "with the sauce offered, what comes of it is better"
USED = "sauce used"
QUERY = "attempts to which chance offered the sauce, or did not"
_FOR_USERS = ", for those who use it because it was offered"


@dataclass(frozen=True)
class Outcome:
    """Something of an attempt that the sauce may change. ``words``: in the name of its effect; ``of``: which attempts have it."""

    column: str
    words: str
    unit: str
    better: Better
    of: str
    later: bool = False
    """Whether it is only known of what was done or verified, which the sauce itself may change."""


OUTCOMES = (
    Outcome("done", "the share done", "share", "more", "attempts"),
    Outcome("quality", "quality", "", "more", "attempts whose quality is known"),
    Outcome("attempts", "attempts until done", "attempts", "less", "attempts that were done", later=True),
    Outcome("verified_first", "first results that held", "share", "more", "attempts that were verified", later=True),
)
_UNLIKE = ("For whom the sauce works best is not told: of what came of attempts more is known with the sauce offered than without, or "
           "less.")
_LATER = "For whom the sauce works best is not told: what came of attempts is known only of those that were done."
_BY_SEGMENT = ("done", "quality")
"""Outcomes whose effect is told by segment, the last one of which enough is known."""


@dataclass(frozen=True)
class Offered:
    """What chance shows of the sauce: days, effects and complier effects by outcome, how often quality is better, and the naive number.

    ``later``: outcomes that are known only of what was done, or verified: chance decided who was offered it, and not who was done.
    """

    days: Restricted
    effects: dict[str, Effect]
    users: dict[str, Complier]
    better: Figure
    naive: Figure | None
    counts: tuple[Figure, ...]
    warnings: tuple[str, ...]
    later: frozenset[str] = frozenset()
    segments: BySegment = NOBODY

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them, the days first."""
        found = [self.days.difference, self.days.sooner, self.better]
        if self.days.complier is not None:
            found += [self.days.complier.effect, self.days.complier.first_stage]
        for key, one in self.effects.items():
            found += [one.difference, *([one.adjusted] if one.adjusted.enough else [])]
            found += [self.users[key].effect] if key in self.users else []
        found += self.segments.differences.values()
        return (*found, *([self.naive] if self.naive else []), *self.counts)


def offered(trials: pl.DataFrame, customers: pl.DataFrame, asked: Asked) -> Offered | None:
    """By rows of the frames trials and customers (household, before, segment); None where chance offered the sauce for no attempt."""
    rows = numbered(trials.join(customers.select("customer", "household", "before", "segment"), on="customer", how="left")).with_columns(
        arm=pl.when(pl.col("offered")).then(pl.lit(SERVED)).when(pl.col("offered").not_()).then(pl.lit(HELD)),
        end=pl.col("done").cast(pl.Int64))
    rows = rows.sort("customer", "trial")
    chance = rows.filter(pl.col("arm").is_not_null())
    if not chance.height:
        return None
    told = [one for one in OUTCOMES if chance[one.column].null_count() < chance.height]
    apart = next((one for one in reversed(told) if one.column in _BY_SEGMENT and not _later(chance, one)), None)
    n = len(told) + 1 + (apart is not None and chance["segment"].n_unique() > 1)
    days = restricted(chance.with_columns(days=pl.when(pl.col("days") >= 0).then("days")), name=DAYS, asked=asked, query=QUERY,
                      used="used", verdicts=n)
    effects, users = {}, {}
    for one in told:
        known = chance.select("customer", "household", "arm", "before", "used", value=pl.col(one.column).cast(pl.Float64))
        name = f"effect of the sauce offered on {one.words}"
        found = effect(known, name=name, unit=one.unit, asked=asked, query=f"{QUERY}: {one.of}", better=one.better, verdicts=n)
        effects[one.column] = _rated(found, known, one)
        users[one.column] = complier(known, name=name + _FOR_USERS, unit=one.unit, asked=asked, query=f"{QUERY}: {one.of}")
    quality = chance.select("customer", "household", "arm", value="quality")
    better = superiority(quality, name=QUALITY_BETTER, asked=asked, query=QUERY)
    later = frozenset(one.column for one in told if _later(chance, one))
    segments = _segments(chance, apart, asked, n, unlike=apart is not None and effects[apart.column].unlike)
    warnings = (*_warnings(rows, chance, days, effects), *segments.warnings)
    return Offered(days, effects, users, better, _naive(rows, asked), _counts(chance, asked), warnings, later, segments)


def _segments(chance: pl.DataFrame, one: Outcome | None, asked: Asked, verdicts: int, *, unlike: bool) -> BySegment:
    """For whom the offer does most, of quality, or else of the share done: what is known of all attempts, whatever came of them."""
    if one is None or unlike:
        few = chance["segment"].drop_nulls().n_unique() < 2
        return replace(NOBODY, warnings=(UNTOLD if few else _UNLIKE if unlike else _LATER,))
    known = chance.select("customer", "household", "arm", "segment", value=pl.col(one.column).cast(pl.Float64))
    return by_segment(known, name=f"effect of the sauce offered on {one.words}", unit=one.unit, asked=asked, query=f"{QUERY}: {one.of}",
                      verdicts=verdicts)


def _later(chance: pl.DataFrame, one: Outcome) -> bool:
    """Whether an outcome is known only of some attempts, by what came of them."""
    known = chance[one.column].is_not_null()
    return bool((~known).any()) and (one.later or not bool((known & ~chance["done"]).any()))


def _rated(found: Effect, known: pl.DataFrame, one: Outcome) -> Effect:
    """The effect, without a number where a share has fewer than ten of either kind in an arm."""
    if one.unit != "share":
        return found
    if least_events(known) >= EVENTS_MIN:
        return found
    why = f"Fewer than {EVENTS_MIN} of a kind in an arm: at least {EVENTS_MIN} that are and {EVENTS_MIN} that are not are needed in each."
    plain, adjusted, relative = (replace(each, value=None, low=None, high=None).warned(why)
                                 for each in (found.difference, found.adjusted, found.relative))
    return replace(found, difference=plain, adjusted=adjusted, relative=relative, verdict="unknown", warnings=(*found.warnings, why))


def _naive(rows: pl.DataFrame, asked: Asked) -> Figure | None:
    """Those done of attempts that used the sauce beside those that did not, whatever chance said."""
    used = rows.select("customer", "household", arm=pl.when("used").then(pl.lit(SERVED)).otherwise(pl.lit(HELD)),
                       value=pl.col("done").cast(pl.Float64))
    found = naive_difference(used, name="naive: share done with the sauce used against not used", unit="share", asked=asked,
                             query="attempts", by="those who used it against those who did not")
    return found[0] if found else None


def _counts(chance: pl.DataFrame, asked: Asked) -> tuple[Figure, ...]:
    found = []
    for name, at in (("attempts with the sauce offered", SERVED), ("attempts without the sauce offered", HELD)):
        n = int((chance["arm"] == at).sum())
        found.append(count(name, n, unit="attempts", versions=VERSIONS, as_of=asked.as_of, evidence=Evidence(f"{asked.query}: {QUERY}", n)))
    return tuple(found)


def _warnings(rows: pl.DataFrame, chance: pl.DataFrame, days: Restricted, effects: dict[str, Effect]) -> tuple[str, ...]:
    found = list(days.warnings)
    if apart := rows.height - chance.height:
        found.append(f"For {n_units(apart, 'attempts')} chance did not decide whether the sauce was offered: they are in no effect.")
    if unknown := int((chance["days"].is_null() | (chance["days"] < 0)).sum()):
        found.append(f"Of {n_units(unknown, 'attempts')} the days are not known: they are in no curve.")
    for one in effects.values():
        found += one.warnings
        if one.needed is not None and one.verdict in ("silent", "unknown") and not one.unlike:
            found.append(f"To see an {one.difference.name} of a fifth of a standard deviation in 80 of 100 such trials, about "
                         f"{one.needed.held:,} customers without and {one.needed.served:,} with it are needed.")
    return tuple(dict.fromkeys(found))
