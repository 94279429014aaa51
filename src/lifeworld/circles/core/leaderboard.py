"""Who stands where: ranks by a number, where unknown is never 0, trust breaks ties, and what is hidden of somebody is shown to nobody else.

Three handicaps: none; own improvement, in per cent over the own mean before; an age grade, by a table of factors. A table is given by
whoever declares the challenge (those of World Masters Athletics are published as «a factor a year of age, sex and distance»);
none is packaged.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.goals.core.checking import checked_text
from lifeworld.kit.errors import InputRefused
from lifeworld.measures.core.terms import TRUSTS

BASE_DAYS = 42
BASE_DAYS_MIN = 6
"""Known days that own improvement needs among the ``BASE_DAYS`` before: one a week."""
AGES = range(5, 121)
FACTORS = (0.1, 3.0)
STEPS = {"m": 1000.0, "ft": 3000.0, "yd": 1000.0, "s": 300.0, "min": 5.0}
"""To what a number of a small unit is rounded at least, where it is told of somebody with private zones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an entrant. ``value`` None: not known. ``trust``: the least of its sources; ``hidden``: the share of what was done
    that others may not see (a stretch in a private zone). ``n``: of how many events she is known at all. ``base`` and ``base_days``: her
    mean before, from so many known days; ``factor``: of her age and sex.
    """

    key: int
    value: float | None
    trust: str = "unknown"
    hidden: float = 0.0
    n: int = 0
    base: float | None = None
    base_days: int = 0
    factor: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entrant stands. ``rank`` None: she is not ranked, and ``why`` says why not. ``shown`` is what was ranked by: the value, the
    improvement in per cent, or the graded value. ``tied``: somebody else has the same rank.
    """

    rank: int | None
    key: int
    shown: float | None
    value: float | None
    trust: str
    tied: bool = False
    why: str = ""


def ranked(entries: Iterable[Entry], *, direction: str = "more", verified_only: bool = False, handicap: str = "none",
           viewer: int | None = None) -> tuple[Place, ...]:
    """Places of the entrants, the ranked first, whatever the order in which they come.

    ``direction``: more or less, which is better. Who is not known, not verified where only that counts, or has not enough for the handicap
    comes after, without a rank. Who has hidden stretches is left out, but ``viewer`` sees herself, unranked. Same number: the more trusted
    source comes first; same number and trust is a tie, with one rank, and the next rank leaves as many out.

    >>> places = ranked([Entry(1, 30.0, "measured"), Entry(2, 30.0, "reported"), Entry(3, None), Entry(4, 30.0, "measured")])
    >>> [(place.rank, place.key, place.tied) for place in places]
    [(1, 1, True), (1, 4, True), (3, 2, False), (None, 3, False)]
    >>> places[-1].why
    'not known yet'
    """
    sign = -1.0 if direction == "less" else 1.0
    judged = [_judged(entry, sign, verified_only, handicap) for entry in entries if entry.hidden <= 0 or entry.key == viewer]
    good = [place for place in judged if not place.why]
    order = sorted(good, key=lambda place: (*_strength(place, sign, handicap), place.key))
    found: list[Place] = []
    for at, place in enumerate(order):
        mine = _strength(place, sign, handicap)
        same_before = at > 0 and _strength(order[at - 1], sign, handicap) == mine
        same_after = at + 1 < len(order) and _strength(order[at + 1], sign, handicap) == mine
        rank = found[-1].rank if same_before else at + 1
        found.append(Place(rank, place.key, place.shown, place.value, place.trust, same_before or same_after))
    return (*found, *sorted((place for place in judged if place.why), key=lambda place: place.key))


def _judged(entry: Entry, sign: float, verified_only: bool, handicap: str) -> Place:
    known = entry.value is not None and not math.isnan(entry.value)
    shown, why = _shown(entry, sign, handicap)
    if verified_only and entry.trust != "measured" and (known or entry.n):
        shown, why = None, "not from a device that counts here"
    elif not known:
        shown, why = None, "not known yet"
    elif entry.hidden > 0:
        why = "part of it is hidden, so nobody else sees it and it has no rank"
    return Place(None, entry.key, shown, entry.value if known else None, entry.trust, False, why)


def _shown(entry: Entry, sign: float, handicap: str) -> tuple[float | None, str]:
    if handicap == "own_improvement":
        found = improvement(entry.value, entry.base, entry.base_days, sign)
        return found, "" if found is not None else f"not enough: {entry.base_days} known days before, {BASE_DAYS_MIN} needed"
    if handicap == "age_grade":
        if entry.factor is None:
            return None, "no factor for her: age and sex are not known, or not in the table"
        return None if entry.value is None else (entry.value * entry.factor if sign < 0 else entry.value / entry.factor), ""
    return entry.value, ""


def _strength(place: Place, sign: float, handicap: str) -> tuple[float, int]:
    assert place.shown is not None  # noqa: S101  (only places without a reason against them come here)
    way = 1.0 if handicap == "own_improvement" else sign  # an improvement is better the higher it is, whatever is measured
    trust = TRUSTS.index(place.trust) if place.trust in TRUSTS else len(TRUSTS)
    return -way * place.shown, trust


def blurred(value: float | None, unit: str) -> float | None:
    """A number as others read it of somebody who has private zones: whole, of small units by ``STEPS`` and two digits at most.

    What her runs say as a whole, less what is shown of each, would tell how far it is from where a cut is to her door
    (Dhondt and others, «A Run a Day Won't Keep the Hacker Away», 2022).

    >>> blurred(12.34, "km"), blurred(1234.0, "m"), blurred(None, "km")
    (12.0, 1000.0, None)
    """
    if value is None or not math.isfinite(value) or value == 0:
        return value
    step = max(STEPS[unit], 10.0 ** (math.floor(math.log10(abs(value))) - 1)) if unit in STEPS else 1.0
    return round(value / step) * step


def improvement(value: float | None, base: float | None, base_days: int, sign: float = 1.0) -> float | None:
    """How far a value is better than the own mean before, in per cent of it; None where that mean is not known well enough, or is 0.

    ``sign`` -1: less is better. ``base_days``: known days that the mean rests on; fewer than ``BASE_DAYS_MIN`` are not enough.

    >>> improvement(33.0, 30.0, 12), improvement(270.0, 300.0, 12, -1.0), improvement(33.0, 30.0, 2)
    (10.0, 10.0, None)
    """
    if value is None or base is None or base_days < BASE_DAYS_MIN or base == 0 or math.isnan(base) or math.isnan(value):
        return None
    return sign * (value - base) / abs(base) * 100.0


def factor_of(table: Mapping[str, Any] | None, sex: str, age: int | None) -> float | None:
    """The factor of a sex and an age; between two ages of the table on the line between them; None outside of it, or where unknown.

    >>> factor_of({"factors": {"f": {"40": 1.0, "50": 0.9}}}, "f", 45)
    0.95
    """
    found = (table or {}).get("factors", {}).get(sex) if sex else None
    if not found or age is None:
        return None
    ages = sorted(int(each) for each in found)
    if not ages[0] <= age <= ages[-1]:
        return None
    low = max(each for each in ages if each <= age)
    high = min(each for each in ages if each >= age)
    below, above = float(found[str(low)]), float(found[str(high)])
    return below if low == high else below + (above - below) * (age - low) / (high - low)


def checked_table(table: Any) -> dict[str, Any]:
    """A table of factors as it is kept: name, source, factors by sex and age. Errors: InputRefused says what is wrong.

    >>> checked_table({"name": "5 km", "source": "the federation's list of 2025", "factors": {"f": {"40": 0.95}}})["factors"]
    {'f': {'40': 0.95}}
    """
    factors = table.get("factors") if isinstance(table, Mapping) else None
    if not isinstance(factors, Mapping) or not factors or set(factors) - {"f", "m"}:
        raise _bad_table("It has no «factors» by sex, f and m")
    kept = {str(sex): _ages(ages) for sex, ages in sorted(factors.items())}
    if not table.get("name") or not table.get("source"):
        raise _bad_table("Its «name» or its «source» is missing: entrants read both")
    name, source = (checked_text(table[part], f"{part} of the table") for part in ("name", "source"))
    return {"name": name, "source": source, "factors": kept}


def _ages(ages: Any) -> dict[str, float]:
    if not isinstance(ages, Mapping) or not ages or len(ages) > len(AGES):
        raise _bad_table("A sex has no factors by age")
    kept = {}
    for age, factor in ages.items():
        if not str(age).isascii() or not str(age).isdigit() or len(str(age)) > 3 or int(age) not in AGES:
            raise _bad_table(f"«{str(age)[:20]}» is no age from {AGES[0]} to {AGES[-1]}")
        if isinstance(factor, bool) or not isinstance(factor, int | float) or not FACTORS[0] <= factor <= FACTORS[1]:
            raise _bad_table(f"The factor of {age} years is no number from {FACTORS[0]} to {FACTORS[1]}")
        kept[str(int(age))] = float(factor)
    return dict(sorted(kept.items(), key=lambda pair: int(pair[0])))


def _bad_table(what: str) -> InputRefused:
    return InputRefused("bad_table", f"The table of age factors cannot be used. {what}.",
                        'Give {"name", "source", "factors": {"f": {"40": 0.95}, "m": {}}}.')
