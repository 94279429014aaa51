"""Feeds: every row is taken or refused with its reason, in every format; what is hostile does no harm."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.values import ALWAYS_US, FOREVER_US, IN_STOCK, UNSTATED, Offer, PriceBreak
from lifeworld.partners.files.feeds import FeedRead, read_feed
from lifeworld.partners.files.feeds.values import EXAMPLES_MAX, RULES

NOW = 1_777_000_000_000_000
DAY_US = 86_400_000_000


def read(content: bytes | str, format: str | None = None, **terms: Any) -> FeedRead:
    found = read_feed(content.encode() if isinstance(content, str) else content, format, seller="acme", observed_at_us=NOW, ttl_s=3600,
                      **{"currency": "EUR", **terms})
    assert found.counts["rows"] == found.counts["accepted"] + found.counts["refused"] + found.counts["deleted"]
    assert found.counts["offers"] == len(found.segment) <= found.counts["accepted"]
    assert sum(found.reasons.values()) == found.counts["refused"]
    return found


def offers(found: FeedRead) -> list[Offer]:
    return [found.segment.offer(row) for row in range(len(found.segment))]


def one(content: bytes | str, format: str | None = None, **terms: Any) -> Offer:
    found = read(content, format, **terms)
    assert found.reasons == {}
    (offer,) = offers(found)
    return offer


TODAY = NOW // DAY_US * DAY_US
FULL = Offer("SWPA3015@sunlord", "acme", "X-1", (PriceBreak(1, 120_000), PriceBreak(100, 80_500)), "USD", NOW - 60_000_000, 900,
             stock=5000, lead_days=12, moq=10, multiple=5, region="AT DE", valid_from_us=TODAY - DAY_US, valid_until_us=TODAY + 3 * DAY_US,
             estimated=True, mpn="SWPA3015", manufacturer="Sunlord Inc", gtin="04006381333931", title="Inductor", packaging="reel",
             url="https://acme.example/x-1", source="price list")
ROW = {"mpn": "SWPA3015", "manufacturer": "Sunlord Inc", "gtin": "4006381333931", "sku": "X-1", "title": "Inductor",
       "price_breaks": "1:0.12;100:0.0805", "currency": "usd", "stock": "5000", "lead_time_days": "12", "moq": "10", "multiple": "5",
       "region": "at, de", "valid_from": "2026-04-23", "valid_until": "2026-04-26", "observed_at": "2026-04-24T03:05:40Z", "ttl_s": "900",
       "estimated": "yes", "packaging": "reel", "url": "https://acme.example/x-1", "source": "price list"}


def csv_of(*rows: dict[str, str], separator: str = ",") -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in names}).write_csv(separator=separator)


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_every_field_of_a_table_is_kept(separator: str) -> None:
    row = ROW if separator != ";" else {**ROW, "price_breaks": "1:0.12|100:0.0805"}
    assert one(csv_of(row, separator=separator)) == FULL


def test_the_same_offer_in_json_lines_and_parquet(tmp_path: Path) -> None:
    native = {**ROW, "price_breaks": [{"min_qty": 1, "price": 0.12}, {"min_qty": 100, "price": 0.0805}], "stock": 5000, "moq": 10,
              "estimated": True}
    assert one(json.dumps(ROW)) == FULL
    assert one(json.dumps(native) + "\n\n") == FULL
    assert one(json.dumps({**ROW, "price_breaks": [[1, 0.12], ["100", "0.0805"]]})) == FULL
    assert one(json.dumps({**ROW, "price_breaks": {"1": 0.12, "100": 0.0805}})) == FULL
    assert one(json.dumps([ROW])) == FULL
    pl.DataFrame([native]).write_parquet(tmp_path / "feed.parquet")
    assert one((tmp_path / "feed.parquet").read_bytes()) == FULL
    lists = {**{name: value for name, value in ROW.items() if name != "price_breaks"}, "min_qty": [100, 1], "price": [0.0805, 0.12]}
    pl.DataFrame([lists]).with_columns(
        pl.col("valid_from", "valid_until").str.to_date(), pl.col("observed_at").str.to_datetime(time_zone="UTC")).write_parquet(
        tmp_path / "lists.parquet")
    assert one((tmp_path / "lists.parquet").read_bytes()) == FULL
    assert one(gzip.compress(csv_of(ROW).encode())) == FULL


def test_what_a_row_does_not_say_is_not_made_up() -> None:
    offer = one("mpn,price\nA1,0.5\n")
    assert offer == Offer("A1@", "acme", "A1", (PriceBreak(1, 500_000),), "EUR", NOW, 3600, stock=UNSTATED, lead_days=-1, mpn="A1")
    assert (offer.valid_from_us, offer.valid_until_us) == (ALWAYS_US, FOREVER_US)
    assert one("gtin,price,min_qty,in stock\n4006381333931,2 USD,5,yes\n").breaks == (PriceBreak(5, 2_000_000),)


WRONG = [
    ("mpn", "", "no_item"), ("mpn", "A" * 130, "long_item"), ("sku", "S" * 121, "long_sku"), ("gtin", "4006381333930", "bad_gtin"),
    ("price", "", "no_price"), ("price", "1,5", "bad_price"), ("price", "NaN", "bad_price"), ("price", "inf", "bad_price"),
    ("price", "-1", "price_range"), ("price", "0", "price_range"), ("price", "1e300", "price_range"), ("price", "0.0000001", "price_range"),
    ("price", "=1+1", "bad_price"), ("currency", "€", "bad_currency"), ("price", "3 USD", "two_currencies"),
    ("stock", "-1", "bad_stock"), ("stock", "lots", "bad_stock"), ("stock", "1.5", "bad_stock"), ("availability", "perhaps", "bad_stock"),
    ("lead_days", "-1", "bad_lead"),
    ("moq", "0", "bad_moq"), ("moq", "1e12", "bad_moq"), ("multiple", "2.5", "bad_multiple"), ("region", "Germany", "bad_region"),
    ("valid_from", "01.05.2026", "bad_valid_from"), ("valid_from", "1901-01-01", "bad_valid_from"),
    ("valid_until", "soon", "bad_valid_until"),
    ("observed_at", "2026-13-01", "bad_observed"), ("observed_at", "2027-01-01", "from_the_future"), ("ttl_s", "0", "bad_ttl"),
    ("ttl_s", "99999999", "bad_ttl"), ("estimated", "maybe", "bad_estimated"), ("url", "javascript:alert(1)", "bad_url"),
    ("gone", "perhaps", "bad_gone"), ("price_breaks", "1;2", "bad_breaks"), ("price_breaks", "1:0", "bad_breaks"),
    ("price_breaks", "1:nan", "bad_breaks"), ("price_breaks", "[", "bad_breaks"), ("price_breaks", "1:1;1:2", "break_order"),
    ("price_breaks", "0:1", "break_order"), ("min_qty", "0", "break_order"), ("valid_until", "2020-01-01", "ends_first"),
]


@pytest.mark.parametrize(("field", "cell", "reason"), WRONG)
def test_a_wrong_cell_refuses_its_row_and_says_what_to_do(field: str, cell: str, reason: str) -> None:
    good = {"mpn": "A1", "price": "1.5", "currency": "EUR", "sku": "good"}
    bad = {**good, "sku": "bad", field: cell} | ({"valid_from": "2026-01-01"} if reason == "ends_first" else {})
    found = read(csv_of(good, bad))
    assert found.reasons == {reason: 1}
    assert [offer.sku for offer in offers(found)] == ["good"]
    (row,) = found.refused.rows(named=True)
    assert (row["row"], row["reason"]) == (2, reason)
    assert row["message"].endswith(".")
    assert row["next_step"].endswith(".")
    assert "{}" not in row["message"]


def test_every_rule_has_a_row_that_breaks_it() -> None:
    elsewhere = {"damaged", "control_signs", "later_row"}
    assert {reason for _, _, reason in WRONG} | elsewhere == set(RULES)


def test_a_later_row_with_the_same_number_counts_and_the_earlier_is_told() -> None:
    found = read("sku,mpn,price,gone\n1,A,1,\n2,B,2,\n1,A,3,\n2,,,yes\n9,,,yes\n")
    assert [(offer.sku, offer.breaks[0].price_micros) for offer in offers(found)] == [("1", 3_000_000)]
    assert found.reasons == {"later_row": 2}
    assert found.refused["row"].to_list() == [1, 2]
    assert found.segment.gone.rows() == [("acme", "2"), ("acme", "9")]
    assert found.counts == {"rows": 5, "accepted": 1, "refused": 2, "deleted": 2, "offers": 1}


@pytest.mark.parametrize("content", [
    "sku,availability\nA,withdrawn\n", "sku,price,availability\nA,,https://schema.org/Discontinued\n", "sku,gone\nA,yes\n",
    "mpn,sku,price,availability\nM,B,1,in stock\n,A,,No longer available\n", '{"sku": "A", "availability": "withdrawn"}',
    '{"@context": "https://schema.org", "@type": "Offer", "sku": "A", "availability": "https://schema.org/Discontinued"}',
    '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>A</g:id><g:availability>removed</g:availability></item></channel></rss>'])
def test_an_offer_that_is_gone_needs_its_own_number_alone(content: str) -> None:
    found = read(content)
    assert found.segment.gone.rows() == [("acme", "A")]
    assert found.reasons == {}


def test_what_a_row_says_of_being_gone_counts_before_its_availability() -> None:
    assert one("mpn,price,availability,gone\nA1,1,discontinued,no\n").stock == 0
    with pytest.raises(InputRefused) as refused:
        read("sku,price,availability\nA,1,in stock\n")
    assert refused.value.code == "no_fields"
    assert read("sku,gone,availability\n,,withdrawn\n").reasons == {"no_item": 1}


def test_damaged_rows_are_refused_and_examples_are_bounded() -> None:
    found = read("mpn,price\nA,1\nB,1,2,3\n" + "C,2\nD,-1\n" * 300)
    assert found.reasons["damaged"] == 1
    assert found.reasons["price_range"] == 300
    assert found.refused.filter(pl.col("reason") == "price_range").height == EXAMPLES_MAX
    lines = read('{"mpn": "A", "price": 1}\nnot json\n[1]\n{"mpn": "B", "price": NaN}\n{"mpn": "C", "price": 2}\n')
    assert lines.reasons == {"damaged": 2, "no_price": 1}
    assert [offer.mpn for offer in offers(lines)] == ["A", "C"]


def test_formulas_are_texts_and_control_signs_do_not_pass() -> None:
    offer = one('mpn,price,title\nA1,1,"=cmd()\u0007|x"\n')
    assert offer.title == "=cmd() |x"
    assert read(json.dumps({"mpn": "A\u0000B", "price": 1}) + '\n{"mpn": "C", "price": 1}').reasons == {"control_signs": 1}


LINKED = {
    "@context": "https://schema.org", "@graph": [{
        "@type": "Product", "mpn": "SWPA3015", "brand": {"@type": "Brand", "name": "Sunlord"}, "gtin13": "4006381333931",
        "name": "Inductor",
        "offers": [{"@type": "Offer", "sku": "X-1", "availability": "https://schema.org/InStock", "priceCurrency": "USD",
                    "priceValidUntil": "2026-12-31", "inventoryLevel": {"@type": "QuantitativeValue", "value": 70},
                    "priceSpecification": [
                        {"@type": "UnitPriceSpecification", "price": 0.12, "eligibleQuantity": {"minValue": 1}},
                        {"@type": "UnitPriceSpecification", "price": "0.08", "eligibleQuantity": {"minValue": 100}}],
                    "deliveryLeadTime": {"value": 2, "unitCode": "WEE"}, "eligibleRegion": ["DE", {"@type": "Country", "name": "AT"}]}]},
        {"@type": "http://schema.org/Product", "mpn": "B2", "offers": {"@type": "AggregateOffer", "lowPrice": 1, "offers": [
            {"@type": "Offer", "price": "3.5", "priceCurrency": "EUR", "availability": "OutOfStock"}]}},
        {"@type": "Product", "mpn": "C3", "offers": [
            {"@type": "Offer", "price": 3, "priceCurrency": "EUR", "eligibleQuantity": {"minValue": 1}},
            {"@type": "Offer", "price": 2, "priceCurrency": "EUR", "eligibleQuantity": {"minValue": 10}}]},
        {"@type": "Product", "mpn": "D4", "offers": {"@type": "AggregateOffer", "lowPrice": 1, "highPrice": 5}}]}


@pytest.mark.parametrize("page", [False, True])
def test_linked_data_alone_and_in_a_page(page: bool) -> None:
    content = json.dumps(LINKED)
    if page:
        content = f'<!doctype html><p>hi<script type="application/ld+json">{content}</script><script>var a = "<b>"</script>'
    found = read(content)
    assert found.format == ("html" if page else "jsonld")
    assert found.reasons == {"no_price": 1}
    by_sku = {offer.sku: offer for offer in offers(found)}
    first = by_sku["X-1"]
    assert first.item == "SWPA3015@sunlord"
    assert first.breaks == (PriceBreak(1, 120_000), PriceBreak(100, 80_000))
    assert (first.stock, first.lead_days, first.region, first.currency) == (70, 14, "DE AT", "USD")
    assert first.valid_until_us == 1_798_761_600_000_000
    assert (by_sku["B2"].stock, by_sku["B2"].breaks) == (0, (PriceBreak(1, 3_500_000),))
    assert {sku: by_sku[sku].moq for sku in ("C3#1", "C3#10")} == {"C3#1": 1, "C3#10": 10}


GOOGLE = """<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>X-1</g:id><title>Inductor</title><link>https://acme.example/x</link><g:price>0.50 USD</g:price><g:brand>Sunlord</g:brand>
<g:mpn>SWPA3015</g:mpn><g:availability>in_stock</g:availability><g:shipping><g:price>4 USD</g:price></g:shipping></item>
<item><g:id>X-2</g:id><g:mpn>B2</g:mpn><g:price>9.00 USD</g:price><g:sale_price>7.00 USD</g:sale_price>
<g:availability>preorder</g:availability></item><item><g:id>X-3</g:id><g:price>1 USD</g:price></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry><id>tag:1</id><link href="https://a.example/"/>
<g:id>X-1</g:id><g:mpn>A1</g:mpn><g:price>5 EUR</g:price></entry></feed>"""


def test_google_feeds_in_xml_and_as_a_table() -> None:
    found = read(GOOGLE)
    assert found.format == "google_xml"
    assert found.reasons == {"no_item": 1}
    first, second = sorted(offers(found), key=lambda offer: offer.sku)
    assert (first.item, first.stock, first.currency, first.breaks[0].price_micros) == ("SWPA3015@sunlord", IN_STOCK, "USD", 500_000)
    assert (first.url, first.title) == ("https://acme.example/x", "Inductor")
    assert (second.stock, second.breaks[0].price_micros) == (0, 7_000_000)
    assert (one(ATOM).sku, one(ATOM).url) == ("X-1", "https://a.example/")
    table = one("id\ttitle\tlink\tprice\tavailability\tmpn\tbrand\n"
                "X-1\tInductor\thttps://acme.example/x\t0.50 USD\tin stock\tSWPA3015\tSunlord\n")
    assert (table.item, table.stock, table.breaks) == (first.item, first.stock, first.breaks)


BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><item><title>&b;</title></item></rss>'


@pytest.mark.parametrize(("content", "format", "code"), [
    (BOMB, None, "unreadable_xml"), ("<rss><item>", None, "unreadable_xml"), ("<rss></rss>", None, "no_rows"),
    ("<html><p>no data</p></html>", None, "no_linked_data"), ('{"@context": 1', None, "unreadable_json"),
    ("[" * 100_000 + '"@type"', "jsonld", "unreadable_json"), ('{"@type": "Person"}', None, "no_rows"), ("", None, "empty_file"),
    ("colour,size\nred,4\n", None, "no_fields"), (b"PAR1" + b"\x00" * 50, None, "unreadable_parquet"), ("mpn,price\n", None, "no_rows"),
    (b"\x1f\x8bjunk", None, "unreadable_gzip"), (b"%PDF-1.4", None, "not_a_table"), ("mpn,price\nA,1\n", "tables", "unknown_format"),
])
def test_what_is_no_feed_is_refused_as_a_whole(content: bytes | str, format: str | None, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(content, format, name="the feed of today")
    assert refused.value.code == code
    assert "lifeworld-feed-" not in str(refused.value)


def test_a_line_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(InputRefused, match="16 MiB"):
        read(b'{"mpn": "A", "title": "' + b"x" * (25 << 20))


cells = st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.sampled_from(
    ["1:0.1;10:0.05", "0.5", "12", "EUR", "DE AT", "2026-05-01", "in stock", "A1", "4006381333931", [1, 2], {"min_qty": 1, "price": 2}]))
names = st.sampled_from([*ROW, "price", "min_qty", "availability", "gone", "colour"])
rows = st.lists(st.dictionaries(names, cells, max_size=8), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(rows)
def test_whatever_stands_in_rows_none_is_lost(content: list[dict[str, Any]]) -> None:
    lines = "\n".join(json.dumps({"mpn": None, **row}) for row in content)
    found = read(lines, "jsonl")
    assert found.counts["rows"] == len(content)
    for offer in offers(found):
        assert offer.breaks
        assert all(tier.price_micros > 0 and tier.min_qty >= 1 for tier in offer.breaks)
        assert [tier.min_qty for tier in offer.breaks] == sorted({tier.min_qty for tier in offer.breaks})
        assert offer.stock >= UNSTATED
        assert offer.moq >= 1
        assert offer.observed_us <= NOW
        assert len(offer.currency) == 3


@settings(max_examples=60, deadline=None)
@given(rows)
def test_a_feed_says_the_same_however_it_is_cut_into_blocks(content: list[dict[str, Any]]) -> None:
    """Lines that are judged together are judged as alone: a strange neighbour changes nothing for a row."""
    lines = [json.dumps({"mpn": "A1", "price": 1, **row, "sku": str(number)}) for number, row in enumerate(content)]
    whole = {offer.sku: offer for offer in offers(read("\n".join(lines), "jsonl"))}
    alone = {offer.sku: offer for line in lines for offer in offers(read(line, "jsonl"))}
    assert whole == alone
