"""What was read of a feed, and the rules by which a row is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from lifeworld.partners.core.segment import Segment

FORMATS = ("csv", "tsv", "jsonl", "parquet", "jsonld", "html", "google_xml", "google_tsv")
EXAMPLES_MAX = 100
SHOWN_MAX = 60
REFUSED = pl.Schema({"row": pl.Int64, "field": pl.String, "reason": pl.String, "message": pl.String, "next_step": pl.String})
BREAKS_MAX = 64
YEAR_S = 366 * 86_400


class Rule(NamedTuple):
    """Why a row is refused: the field, a name of the reason, what is said («{}» is what stood there), and what to do."""

    field: str
    reason: str
    message: str
    next_step: str


RULES = {rule.reason: rule for rule in (
    Rule("", "damaged", "{}", "Correct the row, or quote cells that hold the separator."),
    Rule("mpn", "no_item", "Neither a part number nor a GTIN says which item this is.", "Fill mpn, or gtin."),
    Rule("mpn", "long_item", "The part number with its maker is longer than 120 signs: «{}».", "Shorten it to what the maker prints."),
    Rule("mpn", "control_signs", "The part number or the sku holds control characters.", "Write them with printable characters only."),
    Rule("gtin", "bad_gtin", "«{}» is no GTIN: it has 8, 12, 13 or 14 digits, and the last one checks the others.",
         "Compare it with the number under the bar code, or leave it empty."),
    Rule("sku", "long_sku", "The sku is longer than 120 signs: «{}».", "Shorten it."),
    Rule("price", "no_price", "There is no price.", "Fill price, or price_breaks."),
    Rule("price", "bad_price", "The price «{}» is no number.", "Write it with a point and without signs between thousands: 1234.50."),
    Rule("price", "price_range", "The price «{}» is not above 0 and at most ten million.", "Give the price of one piece."),
    Rule("price_breaks", "bad_breaks", "The price breaks «{}» cannot be read.", "Write them as 1:0.12;10:0.10;100:0.08."),
    Rule("price_breaks", "break_order", "The price breaks «{}» name a quantity twice, one below 1, or more than 64.",
         "Name each quantity once."),
    Rule("currency", "bad_currency", "«{}» is no code of a currency.", "Give three letters, such as EUR."),
    Rule("currency", "two_currencies", "The price names another currency than the field: «{}».", "Name one currency."),
    Rule("stock", "bad_stock", "The stock «{}» is neither a number of pieces nor a word such as in stock.", "Give a whole number from 0."),
    Rule("lead_days", "bad_lead", "The lead time «{}» is no number of days up to 3650.", "Give whole days."),
    Rule("moq", "bad_moq", "The least quantity «{}» is no whole number from 1 to a thousand million.", "Give whole pieces."),
    Rule("multiple", "bad_multiple", "The multiple «{}» is no whole number from 1 to a thousand million.", "Give whole pieces."),
    Rule("region", "bad_region", "The region «{}» is no list of countries.", "Give codes of two letters, such as DE AT."),
    Rule("valid_from", "bad_valid_from", "«{}» is no date that an offer may begin at.", "Write 2026-05-01 or 2026-05-01T12:00:00Z."),
    Rule("valid_until", "bad_valid_until", "«{}» is no date that an offer may end at.", "Write 2026-05-01 or 2026-05-01T12:00:00Z."),
    Rule("valid_until", "ends_first", "The offer ends before it begins: «{}».", "Exchange the two dates."),
    Rule("observed_at", "bad_observed", "«{}» is no time at which the offer was seen.", "Write 2026-05-01T12:00:00Z, or leave it empty."),
    Rule("observed_at", "from_the_future", "The offer says that it was seen later than it came: «{}».", "Set the clock, and give UTC."),
    Rule("ttl_s", "bad_ttl", "«{}» is no number of seconds from 1 to a year.", "Say for how long the offer holds."),
    Rule("estimated", "bad_estimated", "«{}» is neither yes nor no.", "Write true or false."),
    Rule("url", "bad_url", "«{}» is no address of a page.", "Begin with https://, and use at most 1000 signs."),
    Rule("gone", "bad_gone", "«{}» does not say whether the offer is gone.", "Write true or false."),
    Rule("sku", "later_row", "A later row has the same sku «{}», so that one counts.", "Give each offer once."),
)}


@dataclass(frozen=True, eq=False)
class FeedRead:
    """A feed as it was read. ``counts``: rows, accepted, refused, deleted, offers; rows = accepted + refused + deleted; there are fewer
    offers than accepted rows where each price break has a row. ``reasons``: how many rows were refused by reason; ``refused``
    (``REFUSED``) has at most ``EXAMPLES_MAX`` rows of each. ``said``: a sentence about rows that were taken, "" for none.
    """

    segment: Segment
    refused: pl.DataFrame
    counts: Mapping[str, int]
    reasons: Mapping[str, int]
    format: str
    said: str = ""
