"""A simulated ecosystem as files: its plan is read, its events, customers and truth are written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl

from lifeworld.events.core.simulation import Plan, Simulated, lines, plan_of
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import atomic_path, write_csv, write_json

TRUTH_FILE, CUSTOMERS_FILE = "truth.json", "customers.csv"


def read_plan(path: str | Path, **changes: int) -> Plan:
    """The plan of a TOML file; ``changes`` win over what the file says. Errors: InputRefused where the file cannot be read or used."""
    where = Path(path)
    try:
        said = tomllib.loads(where.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise InputRefused("no_plan", f"There is no file «{path}».", "Give the path of a plan, or leave --plan out.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputRefused("plan_unreadable", f"«{path}» could not be read as TOML: {error}.", "Mend it, or leave --plan out.") from None
    return plan_of({**said, **changes}, where.name)


def write_simulated(found: Simulated, out: str | Path) -> tuple[Path, ...]:
    """The events as CloudEvents JSON Lines at ``out``, and beside them truth.json and customers.csv; returns the three paths.

    A folder of its own is made where it is not there.
    Errors: InputRefused where ``out`` cannot be a file; RunFailed where the disk is full.
    """
    events = Path(out)
    if events.name in (TRUTH_FILE, CUSTOMERS_FILE):
        raise InputRefused("simulated_name", f"The events cannot be called «{events.name}»: another file of the simulation has that name.",
                           "Choose another name, for example events.jsonl.")
    truth, customers = events.with_name(TRUTH_FILE), events.with_name(CUSTOMERS_FILE)
    if not events.parent.exists() and events.parent.parent.is_dir():
        events.parent.mkdir()
    with atomic_path(events) as work:
        pl.DataFrame({"line": lines(found.arrived)}).write_csv(work, include_header=False, quote_style="never")
    write_json(found.truth, truth)
    write_csv(found.customers, customers)
    return events, truth, customers
