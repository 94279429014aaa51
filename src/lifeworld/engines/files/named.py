"""An engine by its name, as the terminal's ``--engine`` asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lifeworld.engines.core import Engine, LocalEngine
from lifeworld.kit.errors import InputRefused, nearest

LOCAL = ("local", "processes", "threads")
SCHEMES = ("tcp://", "tls://", "ws://", "wss://", "ucx://")


@contextmanager
def engine_named(name: str, workers: int) -> Iterator[Engine]:
    """``processes`` (or ``local``), ``threads``, or the address of a Dask scheduler; closed when the block ends.

    Errors: InputRefused for another name, and see ``cluster.ClusterEngine``.

    >>> with engine_named("threads", 2) as engine:
    ...     list(engine.map(abs, [-3]))
    [3]
    """
    if name == "threads":
        yield LocalEngine(workers)
    elif name in LOCAL:
        from lifeworld.engines.files.processes import ProcessEngine  # noqa: PLC0415  (starts with what is needed)

        with ProcessEngine(workers) as engine:
            yield engine
    elif name.startswith(SCHEMES):
        from lifeworld.engines.files.cluster import ClusterEngine  # noqa: PLC0415

        with ClusterEngine(name) as cluster:
            yield cluster
    else:
        near = nearest(name, LOCAL)
        raise InputRefused("unknown_engine", f"There is no engine «{name}».",
                           f"Did you mean «{near}»?" if near else "Use local, threads, processes, or the address of a Dask scheduler "
                           "such as tcp://host:8786.")
