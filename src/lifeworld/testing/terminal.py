"""Running the terminal as its users do: a process, its exit code, what it says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

COMMAND = (sys.executable, "-W", "error::UserWarning", "-m", "lifeworld.cli")


def run(*arguments: object, stdin: bytes | None = None, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """The finished process; standard input is empty unless given."""
    done = subprocess.run([*COMMAND, *map(str, arguments)], input=stdin or b"", capture_output=True, check=False, preexec_fn=before)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(*arguments: object, stdin: bytes | None = None) -> str:
    """Run something that must be refused: exit code 2, one message in whole sentences, no traceback. Returns the message."""
    done = run(*arguments, stdin=stdin)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith((".", "?"))
    return done.stderr


def shared_data() -> Path | None:
    """The folder of real data beside the checkout, or None."""
    for parent in Path(__file__).resolve().parents:
        if (parent / "pyproject.toml").exists():
            found = parent.parent / "shared" / "data"
            return found if found.is_dir() else None
    return None
