"""Events, measures, goals and audiences at size: `python -m benchmarks.customers [PART ...]` measures, and writes docs/customers.md.

Parts: intake, import, measures, audiences, goals, deeds; without one, all of them. A part that is measured alone replaces its own
section and leaves the others, so that each can be measured on a quiet machine. «measures:sqlite» measures one database alone.
"""

from __future__ import annotations

import sys
from importlib import metadata

from benchmarks.parts import Page, Part

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
    "audiences": Part("Audiences over a million customers", "The bar: size and first page under a second.", ("benchmarks.audiences",),
                      "--databases"),
    "goals": Part("Intervals of goals", "Simulations; no customer is real.", ("benchmarks.goals", "1000")),
    "deeds": Part("Ecosystems from deeds, and the pages of measures",
                  "10,000 customers with twenty events each, all of which count for a study.", ("benchmarks.site_deeds", "10000", "20")),
}
PAGE = Page("customers.md", "Customers in charge, at size", "benchmarks.customers", PARTS, f", Django {metadata.version('django')}")

if __name__ == "__main__":
    PAGE.write(sys.argv[1:])
