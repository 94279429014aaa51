"""Write docs/proof.md and its pictures: `python -m benchmarks.proof` (about six minutes)."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

from benchmarks import breaks, coverage
from benchmarks import proof_words as words
from benchmarks.confusion import PAGE, briers
from benchmarks.curves import chart
from benchmarks.measure import table
from lifeworld.constellations.core.simulation.coders import CODERS, coder_named, implied_brier
from lifeworld.constellations.core.simulation.labels import STABLE, Typing
from lifeworld.constellations.core.simulation.world import MIXED, STRATA, World
from lifeworld.constellations.files.simulated import CODER_WORDS, TYPING_HEADER, typing_rows
from lifeworld.voices.core.codebook import CODES

OUT = Path(__file__).resolve().parents[1] / "docs" / "proof.md"
EIGHT = 8
PICTURES = OUT.parent / "proof"


def world_table() -> str:
    """The settings of the default world."""
    default = World()
    plain = [[f"`{f.name}`", str(getattr(default, f.name))] for f in fields(World) if f.name not in {"presence", "further"}]
    plain = [[name, value if len(value) < 8 else f"{float(value):.2f}"] for name, value in plain if value != "None"]
    profiles = [[STRATA[s], *(f"{100 * p:.0f}" for p in profile)] for s, profile in enumerate(default.presence)]
    return "\n\n".join([
        "How often a statement of three sentences carries each code, in per cent, for the median customer of each pure stratum:",
        table(["simulated stratum", *CODES], profiles), table(["setting", "default"], plain),
    ])


def coder_table() -> str:
    """Sensitivity, false rate, and the Brier score that the simulated probabilities imply beside the coder's own."""
    page = PAGE.read_text(encoding="utf-8")
    coders = [coder_named(name) for name in CODERS[1:]]
    rows = []
    for c, code in enumerate(CODES):
        row = [code]
        for coder in coders:
            row += [f"{coder.sensitivity[c]:.2f}", f"{coder.false_rate[c]:.3f}", f"{implied_brier(coder)[c]:.3f}",
                    f"{briers(page)[coder.name][c]:.3f}"]
        rows.append(row)
    header = ["code"] + [f"{coder.name}: {what}" for coder in coders for what in ("finds", "marks wrongly", "Brier", "Brier in coder.md")]
    return table(header, rows)


def _verdict(name: str, bar: str, found: str, met: bool) -> list[str]:
    return [name, bar, found, "met" if met else "**not met**"]


def bars(found: coverage.Covered) -> str:
    """The bars that were set before anything was simulated, and whether they are met."""
    rows = []
    for name in CODERS:
        study = breaks.mapped(World(), coder_named(name))
        pure = study.crowd.stratum < MIXED
        talks = pure & (study.crowd.n_statements >= EIGHT)
        labelled = study.mapped.label >= 0
        right = (study.mapped.label == study.crowd.stratum)[talks & labelled].mean()
        determined = labelled[talks].mean()
        stable = (labelled & (study.mapped.stability > STABLE))[~pure].mean()
        rows += [
            _verdict(name, "pure, eight statements or more: right in at least 90 % of those given a type", f"{right:.1%}", right >= 0.9),
            _verdict(name, "the same customers: at least 80 % are given a type", f"{determined:.1%}", determined >= 0.8),
            _verdict(name, "mixed: at most 15 % have a type with a stability above .9", f"{stable:.1%}", stable <= 0.15),
        ]
    cells = found.judged()
    inside = sum(cell.within for cell in cells)
    every = f"{inside} of {len(cells)} cells"
    rows.append(_verdict("all", "every claimed cell covers in 87 to 93 % of cases", every, inside == len(cells)))
    return table(["simulated coder", "bar", "found", ""], rows)


def pictures(evidence: dict[tuple[str, int], tuple[Typing, ...]]) -> list[str]:
    """Draw the pictures into docs/proof; returns the lines that show them."""
    PICTURES.mkdir(exist_ok=True)
    drawn = []
    pure = STRATA[:MIXED]
    for name in CODERS:
        lines = {stratum: [float(evidence[name, n][s].right.value[0]) for n in breaks.STATEMENTS] for s, stratum in enumerate(pure)}
        lines["mixed, stable type"] = [float(evidence[name, n][MIXED].stable.value[0]) for n in breaks.STATEMENTS]
        drawn.append((f"evidence-{name}", f"Simulated: right of those given a type ({name})", "statements of each customer",
                      [str(n) for n in breaks.STATEMENTS], lines))
    for key, (x_name, ticks, values) in breaks.curves().items():
        lines = {stratum: [row[s] for row in values] for s, stratum in enumerate(pure)}
        drawn.append((key, "Simulated: right of those given a type, 12 statements", x_name, ticks, lines))
    shown = []
    for key, title, x_name, ticks, lines in drawn:
        (PICTURES / f"{key}.svg").write_text(chart(title, x_name, ticks, lines, bar=0.9), encoding="utf-8")
        shown.append(f"![{title}, over {x_name}](proof/{key}.svg)")
    return shown


def page(found: coverage.Covered) -> str:
    """The whole page."""
    eight = {name: breaks.of_eight_and_more(name) for name in CODERS}
    evidence = breaks.by_evidence()
    shown = pictures(evidence)
    parts = [
        "# Proof on simulated worlds", "<!-- made by `python -m benchmarks.proof`, which `make bench` runs; do not edit -->",
        "Everything on this page is simulated. It says what the method finds where the truth is known, and where it breaks. The "
        "world was fixed before anything was looked at; what was changed afterwards is said at the end.",
        "## The bars", bars(found), words.BARS,
        "## What was simulated", words.WORLD, world_table(),
        "### The simulated coders", words.CODERS, coder_table(),
        "## Do customers get the right type?", words.TYPES,
        "Customers with eight statements or more:",
        table(["simulated coder", *TYPING_HEADER], [row for name in CODERS for row in typing_rows(eight[name], (name,))]),
        *shown[: len(CODERS)],
        *(part for name in CODERS for part in (f"### Simulated: {CODER_WORDS[name]}", breaks.evidence_table(evidence, name))),
        "### Mixed customers", words.MIXED, breaks.mixed_part(), words.STRICTER, breaks.stricter_table(),
        "### What would help", words.ADAPTED, breaks.adapted_table(),
        "## Do intervals hold what they claim?", words.COVERAGE.format(studies=found.studies, customers=coverage.CUSTOMERS),
        coverage.coverage_part(found),
        "## Worlds in which there is nothing to find", words.NULL, coverage.null_part(found.studies),
        "## Where the method breaks", words.BREAKS, *shown[len(CODERS):], words.STRESS, breaks.stress_table(), words.SILENCE,
        breaks.silence_table(), "## What was changed, and why", words.CHANGED,
    ]
    return "\n\n".join(parts) + "\n"


def main(studies: int = coverage.STUDIES, population: int = coverage.POPULATION) -> None:
    """Simulate and write."""
    OUT.write_text(page(coverage.measured(studies, population)), encoding="utf-8")
    sys.stderr.write(f"{OUT.name} is written\n")


if __name__ == "__main__":
    main()
