"""Which way a file counts positions: all its quotes vote, and an import whose quotes stand elsewhere is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.exchange.positions import Counting, Match, Unit, matches
from lifeworld.voices.core.exchange.refi_found import FoundText

REFI_UNITS: tuple[Unit, ...] = ("code points", "UTF-16 units")
MISPLACED_SHARE_MAX = 0.05
"""Where more of the quotes stand elsewhere than their selections say, the file is refused: its positions mean something unknown."""


@dataclass(frozen=True)
class Places:
    """The way that was found for each text (None where it has no selections), and how well all quotes fit.

    ``n_quotes`` names stand in their texts, ``n_right`` of them where their selections say. ``n_unconfirmed`` selections could be
    read in two ways, and no quote of the file says which.
    """

    chosen: tuple[Match | None, ...]
    n_quotes: int
    n_right: int
    n_unconfirmed: int
    ways: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How positions were read, for people."""
        if not self.n_quotes:
            return f"No selection has its quote with it, so positions could not be checked; they were read as {'; '.join(self.ways)}."
        return (f"{self.n_right:,} of {self.n_quotes:,} quotes stand where their selections say; positions were read as "
                f"{'; '.join(self.ways)}.")


def places_of(texts: Sequence[FoundText], raw: Mapping[str, str], where: str, units: Sequence[Unit] = REFI_UNITS) -> Places:
    """How each text counts its selections' positions; ``raw`` has the words of texts by guid;
    ``units`` are those that the format may count in, its own first.

    Texts whose ways to count differ vote for a way by how many of their quotes it puts right; each text takes the best for its own
    quotes and, among equals, the best of the whole file.
    Errors: InputRefused where more than MISPLACED_SHARE_MAX of the quotes stand elsewhere under every way.
    """
    found = [_matches(one, raw, units) for one in texts]
    votes: dict[Counting, tuple[int, int]] = {}
    for some in found:
        for one in some if len(some) > 1 else ():
            right, exact = votes.get(one.counting, (0, 0))
            votes[one.counting] = right + one.n_right, exact + one.n_exact
    chosen: list[Match | None] = []
    n_unconfirmed = 0
    for some in found:
        ranked = [((one.n_right, one.n_exact, *votes.get(one.counting, (0, 0)), -nth), one) for nth, one in enumerate(some)]
        best = max(ranked, key=lambda pair: pair[0], default=None)
        chosen.append(None if best is None else best[1])
        if best is not None and best[0][0] == best[0][2] == 0:
            n_unconfirmed += _n_doubtful(some)
    n_quotes = sum(one.n for one in chosen if one is not None)
    n_right = sum(one.n_right for one in chosen if one is not None)
    if n_quotes - n_right > MISPLACED_SHARE_MAX * n_quotes:
        raise InputRefused(
            "exchange_positions", f"The positions in {where} do not fit its texts: {n_quotes - n_right:,} of {n_quotes:,} quotes stand "
            "elsewhere, whichever way characters, line ends and byte order marks are counted.",
            "Export the project again from the program that wrote it; its texts or positions were changed since.",
        )
    ways = sorted({one.counting.label for one in chosen if one is not None})
    return Places(tuple(chosen), n_quotes, n_right, n_unconfirmed, tuple(ways))


def _matches(text: FoundText, raw: Mapping[str, str], units: Sequence[Unit]) -> tuple[Match, ...]:
    words = raw.get(text.guid)
    if words is None or not text.selections:
        return ()
    start, end = (np.array([getattr(one, name) for one in text.selections], np.int64) for name in ("start", "end"))
    return matches(words, start, end, [one.name for one in text.selections], units)


def _n_doubtful(some: Sequence[Match]) -> int:
    """Selections that the ways put at different places."""
    first = some[0]
    return int(np.any([(one.start != first.start) | (one.end != first.end) for one in some[1:]], axis=0).sum()) if len(some) > 1 else 0
