"""A job as a form sends it: the outcome statement in four parts, and a row for each measure that it suggests."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from lifeworld.goals.core.offered import number_typed
from lifeworld.goals.core.statements import Outcome, known_in_order
from lifeworld.kit.errors import InputRefused

ROWS_MAX = 8
_BETWEEN = re.compile(r",\s+|[\s;/|]+")


def outcome_of_form(form: Mapping[str, str]) -> Outcome | None:
    """The statement of the fields direction, metric, object and context; None where metric and object are both empty. Errors: InputRefused.

    >>> outcome_of_form({"direction": "minimise", "metric": "the time", "object": "to recover"}).words()
    'Minimise the time to recover.'
    """
    parts = {name: form.get(name, "").strip() for name in known_in_order()}
    return Outcome.from_json(parts) if parts["metric"] or parts["object"] else None


def suggestions_of_form(form: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows 0 to 7 that have a title, as plain values: title-I, indicator-I, unit-I, levels-I (five numbers), low-I, high-I, over-I.

    >>> suggestions_of_form({"title-0": "Longest run", "indicator-0": "km", "levels-0": "2 4 10 13 16"})[0]["levels"]
    [2.0, 4.0, 10.0, 13.0, 16.0]
    """
    return [_row(form, at) for at in range(ROWS_MAX) if form.get(f"title-{at}", "").strip()]


def _row(form: Mapping[str, str], at: int) -> dict[str, Any]:
    text = form.get(f"levels-{at}", "").strip()
    levels = [number_typed(each, "value of a level") for each in _parts(text)] if text else []
    if len(levels) not in (0, 5):
        raise InputRefused("bad_levels", f"The measure «{form[f'title-{at}'][:60]}» has {len(levels)} levels.",
                           "Give five numbers with spaces between, from much less to much more than hoped, or none.")
    ends = {end: number_typed(form.get(f"{end}-{at}", ""), words) for end, words in (("low", "lowest value"), ("high", "highest value"))}
    if not form.get(f"indicator-{at}") and (levels or any(end is not None for end in ends.values())):
        raise InputRefused("no_indicator", f"«{form[f'title-{at}'][:60]}» has numbers, and nothing that they are measured by.",
                           "Choose a measure for it; or leave the numbers out: her own judgement has words, not numbers.")
    return {"title": form[f"title-{at}"], "indicator": form.get(f"indicator-{at}", ""),
            "unit": form.get(f"unit-{at}", ""), "levels": levels, **ends, "over": form.get(f"over-{at}") or "window"}


def _parts(text: str) -> list[str]:
    """The numbers between spaces; four commas and nothing else between are no decimal commas."""
    found = _BETWEEN.split(text)
    return text.split(",") if len(found) == 1 and text.count(",") == 4 else found


def slug_of(title: str) -> str:
    """A name for addresses made of a title.

    >>> slug_of("Run my first 10 kilomètres!")
    'run-my-first-10-kilometres'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "job"
