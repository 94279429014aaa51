"""Offers come in whole or as changes, go live all at once or not at all, and survive whatever breaks off in between."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.conf import settings

from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.actions import reading
from lifeworld.partners.actions.deciding import say_no, say_yes
from lifeworld.partners.actions.feeds import close_feed, stop_feed
from lifeworld.partners.actions.partners import step_partner
from lifeworld.partners.actions.runs import append_part, begin_run, give_up, send_chunks, send_file, send_rows
from lifeworld.partners.actions.work import work_once
from lifeworld.partners.models import RefusedOffer, Run, Segment
from lifeworld.partners.queries.feeds import feed_of, refused_of, run_of, runs_of
from lifeworld.partners.queries.live import snapshot_of, version_of
from lifeworld.partners.queries.refused_csv import csv_of
from lifeworld.partners.tests.market import HEAD, offers, prices_of, pushed
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
R0, R1 = "R0@acmeparts", "R1@acmeparts"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def ana(people: Cast) -> Caller:
    return people.caller(people.ana)


def test_a_pushed_file_counts_at_once(ana: Caller) -> None:
    pushed(ana)
    run = send_file(ana, "volt", "parts", offers([0.1, 0.2, 0.3]), name="parts.csv")
    assert (run.state, run.n_read, run.n_accepted, run.n_refused) == ("live", 3, 3, 0)
    assert prices_of("acme", R0) == [0.1]
    assert feed_of(ana, "volt", "parts").n_live == 3
    assert JournalLine.objects.filter(type="partners.offers_live", place="acme").count() == 1


def test_a_whole_file_replaces_what_was_there(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2, 0.3]))
    send_file(ana, "volt", "parts", offers([0.4, 0.5]))
    assert prices_of("acme", R0) == [0.4]
    assert prices_of("acme", "R2@acmeparts") == []
    assert [run.state for run in runs_of(ana, "volt")] == ["live", "replaced"]


def test_the_price_of_one_offer_changes_at_once(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    before = snapshot_of("acme")
    run = send_rows(ana, "volt", "parts", [{"mpn": "R0", "manufacturer": "Acme Parts", "sku": "r0", "price": 0.07, "currency": "EUR"}])
    assert run.state == "live"
    assert (prices_of("acme", R0), prices_of("acme", R1)) == ([0.07], [0.2])
    assert before.offers_of(R0)[0].breaks[0].price_micros == 100_000, "whoever holds the old snapshot goes on with it"


def test_an_offer_that_is_gone_is_gone(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2, 0.3]))
    send_rows(ana, "volt", "parts", [], ["r1"])
    assert (prices_of("acme", R0), prices_of("acme", R1)) == ([0.1], [])


def test_what_a_packed_file_holds_keeps_nobody_waiting_and_fills_no_disk(ana: Caller) -> None:
    pushed(ana)
    sent = send_file(ana, "volt", "parts", gzip.compress(offers([0.1, 0.2])), name="parts.csv.gz")
    assert sent.state == "reading"
    assert work_once() is True
    assert prices_of("acme", R0) == [0.1]
    bomb = send_file(ana, "volt", "parts", gzip.compress(HEAD.encode() + b"\n" * 65 * 1024**2, 1), name="bomb.csv.gz")
    assert work_once() is True
    told = run_of(ana, "volt", bomb.id)
    assert (told.state, told.code) == ("failed", "unpacks_too_far") and "«bomb.csv.gz» unpacks to more than 64 MiB" in told.said
    assert prices_of("acme", R0) == [0.1]


@pytest.mark.parametrize(("name", "called"), [("parts.csv", "«parts.csv»"), ("", "«the file»")])
def test_a_file_that_cannot_be_read_is_called_by_its_own_name(ana: Caller, name: str, called: str) -> None:
    pushed(ana)
    run = send_file(ana, "volt", "parts", b"mpn,price\n", name=name)
    assert run.state == "failed" and called in run.said


def test_refused_rows_are_told_with_reason_and_next_step(ana: Caller) -> None:
    pushed(ana)
    body = HEAD + "R0,Acme Parts,r0,0.1,EUR,5,1,1\nR1,Acme Parts,r1,much,EUR,5,1,1\nR2,Acme Parts,r2,=1+1,EUR,5,1,1\n"
    run = send_file(ana, "volt", "parts", body.encode())
    assert (run.state, run.n_accepted, run.n_refused) == ("live", 1, 2)
    first = refused_of(ana, "volt", run.id)[0]
    assert first.code == "bad_price" and "much" in first.reason and first.next_step
    assert b"bad_price" in csv_of(ana, "volt", run.id)


def test_the_table_of_refused_rows_runs_no_formulas(ana: Caller) -> None:
    pushed(ana)
    run = send_file(ana, "volt", "parts", offers([0.1]))
    RefusedOffer.objects.create(run_id=run.id, row=2, field="=cmd()", code="x", reason="+1+cmd", next_step="-ok")
    assert csv_of(ana, "volt", run.id).decode().splitlines()[1] == "2,'=cmd(),x,'+1+cmd,'-ok"


def test_a_broken_file_changes_nothing(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    failed = send_file(ana, "volt", "parts", b"nothing,of,use\n1,2,3\n", name="broken.csv")
    assert failed.state == "failed" and failed.said and str(settings.UPLOAD_DIR) not in failed.said
    refused = send_file(ana, "volt", "parts", (HEAD + "R0,Acme Parts,r0,free,EUR,5,1,1\n").encode())
    assert (refused.state, refused.code) == ("failed", "nothing_accepted")
    assert prices_of("acme", R0) == [0.1]
    assert JournalLine.objects.filter(type="partners.run_failed").count() == 2


def test_a_run_that_drops_more_than_half_waits_for_a_person(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1] * 10))
    run = send_file(ana, "volt", "parts", offers([0.9] * 4))
    assert (run.state, run.code, run.n_before) == ("waiting", "drops_many", 10)
    assert prices_of("acme", R0) == [0.1]
    assert feed_of(ana, "volt", "parts").waiting == run.id
    assert say_yes(ana, "volt", run.id).state == "live"
    assert prices_of("acme", R0) == [0.9]
    with pytest.raises(LifeworldError, match="nobody needs to decide"):
        say_no(ana, "volt", run.id)


def test_as_many_offers_with_other_numbers_wait_too(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1] * 10))
    run = send_file(ana, "volt", "parts", offers([0.1] * 10, prefix="Q"))
    assert run.state == "waiting"
    assert say_no(ana, "volt", run.id).state == "declined"
    assert prices_of("acme", R0) == [0.1]


def test_half_of_the_offers_may_go(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1] * 10))
    assert send_file(ana, "volt", "parts", offers([0.2] * 5)).state == "live"


def test_changes_that_delete_most_wait_too(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1] * 4))
    assert send_rows(ana, "volt", "parts", [], ["r0", "r1", "r2"]).state == "waiting"
    assert prices_of("acme", R0) == [0.1]


def test_a_newer_file_overtakes_one_that_waits(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1] * 10))
    waiting = send_file(ana, "volt", "parts", offers([0.2]))
    send_file(ana, "volt", "parts", offers([0.3] * 10))
    assert (run_of(ana, "volt", waiting.id).state, run_of(ana, "volt", waiting.id).code) == ("declined", "overtaken")
    assert prices_of("acme", R0) == [0.3]


def test_an_older_file_that_is_read_late_takes_nothing_back(ana: Caller) -> None:
    pushed(ana)
    old = send_later(ana, offers([0.1, 0.2]))
    send_file(ana, "volt", "parts", offers([0.5, 0.6]))
    assert work_once()
    assert (run_of(ana, "volt", old).state, prices_of("acme", R0)) == ("replaced", [0.5])


def test_changes_that_came_after_a_file_stay_on_top_of_it(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    send_later(ana, offers([0.3, 0.4]))
    send_rows(ana, "volt", "parts", [{"mpn": "R0", "manufacturer": "Acme Parts", "sku": "r0", "price": 0.07, "currency": "EUR"}])
    assert work_once()
    assert (prices_of("acme", R0), prices_of("acme", R1)) == ([0.07], [0.4])


def send_later(caller: Caller, body: bytes) -> int:
    """A file that has come in whole and waits for the work in the background."""
    run = begin_run(caller, "volt", "parts", len(body), name="parts.csv")
    path = Path(settings.UPLOAD_DIR) / "partners" / Run.objects.get(pk=run.id).file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    Run.objects.filter(pk=run.id).update(state="reading", received=len(body))
    return run.id


def test_a_run_that_was_killed_goes_on_where_it_stood(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed(ana)
    pieces = reading.segment_pieces
    monkeypatch.setattr(reading, "segment_pieces", lambda segment: pieces(segment, 12_000))
    run = send_later(ana, offers([0.001 * n for n in range(1, 2001)]))
    kept, calls = reading._kept, []

    def killed(row: Run, number: int, body: bytes) -> None:
        calls.append(number)
        if len(calls) == 3:
            raise KeyboardInterrupt
        kept(row, number, body)

    monkeypatch.setattr(reading, "_kept", killed)
    with pytest.raises(KeyboardInterrupt):
        work_once()
    assert Segment.objects.filter(run=run).count() == 2
    assert len(snapshot_of("acme")) == 0, "what is half read does not count"
    assert work_once()
    row = Run.objects.get(pk=run)
    assert (row.state, row.n_accepted, calls[3]) == ("live", 2000, 2)
    assert row.n_parts == Segment.objects.filter(run=run).count() > 3
    assert len(snapshot_of("acme")) == 2000
    assert prices_of("acme", "R1999@acmeparts") == [2.0]


def test_a_file_that_no_reader_gets_to_the_end_of_is_given_up(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    run = send_later(ana, offers([0.3, 0.4]))

    def broken(*given: object, **more: object) -> None:
        raise RuntimeError("nobody foresaw this")

    with monkeypatch.context() as patched:
        patched.setattr(reading, "read_feed", broken)
        for _ in range(3):
            with pytest.raises(RuntimeError, match="foresaw"):
                work_once()
        assert run_of(ana, "volt", run).state == "reading"
        assert work_once(), "the fourth time it is not read"
    told = run_of(ana, "volt", run)
    assert (told.state, told.code) == ("failed", "broke_off") and "Send or fetch it once more" in told.said
    assert prices_of("acme", R0) == [0.1]
    assert JournalLine.objects.filter(type="partners.run_failed").count() == 1
    assert send_file(ana, "volt", "parts", offers([0.3, 0.4])).state == "live"
    assert prices_of("acme", R0) == [0.3]


def test_a_run_that_gets_on_is_not_given_up_however_often_it_breaks_off(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed(ana)
    pieces, kept = reading.segment_pieces, reading._kept
    monkeypatch.setattr(reading, "segment_pieces", lambda segment: pieces(segment, 12_000))
    run = send_later(ana, offers([0.001 * n for n in range(1, 2001)]))

    def killed(row: Run, number: int, body: bytes) -> None:
        kept(row, number, body)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reading, "_kept", killed)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                work_once()
    assert work_once()
    assert (run_of(ana, "volt", run).state, prices_of("acme", "R1999@acmeparts")) == ("live", [2.0])


def test_changes_that_are_read_after_a_newer_file_do_not_count(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1, 0.2]))
    late = send_later(ana, offers([0.9]))
    Run.objects.filter(pk=late).update(kind="changes")
    send_file(ana, "volt", "parts", offers([0.3, 0.4]))
    assert work_once()
    assert (run_of(ana, "volt", late).state, run_of(ana, "volt", late).code) == ("replaced", "overtaken")
    assert prices_of("acme", R0) == [0.3]


def test_of_files_that_wait_only_the_newest_asks_for_a_yes(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1] * 10))
    first = send_file(ana, "volt", "parts", offers([0.2]))
    second = send_file(ana, "volt", "parts", offers([0.3] * 2))
    assert (run_of(ana, "volt", first.id).state, run_of(ana, "volt", first.id).code) == ("declined", "overtaken")
    assert feed_of(ana, "volt", "parts").waiting == second.id and prices_of("acme", R0) == [0.1]
    assert say_yes(ana, "volt", second.id).state == "live"


def test_parts_of_a_file_come_in_order(ana: Caller) -> None:
    pushed(ana)
    body = offers([0.1] * 100)
    run = begin_run(ana, "volt", "parts", len(body), name="C:\\feeds\\parts.csv")
    assert run.filename == "parts.csv"
    append_part(ana, "volt", run.id, 0, body[:1000])
    with pytest.raises(LifeworldError, match="stands at byte 1,000"):
        append_part(ana, "volt", run.id, 0, body[:1000])
    with pytest.raises(LifeworldError, match="does not fit"):
        append_part(ana, "volt", run.id, 1000, body)
    assert append_part(ana, "volt", run.id, 1000, body[1000:]).state == "live"
    with pytest.raises(LifeworldError, match="stands at byte"):
        append_part(ana, "volt", run.id, len(body), b"x")


def test_a_file_is_given_up(ana: Caller) -> None:
    pushed(ana)
    run = begin_run(ana, "volt", "parts", 10)
    assert give_up(ana, "volt", run.id).state == "failed"
    with pytest.raises(LifeworldError, match="is «failed»"):
        give_up(ana, "volt", run.id)
    assert send_chunks(ana, "volt", "parts", [offers([0.1])[:30], offers([0.1])[30:]], len(offers([0.1]))).state == "live"


def test_what_cannot_come_in(ana: Caller) -> None:
    pushed(ana)
    for wrong, size in (("other", 1), ("whole", 0), ("whole", 3 * 1024**3)):
        with pytest.raises(LifeworldError):
            begin_run(ana, "volt", "parts", size, kind=wrong)
    with pytest.raises(LifeworldError, match="Between 1 and"):
        send_rows(ana, "volt", "parts", [])
    with pytest.raises(LifeworldError, match="no feed «none»"):
        send_file(ana, "volt", "none", b"x")
    stop_feed(ana, "volt", "parts")
    with pytest.raises(LifeworldError, match="is stopped"):
        send_file(ana, "volt", "parts", offers([0.1]))


def test_too_many_files_on_their_way_are_refused(ana: Caller) -> None:
    pushed(ana)
    for _ in range(20):
        begin_run(ana, "volt", "parts", 10)
    with pytest.raises(LifeworldError, match="on their way"):
        begin_run(ana, "volt", "parts", 10)


def test_offers_count_only_while_their_partner_is_verified(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1]))
    for verb, seen in (("suspend", []), ("reinstate", [0.1]), ("leave", [])):
        step_partner(ana, "volt", verb, why="It was looked at.")
        assert prices_of("acme", R0) == seen, verb


def test_a_closed_feed_takes_its_offers_along(ana: Caller) -> None:
    pushed(ana)
    send_file(ana, "volt", "parts", offers([0.1]))
    before = version_of("acme")
    close_feed(ana, "volt", "parts")
    assert prices_of("acme", R0) == [] and version_of("acme") != before
    assert not Run.objects.exists() and not Segment.objects.exists()
