"""What changed since last time, short enough for the first page: a sentence of one line for each change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lifeworld.constellations.core.comparison.values import Comparison, Contrast
from lifeworld.constellations.core.comparison.words import difference_text
from lifeworld.constellations.core.study import SIZE, figure_title
from lifeworld.constellations.files.report.differences import difference_words
from lifeworld.constellations.files.report.words import CODE_NAMES, capital
from lifeworld.kit.figure_html import figure_words

CHANGED_MAX = 3
LINE = 110
"""Characters that a change may take on the first page; a longer one leaves the words of its measure to the comparison."""

_SHORT = {"reliability": "reliability", "features": "features", "performance": "own performance", "belonging": "belonging",
          "status": "status", "mood": "mood", "self": "the self", "focal_provider": "the provider", "peers": "peers",
          "other_providers": "other providers", "family_friends": "family and friends", "strangers": "strangers"}
_SAYS = (
    (r"types/(.+)", "{}"), (r"customers_who_say/(.+)", "customers who speak of {}"), (r"share_of_statements/(.+)", "statements on {}"),
    (r"driver/(.+)/share", "{} among the drivers"), (r"driver/(.+)/valence", "tone on {}, −1 to +1"),
    (r"relevance/(.+)", "relevance of {}"), (r"pooled_relevance/(.+)", "relevance of {}"), (r"pooled_driver/(.+)", "{} among the drivers"),
)


_ALONE = r"^(Nothing changed clearly between .*?); [\d,]+ differences? of [\d,]+ would look clear when looked at alone(?=\.)"


@dataclass(frozen=True)
class Changed:
    """What changed between the last two waves or studies, at most three sentences, and which comparison says so."""

    title: str
    sentences: tuple[str, ...]


def changed(comparisons: tuple[Comparison, ...]) -> Changed | None:
    """The changes of the first comparison that has any; None where nothing is compared over time."""
    for comparison in comparisons:
        if comparison.changed:
            return Changed(comparison.title, tuple(_sentences(comparison))[:CHANGED_MAX])
    return None


def measure_words(key: str) -> str:
    """A measure in few words.

    >>> measure_words("customers_who_say/peers"), measure_words("types/brand-driven")
    ('customers who speak of peers', 'brand-driven')
    """
    if key == SIZE:
        return "relevant actors per customer"
    for pattern, says in _SAYS:
        found = re.fullmatch(pattern, key)
        if found:
            return says.format(_SHORT.get(found[1]) or CODE_NAMES.get(found[1], found[1]))
    return figure_title(key, CODE_NAMES)


def _sentences(comparison: Comparison) -> Iterator[str]:
    """Each sentence of the comparison in its short form, where a shown contrast of the last two says the same; else its lead.

    A sentence whose figures are hidden is not there any more, so nothing can be told here that the comparison does not tell.
    """
    first, second = (level.name for level in comparison.levels[-2:]) if len(comparison.levels) > 1 else ("", "")
    last = [c for c in comparison.contrasts if (c.first, c.second) == (first, second) and c.holds and c.difference.enough]
    for sentence in comparison.changed:
        same = [c for c in last if sentence.endswith(f": {difference_text(c.difference)}.")
                and all(f.text() in sentence for f in (comparison.values[c.key, first], comparison.values[c.key, second]))]
        yield short(comparison, same[0]) if same else lead(sentence)


def short(comparison: Comparison, contrast: Contrast) -> str:
    """Measure, from, to and the difference with its interval."""
    before, after = (figure_words(comparison.values[contrast.key, name]).value for name in (contrast.first, contrast.second))
    difference = difference_words(contrast.difference)
    said = f"{before} to {after}, {difference.value} ({difference.interval})."
    words = f"{capital(measure_words(contrast.key))}: {said}"
    return words if len(words) <= LINE else f"{measure_words(contrast.key)[: LINE - len(said) - 3].rstrip()}…: {said}"


def lead(sentence: str) -> str:
    """Of words that say that nothing changed, what matters first; how many looked clear alone stands in the comparison.

    >>> lead("Nothing changed clearly between spring and fall; 2 differences of 47 would look clear when looked at alone. A typical one.")
    'Nothing changed clearly between spring and fall. A typical one.'
    """
    return re.sub(_ALONE, r"\1", sentence)
