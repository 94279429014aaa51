"""A large file of earnings is read in the background: as a small one is, once, whatever breaks it off, and never without an end."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event as Stop
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lifeworld.events.models import Event, JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.frames.pieces import Piece
from lifeworld.partners.models import Partner
from lifeworld.scorecard.actions import earnings, earnings_reading
from lifeworld.scorecard.actions.earnings import import_earnings, import_upload, read_once
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.core.plans import ImportValue, PlanValue
from lifeworld.scorecard.models import EarningsImport, RefusedEarning, ScorecardPlan
from lifeworld.scorecard.queries.earned import imports_of
from lifeworld.site.worker import work_off
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
TABLE = "partner,at,amount,customer\n" + "\n".join((
    "volt,2026-05-01,1,cleo", "ghost,2026-05-01,1,", "volt,2026-05-01,1,cleo", "volt,2026-05-02,2,", "volt,soon,3,",
    "volt,2026-05-01,1,cleo", "volt,2026-05-03,4,")) + "\n"
COUNTS = ("done", 7, 5, 0, 2)
Commits = Callable[..., object]


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def owner(people: Cast) -> Caller:
    owner = people.caller(people.ana)
    Partner.objects.create(place=people.acme, key="volt", name="Volt", state="verified")
    set_plan(owner, PlanValue())
    return owner


@pytest.fixture(autouse=True)
def _every_file_is_large() -> Iterator[None]:
    """No file is read while its sender waits, and all in pieces of two rows."""
    with patch.object(earnings, "INLINE_BYTES", 0), patch("lifeworld.scorecard.files.earnings.PART_ROWS", 2):
        yield


def sent(owner: Caller, text: str = TABLE) -> EarningsImport:
    value = import_upload(owner, "may.csv", [text[:20].encode(), text[20:].encode()], len(text))
    assert value.state == "reading" and not value.n_read
    return EarningsImport.objects.get(pk=value.id)


def counts(value: EarningsImport | ImportValue) -> tuple[str, int, int, int, int]:
    return value.state, value.n_read, value.n_taken, value.n_duplicate, value.n_refused


def kept() -> list[Path]:
    return sorted((settings.UPLOAD_DIR / "scorecard").glob("*"))


def breaking(at: int, error: BaseException) -> object:
    """Whoever takes events in breaks off at one of the pieces."""
    right, calls = earnings_reading.take_batch, iter(range(1000))

    def take(*given: object, **more: object) -> object:
        if next(calls) == at:
            raise error
        return right(*given, **more)

    return patch.object(earnings_reading, "take_batch", take)


def due() -> None:
    """Time goes by until a file may be taken up again."""
    EarningsImport.objects.filter(busy_until__isnull=False).update(busy_until=timezone.now() - timedelta(seconds=1))


def test_a_large_file_is_read_in_the_background_and_its_bytes_go(
        people: Cast, owner: Caller, django_capture_on_commit_callbacks: Commits) -> None:
    before, ana, page = kept(), people.client(people.ana), "/acme/-/scorecard/earnings/"
    with django_capture_on_commit_callbacks(execute=True):
        answer = ana.post(page, {"file": SimpleUploadedFile("may.csv", TABLE.encode())}, follow=True)
        assert "«may.csv» is here and is being read" in answer.content.decode()
        assert '<span class="tag">being read</span>' in answer.content.decode() and len(kept()) == len(before) + 1
        assert ana.get("/api/acme/-/scorecard/earnings/imports").json()[0]["state"] == "reading"
        work_off()
    row = EarningsImport.objects.get()
    assert counts(row) == COUNTS and Event.objects.count() == 5 and kept() == before
    assert JournalLine.objects.filter(type="scorecard.earnings_read").count() == 1 and not read_once()
    assert "5 of 7 taken" in ana.get(page).content.decode()


def test_a_small_file_is_read_at_once_and_a_packed_one_is_not(owner: Caller) -> None:
    with patch.object(earnings, "INLINE_BYTES", 10_000):
        assert counts(import_upload(owner, "may.csv", [TABLE.encode()], len(TABLE))) == COUNTS
        packed = gzip.compress(TABLE.encode())
        value = import_upload(owner, "may.csv.gz", [packed], len(packed))
    assert value.state == "reading" and read_once()
    assert counts(EarningsImport.objects.get(pk=value.id)) == ("done", 7, 0, 5, 2)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_what_was_broken_off_goes_on_where_it_stood(owner: Caller, at: int) -> None:
    row = sent(owner)
    with breaking(at, OSError("disk")), pytest.raises(OSError, match="disk"):
        read_once()
    row.refresh_from_db()
    assert (row.state, row.n_read, Event.objects.count()) == ("reading", 2 * at, row.n_taken)
    assert not read_once()  # it rests first
    due()
    assert read_once()
    row.refresh_from_db()
    assert counts(row) == COUNTS and Event.objects.count() == 5
    assert list(RefusedEarning.objects.order_by("row").values_list("row", flat=True)) == [2, 5]


def test_a_reader_that_was_killed_is_followed_by_another(owner: Caller) -> None:
    row = sent(owner)
    with breaking(2, SystemExit()), pytest.raises(SystemExit):
        read_once()
    assert not read_once()  # it is held for a while, by whoever was killed
    due()
    assert read_once()
    row.refresh_from_db()
    assert counts(row) == COUNTS


def test_the_third_fault_is_the_last(owner: Caller, django_capture_on_commit_callbacks: Commits) -> None:
    before, row = kept(), sent(owner)
    with django_capture_on_commit_callbacks(execute=True), breaking(0, OSError("disk")):
        for _ in range(3):
            with patch.object(earnings_reading, "take_batch", side_effect=OSError("disk")), pytest.raises(OSError, match="disk"):
                read_once()
            due()
    row.refresh_from_db()
    assert row.state == "failed" and "broke off" in row.said and "disk" not in row.said and kept() == before and not read_once()


def test_a_worker_that_is_told_to_stop_leaves_the_rest_to_the_next(owner: Caller) -> None:
    row, stop = sent(owner), Stop()
    stop.set()
    for _ in range(5):  # that is no fault, however often
        assert read_once(stop)
        row.refresh_from_db()
        assert (row.state, row.n_read, row.tries) == ("reading", 2, 0)
    assert read_once()
    row.refresh_from_db()
    assert counts(row) == COUNTS


def test_who_was_overtaken_writes_nothing_more(owner: Caller) -> None:
    row, right = sent(owner), earnings_reading.earning_pieces

    def pieces(path: Path, name: str) -> Iterator[Piece]:
        for number, piece in enumerate(right(path, name)):
            if number == 1:  # slow for so long that another reader takes the file up, and reads it to its end
                due()
                with patch.object(earnings_reading, "earning_pieces", right):
                    assert read_once()
            yield piece

    with patch.object(earnings_reading, "earning_pieces", pieces):
        assert read_once()
    row.refresh_from_db()
    assert counts(row) == COUNTS and JournalLine.objects.filter(type="scorecard.earnings_read").count() == 1
    assert RefusedEarning.objects.count() == 2


def test_who_skips_what_was_taken_in_holds_the_file(owner: Caller) -> None:
    row, right, held = sent(owner), earnings_reading.earning_pieces, []
    with breaking(2, SystemExit()), pytest.raises(SystemExit):
        read_once()
    due()

    def pieces(path: Path, name: str) -> Iterator[Piece]:
        for piece in right(path, name):
            due()
            yield piece
            held.append(not EarningsImport.objects.filter(pk=row.pk, busy_until__lt=timezone.now()).exists())

    with patch.object(earnings_reading, "earning_pieces", pieces):
        assert read_once()
    assert held == [True] * 4


def test_the_line_of_a_failed_file_tells_what_was_kept(owner: Caller) -> None:
    row = sent(owner)
    with patch.object(RefusedEarning.objects, "bulk_create", side_effect=LifeworldError(422, "full", "It is full.", "Wait.")):
        assert read_once()
    row.refresh_from_db()
    line = JournalLine.objects.get(type="scorecard.earnings_read")
    assert row.state == "failed" and (line.data["n"], line.data["refused"]) == (row.n_taken, row.n_refused) == (0, 0)


def test_what_cannot_be_read_on_is_a_failed_one(owner: Caller) -> None:
    gone, unset = sent(owner), sent(owner)
    terminal = EarningsImport.objects.create(place_id=owner.place_id, filename="june.csv", state="reading", made_at=timezone.now())
    (settings.UPLOAD_DIR / "scorecard" / gone.file).unlink()
    ScorecardPlan.objects.all().delete()
    while read_once():
        pass
    said = dict(EarningsImport.objects.values_list("pk", "said"))
    assert set(EarningsImport.objects.values_list("state", flat=True)) == {"failed"}
    assert "broke off" in said[gone.pk] and "broke off" in said[terminal.pk] and "not set up any more" in said[unset.pk]


def test_the_terminal_holds_the_file_that_it_reads(owner: Caller, tmp_path: Path) -> None:
    path, seen = tmp_path / "may.csv", []
    path.write_text(TABLE)
    value = import_earnings(owner, path, "may.csv", step=lambda n: seen.append((n, read_once())))
    assert counts(value) == COUNTS and seen == [(2, False), (2, False), (2, False), (1, False)]


def test_what_unpacks_too_far_leaves_nothing_behind(owner: Caller) -> None:
    before, bomb = kept(), gzip.compress(b"0" * 3_000_000)
    with patch("lifeworld.partners.files.kept.UNPACKED_BYTES", 1_000_000), pytest.raises(InputRefused, match="unpacks"):
        import_upload(owner, "may.csv.gz", [bomb], len(bomb))
    assert not EarningsImport.objects.exists() and kept() == before


def test_files_with_their_first_refused_rows_are_asked_for_in_two_questions(
        owner: Caller, django_assert_max_num_queries: Commits) -> None:
    rows = "".join(f"volt,soon,{number},\n" for number in range(25))
    for text in (TABLE, "partner,at,amount\nvolt,2026-05-09,1\n", f"partner,at,amount,customer\n{rows}"):
        sent(owner, text)
        assert read_once()
    with django_assert_max_num_queries(4):  # whose caller it is, the files, and the two
        found = imports_of(owner)
    assert [[row for row, *_ in one.refusals] for one in found] == [list(range(1, 21)), [], [2, 5]]
