"""What was answered already: one JSON line an answer, appended as it comes, so that nothing is paid twice.

A line is found again by a hash of all that the answer hangs on. The last line of a killed run may be half a line; it is passed over.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.voices.core.llm.values import Prompt, Question, Settings, Usage

try:
    import fcntl
except ImportError:  # a system without it: two runs into one folder are not told apart there
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Line:
    """One kept answer, or (``failed`` not empty) what tries without an answer took.

    ``content`` is what the model wrote; it is checked anew at each reading. ``usage`` counts all ``tries``.
    """

    key: str
    content: str
    model: str
    format: str
    tries: int
    usage: Usage
    failed: str = ""


def answer_key(settings: Settings, prompt: Prompt, codebook_hash: str, question: Question, run: int) -> str:
    """A hash of everything that an answer hangs on: model, settings, instruction, codebook, words, run."""
    parts = [settings.model, settings.temperature, settings.seed + run - 1, prompt.hash, codebook_hash, question.sent, question.focal,
             question.context, run]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:32]


class Store:
    """The answers of a folder by key, and the open file that further ones are appended to."""

    def __init__(self, lines: dict[str, Line], spent: Usage, tries: int, stream: IO[bytes]) -> None:
        self.lines = lines
        self.spent, self.tries = spent, tries
        self._stream = stream
        self._lock = threading.Lock()

    def add(self, line: Line) -> None:
        """Keep a line: on its way to the disk before the next question is asked. Errors: RunFailed where the disk is full."""
        written = json.dumps(asdict(line), ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            try:
                self._stream.write(written)
                self._stream.flush()
            except OSError as error:
                raise RunFailed("cannot_write", f"An answer could not be kept: {error.strerror or error}.",
                                "Make room and run the same command again: what was answered is kept.") from error
            self.spent, self.tries = self.spent + line.usage, self.tries + line.tries
            if not line.failed:
                self.lines[line.key] = line


@contextmanager
def opened_store(path: Path) -> Iterator[Store]:
    """The store in this file, made where it is missing; one run at a time.

    Errors: InputRefused where another run has it open or the file is something else.
    """
    lines: dict[str, Line] = {}
    spent, tries = Usage(), 0
    with path.open("a+b") as stream:
        if fcntl is not None:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise InputRefused("run_in_progress", f"Another run is writing to «{path}».", "Wait until it has ended.") from error
        stream.seek(0)
        whole = stream.read()
        broken = 0
        for raw in whole.splitlines(keepends=True):
            line = _line(raw)
            if line is None:
                broken += raw.endswith(b"\n")
                continue
            spent, tries = spent + line.usage, tries + line.tries
            if not line.failed:
                lines[line.key] = line
        if broken and not lines and not tries:
            raise InputRefused("not_answers", f"«{path}» holds no answers of a run.", "Give --out a new folder.")
        if whole and not whole.endswith(b"\n"):
            stream.write(b"\n")
            stream.flush()
        yield Store(lines, spent, tries, stream)


def _line(raw: bytes) -> Line | None:
    """A line, or None where it is none."""
    try:
        said: Any = json.loads(raw)
        return Line(str(said["key"]), str(said["content"]), str(said["model"]), str(said["format"]), int(said["tries"]),
                    Usage(int(said["usage"]["tokens_in"]), int(said["usage"]["tokens_out"])), str(said["failed"]))
    except (ValueError, KeyError, TypeError):
        return None
