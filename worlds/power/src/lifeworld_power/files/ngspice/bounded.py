"""Another program, run with bounds on time, memory and what it writes, in its own folder, without a shell and without our environment."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from lifeworld.plugin import RunFailed

MEMORY_BYTES = 2 << 30
FILE_BYTES = 1 << 28
SAID_BYTES = 1 << 20


def bounded(words: list[str], folder: Path, limit_s: float, *, memory: bool = True) -> tuple[int, str]:
    """Runs the words in ``folder``; its exit code and what it said (both streams, the first megabyte). ``memory``: whether its address
    space is bounded (not for programs that reserve without using). On systems without prlimit only time is bounded.

    Errors: RunFailed where it ran out of time, or cannot be started.
    """
    said = folder / "said.txt"
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C"}
    with said.open("wb") as out:
        try:
            running = subprocess.Popen(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,  # noqa: S603
                                       start_new_session=os.name == "posix")
        except OSError as error:
            raise RunFailed("simulator_not_started", f"The simulator could not be started: {error.strerror}.",
                            "Install ngspice again, or take it off the path.") from error
        try:
            _bound(running.pid, limit_s, memory)
            code = running.wait(limit_s)
        except subprocess.TimeoutExpired as error:
            raise RunFailed("simulation_too_long", f"The simulation did not end within {limit_s:g} seconds and was stopped.",
                            "Simulate fewer periods, or give it more time.") from error
        finally:
            if running.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL) if os.name == "posix" else running.kill()
                running.wait()
    with said.open("rb") as told:
        return code, told.read(SAID_BYTES).decode("utf-8", "replace")


def _bound(pid: int, limit_s: float, memory: bool) -> None:
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - not on every system

    seconds = int(limit_s) + 2
    limits = [(resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, FILE_BYTES), (resource.RLIMIT_CORE, 0)]
    for what, most in [*limits, *([(resource.RLIMIT_AS, MEMORY_BYTES)] if memory else [])]:
        with contextlib.suppress(ProcessLookupError, PermissionError, ValueError):
            resource.prlimit(pid, what, (most, most))
