"""What arrives, as small pictures: one row of bars for each type, a bar a day, all over the same weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

WEEKS = 12
DAYS = 7 * WEEKS
PICTURES = 12
"""As many types have a picture of their own; those with the fewest events share the last one."""

STEP, BAR, HEIGHT, TOP = 3.0, 2.4, 48.0, 4.0
WIDTH = STEP * DAYS
OTHERS = "all other types"


@dataclass(frozen=True)
class TypeFlow:
    """How many events of a type were taken in on each day, the oldest first; ``declared``: whether the place declared the type."""

    name: str
    declared: bool
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        """All of these days together."""
        return sum(self.counts)

    @property
    def weeks(self) -> tuple[int, ...]:
        """The sums of seven days each, the oldest first."""
        return tuple(sum(self.counts[start:start + 7]) for start in range(0, len(self.counts), 7))


@dataclass(frozen=True)
class Flow:
    """What arrived from ``first_day`` on (days since 1970 by the clock of the place); ``rows`` with the most events first.

    ``kept``: events that are there now, of whatever day; ``ever``: taken in since the place began, those erased or expired included.
    """

    first_day: int
    rows: tuple[TypeFlow, ...]
    kept: int
    ever: int

    @property
    def last_week(self) -> int:
        """Events of the last seven days."""
        return sum(sum(row.counts[-7:]) for row in self.rows)


@dataclass(frozen=True)
class Multiple:
    """One small picture: ``path`` are its bars in a box of ``WIDTH`` by ``HEIGHT``; ``says`` tells the same in words."""

    name: str
    declared: bool
    n: int
    most: int
    most_day: int
    path: str
    says: str


def day_text(day: int) -> str:
    """Days since 1970 as people read a date.

    >>> day_text(20458)
    '2026-01-05'
    """
    return str(np.datetime64(day, "D"))


def shown(rows: Sequence[TypeFlow]) -> tuple[TypeFlow, ...]:
    """At most ``PICTURES`` rows: the smallest ones are put together.

    >>> rows = [TypeFlow(str(n), True, (n,)) for n in range(20)]
    >>> found = shown(rows)
    >>> len(found), found[0].name, found[-1].name, sum(row.n for row in found)
    (12, '19', 'all other types', 190)
    """
    ordered = sorted(rows, key=lambda row: (-row.n, row.name))
    if len(ordered) <= PICTURES:
        return tuple(ordered)
    rest = ordered[PICTURES - 1:]
    together = tuple(int(n) for n in np.sum([row.counts for row in rest], axis=0))
    return (*ordered[:PICTURES - 1], TypeFlow(OTHERS, all(row.declared for row in rest), together))


def flow_rows(counts: Mapping[str, Mapping[int, int]], declared: Mapping[str, bool], first_day: int,
              days: int = DAYS) -> tuple[TypeFlow, ...]:
    """Rows of ``days`` days from counts by type and day; a day without a count had none, because nothing is counted without its event.

    >>> flow_rows({"run": {11: 2}}, {"run": True}, first_day=10, days=3)[0].counts
    (0, 2, 0)
    """
    return tuple(TypeFlow(name, declared.get(name, False), tuple(of_days.get(first_day + k, 0) for k in range(days)))
                 for name, of_days in sorted(counts.items()))


def multiples(flow: Flow) -> list[Multiple]:
    """The pictures of a flow; each has its own height, which its words give, because types differ a thousandfold.

    >>> flow = Flow(20458, (TypeFlow("run", True, (0, 4, 2)),), 6, 6)
    >>> one = multiples(flow)[0]
    >>> one.most, one.path
    (4, 'M3 48V4h2.4V48zM6 48V26h2.4V48z')
    """
    return [_multiple(row, flow.first_day) for row in shown(flow.rows)]


def _multiple(row: TypeFlow, first_day: int) -> Multiple:
    most = max(row.counts, default=0)
    peak = row.counts.index(most) if most else 0
    bars = [(k, HEIGHT - max((HEIGHT - TOP) * n / most, 1.0)) for k, n in enumerate(row.counts) if n]
    path = "".join(f"M{k * STEP:g} {HEIGHT:g}V{top:.4g}h{BAR:g}V{HEIGHT:g}z" for k, top in bars)
    says = (f"{row.name}: {row.n:,} in {len(row.counts) // 7} weeks, at most {most:,} on one day ({day_text(first_day + peak)})." if most
            else f"{row.name}: none in these weeks.")
    return Multiple(row.name, row.declared, row.n, most, first_day + peak, path, says)
