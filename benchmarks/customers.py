"""Events, measures, goals and audiences at size: `python -m benchmarks.customers [PART ...]` measures, and writes docs/customers.md.

Parts: intake, import, measures, audiences, goals, deeds; without one, all of them. A part that is measured alone replaces its own
section and leaves the others, so that each can be measured on a quiet machine. «measures:sqlite» measures one database alone.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from benchmarks.__main__ import cpu

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "customers.md"


@dataclass(frozen=True)
class Part:
    """A section: what it is called, what is measured, with which words of this folder."""

    title: str
    intro: str
    words: tuple[str, ...]


PARTS = {
    "intake": Part(
        "Events over HTTP",
        "Batches of 1,000 CloudEvents to `POST /api/events` of a running site (granian, one process), each a transaction with "
        "validation, an answer for every event and exactly-once. Clients, site and database share the processors. The bars: "
        "20,000 events/s on SQLite, 50,000 on PostgreSQL, level memory. The peer in the same run is a plain Django view that "
        "writes the same rows with the ORM (`bulk_create`, conflicts ignored), without schemas, counts of days, answers or "
        "order.", ("benchmarks.events_http", "--million")),
    "import": Part(
        "A file of real order lines",
        "541,909 order lines of a shop (Parquet), with `lifeworld events import` as it runs for people; then the same file "
        "again; then who is who. The bars: under 30 s, and no new row the second time. The peer writes the same rows with "
        "`bulk_create`.",
        ("benchmarks.events_import",)),
    "measures": Part(
        "Indicators over ten million events",
        "Ten million events of 10,000 customers on 100 days; an indicator is built from nothing and written as rows of days and"
        " standings. The bar: under 30 s. The peer reads a million of the same events into pandas and groups them, and writes "
        "nothing.",
        ("benchmarks.measures", "--readers", "2")),
    "audiences": Part("Audiences over a million customers", "The bar: size and first page under a second.", ("benchmarks.audiences",)),
    "goals": Part("Intervals of goals", "Simulations; no customer is real.", ("benchmarks.goals", "1000")),
    "deeds": Part("Ecosystems from deeds, and the pages of measures",
                  "10,000 customers with twenty events each, all of which count for a study.", ("benchmarks.site_deeds", "10000", "20")),
}


def measured(part: Part) -> str:
    """The section as it is measured now."""
    before = os.getloadavg()[0]
    ran = subprocess.run([sys.executable, "-m", *part.words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    said = ran.stdout.strip().replace("\n## ", "\n### ").removeprefix("## ")
    said = f"### {said}" if ran.stdout.startswith("## ") else said
    if "|" not in said:
        said = "```text\n" + said + "\n```"
    return (f"{part.intro}\n\n`python -m {' '.join(part.words)}` on {cpu()}, Python {platform.python_version()}, Django "
            f"{metadata.version('django')}; load average {before:.1f} before and {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} "
            f"processors.\n\n{said}")


def main(names: list[str]) -> None:
    """Measure the parts and write the page."""
    wrong = [name for name in names if name.partition(":")[0] not in PARTS]
    if wrong:
        raise SystemExit(f"There is no part «{wrong[0]}». Parts: {', '.join(PARTS)}.")
    known = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    sections = dict(re.findall(r"<!-- part (\w+) -->\n(.*?)\n<!-- end -->", known, re.DOTALL))
    for asked in names or list(PARTS):
        name, _, only = asked.partition(":")
        part = PARTS[name]
        if only:
            part = replace(part, words=(*part.words, "--databases" if name == "audiences" else "--only", only))
        sections[name] = f"## {part.title}\n\n{measured(part)}"
        PAGE.write_text(page(sections), encoding="utf-8")
        print(f"{name}: written", flush=True)


def page(sections: dict[str, str]) -> str:
    """The whole page."""
    parts = [f"<!-- part {name} -->\n{sections[name]}\n<!-- end -->" for name in PARTS if name in sections]
    return "\n\n".join(["# Customers in charge, at size\n<!-- made by `python -m benchmarks.customers` -->", *parts]) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
