"""What a reader must know beside the shares: whole sentences."""

from __future__ import annotations

import numpy as np

from lifeworld.constellations.core.impact.model import DIFFERING_MIN, ROWS_PER_COLUMN, Weighed
from lifeworld.constellations.core.impact.rows import Rows
from lifeworld.kit.errors import listed

ASSOCIATION = "This is an association: it says what goes with the outcome, not what changes it."
CODED = "The codes are model-coded; their errors pull shares and coefficients towards 0."


def _of_rows(outcome: str, rows: Rows) -> list[str]:
    """How the rows came about."""
    notes = [f"A share is the part of the differences in «{outcome}» between {rows.unit} that goes with a factor, beyond how much is said."]
    if rows.unit == "statements":
        notes.append("No row names a customer, so every statement counts as a customer of its own.")
    else:
        notes.append(
            "A customer's factors are the shares of the customer's statements that carry each code; the outcome is the "
            "mean of the customer's known outcomes."
        )
    if np.ptp(rows.talk) > 0:
        notes.append(
            f"The log of the number of {rows.said} is in every model, because whoever says more mentions more actors; "
            "what goes with it is not shared out."
        )
    if len(np.unique(rows.outcome)) == 2:
        notes.append("The outcome has two values; it is treated as a number (a linear probability model).")
    return notes


def _of_model(rows: Rows, found: Weighed) -> list[str]:
    """Which factors were weighed and which were not."""
    n, notes = len(rows.outcome), []
    rare = [name for name, k in zip(rows.factors, found.differing, strict=True) if k < DIFFERING_MIN]
    if rare:
        notes.append(f"Not in the model, because fewer than {DIFFERING_MIN} {rows.unit} differ in them: {listed(rare)}.")
    if found.constant:
        return [*notes, "The outcome is the same everywhere, so nothing can go with it."]
    if n and n < found.needed and found.in_model.any():
        notes.append(
            f"{n:,} {rows.unit} suffice to weigh the drivers against each other but not the actors: all factors together "
            f"need {found.needed:,} ({ROWS_PER_COLUMN} for each column of the model)."
        )
    if not found.in_model.any():
        why = (f"{n:,} {rows.unit} are too few to weigh the factors against each other; {found.needed:,} are needed."
               if found.needed > n else "No factor differs enough between the rows to be weighed.")
        return [*notes, f"{why} Differences of means are shown where there are enough."]
    if found.rank < int(found.in_model.sum()):
        notes.append("Some factors always come together; they share equally what they go with.")
    above = [name for name, stands in zip(rows.factors, found.above_noise, strict=True) if stands]
    floor = f"Above the noise floor: {listed(above)}." if above else "No factor stands above the noise floor."
    return [
        floor, *notes,
        "Shares are exact Shapley values of adjusted R2, which do not grow because there are many factors; a value below 0 "
        "is shown as 0, so that the shares may add up to more than R2.",
        "The noise floor is the share of a random column: 20 times, the values of a factor were dealt out to the rows at random.",
        "A direction is that of the factor's coefficient beside all others. It is said only where the factor stands above the noise "
        "floor and the coefficient's 90 % interval does not hold 0.",
    ]


def _of_differences(outcome: str, rows: Rows, found: Weighed) -> list[str]:
    """How many differences of means there are, and how many of them would look clear by chance."""
    ends = found.leave_out
    known = ~np.isnan(ends.value)
    n, clear = int(known.sum()), int(((ends.low > 0) | (ends.high < 0))[known].sum())
    if not n or found.constant:
        return []
    one = "about one" if n > 5 else "fewer than one"
    means = f"1 difference of means of «{outcome}» is" if n == 1 else f"{n} differences of means of «{outcome}» are"
    return [f"{means} shown; {one} would look clear by chance alone, and {'none' if not clear else f'{clear:,}'} "
            f"{'does' if clear < 2 else 'do'}. They do not take into account how much is said, which the shares do."]


def notes_of(outcome: str, rows: Rows, found: Weighed) -> tuple[str, ...]:
    """All sentences, the most important first."""
    return (*_of_rows(outcome, rows), ASSOCIATION, *_of_model(rows, found), *_of_differences(outcome, rows, found), CODED)
