"""The sentences of a comparison: what changed since last time, and how much of it chance alone would bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lifeworld.constellations.core.comparison.contrasts import FALSE_SHARE, IN_TIME, Held
from lifeworld.constellations.core.comparison.measures import Measure
from lifeworld.constellations.core.comparison.question import Question
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
    """
    if difference.value is None:
        return figure_text(difference)
    size, word = difference, "more"
    if difference.value < 0:
        low, high = -(difference.high or 0.0), -(difference.low or 0.0)
        size, word = replace(difference, value=-difference.value, low=low, high=high), "less"
    value, _, rest = figure_text(size).partition(" (")
    ends = rest.partition(", n = ")[0].removesuffix(" %")
    unit = value.replace(" %", " points")
    return f"{unit} {word} ({ends})"


def _sentence(measure: Measure, first: Figure, second: Figure, difference: Figure) -> str:
    return f"{measure.words} went from {first.text()} to {second.text()}: {difference_text(difference)}."


def changed(found: Sequence[Held], values: Mapping[tuple[str, str], Figure], levels: Sequence[str], asked: Question) -> tuple[str, ...]:
    """What changed between the last two waves or studies, the surest first, each subject once and five at most.

    Only what holds after the correction for many comparisons is called a change; where nothing does, one sentence says
    so, and how large a change of a share of customers would have been seen.
    """
    if asked.by not in IN_TIME or len(levels) < 2:
        return ()
    first, second = levels[-2:]
    here = [one for one in found if (one.contrast.first, one.contrast.second) == (first, second)]
    measures = {measure.key: measure for measure in asked.measures}
    order = {measure.key: j for j, measure in enumerate(asked.measures)}
    held = sorted((one for one in here if one.contrast.holds), key=lambda one: (one.p, order[one.contrast.key]))
    surest: dict[str, Held] = {}
    for one in held:
        surest.setdefault(measures[one.contrast.key].subject, one)
    if not surest:
        return (_nothing(here, first, second, asked),)
    return tuple(
        _sentence(measures[one.contrast.key], values[one.contrast.key, first], values[one.contrast.key, second], one.contrast.difference)
        for one in list(surest.values())[:CHANGES_MAX]
    )


def _nothing(here: Sequence[Held], first: str, second: str, asked: Question) -> str:
    """The sentence where nothing holds."""
    known = [one.contrast for one in here if one.contrast.difference.enough]
    if not known:
        return f"Whether anything changed between {first} and {second} is not known: there are not enough customers at both."
    if all(c.difference.value == c.difference.low == c.difference.high == 0 for c in known):
        return f"Nothing changed between {first} and {second}: they rest on the same words, and every difference is nought."
    share = {measure.key for measure in asked.measures if measure.kind == ("share" if known[0].key.startswith("types/") else "ratio")}
    halves = sorted(
        (c.difference.high - c.difference.low) / 2 for c in known
        if c.key in share and c.difference.high is not None and c.difference.low is not None
    )
    clear = sum(one.clear for one in known)
    alone = f"; {_count(clear, 'difference')} of {len(known):,} would look clear when looked at alone" if clear else ""
    if not halves:
        return f"Nothing changed clearly between {first} and {second}{alone}."
    points = f"{100 * SEEN * halves[len(halves) // 2]:.0f}"
    what = "customers" if asked.measures[0].kind == "share" else "statements"
    return (f"Nothing changed clearly between {first} and {second}{alone}. A typical share of {what} would have had to change "
            f"by about {points} points to be seen four times in five.")


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def note(found: Sequence[Held], asked: Question, further: Sequence[str] = ()) -> str:
    """How many differences were looked at, how many would look clear by chance, how many do and hold; and what else to know."""
    known = [one.contrast for one in found if one.contrast.difference.enough]
    missing = len(found) - len(known)
    if not known:
        return " ".join(("No difference can be shown: fewer than ten customers at one of the levels of each.", *further))
    chance = (1 - asked.settings.level) * len(known)
    alone = f"about {chance:.0f}" if chance >= 1.5 else "about one" if chance >= 0.5 else "fewer than one"
    clear, holds = sum(c.clear for c in known), sum(c.holds for c in known)
    sentences = [
        f"{_count(len(known), 'difference')} {'was' if len(known) == 1 else 'were'} looked at; {alone} would look clear by chance alone; "
        f"{clear:,} {'looks' if clear == 1 else 'look'} clear, and {holds:,} {'holds' if holds == 1 else 'hold'} after the correction "
        f"for many comparisons (Benjamini-Hochberg, at most {100 * FALSE_SHARE:.0f} % of those that hold expected to be none).",
    ]
    if missing:
        sentences.append(f"{_count(missing, 'further difference')} could not be shown, because too few customers are at one of the levels.")
    return " ".join((*sentences, *further))
