"""Questions of a desk that a later one overtook: while somebody types nobody waits for the answer to what stood there before.

Known in one process: a question that a later one overtakes in another process is worked on to its end, as if it stood alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from lifeworld.kit.errors import LifeworldError
from lifeworld.tools.core.values import Told
from lifeworld.tools.core.wanted import Sitting

SITTINGS_MAX = 1_000


class Sittings:
    """The newest number of each desk that asked of late."""

    def __init__(self, most: int = SITTINGS_MAX) -> None:
        self.most = most
        self.newest: OrderedDict[str, int] = OrderedDict()
        self.lock = Lock()

    def asks(self, sitting: Sitting) -> Callable[[], bool]:
        """A question came; what tells whether a later one did since."""
        with self.lock:
            self.newest[sitting.key] = max(self.newest.get(sitting.key, sitting.number), sitting.number)
            self.newest.move_to_end(sitting.key)
            while len(self.newest) > self.most:
                self.newest.popitem(last=False)
        return lambda: self.newest.get(sitting.key, sitting.number) > sitting.number


def overtaken() -> LifeworldError:
    """The refusal; a new one each time, because an error that was raised holds on to what it was raised in."""
    return LifeworldError(409, "overtaken", "A later question of the same open desk overtook this one.", "Wait for the later answer.")


def stopping(told: Told, over: Callable[[], bool]) -> Told:
    """Tells on, and ends the work where it is ``over``. Errors: LifeworldError 409."""
    def tells(share: float, doing: str) -> None:
        if over():
            raise overtaken()
        told(share, doing)

    return tells
