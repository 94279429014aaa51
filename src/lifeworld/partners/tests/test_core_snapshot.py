"""Segments and snapshots: whatever came in whatever pieces, what is live is what came last of each offer."""

from __future__ import annotations

import threading

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.keys import KEY_MAX, gtin14, item_key, item_keys, maker_key
from lifeworld.partners.core.segment import COLUMNS, Segment
from lifeworld.partners.core.snapshot import Items, Snapshot, laid
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import Choice, Offer, PriceBreak, Rates

AT = 10**9
breaks = st.integers(1, 9).map(lambda price: (PriceBreak(1, price * 1_000_000), PriceBreak(10, price * 900_000)))
offers = st.builds(
    Offer, st.sampled_from(["A@x", "B@x", "C@x"]), st.sampled_from(["acme", "beta"]), st.sampled_from(["1", "2", "3"]), breaks,
    st.sampled_from(["EUR", "USD"]), st.just(AT), st.just(60), stock=st.integers(0, 50), lead_days=st.integers(-1, 9),
    title=st.sampled_from(["", "a part", "=1+1"]))
numbers = st.tuples(st.sampled_from(["acme", "beta"]), st.sampled_from(["1", "2", "3"]))
changes = st.tuples(st.lists(offers, max_size=5), st.lists(numbers, max_size=3))


def replayed(history: list[tuple[list[Offer], list[tuple[str, str]]]]) -> list[Offer]:
    """What is live, one change after the other in a dict."""
    live: dict[tuple[str, str], Offer] = {}
    for put, gone in history:
        for key in gone:
            live.pop(key, None)
        for offer in put:
            live[(offer.seller, offer.sku)] = offer
    return sorted(live.values(), key=lambda offer: (offer.item, offer.seller, offer.sku))


@given(st.lists(changes, max_size=6))
def test_a_snapshot_is_what_came_last_of_each_offer(history: list[tuple[list[Offer], list[tuple[str, str]]]]) -> None:
    segments = [Segment.of(put, gone) for put, gone in history]
    snapshot = Snapshot.of(segments, version=7)
    expected = replayed(history)
    assert snapshot.offers() == expected
    assert len(snapshot) == len(expected)
    assert snapshot.version == 7
    assert snapshot.sellers == tuple(sorted({offer.seller for offer in expected}))
    for item in ("A@x", "B@x", "D@x"):
        assert snapshot.offers_of(item) == [offer for offer in expected if offer.item == item]
    compacted = snapshot.compacted()
    assert compacted.offers() == expected
    assert len(compacted.parts) <= 1
    assert snapshot.without("acme").offers() == [offer for offer in expected if offer.seller != "acme"]


@given(st.lists(changes, min_size=2, max_size=4))
def test_a_change_leaves_the_snapshot_that_tools_hold_as_it_was(history: list[tuple[list[Offer], list[tuple[str, str]]]]) -> None:
    *before, last = [Segment.of(put, gone) for put, gone in history]
    held = Snapshot.of(before, version=3)
    told, rows = held.offers(), [held.rows_of(item).tolist() for item in ("A@x", "B@x", "C@x")]
    changed = held.changed(last)
    assert changed.version == 4
    assert changed.offers() == replayed(history)
    assert held.offers() == told
    assert [held.rows_of(item).tolist() for item in ("A@x", "B@x", "C@x")] == rows


@given(st.lists(changes, min_size=1, max_size=4))
def test_compacting_changes_no_price(history: list[tuple[list[Offer], list[tuple[str, str]]]]) -> None:
    snapshot = Snapshot.of([Segment.of(put, gone) for put, gone in history])
    items = Items.of(["B@x", "", "A@x", "D@x"]).prepared(snapshot)
    found, again = (Supply(held, Rates("EUR", "2026-01-01", {"USD": 1.25}), Choice(), "EUR", AT, 12).priced(items)
                    for held in (snapshot, snapshot.compacted()))
    for name in ("cost", "unit", "bought", "stock", "why"):
        np.testing.assert_array_equal(getattr(found, name), getattr(again, name))


@given(st.lists(changes, min_size=1, max_size=4), st.integers(0, 3))
def test_what_came_in_turns_does_the_same_laid_into_one(history: list[tuple[list[Offer], list[tuple[str, str]]]], below: int) -> None:
    segments = [Segment.of(put, gone) for put, gone in history]
    before = Snapshot.of(segments[:below])
    assert before.changed(laid(segments[below:], gone=True)).offers() == Snapshot.of(segments).offers()


@given(st.lists(offers, max_size=6))
def test_offers_come_out_of_a_segment_as_they_went_in(put: list[Offer]) -> None:
    segment = Segment.of(put)
    assert segment.frame.schema == COLUMNS
    assert [segment.offer(row) for row in range(len(segment))] == replayed([(put, [])])


def test_running_tools_see_one_snapshot_from_beginning_to_end() -> None:
    """A thread prices on the snapshot that it took, while others are swapped in: each answer fits its own version."""
    def at(price: int) -> Segment:
        return Segment.of([Offer("A@x", "acme", "1", (PriceBreak(1, price * 1_000_000),), "EUR", AT, 60, stock=9)])

    held = {"live": Snapshot.of([at(1)], version=1)}
    items, answers, done = Items.of(["A@x"]), [], threading.Event()

    def design() -> None:
        while not done.is_set():
            snapshot = held["live"]
            answers.append((snapshot.version, float(Supply(snapshot, Rates.none("EUR"), Choice(), "EUR", AT, 1).priced(items).cost[0])))

    thread = threading.Thread(target=design)
    thread.start()
    for price in range(2, 60):
        held["live"] = held["live"].changed(at(price))
    while not answers:
        pass
    done.set()
    thread.join()
    assert answers
    assert all(cost == version for version, cost in answers)


def test_many_small_changes_ask_for_compacting() -> None:
    snapshot = Snapshot.of([Segment.of([Offer("A@x", "acme", str(number), (PriceBreak(1, 1),), "EUR", AT, 60)]) for number in range(40)])
    assert snapshot.scattered
    assert not snapshot.compacted().scattered
    assert Snapshot.empty().rows_of("A@x").tolist() == []
    assert len(Snapshot.empty().compacted()) == 0
    with pytest.raises(IndexError):
        snapshot.offer(40)


@given(st.lists(changes, max_size=4), st.lists(offers, max_size=6))
def test_a_whole_feed_replaces_all_that_its_sellers_offered(history: list[tuple[list[Offer], list[tuple[str, str]]]],
                                                           feed: list[Offer]) -> None:
    snapshot = Snapshot.of([Segment.of(put, gone) for put, gone in history], version=4)
    renewed = snapshot.renewed(Segment.of(feed).prepared())
    sellers = {offer.seller for offer in feed}
    kept = [offer for offer in replayed(history) if offer.seller not in sellers]
    assert renewed.offers() == replayed([(kept, []), (feed, [])])
    assert renewed.version == 5
    assert all(part.n for part in renewed.parts)


def test_what_was_matched_is_forgotten_with_its_segment() -> None:
    items = Items.of(["A@x"])
    snapshot = Snapshot.of([Segment.of([Offer("A@x", "acme", "1", (PriceBreak(1, 1),), "EUR", AT, 60, stock=5)])])
    Supply(snapshot, Rates.none("EUR"), Choice(), "EUR", AT, 1).priced(items)
    assert len(items.found) == 1
    del snapshot
    assert len(items.found) == 0


@given(st.text(max_size=20), st.text(max_size=20))
def test_keys_of_many_items_are_the_keys_of_each(mpn: str, maker: str) -> None:
    try:
        expected = item_key(mpn, maker)
    except InputRefused:
        expected = None
    assert item_keys(pl.Series([mpn, "A1"], dtype=pl.String), pl.Series([maker, "TDK"], dtype=pl.String)).to_list() == [expected, "A1@tdk"]


def test_one_item_has_one_key_however_it_is_spelled() -> None:
    spelled = (("swpa 3015S", "Sunlord Co., Ltd."), ("SWPA3015S", "SUNLORD"), ("\uff33WPA3015S ", "sunlord inc"))
    assert {item_key(mpn, maker) for mpn, maker in spelled} == {"SWPA3015S@sunlord"}
    assert item_key("A-1") != item_key("A1")
    assert maker_key("Co. Ltd") == "coltd"
    with pytest.raises(InputRefused, match="Neither"):
        item_key(" ", "TDK")
    with pytest.raises(InputRefused, match="longer"):
        item_key("A" * KEY_MAX, "TDK")


def test_a_gtin_is_proven_by_its_last_digit() -> None:
    assert gtin14("036000291452") == "00036000291452"
    assert gtin14(" 9638-5074") == "00000096385074"
    for wrong in ("036000291453", "12345", "0360002914521", "03600029145x", ""):
        with pytest.raises(InputRefused):
            gtin14(wrong)


def test_a_rate_or_a_standing_that_cannot_be_is_refused() -> None:
    for rate in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(InputRefused):
            Rates("EUR", "2026-01-01", {"USD": rate})
    with pytest.raises(InputRefused):
        Choice({"acme": "loved"})
    rates = Rates("EUR", "2026-01-01", {"USD": 1.25, "CHF": 0.5})
    assert Rates.of(rates.as_json()) == rates
    assert rates.factor("CHF", "USD") == pytest.approx(2.5)
    assert rates.factor("JPY", "JPY") == 1.0
