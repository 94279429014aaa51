"""The fictional catalogue on disk: `python -m lifeworld_power.files.fictional` writes it again, to the same bytes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl

from lifeworld.plugin import Rates, Segment, item_keys, write_text
from lifeworld_power.core.fictional.active import controllers, diodes, mosfets, regulators
from lifeworld_power.core.fictional.drawing import Row
from lifeworld_power.core.fictional.passive import cans, ceramics, inductors
from lifeworld_power.core.fictional.selling import EUROS, SELLERS, offers

FOLDER = Path(__file__).parent.parent / "data" / "catalogue"
DAY_US = 86_400_000_000


def fictional_files() -> dict[str, str]:
    """Every file of the catalogue by name: a table for each kind, the offers, the sellers, the rates."""
    kinds = {"inductors": inductors(), "capacitors": [*ceramics(), *cans()], "mosfets": mosfets(), "diodes": diodes(),
             "regulators": regulators(),
             "controllers": controllers()}
    sold = offers([part for parts in kinds.values() for part in parts])
    tables = {f"{name}.csv": _table(parts) for name, parts in kinds.items()}
    sellers = [{name: str(value) for name, value in seller._asdict().items()} for seller in SELLERS]
    rates = {"base": "USD", "date": "2026-01-05", "per_base": {"EUR": EUROS}}
    return tables | {"offers.csv": _table(sold), "offers-sellers.csv": _table(sellers), "rates.json": json.dumps(rates, indent=2) + "\n"}


def _table(rows: list[Row]) -> str:
    """CSV with every column that a row has, in the order in which they first come."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def fictional_offers(at_us: int) -> Segment:
    """The invented offers as they stand at ``at_us`` (microseconds since 1970): ages are counted back from then."""
    rows = pl.read_csv(FOLDER / "offers.csv", schema_overrides={"mpn": pl.String, "sku": pl.String, "price_breaks": pl.String})
    pairs = pl.col("price_breaks").str.split(";")
    unsaid = [pl.lit("").alias(name) for name in ("gtin", "title", "packaging", "url", "region")]
    return Segment.from_frame(rows.with_columns(
        *unsaid, item=item_keys(rows["mpn"], rows["manufacturer"]),
        min_qty=pairs.list.eval(pl.element().str.split(":").list.first().cast(pl.Int64)),
        price_micros=pairs.list.eval((pl.element().str.split(":").list.last().cast(pl.Float64) * 1e6).round().cast(pl.Int64)),
        observed_us=at_us - (pl.col("age_days") * DAY_US).cast(pl.Int64), ttl_s=(pl.col("ttl_days") * 86400).cast(pl.Int64),
        valid_from_us=pl.lit(-(2**62), pl.Int64), valid_until_us=pl.lit(2**62, pl.Int64), estimated=pl.lit(False),
        source=pl.lit("fictional")))


def fictional_rates() -> Rates:
    """The invented table of rates."""
    said = json.loads((FOLDER / "rates.json").read_text("utf-8"))
    return Rates(said["base"], said["date"], said["per_base"])


def main() -> None:
    """Writes the catalogue again."""
    for name, text in fictional_files().items():
        write_text(text, FOLDER / name)


if __name__ == "__main__":
    main()
