"""Every simulated world many times: what is planted must be found, and where nothing is planted nothing said.

`python -m benchmarks.scorecard_worlds [SEEDS] [CUSTOMERS] [PARTNERS]` prints the section.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context

from benchmarks.measure import table
from lifeworld.scorecard.core.card import scorecard
from lifeworld.scorecard.core.simulation.people import AS_OF, SINCE, UNTIL
from lifeworld.scorecard.core.simulation.worlds import WORLDS, world
from lifeworld.scorecard.core.values import FACTORS, Asked, Scorecard

SEEDS, CUSTOMERS, PARTNERS = 200, 1500, 40
FOUND = {
    "sound": (("success", "lift"), ("audiences", "fits"), ("sauce", "sooner"), ("partners", "contributors"), ("alignment", "aligned")),
    "uplift": (("success", "lift"), ("sauce", "sooner")),
    "critical": (("partners", "critical_partner"),),
    "selection": (("success", "naive_misleads"),),
    "misaligned": (("alignment", "misaligned"),),
}
"""Findings that must be there, by world."""
SILENT = {
    "unrelated": (("partners", ()), ("alignment", ())),
    "null": (("success", ("lift", "sooner", "later", "naive_misleads", "types_differ")),
             ("audiences", ("fits", "fits_others_better", "attains_more", "attains_less")),
             ("sauce", ("sooner", "later", "sauce_quality", "sauce_attempts", "sauce_segments", "frontier")),
             ("partners", ()), ("alignment", ())),
    "selection": (("success", ("lift",)),),
    "sound": (("partners", ("critical_partner", "takes_away")), ("alignment", ("misaligned", "pay_per_harm"))),
}
"""Findings that must not be there, by world and factor; without any, no finding at all of that factor."""


def keys(card: Scorecard) -> set[tuple[str, str]]:
    """Factor and key of each finding of a factor."""
    return {(score.factor, one.key) for score in card.scores for one in score.findings}


@dataclass(frozen=True)
class Seen:
    """What the cards of one world said: findings and how often, factors without a banned finding, factors that are known."""

    found: Counter[tuple[str, str]]
    quiet: Counter[str]
    known: Counter[str]


def looked(name: str, seeds: int, customers: int, partners: int) -> Seen:
    """One world with so many seeds."""
    seen = Seen(Counter(), Counter(), Counter())
    for seed in range(seeds):
        card = scorecard(world(name, customers=customers, partners=partners, seed=1000 + seed).frames, Asked(
            since=SINCE, until=UNTIL, as_of=AS_OF, seed=seed))
        here = keys(card)
        seen.found.update(here)
        seen.quiet.update(factor for factor, banned in SILENT.get(name, ())
                          if not any(one == factor and (not banned or key in banned) for one, key in here))
        seen.known.update(score.factor for score in card.scores if score.axis.enough)
    return seen


def report(seeds: int, customers: int, partners: int) -> str:
    """What is found and where it is silent, and how often every finding is there at all."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        all_seen = dict(zip(WORLDS, pool.map(looked, WORLDS, repeat(seeds), repeat(customers), repeat(partners)), strict=True))
    found = [[name, factor, key, share(all_seen[name].found[factor, key], seeds, 0.95)] for name in WORLDS
             for factor, key in FOUND.get(name, ())]
    silent = [[name, factor, ", ".join(banned) or "any", share(all_seen[name].quiet[factor], seeds, 0.84)] for name in WORLDS
              for factor, banned in SILENT.get(name, ())]
    every = [[name, *(", ".join([f"known {100 * seen.known[factor.key] / seeds:.0f} %", *(
        f"{key} {100 * n / seeds:.0f} %" for (one, key), n in sorted(seen.found.items()) if one == factor.key)]) for factor in FACTORS)]
        for name, seen in all_seen.items()]
    return "\n\n".join((f"{seeds} seeds of each world, {customers:,} customers and {partners} partners, seen again and again.",
                        "Planted:", table(["world", "factor", "finding", "found"], found),
                        "Not planted:", table(["world", "factor", "finding", "silent"], silent),
                        "How often each factor is known and each finding is there:",
                        table(["world", *(factor.key for factor in FACTORS)], every)))


def share(n: int, of: int, bar: float) -> str:
    """A share, marked where it is below its bar."""
    return f"{100 * n / of:.1f} %" + ("" if n >= bar * of else f" (below the bar of {100 * bar:.0f} %)")


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    print(report(*(given + [SEEDS, CUSTOMERS, PARTNERS][len(given):])))
