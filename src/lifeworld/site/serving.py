"""The processes of a running site: pages and API (WSGI), live news (ASGI), and the work behind; each is started again if it dies."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Event

log = logging.getLogger("lifeworld.serving")
AGAIN_SECONDS = 2.0
PARTS = ("web", "stream", "work")


def web(host: str, port: int) -> None:
    """Pages and API until told to stop."""
    from granian import Granian  # noqa: PLC0415  (each process loads its own part)
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian("lifeworld.site.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=8,
            log_access=False, websockets=False).serve()


def stream(host: str, port: int) -> None:
    """Live news until told to stop."""
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian("lifeworld.site.stream:application", address=host, port=port, interface=Interfaces.ASGI, workers=1, log_access=False,
            websockets=False).serve()


def work(host: str, port: int) -> None:
    """The work behind until told to stop."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifeworld.site.settings")
    django.setup()
    from lifeworld.site import worker  # noqa: PLC0415

    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    worker.work(stop)


def supervise(addresses: dict[str, tuple[str, int]], started: Callable[[], None]) -> int:
    """Run the parts until SIGTERM or SIGINT; a part that ends by itself is started again. Returns 0."""
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())

    def begin(part: str) -> subprocess.Popen[bytes]:
        host, port = addresses[part]
        return subprocess.Popen([sys.executable, "-m", "lifeworld.site.serving", part, host, str(port)], start_new_session=True)  # noqa: S603

    running = {part: begin(part) for part in addresses}
    started()
    try:
        while not stop.wait(AGAIN_SECONDS):
            for part, process in running.items():
                if process.poll() is not None:
                    log.error("a part ended and is started again", extra={"said": {"part": part, "code": process.returncode}})
                    running[part] = begin(part)
    finally:
        for process in running.values():
            process.terminate()
        ends = time.monotonic() + 10
        for process in running.values():
            try:
                process.wait(max(0.1, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
    return 0


if __name__ == "__main__":
    {"web": web, "stream": stream, "work": work}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
