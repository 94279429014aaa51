"""What tools answered a moment ago: whoever opens a desk asks the same first question. Bounded in room and in work."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from typing import Generic, TypeVar

from lifeworld.kit.errors import LifeworldError
from lifeworld.tools.actions.overtaken import overtaken

Answer = TypeVar("Answer")
HELD_MAX = 6
AT_ONCE, PATIENCE_SECONDS = 2, 15.0
"""So many visitors' questions are worked on at the same time in one process; the others wait, and not for ever."""
BUSY = LifeworldError(429, "busy", "Many people design at this moment.", "Ask again in a few seconds.")
_WORK = BoundedSemaphore(AT_ONCE)


def stays() -> bool:
    """Who asks waits as long as it takes."""
    return False


@dataclass
class _Asked:
    """A question that is worked on; ``waiting``: of each who asked it, whether he is gone."""

    alone: Lock = field(default_factory=Lock)
    waiting: list[Callable[[], bool]] = field(default_factory=list)


class Remembered(Generic[Answer]):
    """The newest answers by their question. The same question asked twice at once is worked on once."""

    def __init__(self, most: int = HELD_MAX) -> None:
        self.most = most
        self.held: OrderedDict[str, Answer] = OrderedDict()
        self.asked: dict[str, _Asked] = {}
        self.lock = Lock()

    def answer(self, question: str, work: Callable[[], Answer], gone: Callable[[], bool] = stays) -> Answer:
        """The answer, made where it is not held. An error is nobody's answer: whoever asks next asks anew. Errors: LifeworldError
        409 for who is ``gone`` before the work begins; the work itself may look whether ``nobody_waits``.
        """
        with self.lock:
            if question in self.held:
                self.held.move_to_end(question)
                return self.held[question]
            asked = self.asked.setdefault(question, _Asked())
            asked.waiting.append(gone)
        try:
            with asked.alone:
                if (known := self.held.get(question)) is not None:
                    return known
                if gone():
                    raise overtaken()
                made = work()
                self.hold(question, made)
                return made
        finally:
            with self.lock:
                asked.waiting.remove(gone)
                if not asked.waiting:
                    del self.asked[question]

    def nobody_waits(self, question: str) -> bool:
        """Whether everybody who asked this is gone."""
        with self.lock:
            return all(gone() for gone in self.asked[question].waiting) if question in self.asked else True

    def get(self, question: str) -> Answer | None:
        """The answer, where it is held."""
        with self.lock:
            return self.held.get(question)

    def hold(self, question: str, answer: Answer) -> None:
        """Hold an answer that was made elsewhere."""
        with self.lock:
            self.held[question] = answer
            self.held.move_to_end(question)
            while len(self.held) > self.most:
                self.held.popitem(last=False)

    def forget(self) -> None:
        """Hold nothing."""
        with self.lock:
            self.held.clear()


@contextmanager
def in_turn(visitor: bool) -> Iterator[None]:
    """Work of visitors, not more than a few at once, so that the site goes on for everybody. Errors: LifeworldError 429."""
    if not visitor:
        yield
        return
    if not _WORK.acquire(timeout=PATIENCE_SECONDS):
        raise BUSY
    try:
        yield
    finally:
        _WORK.release()
