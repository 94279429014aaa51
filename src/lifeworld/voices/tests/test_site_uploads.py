"""Uploads: parts that survive a crash, a preview that says how columns are understood, and an import that doubles and loses nothing."""

from __future__ import annotations

import json
import uuid
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifeworld.customers.models import Alias, Customer, Trait
from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions import uploads_import
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.actions.uploads import append_part, begin_upload, confirm_upload, drop_upload, take_files
from lifeworld.voices.actions.work import work_once
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.site_uploads import TablePreview, TranscriptPreview
from lifeworld.voices.files.statements import Options, read_statements
from lifeworld.voices.files.uploaded import path_of
from lifeworld.voices.models import Reading, SkippedRow, Statement, Study, Upload
from lifeworld.voices.queries.statements import statements_frame
from lifeworld.voices.queries.studies import coders_of, study_of
from lifeworld.voices.queries.uploads import preview_of, skipped_of, upload_of

pytestmark = pytest.mark.django_db

TABLE = (
    "who,review,stars,date,segment\n"
    "ana,It counts my steps. My wife laughs.,4,2026-01-02,racers\n"
    "ben,I run with my club.,5,2026-02-02T10:30,club\n"
    "ben,I run with my club.,5,2026-02-02T10:30,club\n"
    "cleo,,1,,\n"
    ",\"Über alles: 🏃\u200d♀️, \"\"gut\"\"\",3,soon,\n").encode()
TALK = (b"Interviewer: How do you run?\nMara: With my sister, every morning before work.\n"
        b"Interviewer: And the watch?\nMara: It tells me to move.\n")


def _sent(cast_: Cast, content: bytes = TABLE, name: str = "reviews.csv") -> tuple[Any, Any, str]:
    ana = cast_.caller(cast_.ana)
    study = create_study(ana, "Runners")
    return ana, study, take_files(ana, study.slug, [(name, [content[:40], content[40:]], len(content))]).key


def _work() -> None:
    while work_once():
        pass


def test_a_table_becomes_statements_as_lifeworld_map_reads_them(tmp_path: Path) -> None:
    ana, study, key = _sent(cast())
    Alias.objects.create(place_id=ana.place_id, customer=Customer.objects.create(place_id=ana.place_id, key="benedict"), alias="ben")
    preview = preview_of(ana, study.slug, key)
    assert isinstance(preview, TablePreview)
    columns = preview.columns
    assert (columns.text, columns.customer, columns.group, preview.n_without_text) == (("review",), "who", "segment", 1)
    assert confirm_upload(ana, study.slug, key).state == "importing"
    _work()
    assert upload_of(ana, study.slug, key).state == "done"
    file = tmp_path / "reviews.csv"
    file.write_bytes(TABLE)
    mapped = read_statements([file], Options(Columns(("review",), customer="who"))).statements
    found = statements_frame(ana, study.pk)
    assert found.schema == mapped.schema
    assert found["id"].sort().to_list() == mapped["id"].sort().to_list()
    joined = found.drop("customer", "file").sort("id").equals(mapped.drop("customer", "file").sort("id"))
    assert joined, "all but the customer's key, which an alias leads to, and the place of the file"
    assert set(found["customer"].drop_nulls()) == {"ana", "benedict"}
    assert not path_of(Path(settings.UPLOAD_DIR), key, "reviews.csv").parent.exists(), "the bytes are not kept"
    value = study_of(ana, study.slug)
    assert (value.n_statements, value.n_customers) == (4, 2)
    assert dict(Trait.objects.values_list("customer__key", "value")) == {"ana": "racers", "benedict": "club"}
    assert sorted(Statement.objects.exclude(at=None).values_list("at__year", "at__month")) == [(2026, 1), (2026, 2), (2026, 2)]


def test_the_model_codes_what_came_in() -> None:
    ana, study, key = _sent(cast())
    confirm_upload(ana, study.slug, key)
    _work()
    model = next(one for one in coders_of(ana, study.pk) if one.kind == "model")
    assert (model.name, model.n_readings) == ("fast", 4)
    wife = Reading.objects.get(statement__text__contains="wife")
    assert "family_friends" in wife.present
    assert all(p >= 0.05 for p in wife.codes.values())
    assert set(wife.present) <= set(wife.codes)
    line = JournalLine.objects.get(type="voices.model_coded")
    assert (line.data["study"], line.data["n"]) == (study.pk, 4)
    assert not work_once(), "nothing is left to do"


def test_the_same_file_again_adds_nothing() -> None:
    ana, study, key = _sent(cast())
    confirm_upload(ana, study.slug, key)
    _work()
    again = take_files(ana, study.slug, [("reviews.csv", [TABLE], len(TABLE))]).key
    confirm_upload(ana, study.slug, again)
    _work()
    assert Statement.objects.count() == 4
    assert upload_of(ana, study.slug, again).n_skipped == 4
    assert set(skipped_of(ana, study.slug, again)["reason"]) == {"in the study already"}


def test_parts_are_idempotent_and_hold_their_offset() -> None:
    c = cast()
    ana = c.caller(c.ana)
    study = create_study(ana, "Runners")
    key = str(uuid.uuid4())
    begin_upload(ana, study.slug, "../../x.csv", len(TABLE), key)
    assert begin_upload(ana, study.slug, "x.csv", len(TABLE), key).received == 0, "announced twice is announced once"
    assert append_part(ana, study.slug, key, 0, TABLE[:50]).received == 50
    with pytest.raises(LifeworldError, match="stands at byte 50") as refused:
        append_part(ana, study.slug, key, 0, TABLE[:50])
    assert refused.value.status == 409
    with pytest.raises(InputRefused, match="does not fit"):
        append_part(ana, study.slug, key, 50, TABLE + b"more")
    path = path_of(Path(settings.UPLOAD_DIR), key, "x.csv")
    with path.open("ab") as file:
        file.write(b"what a crash left behind")
    assert append_part(ana, study.slug, key, 50, TABLE[50:]).state == "received"
    assert path.read_bytes() == TABLE
    with pytest.raises(LifeworldError) as other:
        begin_upload(ana, study.slug, "other.csv", 5, key)
    assert other.value.status == 409


def test_unclear_columns_are_asked_about_and_what_a_person_says_holds() -> None:
    content = (b"a,b\nI ran far with my dog today.,The shoes held well all year.\n"
               b"My sister came along for a mile.,It rained a lot this spring here.\n")
    ana, study, key = _sent(cast(), content)
    preview = preview_of(ana, study.slug, key)
    assert isinstance(preview, TablePreview)
    assert "could be the text" in preview.problem
    assert "--" not in preview.problem
    with pytest.raises(InputRefused):
        confirm_upload(ana, study.slug, key)
    confirm_upload(ana, study.slug, key, {"text": ["a", "b"]})
    _work()
    assert sorted(statements_frame(ana, study.pk)["field"].to_list()) == ["a", "a", "b", "b"]
    with pytest.raises(LifeworldError) as twice:
        confirm_upload(ana, study.slug, key, {"text": ["a"]})
    assert twice.value.status == 409


def test_rows_that_cannot_be_used_are_listed_and_the_list_is_safe_to_open() -> None:
    c = cast()
    content = b"id,text\n=1+1,She ran.\n,No id here.\n" + b"x" * 201 + b",Long id.\nz,One,two,three\nfour,fine\n"
    ana, study, key = _sent(c, content)
    confirm_upload(ana, study.slug, key, {"text": ["text"], "id": "id"})
    _work()
    found = skipped_of(ana, study.slug, key)
    assert set(found["reason"]) == {"empty id", "id over 200 characters", "cells do not fit the header"}
    answer = c.client(c.ana).get(f"/acme/-/studies/{study.slug}/uploads/{key}/skipped.csv")
    assert answer.status_code == 200
    assert not [line for line in answer.content.decode().splitlines() if line.startswith(("=", "+", "@"))]
    assert SkippedRow.objects.count() == 3
    assert upload_of(ana, study.slug, key).n_rows == 5


def test_a_file_that_is_no_table_is_refused_in_words_without_its_place_on_the_disk() -> None:
    ana, study, key = _sent(cast(), b"%PDF-1.4 not a table at all, only a pretence of one", "paper.csv")
    with pytest.raises(InputRefused, match=r"«paper.csv» is a PDF") as refused:
        preview_of(ana, study.slug, key)
    assert str(settings.UPLOAD_DIR) not in str(refused.value)


def test_transcripts_in_an_archive_are_read_with_what_a_person_says_of_the_speakers(tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("talks/mara.txt", TALK)
        archive.writestr("talks/jo.txt", TALK.replace(b"Mara", b"Jo"))
        archive.writestr("__MACOSX/talks/mara.txt", b"litter")
    ana, study, key = _sent(cast(), packed.getvalue(), "talks.zip")
    preview = preview_of(ana, study.slug, key)
    assert isinstance(preview, TranscriptPreview)
    assert [talk.name for talk in preview.talks] == ["jo.txt", "mara.txt"]
    speakers = [{"file": talk.name, "speaker": one.name, "role": one.role, "customer": "Jo-1" if one.name == "Jo" else ""}
                for talk in preview.talks for one in talk.speakers]
    confirm_upload(ana, study.slug, key, speakers=speakers)
    _work()
    found = statements_frame(ana, study.pk)
    assert found.height == 4
    assert set(found["customer"]) == {"Jo-1", "mara"}
    assert set(found["file"]) == {"jo.txt", "mara.txt"}
    assert found.filter(pl.col("text").str.contains("sister"))["context"].to_list() == ["How do you run?"] * 2
    for name in ("mara", "jo"):
        (tmp_path / f"{name}.txt").write_bytes(TALK if name == "mara" else TALK.replace(b"Mara", b"Jo"))
    assert set(found["id"]) == set(read_statements([tmp_path]).statements["id"])


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../out.txt"])
def test_archives_that_reach_outside_are_refused(name: str) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ana.txt", TALK)
        archive.writestr(name, TALK)
    ana, study, key = _sent(cast(), packed.getvalue(), "talks.zip")
    with pytest.raises(InputRefused, match="outside"):
        preview_of(ana, study.slug, key)


def test_what_cannot_be_read_at_all_is_said_on_its_page_and_can_be_taken_back() -> None:
    c = cast()
    ana, study, key = _sent(c, b"PK\x03\x04 no archive" * 4, "talks.zip")
    page = f"/acme/-/studies/{study.slug}/uploads/{key}/"
    shown = c.client(c.ana).get(page)
    assert shown.status_code == 200
    assert "is damaged, locked or packed in an unknown way" in shown.content.decode()
    assert f'action="{page}drop/"' in shown.content.decode()
    with pytest.raises(InputRefused, match="only where they are transcripts"):
        take_files(ana, study.slug, [("a.csv", [TABLE], len(TABLE)), ("b.csv", [TABLE], len(TABLE))])
    assert Upload.objects.count() == 1


def test_a_preview_counts_customers_that_are_known() -> None:
    ana, study, key = _sent(cast())
    preview = preview_of(ana, study.slug, key)
    assert isinstance(preview, TablePreview)
    assert preview.n_customers == 2, "Cleo says nothing, and one row has no customer"


def test_a_lost_process_goes_on_where_the_last_batch_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"c{n % 7},Statement number {n} of the study.\n" for n in range(95))
    monkeypatch.setattr("lifeworld.voices.actions.uploads.IMPORT_ROWS", 10)
    ana, study, key = _sent(cast(), b"customer,text\n" + rows.encode())
    confirm_upload(ana, study.slug, key)
    pk = Upload.objects.get(key=key).pk
    for step in range(30):
        if step % 2:
            uploads_import._OPEN.clear()  # as in a new process
        if upload_of(ana, study.slug, key).state == "importing":
            uploads_import.continue_import(pk)
    value = upload_of(ana, study.slug, key)
    assert (value.state, value.n_rows, value.n_statements) == ("done", 95, 95)
    assert Study.objects.get(pk=study.pk).n_customers == 7
    lines = JournalLine.objects.filter(type="voices.statements_added").values_list("data", flat=True)
    assert sum(line["n"] for line in lines) == 95
    assert len(lines) == 10


def _api(c: Cast, client: Client, method: str, path: str, body: object = None, **extra: Any) -> Any:
    send = getattr(client, method)
    if isinstance(body, bytes):
        return send(f"/api/acme/-/studies/{path}", body, content_type="application/offset+octet-stream", **extra)
    return send(f"/api/acme/-/studies/{path}", json.dumps(body) if body is not None else None, content_type="application/json", **extra)


def test_the_api_takes_parts_and_says_where_an_upload_stands() -> None:
    c = cast()
    study = create_study(c.caller(c.ana), "Runners")
    client = c.client(c.ana)
    made = _api(c, client, "post", "runners/uploads", {"filename": "a.csv", "size": len(TABLE)})
    assert made.status_code == 201
    url = f"runners/uploads/{made.json()['key']}"
    first = _api(c, client, "patch", url, TABLE[:20], headers={"Upload-Offset": "0"})
    assert (first.status_code, first["Upload-Offset"]) == (200, "20")
    wrong = _api(c, client, "patch", url, TABLE[:20], headers={"Upload-Offset": "0"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_offset")
    assert _api(c, client, "patch", url, TABLE[20:]).status_code == 422, "without an offset"
    assert _api(c, client, "post", f"{url}/confirm", {}).status_code == 409, "not all has arrived"
    assert _api(c, client, "patch", url, TABLE[20:], headers={"Upload-Offset": "20"}).json()["state"] == "received"
    preview = _api(c, client, "get", f"{url}/preview").json()
    assert (preview["kind"], preview["roles"]["text"]) == ("table", ["review"])
    for roles in ({"text": ["nowhere"]}, {"text": 5}, {"text": {"a": 1}}, {"text": ["review"], "colour": "stars"}):
        assert _api(c, client, "post", f"{url}/confirm", {"roles": roles}).status_code == 422, roles
    assert _api(c, client, "post", f"{url}/confirm", {}).status_code == 202
    _work()
    assert _api(c, client, "get", url).json()["n_statements"] == 4
    assert _api(c, client, "get", f"{url}/skipped").json() == {"skipped": [], "next": None}
    assert _api(c, client, "delete", url).status_code == 409
    assert _api(c, client, "get", "runners/uploads").json()["uploads"][0]["state"] == "done"
    assert study.slug == "runners"


@pytest.mark.parametrize("who", ["vic", "eva", "dev"])
def test_uploads_are_for_analysts(who: str) -> None:
    c = cast()
    _, study, key = _sent(c)
    client = c.client(getattr(c, who))
    refused = 404 if who == "dev" else 403
    for url in ("uploads", f"uploads/{key}", f"uploads/{key}/preview", f"uploads/{key}/skipped"):
        assert _api(c, client, "get", f"runners/{url}").status_code == refused, url
    assert _api(c, client, "post", "runners/uploads", {"filename": "a.csv", "size": 1}).status_code == refused
    assert _api(c, client, "delete", f"runners/uploads/{key}").status_code == refused
    assert client.get(f"/acme/-/studies/runners/uploads/{key}/").status_code == refused
    with pytest.raises(LifeworldError):
        drop_upload(c.caller(c.dev, c.other), study.slug, key)


def test_pages_take_a_file_without_scripts_and_read_small_ones_at_once() -> None:
    c = cast()
    study = create_study(c.caller(c.ana), "Runners")
    client = c.client(c.ana)
    base = f"/acme/-/studies/{study.slug}/uploads/"
    sent = client.post(base, {"files": [SimpleUploadedFile("reviews.csv", TABLE)]})
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert "It counts my steps" in page
    assert client.get(sent["Location"], {"text": "who"}).status_code == 200
    done = client.post(sent["Location"] + "confirm/", {"text": ["review"], "customer": "who"}, follow=True)
    assert "It was read" in done.content.decode()
    assert "reviews.csv" in client.get(base).content.decode()
    talks = client.post(base, {"files": [SimpleUploadedFile("mara.txt", TALK), SimpleUploadedFile("jo.txt", TALK.replace(b"Mara", b"Jo"))]})
    assert "Mara" in client.get(talks["Location"]).content.decode()
    assert client.post(talks["Location"] + "drop/").status_code == 302
    assert client.get(talks["Location"]).status_code == 404
    assert client.post(base).status_code == 422, "no file was chosen"
