"""A real Dask cluster on this machine for tests and benchmarks: a scheduler and workers as processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

READY_S = 180
END_S = 10


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of the scheduler, and the processes: the scheduler, then workers of one thread each. All end with the block."""
    from distributed import Client  # noqa: PLC0415  (an extra)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
    environment = {**os.environ, **threads, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}
    address = f"tcp://127.0.0.1:{port}"

    def started(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *arguments, "--no-dashboard"]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603

    running = [started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port))]
    worker = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--memory-limit", "0")
    try:
        running += [started(*worker) for _ in range(workers)]
        with Client(address, timeout=READY_S, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(workers, timeout=READY_S)
        yield address, running
    finally:
        for process in reversed(running):
            _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a group: politely, then with everything that it started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(END_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(END_S)
