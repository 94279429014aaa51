"""docs/site.md from what was measured."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from typing import Any

from benchmarks.__main__ import cpu
from benchmarks.measure import table
from benchmarks.site_walk import ASKED, Route, is_file

BAR_MS, PAINT_MS, IMPORT_S = 100, 1_000, 30


def verdict(fine: bool) -> str:
    """Whether a bar is met."""
    return "met" if fine else "**missed**"


def imports_table(found: list[dict[str, Any]]) -> str:
    """Uploads by size, beside rows written with sqlite3 alone."""
    rows = [[f"{one['rows']:,}", f"{one['sent']['mib']:.1f} MiB", f"{one['sent']['seconds']:.2f} s", f"{one['read']['seconds']:.1f} s",
             f"{one['rows'] / one['read']['seconds']:,.0f}", f"{one['read']['own']:,} MiB", f"{one['read']['peak']:,} MiB",
             f"{one['raw']['seconds']:.2f} s", f"{one['read']['seconds'] / one['raw']['seconds']:.0f} ×"] for one in found]
    return table(["rows", "file", "parts kept", "read into the study", "rows/s", "memory of its own, most", "with mapped pages, most",
                  "sqlite3 alone", "against it"], rows)


def routes_table(routes: list[Route], *, barred: bool = True) -> str:
    """Every page, the slowest first; ``barred``: held to the bar."""
    rows = []
    for one in sorted((one for one in routes if one.server), key=lambda one: -one.p(0.95)):
        status = ", ".join(f"{code} × {n}" for code, n in sorted(one.status.items()))
        rows.append([f"`/{one.name}`", f"{one.p(0.5):.0f}", f"{one.p(0.95):.0f}", f"{one.p(0.95, 'wall'):.0f}",
                     f"{max(one.size) / 1024:.0f}", status, *([verdict(one.p(0.95) < BAR_MS)] if barred else [])])
    heads = ["page", "server p50, ms", "server p95, ms", "answer p95, ms", "KiB, most", "answers"]
    return table([*heads, f"p95 < {BAR_MS} ms"] if barred else heads, rows)


def page(found: dict[str, Any], deaths: list[Any], n: int, customers: int, load: tuple[float, float]) -> str:
    """The whole page."""
    code, caught, others, work, coded, lists = (found[key] for key in ("code", "catch_up", "coders", "work", "coded", "lists"))
    bar = next(one for one in found["imports"] if one["rows"] == n)
    asked = [one for one in found["routes"] if one.server and not is_file(one.name)]
    routes = [one for one in asked if set(one.status) == {200}]
    others_of = [f"`/{one.name}` ({', '.join(map(str, sorted(one.status)))})" for one in asked if set(one.status) != {200}]
    files = [one for one in found["routes"] if one.server and is_file(one.name)]
    slow = [one for one in routes if one.p(0.95) >= BAR_MS]
    rooms = [[f"`{name}`", str(steps), f"{seconds:.1f} s", f"{longest:.1f} s"] for name, (steps, seconds, longest) in work["rooms"].items()]
    paints = [[f"`{address}`", f"{ms:.0f}", verdict(ms < PAINT_MS)] for address, ms in found["paints"].items()]
    unasked = [one.name for one in found["routes"] if not one.server]
    parts = [
        "# The site under load", "<!-- made by `python -m benchmarks.site` -->", "",
        f"{n:,} statements of {customers:,} customers, {others['coders']} coders ({others['n']:,} readings besides the model's "
        f"{code['n']:,}) in one study on SQLite. Statements are mixed from the fictional runners' sentences. Measured on {cpu()}, Python "
        f"{platform.python_version()}, Django {metadata.version('django')}, granian {metadata.version('granian')}. Other work shared the "
        f"machine: its load average was {load[0]:.1f} at the start and {load[1]:.1f} at the end on {os.cpu_count()} processors, so times "
        "are longer than on a machine of one's own; read the ratios.",
        "", "## Upload", "",
        f"A CSV table arrives in parts of 6 MiB and is read by the worker in a process of its own. {n:,} rows under {IMPORT_S} s: "
        f"{verdict(bar['read']['seconds'] + bar['sent']['seconds'] < IMPORT_S)}. Mapped pages are those of the database file, which the "
        "system takes back when it needs room. The peer reads the same file with `csv` and writes the same two tables with `sqlite3`, "
        "without checks, keys of content, journal or cursor.", "", imports_table(found["imports"]),
        "", "## Work behind the pages", "",
        table(["work", "seconds", "a second", "memory, most"], [
            [f"the model codes {code['n']:,} statements", f"{code['seconds']:.1f} s", f"{code['n'] / code['seconds']:,.0f}",
             f"{code['peak']:,} MiB"],
            [f"ecosystems of {caught['n']:,} customers", f"{caught['seconds']:.1f} s", f"{caught['n'] / caught['seconds']:,.0f}",
             f"{caught['peak']:,} MiB"],
            ["the board of all", f"{caught['board']:.1f} s", "", f"{caught['peak']:,} MiB"]]), "",
        f"Then the readings of all coders and {others['n'] - 2 * code['n']:,} lines of the journal are there, every page was asked for "
        f"once, and the worker works until nothing is left: {work['seconds']:.1f} s, at most {work['peak']:,} MiB. Everything in it is "
        "made again, because everybody was coded by somebody.", "", table(["room", "steps", "seconds", "longest step"], rooms),
        "", "## Pages", "",
        f"Each page {ASKED} times over varied arguments and queries, one request at a time, signed in as owner, with all of the above in "
        f"place. Server time is the header Server-Timing. {len(routes) - len(slow)} of {len(routes)} pages have p95 below {BAR_MS} ms. "
        f"Not counted, because some answers redirect or refuse here: {', '.join(others_of) or 'none'}.", "", routes_table(routes), "",
        "Files that are made when they are asked for, twice each; no bar is set for them.", "", routes_table(files, barred=False), "",
        "Not asked, because they send whole studies or no argument stands for them: "
        f"{', '.join(f'`/{one}`' for one in unasked) or 'none'}.", "",
        "Going on in a list: fifty statements behind the "
        f"{lists['deep']:,}th take {lists['key']:.2f} ms by the key of the last one, as all lists here do, and {lists['offset']:.1f} ms "
        f"with OFFSET, {lists['offset'] / lists['key']:.0f} times as long.",
        "", "## First paint", "", "Chromium without a cache, 1280 × 900, median of five.", "",
        table(["page", "first contentful paint, ms", f"< {PAINT_MS:,} ms"], paints),
        "", "## Coding at once", "",
        f"Eight people keep {len(coded.wall):,} readings at the same time: {len(coded.wall) / coded.seconds:.0f} a second with each "
        f"checked afterwards, round trip p50 {coded.p(0.5):.0f} ms, p95 {coded.p(0.95):.0f} ms; {coded.lost} lost.",
        "", "## kill -9", "", *killed_words(deaths),
        "", "## Not measured", "",
        "PostgreSQL under this load; several web processes; writing while the worker reckons; networks; machines with slow disks.",
    ]
    return "\n".join(parts) + "\n"


def killed_words(deaths: list[Any]) -> list[str]:
    """What was lost when the site was killed."""
    if not deaths:
        return ["Not run this time."]
    rows = [[what, str(one.kills), f"{one.acknowledged:,}", str(one.lost), str(one.twice)]
            for what, one in zip(("parts of uploads", "readings of two coders"), deaths, strict=True)]
    return ["The process that answers is killed while requests are on their way, started again, and asked for what it had acknowledged.",
            "",
            table(["what arrived", "kills", "acknowledged", "lost", "done twice"], rows)]
