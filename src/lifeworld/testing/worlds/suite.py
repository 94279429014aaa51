"""The conformance suite: what holds of every world. A world that lacks a part is not asked about it."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from lifeworld.kit.streams import stream_keys, words
from lifeworld.measures.core import memory, windows
from lifeworld.plugin import FileEvents, Incoming, Simulated, World, world_called
from lifeworld.plugin.manifest import checked
from lifeworld.testing.worlds.imports import impure_cores, past_the_doors
from lifeworld.testing.worlds.quality import faults
from lifeworld.testing.worlds.sited import Sited

LAST_DAY = 20_500
CUSTOMERS, SEED = 24, 11
DAY_US = 86_400_000_000


class Conformance(Sited):
    """Subclass it in a test, and say which world is meant. ``customers``: how many are invented where the world simulates."""

    world: str = ""
    customers: int = CUSTOMERS

    @pytest.fixture(scope="class")
    @classmethod
    def it(cls) -> World:
        """The world, found as the hall finds it."""
        found = world_called(cls.world)
        assert found is not None, f"no installed package offers the world «{cls.world}» as an entry point of lifeworld.worlds"
        return found

    @pytest.fixture(scope="class")
    @classmethod
    def invented(cls, it: World) -> Simulated:
        """The world's own simulation."""
        if it.simulate is None:
            pytest.skip("the world has no simulation")
        return it.simulate(cls.customers, SEED, LAST_DAY)

    def folder(self, it: World) -> Path:
        """Where the package's code is."""
        package = it.app or (it.words or it.web).partition(":")[0].partition(".")[0] or type(self).__module__.partition(".")[0]
        return Path(str(import_module(package).__file__)).parent

    def test_the_manifest_holds_together(self, it: World) -> None:
        """Names, types, measures and jobs fit."""
        assert checked(it) is it and it.title.strip() and it.about.endswith(".") and it.version

    def test_nothing_is_imported_past_the_doors(self, it: World) -> None:
        """The two doors, and nothing else of the engine."""
        assert not past_the_doors(self.folder(it))

    def test_the_core_is_pure(self, it: World) -> None:
        """No clock, disk, network, framework."""
        assert not impure_cores(self.folder(it))

    def test_the_package_says_how_far_it_is(self, it: World) -> None:
        """Every rule is done, todo or exempt, and why."""
        said = tomllib.loads((self.folder(it) / "quality.toml").read_text(encoding="utf-8"))
        assert not faults(said)

    def test_readers_refuse_in_a_sentence_whatever_they_are_given(self, it: World) -> None:
        """Nothing, noise, half a file, a file of another kind: no error is raised, and a refusal says why."""
        for reader in it.readers:
            for suffix in reader.suffixes:
                for data in odd_bytes():
                    for one in list(reader.read(f"odd{suffix}", data, subject="nobody")):
                        assert isinstance(one, FileEvents) and one.verdict in {"read", "partial", "refused"}, (reader.name, suffix)
                        if one.verdict != "read":
                            assert one.reason.endswith((".", "!", "»")) and len(one.reason) > 10, (reader.name, suffix, one.reason)
                        if one.verdict == "refused":
                            assert not one.events

    def test_the_same_seed_gives_the_same_ecosystem(self, it: World, invented: Simulated) -> None:
        """On any machine, at any time."""
        assert it.simulate is not None
        again, other = (it.simulate(self.customers, seed, LAST_DAY) for seed in (SEED, SEED + 1))
        assert as_json(again) == as_json(invented) != as_json(other)

    def test_simulated_events_are_of_the_world_and_fit_their_schemas(self, it: World, invented: Simulated) -> None:
        """Nothing undeclared, nothing after the last day, no key twice."""
        from lifeworld.events.queries.schemas import compiled

        checks = {one.name: compiled(one.schema) if one.schema is not None else None for one in it.types}
        assert invented.events
        for event in invented.events:
            assert event.type in checks, f"«{event.type}» is no type of this world"
            check = checks[event.type]
            assert check is None or check(event.data) == "", (event.type, event.data)
            assert event.at_us is not None and event.at_us < (LAST_DAY + 1) * DAY_US and event.subject
        keys = [(event.source, event.key) for event in invented.events]
        assert len(keys) == len(set(keys))

    def test_every_measure_is_known_of_somebody(self, it: World, invented: Simulated) -> None:
        """A measure that reads nothing of the world's own simulation measures nothing."""
        frame, people = frame_of(invented.events)
        unread = []
        for indicator in it.indicators:
            found = windows.windows(indicator, memory.days(indicator, frame), people, LAST_DAY - 365, LAST_DAY)
            if found["value"].drop_nulls().is_empty():
                unread.append(indicator.slug)
        assert not unread

    def test_simulated_words_are_of_customers_who_did_something(self, it: World, invented: Simulated) -> None:
        """Statements have a customer, a text and a time, and truth is of the same people."""
        known = {event.subject for event in invented.events} | set(invented.truth)
        for said in invented.statements:
            assert said["customer"] in known and str(said["text"]).strip() and int(said["at_us"]) < (LAST_DAY + 1) * DAY_US


def odd_bytes() -> Iterator[bytes]:
    """Bytes that are no file of anybody: none, noise of several lengths, beginnings of known formats that break off."""
    yield b""
    for number, length in enumerate((1, 13, 400, 5_000)):
        yield words(stream_keys(SEED, np.array([number], dtype=np.uint64)), length // 8 + 1).tobytes()[:length]
    yield from (
        b"\x0e\x10\x00\x00\xff\xff\xff\x00.FIT\x00\x00", b"<?xml version='1.0'?><gpx><trk><trkseg><trkpt lat='x'",
        b"\x1f\x8b\x08\x00\x00",
        b"PK\x03\x04\x14\x00", b'{"a": [1, 2', b"date;km\n2026-05-01;five\n", b'\xef\xbb\xbf,,,\n"',
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")


def frame_of(events: tuple[Incoming, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The events as measures take them in memory, and who each subject is: somebody of her own."""
    keys = sorted({event.subject for event in events})
    number = {key: at for at, key in enumerate(keys)}
    rows = [(number[event.subject], event.type, event.source, event.at_us, (event.at_us or 0) // DAY_US, json.dumps(dict(event.data)))
            for event in events]
    frame = pl.DataFrame(rows, orient="row", schema={"subject": pl.Int64, "type": pl.String, "source": pl.String, "at_us": pl.Int64,
                                                     "day": pl.Int32, "data": pl.String})
    people = pl.DataFrame({"subject": list(number.values()), "customer": list(number.values())},
                          schema={"subject": pl.Int64, "customer": pl.Int64})
    return frame, people


def as_json(found: Simulated) -> str:
    """A simulation as text, to be compared."""
    events: dict[str, list[Any]] = defaultdict(list)
    for event in found.events:
        events[event.subject].append([event.source, event.key, event.type, event.at_us, dict(event.data)])
    return json.dumps([events, [dict(one) for one in found.statements], {key: dict(value) for key, value in found.truth.items()}],
                      sort_keys=True, default=str)


def renamed(world: World, **changed: Any) -> World:
    """A world with other parts, for tests of the exam itself."""
    return replace(world, **changed)
