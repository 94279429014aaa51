"""A site of its own for a test: real processes, a free port, an empty data folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

STARTS_SECONDS = 60.0


def free_port() -> int:
    """A port whose next one is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@dataclass
class Site:
    """A running site: its address, its data, and the process that answers."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As a power cut would: at once, with everything it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def environment(data: Path) -> dict[str, str]:
    """The environment of a site in this folder, free of the test's own settings but with its database where that is PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIFEWORLD_", "DJANGO_"))}
    return {**kept, "LIFEWORLD_DATA": str(data), "LIFEWORLD_SECRET_KEY": "a key for tests alone, with many characters in it, no secret"}


def terminal(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `lifeworld ...` on this folder."""
    return subprocess.run([sys.executable, "-m", "lifeworld.cli", *arguments, "--data", str(data)], check=False,  # noqa: S603
                          env={**environment(data), **more}, capture_output=True, text=True)


@contextmanager
def serving(data: Path, *, whole: bool = False, port: int | None = None, **more: str) -> Iterator[Site]:
    """A site in this folder that answers; ``whole`` with live news and the work behind, else pages and API alone."""
    port = port or free_port()
    only = () if whole else ("--only", "web")
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "lifeworld.cli", "serve", "--port", str(port), *only, "--data", str(data)],
        env={**environment(data), **more}, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    site = Site(f"http://127.0.0.1:{port}", data, process)
    try:
        _wait_for(site)
        yield site
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                site.kill()


def _wait_for(site: Site) -> None:
    """Until the site answers. Errors: TimeoutError, or RuntimeError where it ended."""
    waiting = Event()
    for _ in range(int(STARTS_SECONDS / 0.1)):
        if site.process.poll() is not None:
            raise RuntimeError(f"the site ended with code {site.process.returncode}")
        try:
            with urllib.request.urlopen(f"{site.url}/healthz", timeout=20):  # noqa: S310
                return
        except OSError:  # not there yet, or still loading
            waiting.wait(0.1)
    raise TimeoutError("the site did not answer")
