"""How far a correction reached: statements, drawn actors and events, and the words for that."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.corrections.evidence import Ints


@dataclass(frozen=True)
class Reach:
    """Rows of the statements that a correction changed, and how many drawn actors and events."""

    rows: Ints
    n_drawn: int = 0
    n_done: int = 0

    @property
    def n_changed(self) -> int:
        """Statements, drawn actors and events together."""
        return len(self.rows) + self.n_drawn + self.n_done

    def says(self, statements: pl.DataFrame) -> str:
        """What was reached, as the end of a sentence: "in 3 statements of 2 customers and 1 drawn actor"."""
        customers = statements["customer"].gather(self.rows).drop_nulls().n_unique()
        parts = []
        if len(self.rows):
            whose = f" of {counted(customers, 'customer')}" if customers else ""
            parts.append(f"in {counted(len(self.rows), 'statement')}{whose}")
        parts += [f"on {counted(self.n_drawn, 'drawn map')}"] if self.n_drawn else []
        parts += [f"in {counted(self.n_done, 'event')}"] if self.n_done else []
        return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def counted(n: int, word: str) -> str:
    """A count with its word in the right number.

    >>> counted(1, "statement"), counted(1200, "customer")
    ('1 statement', '1,200 customers')
    """
    return f"{n:,} {word}{'' if n == 1 else 's'}"
