"""Pricing many items at once is the same as asking every offer, one at a time, in plain Python."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.partners.core.costing import cost_of
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.snapshot import Items, Snapshot
from lifeworld.partners.core.supply import (
    BLOCKED,
    NO_OFFER,
    NO_RATE,
    NOT_VALID,
    PRICED,
    REGION,
    STALE,
    STOCK,
    Priced,
    Supply,
)
from lifeworld.partners.core.values import IN_STOCK, UNSTATED, Choice, Offer, PriceBreak, Rates

RATES = Rates("EUR", "2026-05-01", {"USD": 1.25, "CHF": 0.5})
ITEMS = ["A@x", "B@x", "C@x", "", "A@x"]
AT = 1_000_000_000


@st.composite
def breaks(draw: st.DrawFn) -> tuple[PriceBreak, ...]:
    mins = sorted(draw(st.sets(st.integers(1, 60), min_size=1, max_size=5)))
    return tuple(PriceBreak(least, draw(st.integers(1, 40)) * 50_000) for least in mins)


@st.composite
def offers(draw: st.DrawFn, sku: str) -> Offer:
    return Offer(
        draw(st.sampled_from(["A@x", "B@x", "D@x"])), draw(st.sampled_from(["acme", "beta", "zeta"])), sku, draw(breaks()),
        draw(st.sampled_from(["EUR", "USD", "JPY"])), AT - draw(st.integers(0, 100)) * 1_000_000, 50,
        stock=draw(st.sampled_from([IN_STOCK, UNSTATED, 0, 10, 50, 500])), moq=draw(st.sampled_from([1, 1, 7, 30])),
        multiple=draw(st.sampled_from([1, 1, 5, 12])), region=draw(st.sampled_from(["", "", "DE AT", "CH"])),
        valid_until_us=draw(st.sampled_from([1 << 62, AT])), estimated=draw(st.booleans()))


markets = st.integers(0, 8).flatmap(lambda n: st.tuples(*[offers(str(number)) for number in range(n)]))
SELLERS, STANDINGS = st.sampled_from(["acme", "beta", "zeta"]), st.sampled_from(["preferred", "allowed", "blocked"])
choices = st.builds(Choice, st.dictionaries(SELLERS, STANDINGS), st.sampled_from(["allowed", "blocked"]), any_stock=st.booleans())


def supply_of(segments: Sequence[Segment], choice: Choice, quantity: int = 1, region: str = "") -> Supply:
    return Supply(Snapshot.of(segments), RATES, choice, "EUR", AT, quantity, region)


def oracle(supply: Supply, market: Sequence[Offer], item: str, pieces: int) -> tuple[Offer | None, float, int]:
    """The offer, the cost of all designs and why, by the rules as they are told to people."""
    best: tuple[tuple[int, float, str, str], Offer] | None = None
    stages = [NO_OFFER]
    for offer in market:
        if offer.item != item:
            continue
        standing, factor = supply.choice.standing(offer.seller), RATES.factor(offer.currency, "EUR")
        cost = cost_of(offer, pieces, any_stock=supply.choice.any_stock)
        checks = [(standing == "blocked", BLOCKED), (not offer.sold_in(supply.region), REGION), (not offer.valid(AT), NOT_VALID),
                  (offer.stale(AT), STALE), (math.isnan(factor), NO_RATE), (cost is None, STOCK)]
        failed = [why for fails, why in checks if fails]
        if failed:
            stages.append(failed[0])
            continue
        assert cost is not None
        key = (0 if standing == "preferred" else 1, cost.total_micros * factor * 1e-6, offer.seller, offer.sku)
        if best is None or key < best[0]:
            best = (key, offer)
    order = [NO_OFFER, BLOCKED, REGION, NOT_VALID, STALE, NO_RATE, STOCK]
    return (best[1], best[0][1], PRICED) if best else (None, math.nan, max(stages, key=order.index))


@given(markets, choices, st.integers(1, 30), st.sampled_from(["", "DE", "US"]), st.lists(st.integers(1, 4), min_size=5, max_size=5),
       st.integers(0, 8))
def test_items_are_priced_as_one_offer_at_a_time(market: tuple[Offer, ...], choice: Choice, quantity: int, region: str,
                                                 per_design: list[int], cut: int) -> None:
    supply = supply_of([Segment.of(market[:cut]), Segment.of(market[cut:])], choice, quantity, region)
    priced = supply.priced(Items.of(ITEMS), np.array(per_design))
    for number, item in enumerate(ITEMS):
        offer, total, why = oracle(supply, market, item, per_design[number] * quantity)
        assert priced.why[number] == why
        if offer is None:
            assert priced.offer[number] == -1
            assert math.isnan(priced.cost[number])
            continue
        assert supply.snapshot.offer(int(priced.offer[number])) == offer
        assert priced.cost[number] == pytest.approx(total / quantity)
        bought = cost_of(offer, per_design[number] * quantity, any_stock=choice.any_stock)
        assert bought is not None
        assert priced.bought[number] == bought.pieces
        assert priced.unit[number] == pytest.approx(bought.price_micros * 1e-6 * RATES.factor(offer.currency, "EUR"))
        assert priced.stock[number] == offer.stock
        assert priced.age_s[number] == (AT - offer.observed_us) / 1e6
        assert priced.estimated[number] == offer.estimated


@given(breaks(), st.integers(1, 80), st.sampled_from([1, 7, 30]), st.sampled_from([1, 5, 12]),
       st.sampled_from([IN_STOCK, UNSTATED, 20, 70]))
def test_the_cost_of_a_quantity_is_the_least_over_every_number_of_pieces(tiers: tuple[PriceBreak, ...], quantity: int, moq: int,
                                                                         multiple: int, stock: int) -> None:
    offer = Offer("A@x", "acme", "1", tiers, "EUR", 0, 60, stock=stock, moq=moq, multiple=multiple)
    possible = []
    for pieces in range(quantity, 400):
        priced = [tier.price_micros for tier in tiers if tier.min_qty <= pieces]
        if priced and pieces >= moq and pieces % multiple == 0 and (stock == IN_STOCK or pieces <= stock):
            possible.append((pieces * priced[-1], pieces))
    found = cost_of(offer, quantity)
    assert (None if found is None else (found.total_micros, found.pieces)) == min(possible, default=None)


@given(markets, st.permutations(range(4)))
def test_neither_order_nor_division_of_the_offers_matters(market: tuple[Offer, ...], order: list[int]) -> None:
    whole = supply_of([Segment.of(market)], Choice()).priced(Items.of(ITEMS))
    parts = [market[number::4] for number in order]
    divided = supply_of([Segment.of(part) for part in parts], Choice())
    found = divided.priced(Items.of(ITEMS))
    for name in ("cost", "unit", "bought", "stock", "age_s", "estimated", "why"):
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name))


@given(markets, st.integers(1, 40))
def test_stale_offers_are_never_used(market: tuple[Offer, ...], quantity: int) -> None:
    supply = supply_of([Segment.of(market)], Choice(any_stock=True), quantity)
    priced = supply.priced(Items.of(ITEMS))
    used = [supply.snapshot.offer(int(row)) for row in priced.offer if row >= 0]
    assert not any(offer.stale(AT) for offer in used)
    ages = [(AT - offer.observed_us) / 1e6 for offer in used]
    assert priced.oldest_age_s == max(ages) if ages else math.isnan(priced.oldest_age_s)


def test_preferred_sellers_come_first_only_where_they_can_deliver() -> None:
    dear = Offer("A@x", "acme", "1", (PriceBreak(1, 900_000),), "EUR", AT, 60, stock=20)
    cheap = Offer("A@x", "beta", "1", (PriceBreak(1, 100_000),), "EUR", AT, 60, stock=IN_STOCK)
    segment = Segment.of([dear, cheap])

    def seller(choice: Choice, quantity: int) -> str:
        supply = supply_of([segment], choice, quantity)
        return supply.snapshot.offer(int(supply.priced(Items.of(["A@x"])).offer[0])).seller

    assert seller(Choice(), 10) == "beta"
    assert seller(Choice({"acme": "preferred"}), 10) == "acme"
    assert seller(Choice({"acme": "preferred"}), 21) == "beta"
    assert seller(Choice({"beta": "blocked"}), 10) == "acme"
    assert seller(Choice({"acme": "allowed"}, others="blocked"), 10) == "acme"


def test_a_tool_without_a_market_prices_nothing_and_blocks_nothing() -> None:
    priced = Supply.none(10).priced(Items.of(["A@x"]))
    assert priced.counts() == {NO_OFFER: 1}
    assert math.isnan(priced.cost[0])
    assert math.isnan(priced.oldest_age_s)
    assert not Supply.none().given


def test_what_is_not_asked_for_costs_nothing() -> None:
    priced = Supply.none().priced(Items.of(["A@x", "B@x"]), np.array([0, 1]))
    assert priced.cost[0] == 0.0
    assert math.isnan(priced.cost[1])
    assert isinstance(priced.take(np.array([1])), Priced)


def test_a_quantity_is_one_at_least() -> None:
    with pytest.raises(ValueError, match="from 1"):
        supply_of([], Choice(), 0)
    with pytest.raises(ValueError, match="1 at least"):
        cost_of(Offer("A@x", "acme", "1", (PriceBreak(1, 1),), "EUR", 0, 1), 0)


def test_every_combination_of_failures_says_how_far_the_best_offer_came() -> None:
    blocked = Offer("A@x", "zeta", "1", (PriceBreak(1, 1),), "EUR", AT, 60, stock=5)
    short = Offer("A@x", "acme", "1", (PriceBreak(1, 1),), "EUR", AT, 60, stock=0)
    old = Offer("A@x", "acme", "2", (PriceBreak(1, 1),), "EUR", AT - 60_000_000, 60, stock=5)
    choice = Choice({"zeta": "blocked"})
    for pair, why in zip(itertools.combinations([blocked, short, old], 2), (STOCK, STALE, STOCK), strict=True):
        assert supply_of([Segment.of(pair)], choice).priced(Items.of(["A@x"])).why[0] == why
