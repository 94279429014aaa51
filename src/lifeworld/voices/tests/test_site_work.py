"""The work behind: nobody waits for a file that cannot be read or for a model that cannot code, and each study has its turn."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.testing.cast import cast
from lifeworld.voices.actions import statements_coding, uploads_import
from lifeworld.voices.actions.studies import change_study, create_study
from lifeworld.voices.actions.uploads import confirm_upload, take_files
from lifeworld.voices.actions.work import work_once
from lifeworld.voices.core.batches import Coder as CoderOfTexts
from lifeworld.voices.core.site_uploads import TranscriptPreview
from lifeworld.voices.files.coders import load_coder
from lifeworld.voices.files.uploaded import packed, transcripts_root
from lifeworld.voices.models import Coder, Reading, Upload
from lifeworld.voices.queries.uploads import preview_of, upload_of

pytestmark = pytest.mark.django_db
TABLE = b"customer,text\n" + b"".join(b"c%d,Statement number %d of the study.\n" % (n, n) for n in range(6))


@pytest.fixture
def ana() -> Caller:
    people = cast()
    return people.caller(people.ana)


def _read(caller: Caller, slug: str) -> str:
    key = take_files(caller, slug, [("reviews.csv", [TABLE], len(TABLE))]).key
    confirm_upload(caller, slug, key)
    return key


def _worked_off(steps: int = 30) -> None:
    for _ in range(steps):
        work_once()


def test_an_upload_that_fails_for_no_reason_of_its_own_is_ended_and_the_next_is_read(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = create_study(ana, "First"), create_study(ana, "Second")
    bad, good = _read(ana, first.slug), _read(ana, second.slug)
    read, spoilt = uploads_import._batches, Upload.objects.get(key=bad).pk

    def batches(row: Upload, path: Path) -> object:
        if row.pk == spoilt:
            raise ZeroDivisionError("what nobody foresaw")
        return read(row, path)

    monkeypatch.setattr(uploads_import, "_batches", batches)
    _worked_off()
    value = upload_of(ana, first.slug, bad)
    assert (value.state, value.n_statements) == ("refused", 0)
    assert "Send it once more" in value.message
    assert upload_of(ana, second.slug, good).n_statements == 6


def test_a_model_that_cannot_code_keeps_no_other_study_waiting(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = create_study(ana, "First"), create_study(ana, "Second")
    change_study(ana, first.slug, settings={"coder": "accurate"})

    def missing(name: str) -> CoderOfTexts:
        if name == "accurate":
            raise FileNotFoundError(name)
        return load_coder(name)

    monkeypatch.setattr(statements_coding, "load_coder", missing)
    _read(ana, first.slug)
    _read(ana, second.slug)
    _worked_off()
    assert Reading.objects.filter(study=second.pk).count() == 6
    assert not Reading.objects.filter(study=first.pk).exists()
    assert work_once() is False, "what cannot be done is no step, so that the worker rests"


def test_each_study_has_its_turn(ana: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    studies = [create_study(ana, title) for title in ("First", "Second")]
    for study in studies:
        _read(ana, study.slug)
    while Upload.objects.filter(state="importing").exists():
        work_once()
    monkeypatch.setitem(statements_coding.CODED_AT_ONCE, "fast", 2)
    for _ in range(2):
        work_once()
    assert list(Coder.objects.filter(kind="model").order_by("pk").values_list("n_readings", flat=True)) == [2, 2]


def test_transcripts_of_the_same_name_are_all_read(ana: Caller) -> None:
    study = create_study(ana, "Talks")
    talks = [("monday/talk.txt", b"Interviewer: How?\nMara: With my sister.\n"), ("tuesday/Talk.txt", b"Interviewer: How?\nBen: Alone.\n")]
    key = take_files(ana, study.slug, [(name, [content[:9], content[9:]], len(content)) for name, content in talks]).key
    preview = preview_of(ana, study.slug, key)
    assert isinstance(preview, TranscriptPreview)
    assert sorted(talk.name for talk in preview.talks) == ["Talk 2.txt", "talk.txt"]


def test_an_archive_keeps_files_apart_that_would_have_one_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("x/2024/talk?.txt", "y/2024/talk:.txt", "y/2024/other.txt"):
            archive.writestr(name, name)
    root = transcripts_root(tmp_path / "a.zip")
    assert sorted(path.read_text() for path in root.rglob("*.txt")) == ["x/2024/talk?.txt", "y/2024/other.txt", "y/2024/talk:.txt"]
    (tmp_path / "b.zip").touch()
    packed([("a.txt", [b"1"]), ("A.txt", [b"2"]), ("a 2.txt", [b"3"])], tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"a.txt": b"1", "A 2.txt": b"2", "a 2 2.txt": b"3"}


def test_files_for_a_study_that_is_not_there_leave_nothing_on_the_disk(ana: Caller, settings: object) -> None:
    folder = Path(settings.UPLOAD_DIR)
    before = set(folder.glob("*"))
    with pytest.raises(LifeworldError) as refused:
        take_files(ana, "nowhere", [("a.txt", [b"Mara: Hi.\n"], 10), ("b.txt", [b"Mara: Hi.\n"], 10)])
    assert refused.value.status == 404
    assert set(folder.glob("*")) == before
