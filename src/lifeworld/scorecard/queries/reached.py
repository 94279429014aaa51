"""Saved designs whose specifications were looked up, as the frame designs, and which were not yet: those of customers, and also those of
your own people.
"""

from __future__ import annotations

import polars as pl
from django.db.models import Exists, OuterRef, QuerySet

from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import n_units
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.models import Reached
from lifeworld.scorecard.queries.columns import Window
from lifeworld.tools.models import SavedDesign
from lifeworld.tools.queries.installed import tools_of

COLUMNS = ("side", "design", "measure", "better", "value", "reference", "policy")
"""What is kept of each row; the specification stands beside it, and whose it is nobody knows."""
SPECS_MAX = 1_000
"""So many of the newest specifications are read into a scorecard."""


def reached_designs(caller: Caller, window: Window) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Both sides for what was wanted of designs that were saved in the window, each specification once, and what is left out in words."""
    saved = _saved_in(caller, window)
    known = Reached.objects.filter(place=caller.place_id, design__in=saved).order_by("-pk")
    newest: dict[str, int] = {}
    for spec, pk in known.filter(refused="").values_list("spec", "pk"):
        newest.setdefault(spec, pk)
    some = list(newest.values())[:SPECS_MAX]
    frames = [_frame(spec, rows) for spec, rows in Reached.objects.filter(pk__in=some).order_by("pk").values_list("spec", "rows")]
    said = _left_out(len(newest) - len(some), known.exclude(refused="").count(), _waiting(caller, saved).count(),
                     saved.exclude(tool__in=_here(caller)).filter(_unknown()).count())
    return pl.concat([pl.DataFrame(schema=FRAMES["designs"].schema), *frames]), said


def not_looked_up(caller: Caller, window: Window, most: int) -> list[tuple[int, str]]:
    """Designs that were saved in the window, whose tool the place has, and that nobody looked up yet: number and tool, the newest first."""
    return list(_waiting(caller, _saved_in(caller, window)).order_by("-pk").values_list("pk", "tool")[:most])


def _saved_in(caller: Caller, window: Window) -> QuerySet[SavedDesign]:
    """By whomever: a customer, or somebody of the team."""
    begins, ends = window.times(caller.timezone)
    return SavedDesign.objects.filter(place=caller.place_id, saved_at__gte=begins, saved_at__lt=ends)


def _waiting(caller: Caller, saved: QuerySet[SavedDesign]) -> QuerySet[SavedDesign]:
    return saved.filter(_unknown(), tool__in=_here(caller))


def _here(caller: Caller) -> list[str]:
    return [one.name for one in tools_of(caller)] if caller.may("tools.use") else []


def _unknown() -> Exists:
    return ~Exists(Reached.objects.filter(design=OuterRef("pk")))  # type: ignore[return-value]


def _frame(spec: str, rows: list[list[object]]) -> pl.DataFrame:
    schema = FRAMES["designs"].schema
    table = pl.DataFrame(rows, schema={name: schema[name] for name in COLUMNS}, orient="row", strict=False)
    return table.with_columns(pl.lit(f"saved:{spec}").alias("spec")).select(
        pl.col(name) if name in table.columns or name == "spec" else pl.lit(None, kind).alias(name) for name, kind in schema.items())


def _left_out(beyond: int, refused: int, later: int, gone: int) -> tuple[str, ...]:
    found = []
    if beyond:
        found.append(f"The designs of {beyond:,} older specifications are left out: {SPECS_MAX:,} are read at most.")
    if refused:
        found.append(f"For {n_units(refused, 'designs saved')} the tool takes the specification no more, or failed at it: what could "
                     "be reached is not known.")
    if later:
        found.append(f"For {n_units(later, 'designs saved')} it is not looked up yet what could be reached: the next scorecards do.")
    if gone:
        found.append(f"For {n_units(gone, 'designs saved')} the tool is not here any more: what could be reached is not known.")
    return tuple(found)
