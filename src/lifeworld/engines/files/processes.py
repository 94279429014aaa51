"""Processes on this machine, each with one thread: pure Python parts then run side by side, and a lost worker is replaced."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

from lifeworld.engines.core import AHEAD
from lifeworld.kit.errors import RunFailed

Part = TypeVar("Part")
Result = TypeVar("Result")

LOSSES_MAX = 3
"""So many workers may be lost over one partition before the run is given up: that partition is what kills them."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
           "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")
ONE_THREAD = dict.fromkeys(THREADS, "1")
"""What a worker's environment says, so that workers do not take each other's cores."""


class ProcessEngine:
    """Worker processes that are started when they are first needed and live until the engine is closed.

    Functions and partitions are pickled, so a function stands in a module and a partition is a name or a path, not data.

    >>> with ProcessEngine(2) as engine:
    ...     list(engine.map(abs, [-1, 2]))
    [1, 2]
    """

    def __init__(self, workers: int = 2) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop the workers; a later ``map`` starts new ones."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def map(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """See ``Engine.map``. A partition whose worker was lost (killed, out of memory) is computed again by a new one.

        Errors: RunFailed when a partition loses its worker LOSSES_MAX times.
        """
        waiting: deque[tuple[Part, Future[Result]]] = deque()
        try:
            for part in parts:
                waiting.append((part, self._submit(function, part)))
                if len(waiting) > AHEAD * self.workers:
                    yield self._result(function, waiting)
            while waiting:
                yield self._result(function, waiting)
        finally:
            for _, future in waiting:
                future.cancel()

    def _submit(self, function: Callable[[Part], Result], part: Part) -> Future[Result]:
        with _one_thread():
            for _ in range(LOSSES_MAX):
                if self._pool is None:
                    self._pool = ProcessPoolExecutor(self.workers, mp_context=multiprocessing.get_context("spawn"))
                try:
                    return self._pool.submit(function, part)
                except BrokenProcessPool:
                    self.close()
        raise _lost(part)

    def _result(self, function: Callable[[Part], Result], waiting: deque[tuple[Part, Future[Result]]]) -> Result:
        """The result of the first that waits; a broken pool is replaced and everything unfinished is given to the new one."""
        for _ in range(LOSSES_MAX):
            try:
                found = waiting[0][1].result()
            except BrokenProcessPool:
                self.close()
                for at, (part, future) in enumerate(waiting):
                    if not (future.done() and not future.cancelled() and future.exception() is None):
                        waiting[at] = (part, self._submit(function, part))
            else:
                waiting.popleft()
                return found
        raise _lost(waiting[0][0])


def _lost(part: object) -> RunFailed:
    return RunFailed(
        "worker_lost", f"The worker for the partition «{part}» was lost {LOSSES_MAX} times; often there was not enough memory.",
        "Use fewer workers or more partitions and run the same command again; finished partitions are kept.",
    )


@contextmanager
def _one_thread() -> Iterator[None]:
    """The environment that new processes inherit says one thread each; afterwards it is as it was."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
