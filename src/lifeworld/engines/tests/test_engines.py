"""One suite for all engines: order, errors, lost workers, and what was computed before."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifeworld.engines.core import Engine, LocalEngine
from lifeworld.engines.files.kept import Kept
from lifeworld.engines.files.named import engine_named
from lifeworld.engines.files.processes import ProcessEngine
from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.testing.cluster import cluster
from lifeworld.testing.working import Answer, Task, always_dying, dying_once, refusing, squared

NAMES = ("one thread", "threads", "processes", pytest.param("cluster", marks=pytest.mark.slow))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with cluster(2) as (found, _):
        yield found


@pytest.fixture(params=NAMES, scope="module")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "one thread":
        yield LocalEngine(1)
        return
    name = request.getfixturevalue("address") if request.param == "cluster" else request.param
    with engine_named(name, 2) as found:
        yield found


def test_results_come_in_the_order_of_the_partitions(engine: Engine) -> None:
    found = list(engine.map(squared, [Task(n) for n in range(9)]))
    assert found == [Answer(n, n * n) for n in range(9)]
    assert list(engine.map(squared, [])) == []


def test_partitions_are_taken_as_they_are_needed(engine: Engine) -> None:
    taken = []
    endless = (taken.append(n) or Task(n) for n in itertools.count())
    results = engine.map(squared, endless)
    assert [next(results).number for _ in range(3)] == [0, 1, 2]
    results.close()
    assert len(taken) < 20


def test_the_first_error_is_raised_where_it_belongs(engine: Engine) -> None:
    results = engine.map(refusing, [Task(n) for n in range(5)])
    assert next(results).number == 0
    assert next(results).number == 1
    with pytest.raises(ValueError, match="third task"):
        next(results)
    assert list(engine.map(squared, [Task(7)])) == [Answer(7, 49)]


def test_a_finished_partition_is_not_computed_again(engine: Engine, tmp_path: Path) -> None:
    kept = Kept(refusing, Answer, str(tmp_path / "kept"))
    tasks = [Task(n, str(tmp_path)) for n in range(4)]
    with pytest.raises(ValueError, match="third task"):
        list(engine.map(kept, tasks))
    again = Kept(squared, Answer, str(tmp_path / "kept"))
    assert list(engine.map(again, tasks)) == [Answer(n, n * n) for n in range(4)]
    for task in tasks[:2]:
        assert (tmp_path / f"{task.name}.log").read_text() == "computed\n"
        assert again.finished(task)


def test_a_kept_result_that_was_damaged_is_refused_and_never_taken_for_nothing(tmp_path: Path) -> None:
    kept = Kept(squared, Answer, str(tmp_path / "kept"))
    assert kept(Task(2)) == Answer(2, 4)
    for content in ("", "{", "[]", '{"number": "x"}'):
        kept.path(Task(2)).write_text(content)
        with pytest.raises(RunFailed, match="cannot be read"):
            kept(Task(2))


def test_a_lost_process_is_replaced_and_its_partition_computed_again(tmp_path: Path) -> None:
    with ProcessEngine(2) as engine:
        found = list(engine.map(dying_once, [Task(n, str(tmp_path)) for n in range(6)]))
    assert (tmp_path / "died").exists()
    assert found == [Answer(n, n * n) for n in range(6)]


def test_a_partition_that_kills_every_worker_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    with ProcessEngine(1) as engine, pytest.raises(RunFailed, match="lost 3 times"):
        list(engine.map(always_dying, [Task(n, str(tmp_path)) for n in range(4)]))


@pytest.mark.slow
def test_a_lost_worker_of_a_cluster_is_replaced(tmp_path: Path) -> None:
    with cluster(2) as (address, _), engine_named(address, 2) as engine:
        found = list(engine.map(dying_once, [Task(n, str(tmp_path)) for n in range(6)]))
    assert (tmp_path / "died").exists()
    assert found == [Answer(n, n * n) for n in range(6)]


@pytest.mark.slow
def test_a_partition_that_kills_every_worker_of_a_cluster_ends_the_run(address: str) -> None:
    with cluster(1) as (own, _), engine_named(own, 1) as engine, pytest.raises(RunFailed, match="could not finish"):
        list(engine.map(always_dying, [Task(n) for n in range(4)]))
    assert address


def test_an_unknown_engine_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputRefused, match="no engine «proceses»") as refused, engine_named("proceses", 1):
        pass
    assert "processes" in refused.value.next_step


def test_an_address_that_needs_certificates_is_refused_without_them() -> None:
    with pytest.raises(InputRefused, match="cannot connect"), engine_named("tls://127.0.0.1:9", 1):
        pass


def test_an_address_where_nobody_answers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.engines.files.cluster.CONNECT_S", 1)
    with pytest.raises(InputRefused, match="No Dask scheduler answers"), engine_named("tcp://127.0.0.1:9", 1):
        pass
