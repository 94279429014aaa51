"""Work in the background goes from place to place, and what fails in one place does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lifeworld.kit.caller import Caller
from lifeworld.places.queries import workers


def step_in_places(*steps: Callable[[Caller], bool], callers: Iterable[Caller] | None = None, every: bool = False) -> bool:
    """Take each step in place after place, until one had something to do; ``every``: in all of them. Whether there was anything to do.

    Of two steps the first is taken in all places before the second. ``callers``: the background's, one a place; all places where left out.
    Errors: what failed first, raised last, and only where nothing else was done: the next call comes to it again.
    """
    worked, failed = False, []
    places = workers() if callers is None else list(callers)
    for step in steps:
        for caller in places:
            try:
                worked = step(caller) or worked
            except Exception as error:
                failed.append(error)
            if worked and not every:
                return True
    if failed and not worked:
        raise failed[0]
    return worked
