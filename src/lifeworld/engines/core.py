"""Engines: map a pure function over partitions, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD = 2
"""Partitions in flight per worker: enough to keep each busy, few enough to bound the memory."""


class Engine(Protocol):
    """Anything that runs a pure function over partitions and yields the results in their order."""

    def map(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """Results of ``function`` in the order of ``parts``; the first error is raised here."""
        ...


@dataclass(frozen=True)
class LocalEngine:
    """Threads on this machine: the work is in NumPy and SciPy loops, which release the interpreter's lock.

    >>> list(LocalEngine(2).map(lambda x: x * x, range(4)))
    [0, 1, 4, 9]
    """

    workers: int = 1

    def map(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """See ``Engine.map``; with one worker nothing leaves the calling thread."""
        if self.workers <= 1:
            yield from map(function, parts)
            return
        with ThreadPoolExecutor(self.workers, thread_name_prefix="lifeworld") as pool:
            waiting: deque[Future[Result]] = deque()
            try:
                for part in parts:
                    waiting.append(pool.submit(function, part))
                    if len(waiting) > AHEAD * self.workers:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
