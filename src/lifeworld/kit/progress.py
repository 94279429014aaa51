"""A progress bar for people at a terminal: on standard error, and only when the work takes longer than two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

QUIET_S = 2.0
Step = Callable[[int], None]


@contextmanager
def progress(
    title: str, total: int | None = None, *, console: Console | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Step]:
    """A function ``step(n)`` that says that ``n`` more units are done; ``total`` None shows a count without an end.

    Nothing is shown where standard error is no terminal, or before the first step after two seconds.

    >>> with progress("Coding", 2) as step:
    ...     step(1)
    """
    shown = console or Console(stderr=True)
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    bar = Progress(*columns, TimeRemainingColumn(), console=shown, transient=True)
    task = bar.add_task(title, total=total)
    begun, running = clock(), False

    def step(n: int = 1) -> None:
        nonlocal running
        bar.advance(task, n)
        if not running and shown.is_terminal and clock() - begun >= QUIET_S:
            running = True
            bar.start()

    try:
        yield step
    finally:
        if running:
            bar.stop()
