"""A basket is as cheap as the cheapest of all possible ones."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.partners.core import allocation
from lifeworld.partners.core.basket import Basket, Shipping, Want, basket
from lifeworld.partners.core.bids import Bid, Order
from lifeworld.partners.core.bought import bought
from lifeworld.partners.core.costing import cost_of
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.snapshot import Items, Snapshot
from lifeworld.partners.core.supply import BLOCKED, NO_OFFER, STALE, STOCK, Supply
from lifeworld.partners.core.values import IN_STOCK, Choice, Offer, PriceBreak, Rates

SELLERS = ("acme", "beta", "zeta", "iota")
AT = 10**9


@st.composite
def markets(draw: st.DrawFn, sellers: Sequence[str] = SELLERS, stocks: Sequence[int] = (IN_STOCK,)) -> list[Offer]:
    offers = []
    for item in ("A@x", "B@x", "C@x", "D@x"):
        for seller in draw(st.sets(st.sampled_from(sellers), min_size=1)):
            mins = sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=3)))
            tiers = tuple(PriceBreak(least, draw(st.integers(1, 20)) * 1_000_000) for least in mins)
            offers.append(Offer(item, seller, item, tiers, "EUR", AT, 60, stock=draw(st.sampled_from(stocks)),
                                moq=draw(st.sampled_from([1, 4])), multiple=draw(st.sampled_from([1, 3]))))
    return offers


@st.composite
def shelves(draw: st.DrawFn) -> list[Offer]:
    """Little stock, reels beside cut tape, of two or three sellers."""
    offers = []
    for item, seller in itertools.product(("A@x", "B@x", "C@x"), draw(st.sampled_from((SELLERS[:2], SELLERS[:3])))):
        for sku in draw(st.sampled_from(((), ("1",), ("1",), ("1", "2")))):
            mins = sorted(draw(st.sets(st.integers(1, 8), min_size=1, max_size=2)))
            tiers = tuple(PriceBreak(least, draw(st.integers(1, 20)) * 1_000_000) for least in mins)
            offers.append(Offer(item, seller, sku + item, tiers, "EUR", AT, 60, stock=draw(st.sampled_from((IN_STOCK, 0, 2, 3, 5, 8))),
                                moq=draw(st.sampled_from([1, 4])), multiple=draw(st.sampled_from([1, 3, 4]))))
    return offers


fees = st.dictionaries(st.sampled_from(SELLERS), st.builds(Shipping, st.integers(0, 30).map(float), st.just(math.inf)))
fees_with_limits = st.dictionaries(st.sampled_from(SELLERS), st.builds(Shipping, st.integers(0, 30).map(float),
                                                                      st.integers(10, 120).map(float)))
wanted = st.lists(st.integers(1, 10), min_size=1, max_size=4).map(
    lambda numbers: [Want(f"{item}@x", number) for item, number in zip("ABCD", numbers)])


def supply_of(offers: Sequence[Offer], choice: Choice | None = None) -> Supply:
    return Supply(Snapshot.of([Segment.of(offers)]), Rates.none("EUR"), choice or Choice.default(), "EUR", AT, 1)


def with_shipping(goods: Mapping[str, float], shipping: Mapping[str, Shipping]) -> float:
    fee = {seller: shipping.get(seller, Shipping(0.0)) for seller in goods}
    return sum(goods.values()) + sum(0.0 if goods[seller] >= fee[seller].free_above else fee[seller].fixed for seller in goods)


def ways(offer: Offer, quantity: int) -> list[tuple[int, float]]:
    """Pieces of one offer and what they cost: none, fewer than the quantity, or the least of each tier that are enough."""
    found, enough = [(0, 0.0)], set()
    for pieces in range(1, quantity + 30):
        tier = max((number for number, one in enumerate(offer.breaks) if one.min_qty <= pieces), default=-1)
        if tier < 0 or pieces < offer.moq or pieces % offer.multiple or (offer.stock != IN_STOCK and pieces > offer.stock):
            continue
        if pieces >= quantity and tier in enough:
            continue
        if pieces >= quantity:
            enough.add(tier)
        found.append((pieces, pieces * offer.breaks[tier].price_micros / 1e6))
    return found


def brute_force(offers: Sequence[Offer], wants: Sequence[Want], shipping: Mapping[str, Shipping]) -> float:
    """Every line divided over its offers in every way; of equal goods at the same sellers the cheapest alone goes on."""
    sellers = sorted({offer.seller for offer in offers})
    before = {(0.0,) * len(sellers)}
    for want in wants:
        mine = [offer for offer in offers if offer.item == want.item]
        goods: set[tuple[float, ...]] = set()
        for chosen in itertools.product(*[ways(offer, want.quantity) for offer in mine]):
            if sum(pieces for pieces, _ in chosen) >= want.quantity:
                goods.add(tuple(sum(cost for offer, (_, cost) in zip(mine, chosen) if offer.seller == seller) for seller in sellers))
        if not any(one.free_above < math.inf for one in shipping.values()):
            least: dict[tuple[bool, ...], tuple[float, ...]] = {}
            for one in goods:
                key = tuple(cost > 0 for cost in one)
                least[key] = min(one, least.get(key, one), key=sum)
            goods = set(least.values())
        before = {tuple(map(sum, zip(one, more))) for one in before for more in goods}
    return min((with_shipping({seller: cost for seller, cost in zip(sellers, one) if cost}, shipping) for one in before), default=math.inf)


def checked(found: Basket, wants: Sequence[Want], supply: Supply, shipping: Mapping[str, Shipping]) -> None:
    """What is told adds up, and every piece is there."""
    goods: dict[str, float] = {}
    for taken in found.taken:
        goods[taken.seller] = goods.get(taken.seller, 0.0) + taken.cost
        offer = supply.snapshot.offer(taken.row)
        assert (offer.item, offer.seller, offer.sku) == (taken.item, taken.seller, taken.sku)
        assert taken.pieces >= offer.moq
        assert taken.pieces % offer.multiple == 0
        assert offer.stock == IN_STOCK or taken.pieces <= offer.stock
        price = [tier.price_micros for tier in offer.breaks if tier.min_qty <= taken.pieces][-1]
        assert taken.cost == pytest.approx(taken.pieces * price / 1e6)
    assert found.total == pytest.approx(with_shipping(goods, shipping))
    lacking = {item for item, _ in found.missing}
    for want in wants:
        pieces = sum(taken.pieces for taken in found.taken if taken.item == want.item)
        assert (pieces >= want.quantity) != (want.item in lacking)


@settings(max_examples=60, deadline=None)
@given(markets(), wanted, fees)
def test_the_basket_is_the_cheapest(offers: list[Offer], wants: list[Want], shipping: dict[str, Shipping]) -> None:
    supply = supply_of(offers)
    found = basket(wants, supply, shipping)
    checked(found, wants, supply, shipping)
    assert found.gap == 0.0
    assert found.total == pytest.approx(brute_force(offers, wants, shipping))


@settings(max_examples=60, deadline=None)
@given(markets(), wanted, fees, fees)
def test_what_is_called_exact_is_the_cheapest_whatever_those_ask_of_whom_it_is_not_known(
        offers: list[Offer], wants: list[Want], known: dict[str, Shipping], hidden: dict[str, Shipping]) -> None:
    found = bought(basket(wants, supply_of(offers), known), known, {}, Choice.default(), asked=False)
    assert found.exact == found.shipping_known == all(part.seller in known for part in found.sellers)
    assert ("there is" in found.nearness) == found.exact
    if found.exact:
        assert found.total == pytest.approx(brute_force(offers, wants, {**hidden, **known}))


@settings(max_examples=60, deadline=None)
@given(markets(sellers=SELLERS[:2]), wanted.map(lambda wants: wants[:2]), fees_with_limits)
def test_goods_from_which_on_shipping_is_free_are_reckoned_with(offers: list[Offer], wants: list[Want],
                                                               shipping: dict[str, Shipping]) -> None:
    supply = supply_of(offers)
    found = basket(wants, supply, shipping)
    checked(found, wants, supply, shipping)
    assert found.gap == 0.0
    assert found.total == pytest.approx(brute_force(offers, wants, shipping))


@settings(max_examples=40, deadline=None)
@given(shelves(), wanted.map(lambda wants: wants[:3]), fees)
def test_the_programme_and_the_subsets_agree(offers: list[Offer], wants: list[Want], shipping: dict[str, Shipping]) -> None:
    supply = supply_of(offers)
    by_subsets = basket(wants, supply, shipping)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allocation, "SUBSETS_MAX", -1)
        by_programme = basket(wants, supply, shipping)
    assert by_programme.method == "programme" or not by_programme.taken
    assert by_programme.gap == by_subsets.gap == 0.0
    assert by_programme.total == pytest.approx(by_subsets.total)


@settings(max_examples=150, deadline=None)
@given(shelves(), st.lists(st.integers(1, 9), min_size=1, max_size=3), st.one_of(fees, fees_with_limits))
def test_lines_are_divided_in_the_cheapest_way(offers: list[Offer], quantities: list[int], shipping: dict[str, Shipping]) -> None:
    wants, supply = [Want(f"{item}@x", number) for item, number in zip("ABC", quantities)], supply_of(offers)
    found = basket(wants, supply, shipping)
    checked(found, wants, supply, shipping)
    had = [want for want in wants if brute_force(offers, [want], {}) < math.inf]
    assert found.missing == tuple((want.item, STOCK if any(one.item == want.item for one in offers) else NO_OFFER)
                                  for want in wants if want not in had)
    assert found.gap == 0.0
    assert found.total == pytest.approx(brute_force(offers, had, shipping) if had else 0.0)
    alone = {one.item for one in offers for want in had if one.item == want.item and cost_of(one, want.quantity)}
    assert found.split == tuple(want.item for want in had if want.item not in alone)
    several = {item for item, n in Counter(taken.item for taken in found.taken).items() if n > 1}
    assert set(found.shared) == several & alone


def test_a_line_that_one_seller_has_is_divided_where_that_is_cheaper() -> None:
    offers = [Offer("A@x", "acme", "a", (PriceBreak(1, 1_000_000),), "EUR", AT, 60, stock=1000),
              Offer("A@x", "beta", "b", (PriceBreak(1, 100_000),), "EUR", AT, 60, stock=900)]
    cheap = {"acme": Shipping(5.0), "beta": Shipping(5.0)}
    found = basket([Want("A@x", 1000)], supply_of(offers), cheap)
    assert [(taken.seller, taken.pieces) for taken in found.taken] == [("acme", 100), ("beta", 900)]
    assert (found.goods, found.gap, found.split, found.shared) == (pytest.approx(190.0), 0.0, (), ("A@x",))
    said = bought(found, cheap, {}, Choice.default(), asked=False)
    assert said.exact and "A@x is divided over several offers because that is cheaper." in said.notes
    dear = basket([Want("A@x", 1000)], supply_of(offers), {"acme": Shipping(5.0), "beta": Shipping(811.0)})
    assert [(taken.seller, taken.pieces) for taken in dear.taken] == [("acme", 1000)], "the second parcel costs more than it saves"
    assert (dear.method, dear.gap, dear.shared) == ("subsets", 0.0, ())


def test_a_reel_and_cut_tape_of_one_seller_are_bought_together() -> None:
    offers = [Offer("A@x", "acme", "reel", (PriceBreak(500, 100_000),), "EUR", AT, 60, stock=IN_STOCK, moq=500, multiple=500),
              Offer("A@x", "acme", "tape", (PriceBreak(1, 300_000),), "EUR", AT, 60, stock=IN_STOCK)]
    found = basket([Want("A@x", 510)], supply_of(offers), {"acme": Shipping(5.0)})
    assert [(taken.sku, taken.pieces) for taken in found.taken] == [("reel", 500), ("tape", 10)]
    assert (found.total, found.gap) == (pytest.approx(58.0), 0.0)


def test_where_no_division_can_be_cheaper_all_ways_are_tried() -> None:
    tiers = (PriceBreak(1, 500_000), PriceBreak(10, 400_000), PriceBreak(100, 300_000))
    offers = [Offer(f"I{item}@x", seller, "1", tiers, "EUR", AT, 60, stock=500) for item in range(9) for seller in SELLERS]
    found = basket([Want(f"I{item}@x", 99 + item) for item in range(9)], supply_of(offers), {})
    assert (found.method, found.gap, found.shared) == ("subsets", 0.0, ())


def test_many_suppliers_are_allocated_by_a_programme_whose_gap_is_told() -> None:
    offers = [Offer(f"I{item}@x", f"s{seller:02d}", f"{item}", (PriceBreak(1, (3 + (item * 7 + seller * 5) % 11) * 1_000_000),), "EUR", AT,
                    60, stock=50) for item in range(10) for seller in range(15) if (item + seller) % 3]
    wants = [Want(f"I{item}@x", 2) for item in range(10)]
    shipping = {f"s{seller:02d}": Shipping(4.0 + seller % 3) for seller in range(15)}
    found = basket(wants, supply_of(offers), shipping)
    assert found.method == "programme"
    assert found.gap == 0.0
    fewer = {seller for seller in shipping if seller < "s11"}
    some = basket(wants, supply_of([offer for offer in offers if offer.seller in fewer]), shipping)
    assert some.method == "subsets"
    assert found.total <= some.total + 1e-9


def test_preferred_suppliers_get_what_they_can_deliver_whole() -> None:
    def one(item: str, seller: str, price: int, stock: int) -> Offer:
        return Offer(item, seller, item, (PriceBreak(1, price * 1_000_000),), "EUR", AT, 60, stock=stock)

    offers = [one("A@x", "acme", 9, 50), one("A@x", "beta", 1, 50), one("B@x", "acme", 9, 2), one("B@x", "beta", 1, 50)]
    found = basket([Want("A@x", 5), Want("B@x", 5)], supply_of(offers, Choice({"acme": "preferred"})), {})
    assert [(taken.item, taken.seller) for taken in found.taken] == [("A@x", "acme"), ("B@x", "beta")]


def test_what_cannot_be_had_says_why_and_the_rest_is_bought() -> None:
    old = Offer("A@x", "acme", "1", (PriceBreak(1, 1_000_000),), "EUR", AT - 60_000_000, 60, stock=9)
    barred = Offer("B@x", "zeta", "1", (PriceBreak(1, 1_000_000),), "EUR", AT, 60, stock=9)
    good = Offer("C@x", "acme", "3", (PriceBreak(1, 1_000_000),), "EUR", AT - 7_000_000, 60, stock=9)
    found = basket([Want("A@x", 1), Want("B@x", 1), Want("C@x", 1), Want("C@x", 2), Want("D@x", 1)],
                   supply_of([old, barred, good], Choice({"zeta": "blocked"})), {"acme": Shipping(2.0)})
    assert found.missing == (("A@x", STALE), ("B@x", BLOCKED), ("D@x", NO_OFFER))
    assert not found.complete
    assert (found.goods, found.total, found.oldest_age_s) == (3.0, 5.0, 7.0)


def test_nothing_wanted_is_an_empty_basket() -> None:
    found = basket([], supply_of([]), {})
    assert (found.taken, found.total, found.complete) == ((), 0.0, True)
    with pytest.raises(ValueError, match="1 at least"):
        basket([Want("A@x", 0)], supply_of([]), {})


def test_millions_of_pieces_are_not_bought_below_the_minimum_of_a_price() -> None:
    """One piece at the price of millions lies within the solver's tolerance; it is not sold so."""
    q = 10_000_000
    bids = tuple(Bid(row, f"s{row}", ((1, 0.777), (q // 2, 0.25)), stock=stock) for row, stock in enumerate((q - 1, q - 1)))
    found = allocation.allocated([Order("A@x", q, bids)], {"s0": (0.0, math.inf), "s1": (5.0, math.inf)})
    assert sum(part.pieces for part in found.parts) >= q
    for part in found.parts:
        assert part.cost == pytest.approx(part.pieces * (0.25 if part.pieces >= q // 2 else 0.777))


def test_a_basket_says_how_far_the_best_offer_came_whatever_their_order() -> None:
    old = Offer("A@x", "acme", "1", (PriceBreak(1, 10**6),), "EUR", 0, 1, stock=9)
    now = Offer("A@x", "zeta", "1", (PriceBreak(1, 10**6),), "EUR", AT, 60, stock=9)
    supply = Supply(Snapshot.of([Segment.of([old, now])]), Rates.none("EUR"), Choice({"zeta": "blocked"}), "EUR", AT, 1)
    assert basket([Want("A@x", 1)], supply, {}).missing == (("A@x", STALE),)
    assert supply.priced(Items.of(["A@x"])).why.tolist() == [STALE]
