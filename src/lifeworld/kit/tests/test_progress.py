"""The progress bar: silent in pipes and for short work, visible for long work at a terminal."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from lifeworld.kit.progress import progress


def clock_of(*times: float) -> Callable[[], float]:
    left = iter(times)
    return lambda: next(left)


def run(terminal: bool, *times: float, total: int | None = 3) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100)
    with progress("Coding", total, console=console, clock=clock_of(*times)) as step:
        step(1)
        step(2)
    return out.getvalue()


def test_long_work_at_a_terminal_shows_title_and_count() -> None:
    shown = run(True, 0.0, 1.0, 2.5)
    assert "Coding" in shown
    assert "3/3" in shown


def test_unknown_total_shows_the_count() -> None:
    assert "3/?" in run(True, 0.0, 2.0, total=None)


def test_short_work_shows_nothing() -> None:
    assert run(True, 0.0, 0.5, 1.9) == ""


def test_a_pipe_shows_nothing() -> None:
    assert run(False, 0.0) == ""


def test_an_error_ends_the_bar_and_passes_on() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100)
    with pytest.raises(ZeroDivisionError), progress("Coding", 9, console=console, clock=clock_of(0, 5)) as step:
        step(1)
        raise ZeroDivisionError
    assert "\x1b[?25h" in out.getvalue()  # the cursor is shown again
