"""What partners earned in the days that are scored, and which files of earnings came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl
from django.db.models import OuterRef, Q, Subquery

from lifeworld.goals.core.days import day_text
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.frames.writing import guarded
from lifeworld.partners.models import Partner
from lifeworld.places.queries import as_text
from lifeworld.scorecard.core.deeds import AMOUNT, EARNED
from lifeworld.scorecard.core.plans import EarnedSum, ImportValue
from lifeworld.scorecard.models import EarningsImport, RefusedEarning
from lifeworld.scorecard.queries.columns import Window, deeds
from lifeworld.scorecard.queries.plans import may_see

IMPORTS_MAX, REFUSED_SHOWN = 50, 20
MONEY = pl.Decimal(38, 6)


@dataclass(frozen=True)
class Earned:
    """What partners earned in a window: by partner and currency, the most first, and altogether by currency. Exact."""

    sums: tuple[EarnedSum, ...]
    totals: tuple[str, ...]


def earned(caller: Caller, window: Window) -> Earned:
    """What each partner earned in a window, in each currency as it was said. Errors: 403."""
    may_see(caller)
    rows = deeds(caller.place_id, EARNED, ("partner", "amount", "currency"), window, who=False).filter(
        pl.col("partner").is_not_null(), pl.col("currency").is_not_null(), pl.col("amount").str.contains(AMOUNT))
    sums = rows.with_columns(pl.col("amount").cast(MONEY)).group_by("partner", "currency").agg(
        pl.len().alias("n"), pl.col("amount").sum(), pl.col("amount").filter(pl.col("amount") < 0).sum().alias("back"),
        pl.col("day").min().alias("first"), pl.col("day").max().alias("last")).sort(
            "currency", "amount", "partner", descending=[False, True, False])
    names = dict(Partner.objects.filter(place=caller.place_id).values_list("key", "name"))
    every = sums.group_by("currency").agg(pl.col("amount").sum()).sort("currency")
    return Earned(tuple(EarnedSum(
        partner, names.get(partner, partner), n, money(amount, currency), money(-(back or 0), currency) if back else "", day_text(first),
        day_text(last)) for partner, currency, n, amount, back, first, last in sums.select(
            "partner", "currency", "n", "amount", "back", "first", "last").iter_rows()),
        tuple(money(amount, currency) for currency, amount in every.iter_rows()))


def money(amount: object, currency: str) -> str:
    """An amount in digits with its currency, with two decimals at least and no more than it has.

    >>> from decimal import Decimal
    >>> money(Decimal("1234.500000"), "EUR")
    '1,234.50 EUR'
    """
    whole, _, part = f"{amount:,.6f}".partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')} {currency}"


def imports_of(caller: Caller) -> list[ImportValue]:
    """Files of earnings that came in, the newest first, each with the first rows that were refused. Errors: 403."""
    may_see(caller)
    return _values(list(EarningsImport.objects.filter(place=caller.place_id).order_by("-pk")[:IMPORTS_MAX]))


def import_of(caller: Caller, number: int) -> ImportValue:
    """One of them. Errors: 403; 404."""
    may_see(caller)
    return import_value(_row(caller, number))


def is_reading_earnings(caller: Caller) -> bool:
    """Whether a file of earnings of the caller's place is not read to its end yet: its bytes may name anybody."""
    return EarningsImport.objects.filter(place=caller.place_id, state="reading").exists()


def refused_csv(caller: Caller, number: int) -> bytes:
    """The rows that were refused as a table; cells that a spreadsheet would run as a formula are guarded. Errors: 403; 404."""
    may_see(caller)
    rows = RefusedEarning.objects.filter(file=_row(caller, number)).order_by("pk")
    schema = {"row": pl.Int64, "field": pl.String, "code": pl.String, "reason": pl.String, "next_step": pl.String}
    table = pl.DataFrame(list(rows.values_list(*schema)), schema=schema, orient="row")
    return guarded(table).write_csv().encode()


def import_value(row: EarningsImport) -> ImportValue:
    """The row as a value, with the first rows that were refused."""
    return _values([row])[0]


def _values(rows: Sequence[EarningsImport]) -> list[ImportValue]:
    """Rows as values, with the first rows that were refused of each: two questions, however many files there are."""
    last = RefusedEarning.objects.filter(file=OuterRef("pk")).order_by("pk").values("pk")[REFUSED_SHOWN - 1:REFUSED_SHOWN]
    some = EarningsImport.objects.filter(pk__in=[row.pk for row in rows if row.n_refused]).values_list("pk", Subquery(last))
    first = [Q(file=file, pk__lte=upto) if upto else Q(file=file) for file, upto in some]
    refused: dict[int, list[tuple[int, str, str, str]]] = {}
    if first:
        told = RefusedEarning.objects.filter(reduce(or_, first)).order_by("pk")
        for file, row, field, reason, then in told.values_list("file_id", "row", "field", "reason", "next_step"):
            refused.setdefault(file, []).append((row, field, reason, then))
    return [ImportValue(row.pk, row.filename, row.state, row.n_read, row.n_taken, row.n_duplicate, row.n_refused, row.said, row.who,
                        as_text(row.made_at), tuple(refused.get(row.pk, ()))) for row in rows]


def _row(caller: Caller, number: int) -> EarningsImport:
    row = EarningsImport.objects.filter(place=caller.place_id, pk=number).first() if 0 < number < 2**63 else None
    if row is None:
        raise not_found("file of earnings", number)
    return row
