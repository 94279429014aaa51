"""Feeds that are odd: a bad cell costs its row alone, names without end cost nobody's memory, and nothing that stands in a feed ends the
reading of it with anything but a reason.
"""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.values import PriceBreak
from lifeworld.partners.files.feeds.json_lines import json_pieces
from lifeworld.partners.files.feeds.names import NAMES_MAX, checked_names
from lifeworld.partners.tests.test_files_feeds import offers, one, read


def linked(*products: dict[str, Any]) -> str:
    return json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "Product", "brand": "Acme", **one} for one in products]})


def offered(mpn: str, **offer: Any) -> dict[str, Any]:
    return {"mpn": mpn, "offers": {"@type": "Offer", "price": 1, "priceCurrency": "EUR", **offer}}


def spec(price: object, currency: str = "EUR", **more: Any) -> dict[str, Any]:
    return {"@type": "UnitPriceSpecification", "price": price, "priceCurrency": currency, **more}


MANY = "".join(json.dumps({f"k{n}": 1, "mpn": "A", "price": 1}) + "\n" for n in range(4000))


@pytest.mark.parametrize(("content", "format"), [
    (MANY, "jsonl"), (f"[{MANY.strip().replace(chr(10), ',')}]", "jsonl"), (",".join(f"k{n}" for n in range(4000)) + ",mpn\n1\n", "csv"),
    ("<rss><channel>" + "".join(f"<item><k{n}>1</k{n}></item>" for n in range(4000)) + "</channel></rss>", "google_xml")])
def test_a_feed_with_names_without_end_is_refused(content: str, format: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(content, format)
    assert refused.value.code == "too_many_names"


def test_names_that_say_nothing_of_offers_never_become_columns(tmp_path: Path) -> None:
    lines = [json.dumps({f"k{n % NAMES_MAX}": {f"in{n}": n}, "Mpn": f"A{n}", "price": 1, "mpn ": None}) for n in range(4000)]
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join(lines[:NAMES_MAX - 10] * 9) + "\n")
    assert [set(piece.frame.columns) for piece in json_pieces(path)] == [{"mpn", "price"}]
    assert read("\n".join(lines[:400]), "jsonl").counts["offers"] == 400
    with pytest.raises(InputRefused, match="colour"):
        read('{"colour": "red"}\n' * 3, "jsonl")
    checked_names(range(NAMES_MAX))


@pytest.mark.parametrize(("bad", "reason"), [
    ({"deliveryLeadTime": {"value": "²", "unitCode": "WEE"}}, "bad_lead"),
    ({"deliveryLeadTime": {"value": "9" * 5000, "unitCode": "WEE"}}, "bad_lead"),
    ({"inventoryLevel": {"value": 10**4400}}, "bad_stock"), ({"gtin": "٤٠٠٦٣٨١٣٣٣٩٣١"}, "bad_gtin"), ({"price": "\ud800"}, "bad_price"),
    ({"price": "٣"}, "bad_price"), ({"priceSpecification": [spec("1", eligibleQuantity={"minValue": "٣"}), spec(2)]}, "bad_breaks")])
def test_one_bad_cell_of_linked_data_costs_its_row_alone(bad: dict[str, Any], reason: str) -> None:
    content = linked(offered("BAD"), offered("GOOD")).replace('"price": 1,', "", 1)
    content = content.replace('"mpn": "BAD"', '"mpn": "BAD", "sku": "bad"')
    made = json.loads(content)
    made["@graph"][0]["offers"] |= {"price": 1} | {name: value for name, value in bad.items() if name != "inventoryLevel"}
    text = json.dumps(made)
    if "inventoryLevel" in bad:
        text = text.replace('"@type": "Offer"', '"@type": "Offer", "inventoryLevel": {"value": ' + "9" * 5000 + "}", 1)
    found = read(text)
    assert found.reasons == {reason: 1}
    assert [offer.mpn for offer in offers(found)] == ["GOOD"]


def test_a_sign_cut_in_half_does_not_end_a_feed() -> None:
    assert one(linked(offered("A")).replace('"Acme"', '"Ac\\ud800me"')).manufacturer == "Ac?me"
    assert read('{"mpn": "A", "price_breaks": [["\\ud800", 2]], "x\\ud800": 2}\nno', "jsonl").reasons == {"bad_breaks": 1, "damaged": 1}


def test_a_price_for_several_pieces_is_divided() -> None:
    def price(**told: Any) -> tuple[PriceBreak, ...]:
        return one(linked(offered("A", price=None, **told))).breaks

    assert price(priceSpecification=spec("4.00", referenceQuantity={"value": 100, "unitCode": "C62"})) == (PriceBreak(1, 40_000),)
    assert price(priceSpecification=spec(4, referenceQuantity={"unitCode": "MIL"})) == (PriceBreak(1, 4_000),)
    assert price(priceSpecification=[spec(4, referenceQuantity={"value": "100"}), spec(
        3, referenceQuantity={"value": "100"}, eligibleQuantity={"minValue": 1000})]) == (PriceBreak(1, 40_000), PriceBreak(1000, 30_000))
    assert price(priceSpecification=spec(81, referenceQuantity={"value": 4.5, "unitCode": "LTR"})) == (PriceBreak(1, 81_000_000),)
    for odd in (0, "many", -1):
        told = spec(4, referenceQuantity={"value": odd})
        assert read(linked(offered("A", price=None, priceSpecification=told))).reasons == {"bad_price": 1}


def test_price_breaks_in_two_currencies_are_refused() -> None:
    several = [spec(4), spec(3, "USD", eligibleQuantity={"minValue": 10})]
    assert read(linked(offered("A", priceSpecification=several))).reasons == {"two_currencies": 1}
    assert read(linked(offered("A", price=None, priceSpecification=spec(3, "USD")))).reasons == {"two_currencies": 1}
    assert read(linked(offered("A", priceSpecification=[spec(4), spec(3, "€")]))).reasons == {"bad_currency": 1}
    assert one(linked(offered("A", priceSpecification=spec(3, "USD")))).currency == "EUR", "the price that counts names it"


def test_rows_that_differ_in_quantity_and_price_alone_are_breaks_of_one_offer() -> None:
    content = "sku,mpn,break_quantity,price,stock\nA,R1,1,5,9\nB,R2,1,3,9\nA,R1,100,4,9\nA,R1,10,4.5,9\nC,R3,1,5,9\nC,R3,10,4,8\n"
    found = read(content)
    assert {offer.sku: [(tier.min_qty, tier.price_micros) for tier in offer.breaks] for offer in offers(found)} == {
        "A": [(1, 5_000_000), (10, 4_500_000), (100, 4_000_000)], "B": [(1, 3_000_000)], "C": [(10, 4_000_000)]}
    assert found.counts == {"rows": 6, "accepted": 5, "refused": 1, "deleted": 0, "offers": 3}
    assert found.reasons == {"later_row": 1}
    twice = read("sku,mpn,min_qty,price\nA,R1,1,5\nA,R1,10,4\nA,R1,1,3\n")
    assert offers(twice)[0].breaks == (PriceBreak(1, 3_000_000), PriceBreak(10, 4_000_000))
    after = read("sku,mpn,min_qty,price,gone\nA,R1,1,5,\nA,,,,yes\nA,R1,10,4,\n")
    assert offers(after)[0].breaks == (PriceBreak(10, 4_000_000),)
    many = read("sku,mpn,min_qty,price\n" + "".join(f"A,R1,{n},5\n" for n in range(1, 70)) + "B,R2,1,2\n")
    assert many.reasons == {"break_order": 69}
    assert [offer.sku for offer in offers(many)] == ["B"]


GROUP = {"@type": "ProductGroup", "@id": "#g", "productGroupID": "G", "brand": {"name": "Acme"}, "mpn": "G0", "sku": "G0"}
VARIANT = {"@type": "Product", "mpn": "V1", "offers": {"@type": "Offer", "price": 1}}


@pytest.mark.parametrize("content", [
    {**GROUP, "hasVariant": [VARIANT]}, [{**GROUP, "hasVariant": {"@id": "#v"}}, {**VARIANT, "@id": "#v"}],
    [GROUP, {**VARIANT, "isVariantOf": {"@id": "#g"}}], [{**VARIANT, "inProductGroupWithID": "G"}, GROUP],
    {**VARIANT, "isVariantOf": GROUP}])
def test_variants_have_the_maker_of_their_group(content: Any) -> None:
    found = read(json.dumps({"@context": "https://schema.org", "@graph": content}))
    assert [(offer.item, offer.sku) for offer in offers(found)] == [("V1@acme", "V1")]
    assert found.said == ""
    assert "1 of the 1 offers names a part number but no maker" in read(json.dumps(VARIANT)).said


def test_scripts_of_a_page() -> None:
    script = f'<script type="application/ld+json">{linked(offered("A"))}</script>'
    other = f"<SCRIPT async\n type='application/ld+json'>{linked(offered('B'))}</SCRIPT >"
    page = f"<html><!-- {script.replace('A', 'C')} --><script>var a = '<!--'</script><![odd {script}{other}"
    assert sorted(offer.mpn for offer in offers(read(page))) == ["A", "B"]


texts = st.one_of(st.text(st.characters(), max_size=8), st.sampled_from(
    ["²", "٣", "9" * 5000, "\ud800", "4006381333931", "٤٠٠٦٣٨١٣٣٣٩٣١", "1:0.1;10:0.05", "EUR", "2026-05-01", "in stock", "<![", "&#0;",
     "1e999", "\x00", "0001-01-01", "24:00", '[["\\ud800", 1]]', '{"1": 2}', "-0", "nan", "1:" + "9" * 30]))
cells = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.just(10**40), st.floats(), texts), lambda inner: st.one_of(
    st.lists(inner, max_size=3),
    st.dictionaries(st.sampled_from(["value", "minValue", "unitCode", "price", "@type", "name"]), inner, max_size=3)), max_leaves=5)
NAMES = ["mpn", "brand", "gtin", "sku", "price", "price_breaks", "min_qty", "currency", "stock", "availability", "lead_days", "moq",
         "region", "valid_from", "valid_until", "observed_at", "ttl_s", "estimated", "url", "gone", "sale_price", "colour"]
LINKED = ["mpn", "brand", "gtin", "sku", "price", "priceCurrency", "priceSpecification", "eligibleQuantity", "referenceQuantity",
          "deliveryLeadTime", "inventoryLevel", "availability", "eligibleRegion", "validFrom", "priceValidUntil", "itemOffered", "offers",
          "hasVariant", "isVariantOf", "@id", "url"]
rows = st.lists(st.dictionaries(st.one_of(st.sampled_from(NAMES), texts), cells, max_size=6), min_size=1, max_size=5)
nodes = st.lists(st.dictionaries(st.sampled_from(LINKED), cells, max_size=6), min_size=1, max_size=4)


def never_raises(content: str | bytes, format: str) -> None:
    with suppress(InputRefused):
        read(content if isinstance(content, bytes) else content.encode("utf-8", "replace"), format)


@settings(max_examples=120, deadline=None)
@given(rows)
@example([{"mpn": "A", "price_breaks": [["\ud800", 1]]}])
@example([{"mpn\ud800": "A", "price": 1}])
def test_no_row_of_a_table_or_of_json_raises(content: list[dict[str, Any]]) -> None:
    never_raises("\n".join(json.dumps(row) for row in content), "jsonl")
    never_raises(json.dumps(content), "jsonl")
    told = [{name: "" if cell is None else str(cell).encode("utf-8", "replace").decode() for name, cell in row.items()} for row in content]
    names = list(dict.fromkeys(name.encode("utf-8", "replace").decode() for row in told for name in row))
    frame = pl.DataFrame({name: [row.get(name) for row in told] for name in names}, schema=dict.fromkeys(names, pl.String))
    for separator, format in ((",", "csv"), ("\t", "tsv"), ("\t", "google_tsv")):
        never_raises(frame.write_csv(separator=separator), format)


@settings(max_examples=120, deadline=None)
@given(nodes, texts)
def test_no_linked_data_and_no_page_raises(content: list[dict[str, Any]], around: str) -> None:
    products = [{"@type": "Product", "mpn": "A", "offers": {"@type": "Offer", "price": 1, **node}, **node} for node in content]
    graph = json.dumps({"@graph": products})
    never_raises(graph, "jsonld")
    never_raises(f'<html>{around}<script type="application/ld+json">{graph}</script>{around}', "html")


@settings(max_examples=80, deadline=None)
@given(rows)
def test_no_feed_in_xml_raises(content: list[dict[str, Any]]) -> None:
    items = "".join("<item>" + "".join(f"<{name}>{cell}</{name}>" for name, cell in row.items()) + "</item>" for row in content)
    never_raises(f"<rss><channel>{items}</channel></rss>", "google_xml")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({"mpn": st.text(max_size=4), "price": st.floats(), "gtin": st.sampled_from(["٤٠٠٦٣٨١٣٣٣٩٣١", "²"]),
                                       "stock": st.integers(-2**63, 2**63 - 1), "when": st.datetimes()}), min_size=1, max_size=4))
def test_no_parquet_raises(content: list[dict[str, Any]]) -> None:
    buffer = io.BytesIO()
    clean = [{**row, "mpn": row["mpn"].encode("utf-8", "replace").decode()} for row in content]
    pl.DataFrame(clean).rename({"when": "valid_until"}).write_parquet(buffer)
    never_raises(buffer.getvalue(), "parquet")
