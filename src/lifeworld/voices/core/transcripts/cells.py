"""What a sheet that people keep by hand means: heads without asides, and one spelling for one name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lifeworld.voices.core.columns import plain_name

_ASIDE = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_DATES = frozenset(("interview date", "date of interview", "date of the interview", "interviewed on", "interviewed at", "recorded",
                    "recorded on", "recording date", "session date", "call date", "held on", "interviewdatum", "datum des interviews",
                    "date de l entretien", "fecha de la entrevista"))


def plain_heads(names: Sequence[str]) -> dict[str, str]:
    """Heads of columns without what stands in brackets, to the columns; the date of an interview is a date.

    Heads that two columns share are left out.

    >>> plain_heads(["NPS (0-10)", "Interview date", "Age", "Age (years)"])
    {'NPS': 'NPS (0-10)', 'date': 'Interview date'}
    """
    heads = [(name, " ".join(_ASIDE.sub(" ", name).split()).strip(" :?*")) for name in names]
    heads = [(name, "date" if plain_name(head) in _DATES else head) for name, head in heads]
    counts = Counter(head.casefold() for _, head in heads)
    return {head: name for name, head in heads if head and counts[head.casefold()] == 1}


def one_spelling(cells: Sequence[str | None]) -> tuple[list[str | None], dict[str, str]]:
    """Cells in which names that differ only by case or space have their most frequent spelling, and what was changed.

    Of spellings that are equally frequent the first in the alphabet is kept, so that the order of rows does not matter.

    >>> one_spelling(["Racer", "racer", "racer", None, "tourer"])
    (['racer', 'racer', 'racer', None, 'tourer'], {'Racer': 'racer'})
    """
    counts = Counter(cell for cell in cells if cell)
    best: dict[str, str] = {}
    for spelling, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        best.setdefault(" ".join(spelling.split()).casefold(), spelling)
    kept = [cell and best[" ".join(cell.split()).casefold()] for cell in cells]
    return kept, {old: new for old, new in zip(cells, kept, strict=True) if old and new and old != new}
