"""A running site is killed as by a power cut, again and again, while machines send events over HTTP."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from threading import Thread
from typing import Any

from lifeworld.site.tests.killing import CODERS, Survived, asked, founded, one_life, until_dead
from lifeworld.testing.serving import serving

BATCH, ANSWERS_A_LIFE = 300, 12
HERE = "/api/acme/-"


def batch(who: int, number: int) -> list[dict[str, Any]]:
    """The events of one request; no other has the same ids."""
    return [{"specversion": "1.0", "id": f"{who}-{number}-{i}", "source": f"machine/{who}", "type": f"kind-{i % 3}",
             "subject": f"customer-{i % 40}", "time": f"2026-0{1 + i % 9}-11T07:30:00Z", "data": {"n": i}} for i in range(BATCH)]


def events_survive(data: Path, kills: int) -> Survived:
    """Two machines send batches while the site is killed, and send again what was not acknowledged."""
    keys, told = founded(data, 0), [0] * CODERS
    for life in range(kills):
        with one_life(data, 1 + life * 5 % ANSWERS_A_LIFE) as (site, death):

            def send(who: int) -> None:
                status, said = asked(site, keys[who], "POST", f"{HERE}/events", batch(who, told[who]))
                assert (status, said["refused"], said["conflicts"], said["taken"] + said["duplicates"]) == (200, 0, 0, BATCH), said
                assert said["taken"] in {0, BATCH}  # a batch was written whole or not at all
                told[who] += 1

            threads = [Thread(target=until_dead, args=(lambda who=who: send(who), death)) for who in range(CODERS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return _counted(data, keys[0], told, kills)


def _counted(data: Path, key: str, told: list[int], kills: int) -> Survived:
    """What the site knows afterwards of what it had acknowledged, and whether its counts of days agree."""
    seen: Counter[str] = Counter()
    with serving(data) as site:
        after = 0
        while True:
            _, page = asked(site, key, "GET", f"{HERE}/events?after={after}&limit=1000")
            if not page["events"]:
                break
            seen.update(one["key"] for one in page["events"])
            after = page["next"]
        kinds: Any = asked(site, key, "GET", f"{HERE}/event-types")[1]
    wanted = {f"{who}-{number}-{i}" for who, n in enumerate(told) for number in range(n) for i in range(BATCH)}
    twice = sum(seen.values()) - len(seen) + abs(sum(kind["n"] for kind in kinds) - sum(seen.values()))
    return Survived(kills, sum(told), len(wanted - seen.keys()), twice)
