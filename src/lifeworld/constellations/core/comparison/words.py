"""The sentences of a comparison: what changed since last time, and how much of it chance alone would bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from lifeworld.constellations.core.comparison.contrasts import FALSE_SHARE, IN_TIME, Held, holding
from lifeworld.constellations.core.comparison.levels import PLURAL
from lifeworld.constellations.core.comparison.measures import Measure
from lifeworld.constellations.core.comparison.question import Question
from lifeworld.constellations.core.comparison.trends import STANDARD_ERRORS
from lifeworld.constellations.core.comparison.values import Trend
from lifeworld.kit import quantiles
from lifeworld.kit.figure import Figure, figure_text

CHANGES_MAX = 5
SEEN = 1.51
"""(1.645 + .842) / 1.645: a change this many half-intervals large is clear four times in five."""


def difference_text(difference: Figure) -> str:
    """A difference in words with its sign as "more" or "less"; shares differ by points, not by per cent.

    >>> from lifeworld.kit.figure import Evidence, estimate
    >>> found = estimate("d", -0.25, -0.38, -0.12, unit="share", n=90, method="m", evidence=Evidence("q", 1))
    >>> difference_text(found)
    '25 points less (12 to 38)'
    >>> difference_text(estimate("d", 0.01, 0.0, 0.03, unit="share", n=90, method="m", evidence=Evidence("q", 1)))
    '1 point more (0 to 3)'
    """
    if difference.value is None:
        return figure_text(difference)
    size, word = difference, "more"
    if difference.value < 0:
        low, high = -(difference.high or 0.0), -(difference.low or 0.0)
        size, word = replace(difference, value=-difference.value, low=low, high=high), "less"
    value, _, rest = figure_text(size).partition(" (")
    ends = rest.partition(", n = ")[0].removesuffix(" %")
    unit = value.replace(" %", " point" if value == "1 %" else " points")
    return f"{unit} {word} ({ends})"


def _sentence(measure: Measure, first: Figure, second: Figure, difference: Figure) -> str:
    return f"{measure.words} went from {first.text()} to {second.text()}: {difference_text(difference)}."


def changed(found: Sequence[Held], values: Mapping[tuple[str, str], Figure], levels: Sequence[str], asked: Question,
            longer: str = "") -> tuple[str, ...]:
    """What changed between the last two waves or studies, the surest first, each subject once and five at most.

    Only what holds after the correction for many comparisons, among all differences and among those of these two, is called
    a change; where nothing does, one sentence says
    so, and how large a change of a share of customers would have been seen. ``longer`` is told with them: that statements
    are longer at one of the two.
    """
    if asked.by not in IN_TIME or len(levels) < 2:
        return ()
    first, second = levels[-2:]
    here = [one for one in found if (one.contrast.first, one.contrast.second) == (first, second)]
    measures = {measure.key: measure for measure in asked.measures}
    order = {measure.key: j for j, measure in enumerate(asked.measures)}
    # What holds among all differences may be many between other waves, so these must hold among themselves as well.
    among = holding(np.array([one.p for one in here]))
    both = [one for one, holds in zip(here, among, strict=True) if holds and one.contrast.holds]
    held = sorted(both, key=lambda one: (one.p, order[one.contrast.key]))
    surest: dict[str, Held] = {}
    for one in held:
        surest.setdefault(measures[one.contrast.key].subject, one)
    if not surest:
        return (_nothing(here, first, second, asked),)
    told = [
        _sentence(measures[one.contrast.key], values[one.contrast.key, first], values[one.contrast.key, second], one.contrast.difference)
        for one in list(surest.values())[:CHANGES_MAX]
    ]
    if longer:
        told.insert(2, longer)  # a page that has room for three sentences must not leave it out
    return tuple(told[:CHANGES_MAX])


def _nothing(here: Sequence[Held], first: str, second: str, asked: Question) -> str:
    """The sentence where nothing holds."""
    known = [one.contrast for one in here if one.judged]
    if not known:
        why = ("customers said more in one of them" if any(one.contrast.difference.enough for one in here)
               else f"there are not enough {'customers' if asked.measures[0].grows else 'statements'} at both")
        return f"Whether anything changed between {first} and {second} is not known: {why}."
    if all(c.difference.value == c.difference.low == c.difference.high == 0 for c in known):
        return f"Nothing changed between {first} and {second}: they rest on the same words, and every difference is nought."
    kinds = {c.key: next(measure.kind for measure in asked.measures if measure.key == c.key) for c in known}
    kind = "share" if "share" in kinds.values() else "ratio"
    halves = sorted(
        (c.difference.high - c.difference.low) / 2 for c in known
        if kinds[c.key] == kind and c.difference.high is not None and c.difference.low is not None
    )
    clear = sum(one.clear for one in known)
    alone = f"; {_count(clear, 'difference')} of {len(known):,} would look clear when looked at alone" if clear else ""
    points = f"{100 * SEEN * halves[len(halves) // 2]:.0f}" if halves else "0"
    if points == "0":  # the same words, told by another program or with other facts beside them
        return f"Nothing changed clearly between {first} and {second}{alone}."
    what = "customers" if kind == "share" else "statements"
    return (f"Nothing changed clearly between {first} and {second}{alone}. A typical share of {what} would have had to change "
            f"by about {points} points to be seen four times in five.")


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def note(found: Sequence[Held], asked: Question, further: Sequence[str] = (), over_time: Sequence[Trend] = ()) -> str:
    """How many differences were looked at, how many would look clear by chance, how many do and hold; and what else to know."""
    judged, shown = [one.contrast for one in found if one.judged], sum(one.contrast.difference.enough for one in found)
    missing, unjudged = len(found) - shown, shown - len(judged)
    who = "customers" if asked.measures[0].grows else "statements"
    if not shown:
        return " ".join((f"No difference can be shown: fewer than ten {who} at one of the levels of each.", *further))
    clear, holds = sum(c.clear for c in judged), sum(c.holds for c in judged)
    sentences = [
        f"{_count(len(judged), 'difference')} {'was' if len(judged) == 1 else 'were'} looked at; "
        f"{_about((1 - asked.settings.level) * len(judged))} would look clear by chance alone; "
        f"{clear:,} {'looks' if clear == 1 else 'look'} clear, and {holds:,} {'holds' if holds == 1 else 'hold'} after the correction "
        f"for many comparisons (Benjamini-Hochberg, at most {100 * FALSE_SHARE:.0f} % of those that hold expected to be none; that is "
        "proved for differences that do not depend on each other or rise together, and these rest partly on the same words).",
    ]
    if unjudged:
        sentences.append(f"{_count(unjudged, 'further difference')} {'is' if unjudged == 1 else 'are'} shown but not judged.")
    if missing:
        sentences.append(f"{_count(missing, 'further difference')} could not be shown, because too few {who} are at one of the levels.")
    return " ".join((*sentences, *_of_trends(over_time, asked), *further))


def _about(chance: float) -> str:
    """An expected number of false alarms in words.

    >>> _about(0.2), _about(1.0), _about(13.7)
    ('fewer than one', 'about one', 'about 14')
    """
    return f"about {chance:.0f}" if chance >= 1.5 else "about one" if chance >= 0.5 else "fewer than one"


def _of_trends(over_time: Sequence[Trend], asked: Question) -> list[str]:
    """A sentence on how many points have limits, how many would lie beyond them by chance, and how many do."""
    points = sum(low is not None for one in over_time for low in one.low)
    if not points:
        return []
    charts, beyond = sum(one.centre is not None for one in over_time), sum(sum(one.outside) for one in over_time)
    waves = PLURAL[asked.by]
    return [f"{points:,} values of {_count(charts, 'measure')} over the {waves} have control limits; "
            f"{_about(2 * float(quantiles.normal_tail(STANDARD_ERRORS)) * points)} would lie beyond them by chance alone, and {beyond:,} "
            f"{'does' if beyond == 1 else 'do'}. Values beyond them say where to look; they are not corrected for many comparisons."]
