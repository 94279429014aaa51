"""Results of partitions kept on disk, so that a run which was cut short goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from uuid import uuid4

from lifeworld.kit.errors import RunFailed
from lifeworld.kit.records import plain, rebuilt


class Named(Protocol):
    """A partition has a name that is its own within the run."""

    @property
    def name(self) -> str:
        """The name, fit for a file."""
        ...


Part = TypeVar("Part", bound=Named)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Kept(Generic[Part, Result]):
    """A function over partitions whose results (small frozen records of type ``kind``) are kept in ``folder``.

    The folder belongs to one recipe: whatever changes the result changes the folder. A result is written under a name of its
    own and renamed, so a partition is finished or not; of two workers that finish the same one, either may win.
    Errors: RunFailed where a kept result is damaged (what it was computed from may be gone, so it is not computed anew).
    """

    function: Callable[[Part], Result]
    kind: type[Result]
    folder: str

    def __call__(self, part: Part) -> Result:
        """The kept result where there is one, else the function's, which is then kept."""
        path = self.path(part)
        if path.is_file():
            return self._read(path)
        result = self.function(part)
        path.parent.mkdir(parents=True, exist_ok=True)
        work = path.with_suffix(f".{uuid4().hex}.part")
        work.write_text(json.dumps(plain(result), ensure_ascii=False), encoding="utf-8")
        work.replace(path)
        return result

    def _read(self, path: Path) -> Result:
        try:
            found: Result = rebuilt(self.kind, json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise RunFailed("kept_damaged", f"What an earlier run kept in {path} cannot be read.",
                            "Remove the whole folder of work that it lies in, and run the same command again.") from error
        return found

    def path(self, part: Part) -> Path:
        """Where the result of a partition is kept."""
        return Path(self.folder) / f"{part.name}.json"

    def finished(self, part: Part) -> bool:
        """Whether the partition was computed before."""
        return self.path(part).is_file()

