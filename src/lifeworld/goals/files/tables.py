"""Tables of researchers: scales of goals, times to done, answers on importance and satisfaction. CSV, Parquet, workbooks, JSON Lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.files.cells import Cells, read_cells
from lifeworld.goals.core.completion import DONE, GIVEN_UP, OPEN
from lifeworld.kit.errors import InputRefused, listed

STATES = {"open": OPEN, "active": OPEN, "paused": OPEN, "censored": OPEN, "0": OPEN, "done": DONE, "reached": DONE, "1": DONE,
          "given up": GIVEN_UP, "abandoned": GIVEN_UP, "2": GIVEN_UP}


def read_scales(path: Path) -> pl.DataFrame:
    """One row a scale: goal, customer, level, baseline, weight; ``customer`` is the goal where the file has none.

    Errors: InputRefused for a level outside -2 to +2 or a weight that is not above 0.
    """
    cells = read_cells(path)
    cells.require(["goal", "level"])
    named(cells, "goal")
    level, baseline = (cells.number(name, -2, 2, "a level from -2 to +2, or nothing where it is not known")
                       for name in ("level", "baseline"))
    weight = cells.number("weight", 0, 1e6, "a weight above 0").fill_null(1.0)
    cells.refuse(weight <= 0, "bad_weight", "has the weight 0", "Give a weight above 0, or leave the row out.")
    customer = cells.text("customer").fill_null(cells.text("goal"))
    return pl.DataFrame({"goal": cells.text("goal"), "customer": customer, "level": level, "baseline": baseline, "weight": weight})


def read_times(path: Path) -> tuple[NDArray[np.float64], NDArray[np.int64], list[str] | None]:
    """Days, ends and customers (None where the file has none) of a table with the columns days and state.

    Errors: InputRefused for a day below 0 or a state that is none.
    """
    cells = read_cells(path)
    cells.require(["days", "state"])
    days = cells.number("days", 0, 1e6, "the number of days from the declaration to the end, or to now")
    cells.refuse(days.is_null(), "empty_cell", "has nothing in «days»", "Say how many days passed.")
    state = cells.text("state").str.to_lowercase()
    cells.refuse(state.is_null() | ~state.is_in(list(STATES)), "unknown_state", "has a state that is none: «{}»",
                 f"Write one of {listed(STATES)}.", "state")
    whose = None
    if "customer" in cells.frame.columns:
        named(cells, "customer")
        whose = cells.text("customer").to_list()
    return days.to_numpy(), np.array([STATES[each] for each in state], np.int64), whose


def read_answers(path: Path) -> pl.DataFrame:
    """One row a customer and outcome: customer, outcome, importance, satisfaction (1 to 5 or nothing), and group where the file has one."""
    cells = read_cells(path)
    cells.require(["customer", "outcome", "importance", "satisfaction"])
    columns: dict[str, pl.Series] = {}
    for name in ("customer", "outcome"):
        named(cells, name)
        columns[name] = cells.text(name)
    for name in ("importance", "satisfaction"):
        columns[name] = cells.whole(name, 1, "an answer from 1 to 5, or nothing")
        cells.refuse(columns[name] > 5, "number_out_of_range", f"has more than 5 in «{name}»", "Write an answer from 1 to 5, or nothing.")
    if "group" in cells.frame.columns:
        columns["group"] = cells.text("group")
    return pl.DataFrame(columns)


def named(cells: Cells, column: str) -> None:
    """Refuses an empty cell of a column that must name something."""
    cells.refuse(cells.text(column).is_null(), "empty_cell", f"has nothing in «{column}»", f"Fill in «{column}».")


def check_out(out: Path | None) -> None:
    """Refuse, before any work, a file that cannot be written. Errors: InputRefused."""
    if out is not None and (out.suffix != ".json" or out.is_dir()):
        raise InputRefused("out_format", f"«{out.name}» does not end in .json, or is a folder.", "Name a file, as figures.json.")
