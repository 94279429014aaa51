"""The journal: positions in order also for those who write at once, a source once, lines that hold no words, readers that lose nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from string import Formatter

import pytest
from django.db import close_old_connections, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events import actions, queries
from lifeworld.events.core import SENTENCES, sentence
from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import ROLES, Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.testing.cast import cast

ANA = Caller("acme", 1, ROLES["owner"], "user:1")


@given(st.text(), st.dictionaries(st.text(), st.integers() | st.text()))
def test_every_line_can_be_told(type: str, data: dict[str, object]) -> None:
    assert sentence(type, data).endswith(".")


def test_known_types_are_told_in_words() -> None:
    names = {name for said in SENTENCES.values() for _, name, _, _ in Formatter().parse(said) if name}
    data = dict.fromkeys(names, 4)
    for type, words in SENTENCES.items():
        assert sentence(type, data) == words.format_map(data)


@pytest.mark.django_db
@given(st.lists(st.tuples(st.sampled_from(["acme", "other"]), st.none() | st.sampled_from("abc")), max_size=12))
def test_a_source_is_written_once_in_a_place(lines: list[tuple[str, str | None]]) -> None:
    with transaction.atomic():
        callers = {"acme": ANA, "other": Caller("other", 2, ROLES["owner"], "user:2")}
        positions = [(place, source, actions.record(callers[place], "test.happened", source=source)) for place, source in lines]
        named = {(place, source): position for place, source, position in positions if source}
        assert all(named[place, source] == position for place, source, position in positions if source)
        assert JournalLine.objects.count() == len(named) + sum(source is None for _, source, _ in positions)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_reader_loses_nothing_and_reads_nothing_twice() -> None:
    written = [actions.record(ANA, f"test.{'ab'[n % 2]}", customer=f"c{n}", data={"n": n}) for n in range(25)]
    actions.record(Caller("other", 2, ROLES["owner"]), "test.a")
    seen: list[int] = []
    while lines := queries.lines_after("acme", queries.read_to("reader", "acme"), limit=7):
        seen += [line.position for line in lines]
        actions.move_on("reader", "acme", lines[-1].position)
    assert seen == written and queries.position(ANA) == written[-1] and queries.read_to("another", "acme") == 0
    assert [line.data["n"] for line in queries.lines_after("acme", 0, ["test.b"])] == list(range(1, 25, 2))
    assert queries.places_with_lines() == ["acme", "other"]


@pytest.mark.django_db
def test_who_may_read_the_journal() -> None:
    actions.record(ANA, "test.a", customer="cleo", at=datetime(2026, 5, 1, 7, 30, tzinfo=UTC))
    line, = queries.journal(ANA)
    assert (line.at, line.customer, line.who, line.said) == ("2026-05-01T07:30:00Z", "cleo", "user:1", "Test: a.")
    with pytest.raises(LifeworldError):
        queries.journal(Caller("acme", 1, ROLES["coder"]))


@pytest.mark.django_db
def test_a_forgotten_customer_leaves_lines_without_a_name() -> None:
    first = actions.record(ANA, "test.a", customer="cleo", data={"n": 1}, source="app/cleo/1")
    actions.record(ANA, "test.a", customer="finn", data={"n": 2})
    actions.forget("acme", "cleo")
    found = [(line.position, line.customer, dict(line.data)) for line in queries.journal(ANA)]
    assert found == [(first, "", {}), (first + 1, "finn", {"n": 2})]
    assert not JournalLine.objects.filter(source__contains="cleo").exists()


@pytest.mark.django_db
def test_machines_follow_the_journal_and_ask_again_for_free() -> None:
    people = cast()
    ana = people.caller(people.ana)
    written = [actions.record(ana, f"test.{'ab'[n % 2]}", customer="cleo" if n < 3 else "", data={"n": n}) for n in range(7)]
    vic = people.client(people.vic)
    seen, after = [], 0
    while lines := (page := vic.get(f"/api/acme/-/journal?after={after}&limit=3").json())["lines"]:
        seen += [line["position"] for line in lines]
        after = page["next"]
    assert seen == written and page["newest"] == written[-1]
    assert [line["data"]["n"] for line in vic.get("/api/acme/-/journal?customer=cleo&type=test.a").json()["lines"]] == [0, 2]
    tag = vic.get("/api/acme/-/journal").headers["ETag"]
    assert vic.get("/api/acme/-/journal", headers={"If-None-Match": tag}).status_code == 304
    actions.record(ana, "test.a")
    assert vic.get("/api/acme/-/journal", headers={"If-None-Match": tag}).status_code == 200
    for wrong in ("after=-1", "after=x", "limit=0", "limit=1001", f"after={10**30}"):
        assert vic.get(f"/api/acme/-/journal?{wrong}").status_code == 422
    assert people.client(people.eva).get("/api/acme/-/journal").status_code == 403


@pytest.mark.django_db
def test_the_page_tells_the_newest_first_and_turns() -> None:
    people = cast()
    ana = people.caller(people.ana)
    for n in range(60):
        actions.record(ana, "voices.statements_added", customer="<b>", data={"study": "runners", "n": n})
    vic = people.client(people.vic)
    first = vic.get("/acme/-/journal/")
    page = first.content.decode()
    assert "59 statements came" in page and ">Ana<" in page and "10 statements came" in page and ">9 statements came" not in page
    assert "&lt;b&gt;" in page and "<b>" not in page
    before = queries.journal(ana, before=2**62, limit=50)[-1].position
    older = vic.get(f"/acme/-/journal/?before={before}").content.decode()
    assert f"?before={before}" in page and ">9 statements came" in older and "?before=" not in older
    assert vic.get("/acme/-/journal/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert vic.get("/acme/-/journal/?before=x").status_code == 200
    assert people.client(people.eva).get("/acme/-/journal/").status_code == 403


WRITERS, LINES = 6, 25


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer; LIFEWORLD_TEST_POSTGRES=1 tests this")
def test_positions_become_visible_in_order_and_a_source_once_while_many_write(threads: ThreadPoolExecutor) -> None:
    """A reader that follows the journal while six write sees every line: no position appears below one that it has passed."""
    done = threading.Event()

    def write(writer: int) -> None:
        for n in range(LINES):
            with transaction.atomic():
                actions.record(ANA, "test.a", data={"writer": writer, "n": n}, source=f"shared {n}" if n % 5 == 0 else None)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.001 * (%s %% 3))", [writer + n])
        close_old_connections()
        connection.close()

    def read() -> list[int]:
        seen: list[int] = []
        while True:
            last_look = done.is_set()
            seen += [line.position for line in queries.lines_after("acme", seen[-1] if seen else 0)]
            if last_look:
                connection.close()
                return seen

    reader = threads.submit(read)
    writers = [threads.submit(write, writer) for writer in range(WRITERS)]
    for one in writers:
        one.result()
    done.set()
    seen = reader.result()
    assert seen == sorted(seen) and len(seen) == len(set(seen))
    assert seen == list(JournalLine.objects.order_by("id").values_list("id", flat=True))
    assert len(seen) == LINES // 5 + WRITERS * (LINES - LINES // 5)
