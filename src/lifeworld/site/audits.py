"""The audit of a place: every room that keeps numbers made of events counts them again, and says what drifted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import polars as pl
from django.db import models, transaction

from lifeworld.customers.queries.audit import drift as of_customers
from lifeworld.events.core.audit import Audit, Drift
from lifeworld.events.queries.audit import audit as of_events
from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.catch_up import step as catch_up
from lifeworld.measures.actions.rebuild import rebuild
from lifeworld.measures.models import DayValue, Standing

TOLERANCE = 1e-9
"""Sums of the same numbers in another order may differ by this share."""
SHOWN = 20


def of_measures(caller: Caller) -> list[Drift]:
    """Days and standings of every indicator against a rebuild, which is taken back. What is still due is made before; that is no drift."""
    with transaction.atomic():
        while catch_up(caller):
            pass
        kept = {model: _rows(model, caller) for model in (DayValue, Standing)}
        rebuild(caller)
        counted = {model: _rows(model, caller) for model in kept}
        transaction.set_rollback(True)
    return [one for model, keys in ((DayValue, ("indicator", "subject", "day")), (Standing, ("indicator", "customer")))
            for one in _differences(model.__name__, kept[model], counted[model], keys)]


ROOMS: list[Callable[[Caller], Iterable[Drift]]] = [of_customers, of_measures]
"""What each room above the events counts again. A room joins by a function that takes the caller and gives what drifted."""


def audit(caller: Caller) -> Audit:
    """What every room of the caller's place found, that of the events first. Needs «events.see», «customers.see», «measures.manage»."""
    found = of_events(caller)
    return replace(found, drift=(*found.drift, *(one for room in ROOMS for one in room(caller))))


def _rows(model: type[models.Model], caller: Caller) -> pl.DataFrame:
    """The rows of a table of values, without their numbers."""
    names = [field.attname.removesuffix("_id") for field in model._meta.concrete_fields if not field.primary_key]
    rows = model._default_manager.filter(indicator__place=caller.place_id, indicator__retired_at=None).values_list(*names)
    return pl.DataFrame(list(rows), schema=names, orient="row", infer_schema_length=None)


def _differences(table: str, kept: pl.DataFrame, counted: pl.DataFrame, keys: tuple[str, ...]) -> list[Drift]:
    """Rows that only one of the two has, and values that differ."""
    if kept.is_empty() or counted.is_empty():
        return [] if kept.is_empty() and counted.is_empty() else [Drift(f"rows of {table}", "all", kept.height, counted.height)]
    n_kept, n_counted = kept.join(counted, on=keys, how="anti").height, counted.join(kept, on=keys, how="anti").height
    found = [Drift(f"rows of {table}", "only one of both has", n_kept, n_counted)] if n_kept or n_counted else []
    both = kept.join(counted, on=keys, suffix="_again")
    for name in (name for name in kept.columns if name not in keys):
        one, other = pl.col(name).cast(pl.Float64), pl.col(f"{name}_again").cast(pl.Float64)
        close = (one - other).abs() <= TOLERANCE * pl.max_horizontal(one.abs(), other.abs())
        wrong = both.filter(~pl.coalesce(close, one.is_null() & other.is_null()))
        found += [Drift(f"{name} of {table}", ", ".join(f"{key} {row[key]}" for key in keys), _number(row[name]),
                        _number(row[f"{name}_again"])) for row in wrong.head(SHOWN).iter_rows(named=True)]
        if wrong.height > SHOWN:
            found.append(Drift(f"{name} of {table}", "more rows", 0, wrong.height - SHOWN))
    return found


def _number(value: float | None) -> float:
    return math.nan if value is None else value
