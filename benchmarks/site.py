"""The site under load, on SQLite: `python -m benchmarks.site` writes docs/site.md.

    python -m benchmarks.site [--statements 100000] [--customers 10000] [--kills 100] [--sizes 10000 100000 300000]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import site_page, site_seed
from benchmarks.site_people import READINGS_EACH, coded, first_paints
from benchmarks.site_steps import started
from benchmarks.site_walk import ASKED, walk
from lifeworld.testing.serving import environment, serving

ROOT = Path(__file__).resolve().parents[1]
SLUG = "runners"
PEOPLE_AT_ONCE = 8
SHOWN = ("/acme/", "/acme/-/customers/", "/acme/-/studies/{s}/", "/acme/-/studies/{s}/statements/", "/acme/-/studies/{s}/code/",
         "/acme/-/studies/{s}/compare/", "/acme/-/studies/{s}/tables/", "/acme/-/studies/{s}/ecosystems/",
         "/acme/-/studies/{s}/ecosystems/{c}/", "/acme/-/studies/{s}/draw/with/{c}/")


def step(name: str, data: Path, *arguments: object) -> dict[str, Any]:
    """One step in a process of its own; a folder that is kept remembers what it told, and does not take it twice."""
    told_before = data / f"told-{name}-{'-'.join(Path(str(one)).name for one in arguments)}.json"
    if told_before.exists():
        return dict(json.loads(told_before.read_text(encoding="utf-8")))
    command = [sys.executable, "-m", "benchmarks.site_steps", name, str(data), *map(str, arguments)]
    ran = subprocess.run(command, cwd=ROOT, env={**environment(data), "LIFEWORLD_LOG_LEVEL": "WARNING"}, stdout=subprocess.PIPE,
                         text=True, check=True)
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    told_before.write_text(json.dumps(told), encoding="utf-8")
    sys.stderr.write(f"{name} {' '.join(map(str, arguments))}: {told}\n")
    return told


def imported(work: Path, n: int, customers: int, data: Path) -> dict[str, Any]:
    """A table of ``n`` rows uploaded and read in a fresh site, and the peer."""
    file = work / f"{n}.csv"
    if not (data / f"told-raw-{n}.csv-raw-{n}.sqlite3.json").exists():
        site_seed.write(file, n, customers)
    step("found", data)
    sent = step("upload", data, SLUG, file)
    read = step("import", data, SLUG)
    if read["state"] != "done" or read["n"] != n:
        raise SystemExit(f"the import ended as {read}")
    raw = step("raw", data, file, work / f"raw-{n}.sqlite3")
    file.unlink(missing_ok=True)
    return {"rows": n, "sent": sent, "read": read, "raw": raw}


def served(data: Path) -> dict[str, Any]:
    """What is asked of a running site at size."""
    from django.db import connection

    from benchmarks.site_values import arguments, furnish, signed_in, view_names
    from lifeworld.voices.models import Statement

    furnish(SLUG)
    cookie, values, names = signed_in(), arguments(SLUG), view_names()
    people = [signed_in(f"person{i + 1}@example.org") for i in range(PEOPLE_AT_ONCE)]
    rows = list(Statement.objects.filter(study__slug=SLUG).order_by("-pk").values_list("pk", flat=True)[:PEOPLE_AT_ONCE * READINGS_EACH])
    own = [rows[i::PEOPLE_AT_ONCE] for i in range(PEOPLE_AT_ONCE)]
    connection.close()
    free = {"LIFEWORLD_EXPENSIVE_ASKS_MAX": "1000000", "LIFEWORLD_LOG_LEVEL": "WARNING"}
    with serving(data, **free) as site:
        wish = {name: some[:1] if name != "code" else some for name, some in values.items()}
        if not (data / "told-work-.json").exists():
            walk(site.url, cookie, wish, names, 24, files=False)  # what takes long is wished for
    work = step("work", data)
    with serving(data, **free) as site:
        routes = walk(site.url, cookie, values, names, ASKED)
        addresses = [one.format(s=SLUG, c=values["customer"][7]) for one in SHOWN]
        paints = first_paints(site, cookie, addresses)
        told = coded(site, SLUG, people, own)
    return {"work": work, "routes": routes, "paints": paints, "coded": told, "lists": step("lists", data, SLUG)}


def killed(kills: int) -> list[Any]:
    """The site killed while parts and readings arrive."""
    from lifeworld.site.tests.killing import coding_survives, uploads_survive

    with tempfile.TemporaryDirectory(prefix="lw-kill-") as folder:
        return [survive(Path(folder) / survive.__name__, kills) for survive in (uploads_survive, coding_survives)] if kills else []


def main() -> None:
    """Run all and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 300_000], help="further sizes of the import")
    parser.add_argument("--kills", type=int, default=100, help="half of them while parts arrive, half while readings do")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "site.md")
    parser.add_argument("--keep", type=Path, help="a folder that is kept: a run that was stopped goes on there")
    asked = parser.parse_args()
    with ExitStack() as stack:
        work = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lw-bench-site-")))
        load = os.getloadavg()[0]
        imports = []
        for n in sorted({*asked.sizes, asked.statements}):
            data = work / f"site-{n}"
            data.mkdir(parents=True, exist_ok=True)
            imports.append(imported(work, n, asked.customers, data))
        data = work / f"site-{asked.statements}"
        code = step("code", data, SLUG)
        catch_up = step("catch_up", data)
        others = step("coders", data, SLUG)
        started(str(data))
        found = {"imports": imports, "code": code, "catch_up": catch_up, "coders": others, **served(data)}
        deaths = killed(asked.kills // 2)
        asked.out.write_text(site_page.page(found, deaths, asked.statements, asked.customers, (load, os.getloadavg()[0])), encoding="utf-8")
    sys.stderr.write(f"{asked.out} is written\n")


if __name__ == "__main__":
    main()
