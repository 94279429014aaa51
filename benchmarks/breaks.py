"""Where the method breaks: types over evidence, coder quality, mixedness and actors; intervals over time and silence."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from benchmarks.measure import table
from lifeworld.constellations.core.simulation.adapted import adapted
from lifeworld.constellations.core.simulation.coders import CODERS, Coder, coder_named, with_errors
from lifeworld.constellations.core.simulation.coverage import CLAIMED, Tally
from lifeworld.constellations.core.simulation.labels import Typing, mixed_by_margin, typing_of
from lifeworld.constellations.core.simulation.per_customer import MEASURES, add_customers
from lifeworld.constellations.core.simulation.study import Simulated, mapped_finds, simulated_study
from lifeworld.constellations.core.simulation.truth import truth_of
from lifeworld.constellations.core.simulation.world import FURTHER, MIXED, STRATA, World, diluted
from lifeworld.constellations.files.simulated import TYPING_HEADER, share_text, typing_rows

CUSTOMERS = 3_000
STATEMENTS = (3, 5, 8, 12, 20, 40)
ERRORS = (0.0, 0.25, 0.5, 0.75, 1.0)
DILUTION = (0.0, 0.2, 0.4, 0.6, 0.8)
ACTORS = (0.0, 0.5, 1.0, 2.0)
LEAST = (0.5, 0.6, 0.7, 0.8, 0.9)
THRESHOLDS = (0.9, 0.94, 0.96, 0.98)


def mapped(world: World, coder: Coder) -> Simulated:
    """Many customers of one world at once."""
    sys.stderr.write(".")
    return simulated_study(world, coder, 1, 0, CUSTOMERS)


def typed(study: Simulated, stable: float = 0.9) -> tuple[Typing, ...]:
    """Typing of the strata of one study."""
    return typing_of(study.mapped.label, study.mapped.stability, study.crowd.stratum, stable=stable)


def by_evidence() -> dict[tuple[str, int], tuple[Typing, ...]]:
    """Typing by coder and number of statements."""
    return {(name, n): typed(mapped(World(statements=n), coder_named(name))) for name in CODERS for n in STATEMENTS}


def evidence_table(found: dict[tuple[str, int], tuple[Typing, ...]], name: str) -> str:
    """One coder's typing over the number of statements."""
    rows = [row for n in STATEMENTS for row in typing_rows(found[name, n], (str(n),))]
    return table(["statements", *TYPING_HEADER], rows)


def right(typings: Iterable[Typing]) -> list[float]:
    """Share right among the determined, of each pure stratum."""
    return [float(row.right.value[0]) for row in typings][:MIXED]


def of_eight_and_more(name: str) -> tuple[Typing, ...]:
    """Typing in the default world, of customers with eight statements or more."""
    study = mapped(World(), coder_named(name))
    return typing_of(study.mapped.label, study.mapped.stability, study.crowd.stratum, study.crowd.n_statements >= 8)


def mixed_part() -> str:
    """Why mixed customers get stable types, and what a stricter stability would do."""
    study = mapped(World(), coder_named("perfect"))
    margins = mixed_by_margin(study, truth_of(World(), study.crowd))
    names = ("less than .1 apart: no type by Table 5 either", ".1 to .3 apart", "more than .3 apart: a type by Table 5")
    rows = [[name, share_text(of), share_text(stable)] for name, (of, stable) in zip(names, margins, strict=True)]
    strict = [[f"{limit:g}", *(share_text(row.stable) for row in typed(study, limit))] for limit in THRESHOLDS]
    header = ["the two best true grades of simulated mixed customers", "share of the mixed", "given a type with a stability above .9"]
    return "\n\n".join([
        table(header, rows),
        table(["stability above", "individual-driven", "brand-driven", "socially driven", "mixed"], strict),
    ])


def curves() -> dict[str, tuple[str, list[str], list[list[float]]]]:
    """Share right among the determined, by stratum, over coder errors, dilution and number of actors (12 statements)."""
    interviews, perfect = coder_named("interviews"), coder_named("perfect")
    errors = [right(typed(mapped(World(statements=12), with_errors(interviews, share)))) for share in ERRORS]
    mixing = [right(typed(mapped(replace(diluted(share), statements=12), perfect))) for share in DILUTION]
    actors = []
    for factor in ACTORS:
        further = tuple(tuple(factor * mean for mean in profile) for profile in FURTHER)
        actors.append(right(typed(mapped(World(statements=12, further=further), perfect))))  # type: ignore[arg-type]
    return {
        "coder": ("share of the coder's errors on interviews", [f"{x:.0%}" for x in ERRORS], errors),
        "mixedness": ("how far the pure strata are drawn to their mean", [f"{x:.0%}" for x in DILUTION], mixing),
        "actors": ("number of further actors, times the default", [f"{x:g}" for x in ACTORS], actors),
    }


def _coverage_in(world: World, coder: Coder) -> list[str]:
    """Coverage of the claims about one customer, over all evidence, in one world."""
    study = mapped(world, coder)
    tally = Tally()
    add_customers(tally, study, world, coder, truth_of(world, study.crowd))
    row = []
    for measure in MEASURES:
        hits = [(sum(tally.hits[key]), sum(tally.tries[key])) for key in tally.hits if key[0].startswith(measure) and key[1] == CLAIMED]
        row.append(f"{100 * sum(h for h, _ in hits) / sum(t for _, t in hits):.1f} %")
    return row


def stress_table() -> str:
    """Coverage of the claims about one customer in other worlds than the default."""
    worlds = {
        "the default": World(), "statements follow nothing (serial 0)": World(serial=0.0),
        "statements follow closely (serial .7)": World(serial=0.7), "no topics (topic_sd 0)": World(topic_sd=0.0),
        "strong topics (topic_sd 1.5)": World(topic_sd=1.5), "one sentence each": World(sentences=1.0),
        "ten sentences each": World(sentences=10.0), "customers all alike within a stratum": World(customer_sd=0.0),
        "customers very different (customer_sd 1.2)": World(customer_sd=1.2), "everybody is mixed": World(mixed=1.0),
    }
    rows = [[name, *_coverage_in(world, coder_named("perfect"))] for name, world in worlds.items()]
    return table(["simulated world", *MEASURES], rows)


def silence_table() -> str:
    """Relevance in the customer's life, where an actor matters who is never mentioned."""
    study = mapped(World(), coder_named("perfect"))
    silent, own = study.crowd.silent, study.gathered.rows.is_self
    true = study.true_relevance(truth_of(World(), study.crowd))[own] * (1 - silent)
    held = (study.mapped.relevance_low[own] <= true) & (true <= study.mapped.relevance_high[own])
    gap = study.mapped.relevance[own] - true
    cells = (("nobody", silent == 0), ("up to a fifth", (silent > 0) & (silent <= 0.2)), ("more than a fifth", silent > 0.2))
    rows = [
        [name, f"{part.sum():,}", f"{100 * held[part].mean():.1f} %", f"{100 * np.mean(gap[part]):+.1f} points"] for name, part in cells
    ]
    header = ["share of the experience that is never mentioned", "simulated customers",
              "relevance of the self holds its share of the experience", "mean error of the relevance"]
    return table(header, rows)


def adapted_table() -> str:
    """Typing of customers with eight statements or more once probabilities are adapted to the study."""
    rows = []
    for name in CODERS[1:]:
        coder = coder_named(name)
        plain = mapped(World(), coder)
        moved = mapped_finds(plain.crowd, plain.spoken, adapted(plain.found, coder))
        talks = plain.crowd.n_statements >= 8
        for what, study in (("as they are", plain), ("adapted", moved)):
            pure, determined = talks & (study.crowd.stratum < MIXED), study.mapped.label >= 0
            found = typing_of(study.mapped.label, study.mapped.stability, study.crowd.stratum, talks)
            right_share = (study.mapped.label == study.crowd.stratum)[pure & determined].mean()
            rows.append([name, what, f"{100 * determined[pure].mean():.0f} %", f"{100 * right_share:.0f} %",
                         *(share_text(row.right) for row in found[:MIXED])])
    return table(["simulated coder", "its probabilities", "pure: given a type", "pure: right of these", *STRATA[:MIXED]], rows)


def stricter_table() -> str:
    """What a larger least probability of a type than .5 would do, for customers with eight statements or more."""
    rows = []
    for name in CODERS:
        study = mapped(World(), coder_named(name))
        found, stratum, talks = study.mapped, study.crowd.stratum, study.crowd.n_statements >= 8
        for least in LEAST:
            determined = (found.label >= 0) & (found.p.max(axis=1) >= least)
            pure, stable = talks & (stratum < MIXED), determined & (found.stability > 0.9)
            rows.append([name, f"{least:g}", *(f"{100 * part.mean():.0f} %" for part in (
                determined[pure], (found.label == stratum)[pure & determined], stable[pure], stable[stratum == MIXED]))])
    header = ["simulated coder", "least probability of a type", "pure: given a type", "pure: right of these",
              "pure: stability above .9", "mixed: a type with stability above .9"]
    return table(header, rows)
