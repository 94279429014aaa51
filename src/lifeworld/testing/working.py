"""Work for the tests of engines: functions that stand in a module, so that workers anywhere can be told of them by name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Task:
    """A partition of a test: a number, and a folder in which it leaves marks of what happened."""

    number: int
    folder: str = ""

    @property
    def name(self) -> str:
        """The name of its result."""
        return f"task-{self.number:03d}"


@dataclass(frozen=True)
class Answer:
    """The result of a task."""

    number: int
    squared: int


def squared(task: Task) -> Answer:
    """The square of the number; leaves a mark for each time it is computed."""
    if task.folder:
        with Path(task.folder, f"{task.name}.log").open("a", encoding="utf-8") as log:
            log.write("computed\n")
    return Answer(task.number, task.number**2)


def refusing(task: Task) -> Answer:
    """Refuses the third task."""
    if task.number == 2:
        raise ValueError("the third task is refused")
    return squared(task)


def dying_once(task: Task) -> Answer:
    """Kills its own worker when it is the third task for the first time."""
    mark = Path(task.folder, "died")
    if task.number == 2 and not mark.exists():
        mark.touch()
        os._exit(1)
    return squared(task)


def always_dying(task: Task) -> Answer:
    """Kills its worker every time."""
    if task.number == 2:
        os._exit(1)
    return squared(task)
