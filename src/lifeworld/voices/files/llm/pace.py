"""How fast questions go out: so many a minute, pauses that the endpoint asks for, and an end that everybody notices."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Stopped(Exception):
    """The run ends early; the reason is a half-sentence on the endpoint, or "" where a person ended it."""


class Pace:
    """Shared by all threads of a run. ``clock`` and ``wait`` are the machine's unless a test brings its own.

    ``wait(seconds)`` returns at once when the run is stopped.
    """

    def __init__(self, per_minute: float | None = None, clock: Callable[[], float] = time.monotonic,
                 wait: Callable[[float], object] | None = None) -> None:
        self._stop = threading.Event()
        self._clock, self._wait = clock, wait or self._stop.wait
        self._gap_s = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = threading.Lock()
        self.reason = ""

    def turn(self) -> None:
        """Wait for the next free place. Errors: Stopped."""
        with self._lock:
            now = self._clock()
            at = max(now, self._next)
            self._next = at + self._gap_s
        self.rest(at - now)

    def rest(self, seconds: float) -> None:
        """Wait so long. Errors: Stopped."""
        if seconds > 0 and not self._stop.is_set():
            self._wait(seconds)
        if self._stop.is_set():
            raise Stopped(self.reason)

    def hold(self, seconds: float) -> None:
        """Nobody's next turn comes before so many seconds from now."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)

    def stop(self, reason: str = "") -> None:
        """End the run for all threads; the first reason counts."""
        with self._lock:
            self.reason = self.reason or reason
        self._stop.set()
