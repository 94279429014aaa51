"""kill -9 of the worker in the middle of an archive: every run is there once, with its event, its points and its route."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lifeworld_running.tests.killed_worker import RUNS, child, said

KILLS = 4
"""More than the times after which a file is given up that gets on no more."""
pytestmark = pytest.mark.slow


def test_a_killed_worker_reads_on_and_nothing_twice(tmp_path: Path) -> None:
    data = tmp_path / "site"
    assert said(data, "found") == {"state": "waiting"}
    seen = 0

    def was_left(now: dict[str, object]) -> None:
        """What the killed one had read is whole, and more than its predecessor's."""
        nonlocal seen
        assert now["state"] == "reading" and seen < int(str(now["activities"])) < RUNS and now["events"] == now["activities"]
        seen = int(str(now["activities"]))

    for life in range(KILLS):
        with child(data, "work") as process:
            assert process.stdout is not None
            at_first = json.loads(process.stdout.readline())
            if life:
                was_left(at_first)
            for _ in range(2):
                assert process.stdout.readline() == "step\n"
            process.kill()
    with child(data, "work") as process:
        words, _ = process.communicate()
    first, *_, last = words.splitlines()
    was_left(json.loads(first))
    assert process.returncode == 0
    assert json.loads(last) == {"state": "partial", "recordings": RUNS, "activities": RUNS, "events": RUNS, "keys": RUNS, "streams": RUNS,
                                "on_routes": RUNS, "faults": 1}
