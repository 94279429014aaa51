"""After how many customers codes and kinds of actor are saturated, over random orders of the customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.partial.tops import best
from lifeworld.constellations.core.partial.values import Partial, key
from lifeworld.constellations.core.saturation.figures import Counted, curve
from lifeworld.constellations.core.saturation.orders import CUSTOMERS_MAX, Brought, brought, found_after, luck_of, random_positions
from lifeworld.constellations.core.saturation.rule import NEVER, Rule, customers_until
from lifeworld.constellations.core.saturation.sentences import sentence
from lifeworld.constellations.core.saturation.values import Saturation
from lifeworld.kit.figure import Evidence, Example, Versions
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.codebook import CODES as ALL_CODES

RULES = (Rule(), Rule(threshold=0.0))
CODES = "codes"
KINDS = "kinds of actor"
WITHIN = "The interval is over orders of these customers; it does not say what other customers would bring."
CLOSED = "The codebook is closed: what it has no code for cannot turn up, so codes are saturated early."
_SLUG = {CODES: "codes", KINDS: "actors"}


def saturation(customers: pl.Series, codings: pl.DataFrame, actors: pl.DataFrame, *, versions: Versions, seed: int = 0,
               quotes: Mapping[str, tuple[Example, ...]] | None = None, rules: Sequence[Rule] = RULES) -> tuple[Saturation, ...]:
    """Saturation of codes and of kinds of actor by each rule; empty where nobody is named.

    ``customers`` are all customers of the study; ``codings`` (customer, code, present) and ``actors`` (customer, category,
    name) its frames. A kind of actor is a category and a name ("family_friends:wife"), whoever the customer is; the self is
    none. More than 2,000 customers are represented by 2,000 drawn at random. Order of the input does not matter.
    """
    if customers.null_count() == len(customers):
        return ()
    codes, kinds = things(codings, actors)
    n_pairs = {CODES: len(codes), KINDS: len(kinds)}
    return _saturations(customers, {CODES: codes, KINDS: kinds}, n_pairs, None, versions, seed, quotes, rules)


def things(codings: pl.DataFrame, actors: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs of customer and thing: the codes that they carry, the kinds of actor that they name."""
    names = pl.concat_str("category", pl.lit(":"), pl.col("name").fill_null("").str.to_lowercase())
    codes = codings.filter("present").select("customer", thing="code").drop_nulls()
    return codes, actors.filter(pl.col("category") != "self").select("customer", thing=names).drop_nulls()


def saturation_partial(customers: pl.Series, codings: pl.DataFrame, actors: pl.DataFrame, seed: int) -> Partial:
    """What saturation is made of, from some customers: those who may be drawn with what they bring, and how much there is."""
    codes, kinds = things(codings, actors)
    luck = pl.DataFrame({"customer": customers.cast(pl.String), "luck": luck_of(customers, seed)})
    drawn = luck.sort("luck", "customer").head(CUSTOMERS_MAX)
    for column, pairs in (("codes", codes), ("kinds", kinds)):
        own = pairs.filter(pl.col("customer").is_in(drawn["customer"].implode())).unique().sort("customer", "thing")
        drawn = drawn.join(own.group_by("customer").agg(pl.col("thing").sort().alias(column)), on="customer", how="left")
    counts = {key("saturation", CODES): len(codes), key("saturation", KINDS): len(kinds), key("saturation", "customers"): len(customers)}
    return Partial(counts=counts, tops={"saturation": best("saturation", drawn)})


def saturation_from(partial: Partial, *, versions: Versions, seed: int = 0, quotes: Mapping[str, tuple[Example, ...]] | None = None,
                    rules: Sequence[Rule] = RULES) -> tuple[Saturation, ...]:
    """``saturation`` from the partial result of everybody."""
    drawn = partial.top("saturation")
    if drawn.is_empty():
        return ()
    lists = {CODES: "codes", KINDS: "kinds"}
    pairs = {what: drawn.select("customer", thing=column).explode("thing").drop_nulls() for what, column in lists.items()}
    n_pairs = {what: partial.count("saturation", what) for what in (CODES, KINDS)}
    return _saturations(drawn["customer"], pairs, n_pairs, partial.count("saturation", "customers"), versions, seed, quotes, rules)


def _saturations(customers: pl.Series, pairs: Mapping[str, pl.DataFrame], n_pairs: Mapping[str, int], of: int | None, versions: Versions,
                 seed: int, quotes: Mapping[str, tuple[Example, ...]] | None, rules: Sequence[Rule]) -> tuple[Saturation, ...]:
    """Codes, then kinds of actor, by each rule; ``of``: how many customers there are, where not all are given."""
    told, found = quotes or {}, []
    for what, query, codes in ((CODES, "codings where present", ALL_CODES), (KINDS, 'actors where category != "self"', ACTORS[1:])):
        examples = tuple(quote for code in codes for quote in told.get(code, ())[:1])
        who = brought(customers, pairs[what], seed)
        who = who if of is None else replace(who, of=of)
        counts = found_after(who, random_positions(who.customers, seed))
        found += [_saturation(what, rule, who, counts, Evidence(query, n_pairs[what], examples), versions) for rule in rules]
    return tuple(found)


def _warnings(what: str, rule: Rule, who: Brought) -> tuple[str, ...]:
    """What a reader of the figures must know."""
    found = [WITHIN]
    if what == CODES:
        found.append(CLOSED)
    if rule.threshold and 0 < rule.threshold * who.n_things < 1:
        found.append(f"With {who.n_things} {what} even one new one is more than {100 * rule.threshold:g} %: it means nothing new.")
    return tuple(found)


def _saturation(what: str, rule: Rule, who: Brought, counts: NDArray[np.int64], evidence: Evidence, versions: Versions) -> Saturation:
    """Saturation of one thing by one rule."""
    n = len(who.customers)
    enough = n >= rule.customers_min and who.n_things > 0
    until = customers_until(counts, rule) if enough else np.full(len(counts), NEVER)
    drawn = f"Computed from {n:,} of {who.of:,} customers, drawn at random." if who.of > n else ""
    counted = Counted(
        f"saturation/{_SLUG[what]}/{rule.base}+{rule.run}/{100 * rule.threshold:g}", rule, n, enough, until, evidence, versions,
        _warnings(what, rule, who) + ((drawn,) if drawn else ()),
    )
    low, middle, high = counted.ends
    text = sentence(what, rule, n, who.n_things, counted.share, (low, middle, high))
    once = int((np.bincount(who.thing, minlength=1) == 1).sum())
    if what == KINDS and enough:
        said = "none comes" if not once else "1 comes" if once == 1 else f"{once:,} come"
        text += f" Of {who.n_things:,} kinds of actor, {said} from one customer only."
    return Saturation(
        what, rule.base, rule.run, rule.threshold, counted.reached(), counted.share_reached(), curve(counts),
        f"{text} {drawn}".strip(),
    )
