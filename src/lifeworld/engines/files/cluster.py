"""Dask distributed: the same functions over partitions on the workers of a scheduler, wherever they run.

Needs ``pip install lifeworld[cluster]`` here and on every worker, and a work folder that all of them see.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from lifeworld.engines.core import AHEAD
from lifeworld.kit.errors import InputRefused, RunFailed

Part = TypeVar("Part")
Result = TypeVar("Result")

CONNECT_S = 20
LOSSES_MAX = 3
"""So many workers may be lost over one partition before the run is given up."""


class ClusterEngine:
    """The workers of a Dask scheduler at ``address`` (``tcp://host:port``); a lost worker's partitions are computed again.

    Errors: InputRefused where Dask is not installed, nobody answers at the address, or the scheduler has no worker.
    """

    def __init__(self, address: str) -> None:
        try:
            from dask import config  # noqa: PLC0415  (optional)
            from distributed import Client  # noqa: PLC0415
        except ImportError as error:
            raise InputRefused("no_cluster_extra", "A cluster was asked for, but Dask is not installed here.",
                               "Run: pip install 'lifeworld[cluster]'") from error
        config.set({"distributed.scheduler.allowed-failures": LOSSES_MAX})
        try:
            self._client: Any = Client(address, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise InputRefused("no_scheduler", f"No Dask scheduler answers at «{address}».",
                               "Start one with «dask scheduler» and workers with «dask worker ADDRESS --nthreads 1».") from error
        except (TypeError, AssertionError, ImportError) as error:  # what Dask raises where it lacks certificates or a protocol
            raise InputRefused("no_scheduler", f"Dask cannot connect to «{address}»: {error or type(error).__name__}.",
                               "Use a tcp:// address, or set up the protocol in Dask's own settings first.") from error
        self.workers = len(self._client.scheduler_info(n_workers=-1)["workers"])
        if not self.workers:
            self.close()
            raise InputRefused("no_workers", f"The Dask scheduler at «{address}» has no worker.",
                               f"Start some: dask worker {address} --nthreads 1")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Leave the scheduler; it and its workers go on."""
        self._client.close()

    def map(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """See ``Engine.map``. Errors: RunFailed when the scheduler goes away, or a partition loses its worker too often."""
        from distributed import KilledWorker  # noqa: PLC0415
        from distributed.client import FutureCancelledError  # noqa: PLC0415

        waiting: deque[Any] = deque()
        try:
            for part in parts:
                waiting.append(self._client.submit(function, part, pure=False))
                if len(waiting) > AHEAD * self.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except (KilledWorker, FutureCancelledError, OSError) as error:
            raise RunFailed("worker_lost", f"The cluster could not finish a partition: {error}.",
                            "See that the workers have memory and see the work folder, and run the same command again; "
                            "finished partitions are kept.") from error
        finally:
            for future in waiting:
                future.cancel()
