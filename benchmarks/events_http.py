"""Events through HTTP, on SQLite and PostgreSQL, beside a plain view that does the same with the ORM: prints a table of docs/customers.md.

    python -m benchmarks.events_http [--events 200000] [--clients 1 2 4] [--million] [--only sqlite|postgresql]

Every batch has 1,000 CloudEvents of five types, three of which have a JSON Schema, from 50,000 subjects. The clients are processes of
their own that keep their connection and send what was made beforehand; the server is the site as `lifeworld serve` starts it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from lifeworld.testing import postgres
from lifeworld.testing.serving import Site, environment, free_port, serving

BATCH, SUBJECTS, TYPES = 1_000, 50_000, ("run.finished", "order.placed", "message.sent", "page.seen", "coach.asked")
SCHEMA = {"type": "object", "required": ["km", "minutes"], "properties": {
    "km": {"type": "number", "minimum": 0}, "minutes": {"type": "integer", "minimum": 0},
    "with": {"type": "array", "items": {"type": "string"}}}}
SERVER = {"fsync": "on", "shared_buffers": "1GB", "max_wal_size": "8GB"}
"""Every commit waits for the disk; memory as on a server that is a database's own."""
HERE = "benchmarks.events_http"
PEER = "benchmarks.events_peer:application"


def body(random: np.random.Generator, n: int = BATCH) -> bytes:
    """A batch of events that are not like any other."""
    now = int(time.time())
    return json.dumps([{
        "specversion": "1.0", "id": str(uuid.UUID(bytes=random.bytes(16))), "source": f"app/{random.integers(4)}",
        "type": TYPES[random.integers(len(TYPES))], "subject": f"customer-{random.integers(SUBJECTS)}",
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - int(random.integers(7 * 86_400)))),
        "data": {"km": round(random.random() * 20, 2), "minutes": int(random.integers(200)), "with": ["Harriers"], "device": "watch",
                 "note": "evening round"}} for _ in range(n)]).encode()


def send(address: str, secret: str, events: int, seed: int) -> dict[str, Any]:
    """A client: makes its batches, says that it is ready, waits for the word, sends, and tells how long each took."""
    random = np.random.default_rng(seed)
    bodies = [body(random) for _ in range(events // BATCH)]
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/cloudevents-batch+json"}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    took, taken = [], 0
    began = time.time()
    for one in bodies:
        started = time.perf_counter()
        connection.request("POST", urlsplit(address).path, one, headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {said}")
        took.append(time.perf_counter() - started)
        taken += said["taken"]
    return {"began": began, "ended": time.time(), "taken": taken, "took": took}


def measured(address: str, secret: str, events: int, clients: int, seed: int) -> dict[str, float]:
    """So many events from so many clients at once: events a second, and how long a batch took."""
    each = events // clients // BATCH * BATCH
    running = [subprocess.Popen([sys.executable, "-m", HERE, "send", address, secret, str(each), str(seed + i)], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True) for i in range(clients)]
    for one in running:
        if one.stdout is None or one.stdout.readline() != "ready\n":
            raise SystemExit("a client ended")
    for one in running:
        if one.stdin is not None:
            one.stdin.write("go\n")
            one.stdin.flush()
    told = [json.loads(one.communicate()[0]) for one in running]
    took = sorted(second for one in told for second in one["took"])
    wall = max(one["ended"] for one in told) - min(one["began"] for one in told)
    sys.stderr.write(f"{clients} clients at {address}: {sum(one['taken'] for one in told) / wall:,.0f} events/s\n")
    return {"events": sum(one["taken"] for one in told), "per_s": sum(one["taken"] for one in told) / wall,
            "p50_ms": 1000 * took[len(took) // 2], "p99_ms": 1000 * took[int(len(took) * 0.99)]}


def found() -> str:
    """A place with declared types and a key; returns the key."""
    import django

    django.setup()
    from django.core.management import call_command

    from lifeworld.events.actions.types import declare_type
    from lifeworld.kit.caller import SCOPES, Caller
    from lifeworld.places.actions import make_key
    from lifeworld.places.models import Place

    call_command("migrate", run_syncdb=True, verbosity=0)
    place = Place.objects.create(path="acme", name="Acme", timezone="Europe/Berlin")
    caller = Caller("acme", place.pk, frozenset(SCOPES), "benchmark")
    for name in TYPES[:3]:
        declare_type(caller, name, schema=SCHEMA)
    return make_key(caller, "benchmark", ["events.record"], None).secret


def memory_mib(site: Site) -> float:
    """Memory of the server's processes that is theirs alone: without the pages of files that the system keeps for all."""
    group = os.getpgid(site.process.pid)
    pages = 0
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and os.getpgid(int(folder.name)) == group:
                _, resident, shared, *_ = map(int, (folder / "statm").read_text().split())
                pages += resident - shared
        except OSError:  # it ended meanwhile
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


@contextmanager
def peer(data: Path, **more: str) -> Iterator[str]:
    """The plain view in the same server with the same settings."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
                                "--blocking-threads", "8", "--no-ws", PEER], env={**environment(data), **more}, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                connection = http.client.HTTPConnection(f"127.0.0.1:{port}", timeout=5)
                connection.request("GET", "/")
                connection.getresponse()
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit("the peer ended") from None
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/events"
    finally:
        process.terminate()
        process.wait(15)


def database(name: str, url: str, arguments: argparse.Namespace) -> list[tuple[Any, ...]]:
    """All that is measured on one kind of database."""
    rows: list[tuple[Any, ...]] = []
    more: dict[str, Any] = {"LIFEWORLD_LOG_LEVEL": "WARNING", **({"DATABASE_URL": url} if url else {})}
    with tempfile.TemporaryDirectory(prefix="lw-bench-events-") as folder:
        data = Path(folder)
        made = subprocess.run([sys.executable, "-m", HERE, "found"], env={**environment(data), **more}, stdout=subprocess.PIPE, text=True,
                              check=True)
        secret = made.stdout.split()[-1]
        with serving(data, **more) as site:
            address = f"{site.url}/api/events"
            measured(address, secret, 20_000, 1, 1)  # warm
            for clients in arguments.clients:
                told = measured(address, secret, arguments.events, clients, 100 * clients)
                rows.append((name, "lifeworld", clients, told, memory_mib(site)))
            again = measured(address, secret, arguments.events, arguments.clients[-1], 100 * arguments.clients[-1])
            if again["events"]:
                raise SystemExit("a batch that was sent twice was taken twice")
            if arguments.million:
                for part in range(5):
                    rows.append((name, f"lifeworld, {part + 1} of 5 parts of a million", 2,
                                 measured(address, secret, 200_000, 2, 10_000 + 10 * part), memory_mib(site)))
        with peer(data, **more) as address:
            measured(address, secret, 20_000, 1, 9_000)
            for clients in arguments.clients:
                told = measured(address, secret, arguments.events // 4, clients, 5_000 + 100 * clients)
                rows.append((name, "plain view, ORM", clients, told, 0.0))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--clients", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    before, rows = os.getloadavg()[0], list[tuple[Any, ...]]()
    with ExitStack() as stack:
        if arguments.only != "postgresql":
            rows += database("SQLite", "", arguments)
        if arguments.only != "sqlite":
            rows += database("PostgreSQL", stack.enter_context(postgres.running(**SERVER)), arguments)
    sys.stdout.write("| database | intake | clients | events/s | ms a batch, median | 99 of 100 | memory, MiB |\n"
                     "| --- | --- | --- | --- | --- | --- | --- |\n")
    for name, what, clients, told, mib in rows:
        sys.stdout.write(f"| {name} | {what} | {clients} | {told['per_s']:,.0f} | {told['p50_ms']:.1f} | {told['p99_ms']:.1f} | "
                         f"{f'{mib:.0f}' if mib else ''} |\n")
    sys.stdout.write(f"\nLoad of the machine before: {before:.1f}, cores: {os.cpu_count()}.\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        sys.stdout.write(json.dumps(send(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))))
    elif sys.argv[1:2] == ["found"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifeworld.site.settings")
        sys.stdout.write(found() + "\n")
    else:
        main()
