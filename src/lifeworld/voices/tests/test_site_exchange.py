"""Exchange on the site: a study out and in again is the same study, byte for byte; what is lost is told; other programs' files come in."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lifeworld.customers.models import Customer, Trait
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast
from lifeworld.testing.terminal import shared_data
from lifeworld.voices.actions.codebooks import add_code, change_code, retire_code
from lifeworld.voices.actions.exchange import import_exchange
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Coder, Mark, Reading, Statement, Study
from lifeworld.voices.queries.exchange import written
from lifeworld.voices.queries.readings import codings_frame
from lifeworld.voices.queries.statements import statements_frame
from lifeworld.voices.queries.studies import coders_of, study_of

pytestmark = pytest.mark.django_db

TEXT = "I ran with Lena 🏃‍♀️.\nShe laughed, e\u0301galit\u00e9 & <more>."


def _study(c: Cast) -> StudyValue:
    """A study with everything that can be exchanged: own codes, people and models, marks, memos, traits, facts, a random queue."""
    ana = c.caller(c.ana)
    slug = create_study(ana, "Runners & Co", {"focal": "Stride"}).slug
    luck = {"name": "luck", "definition": "Chance plays a part.", "include": ["a lottery"], "parent": "mood", "title": "good luck"}
    add_code(ana, slug, luck, 1)
    change_code(ana, slug, "mood", {"examples": ["I was glad."], "exclude": ["the weather"]}, 2)
    retire_code(ana, slug, "luck", 3)
    study = study_of(ana, slug)
    Trait.objects.create(customer=c.cleo, name="segment", value="racers")
    rows = [Statement.objects.create(study_id=study.pk, customer=c.cleo, key="=s1", text=TEXT, context="With whom?\nReally?",
                                     facts={"outcome": 4.0, "consent": False, "time": "2026-02-03", "wave": "2026 Q1", "row": 1}),
            Statement.objects.create(study_id=study.pk, key="s2", text="Rain.", facts={"row": 2})]
    Study.objects.filter(pk=study.pk).update(n_statements=2, n_customers=1)
    eva = Coder.objects.create(study_id=study.pk, kind="person", name="Eva", user=c.eva)
    fast = Coder.objects.get(study=study.pk, kind="model")
    Coder.objects.filter(pk=fast.pk).update(version="fast 1 abc", cursor=10**9)
    read = Reading.objects.create(study_id=study.pk, statement=rows[0], coder=eva, codebook=4, present=["peers", "mood"],
                                  memo="She is proud.", codes={"peers": 1, "mood": 1}, queue="random", inclusion=0.25)
    Reading.objects.create(study_id=study.pk, statement=rows[1], coder=eva, codebook=4)
    Reading.objects.create(study_id=study.pk, statement=rows[0], coder=fast, codebook=1, present=["peers"], valence=0.5,
                           codes={"peers": 0.875, "mood": 0.06})
    Mark.objects.create(reading=read, code="peers", start=11, end=15, quote="Lena", quote_hash="", memo="her friend", interpretive=True)
    Mark.objects.create(reading=read, code="peers", start=23, end=26, quote=TEXT[23:26], quote_hash="")
    return study_of(ana, slug)


def test_a_study_out_and_in_again_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    c = cast()
    study, ana = _study(c), c.caller(c.ana)
    first, lost = written(ana, study, "qdpx")
    assert first == written(ana, study, "qdpx")[0], "the same study, the same bytes"
    assert {one.what for one in lost.rows} >= {"moods of statements (valence)"}
    file = tmp_path / "runners.qdpx"
    file.write_bytes(first)
    dev = c.caller(c.dev, c.other)
    made = import_exchange(dev, file, "runners.qdpx")
    assert (made.n_statements, made.n_readings, made.study.title) == (2, 3, "Runners & Co")
    assert made.study.codebook.codes == study.codebook.codes
    everybody = coders_of(dev, made.study.pk)
    assert [(one.kind, one.name) for one in everybody if one.kind == "imported"] == [("imported", "Eva"), ("imported", "model:fast")]
    names = ["id", "customer", "text", "context", "time", "wave", "outcome", "consent"]
    assert statements_frame(dev, made.study.pk).select(names).equals(statements_frame(ana, study.pk).select(names))
    assert Trait.objects.get(customer__place=c.other).value == "racers"
    eva = {one.name: one.pk for one in everybody}["Eva"]
    assert codings_frame(dev, made.study.pk, [eva]).equals(codings_frame(ana, study.pk, [Coder.objects.get(study=study.pk, name="Eva").pk]))
    reading = Reading.objects.get(coder=eva, statement__key="=s1")
    assert (reading.memo, reading.queue, reading.inclusion) == ("She is proud.", "random", 0.25)
    mark = Mark.objects.get(reading=reading, start=11)
    assert (mark.quote, mark.memo, mark.interpretive) == ("Lena", "her friend", True)
    assert Reading.objects.get(coder__name="model:fast", study=made.study.pk).codes == {"peers": 0.875}
    imported = [one.pk for one in everybody if one.kind == "imported"]
    again, _ = written(dev, made.study, "qdpx", imported)
    assert again == first


def test_importing_the_same_file_again_doubles_nothing(tmp_path: Path) -> None:
    c = cast()
    study, ana = _study(c), c.caller(c.ana)
    file = tmp_path / "runners.qdpx"
    file.write_bytes(written(ana, study, "qdpx")[0])
    for _ in range(2):
        made = import_exchange(ana, file, "runners.qdpx", study.slug)
        assert (made.n_statements, made.n_codes) == (0, 0)
    assert Statement.objects.count() == 2
    assert Mark.objects.count() == 4
    assert study_of(ana, study.slug).codebook.number == study.codebook.number
    Statement.objects.filter(key="s2").update(text="Another text.")
    lost = import_exchange(ana, file, "runners.qdpx", study.slug).losses
    assert [one.n for one in lost.rows if one.what == "texts"] == [1]
    assert study_of(ana, study.slug).n_statements == 2


def test_a_codebook_and_a_table_of_codings_go_out_and_in(tmp_path: Path) -> None:
    c = cast()
    study, ana = _study(c), c.caller(c.ana)
    book, table = tmp_path / "codes.qdc", tmp_path / "coded.csv"
    book.write_bytes(written(ana, study, "qdc")[0])
    table.write_bytes(written(ana, study, "csv")[0])
    assert "'=s1" in table.read_text(encoding="utf-8"), "no cell runs as a formula"
    other = create_study(ana, "Cyclists")
    made = import_exchange(ana, book, "codes.qdc", other.slug)
    assert made.study.codebook.codes == study.codebook.codes
    made = import_exchange(ana, table, "coded.csv", other.slug)
    assert (made.n_statements, made.study.codebook.number) == (2, 2)
    assert statements_frame(ana, made.study.pk)["text"].to_list() == statements_frame(ana, study.pk)["text"].to_list()
    assert Mark.objects.filter(reading__study=made.study.pk).count() == 2


def test_a_codebook_of_another_program_comes_with_its_headings(tmp_path: Path) -> None:
    c = cast()
    ana = c.caller(c.ana)
    file = tmp_path / "themes.qdc"
    file.write_text(
        '<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"><Codes>'
        '<Code guid="11111111-1111-4111-8111-111111111111" name="1. Price/quality" isCodable="false">'
        '<Code guid="22222222-2222-4222-8222-222222222222" name="cheap" isCodable="true"><Description>It costs little.</Description></Code>'
        '<Code guid="33333333-3333-4333-8333-333333333333" name="mood" isCodable="true"><Description>Other meaning.</Description></Code>'
        '</Code></Codes></CodeBook>', encoding="utf-8")
    slug = create_study(ana, "Cyclists").slug
    made = import_exchange(ana, file, "themes.qdc", slug)
    codes = {code.title: code for code in made.study.codebook.codes}
    heading, cheap = codes["1. Price/quality"], codes["cheap"]
    assert (heading.retired, heading.name) == (True, "code 1. Price_quality")
    assert (cheap.parent, cheap.definition) == (heading.name, "It costs little.")
    assert made.study.codebook.code("mood").definition != "Other meaning.", "the study's meaning stays"
    assert [one.what for one in made.losses.rows if one.where == "codebook"] == ["meanings of codes"]


def test_what_cannot_be_read_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    c = cast()
    ana = c.caller(c.ana)
    for name, content in (("a.qdpx", b"PK no archive"), ("a.pdf", b"%PDF"), ("a.csv", b"statement,coder,code\n"), ("a.json", b"{")):
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(InputRefused) as refused:
            import_exchange(ana, file, name)
        assert str(tmp_path) not in str(refused.value)
    assert not Study.objects.exists()
    with pytest.raises(InputRefused):
        written(ana, create_study(ana, "Cyclists"), "docx")


def test_who_may_exchange() -> None:
    c = cast()
    study = _study(c)
    for person in (c.vic, c.eva):
        with pytest.raises(LifeworldError) as refused:
            written(c.caller(person), study, "qdpx")
        assert refused.value.status == 403
        with pytest.raises(LifeworldError) as refused:
            import_exchange(c.caller(person), Path("nowhere"), "nowhere")
        assert refused.value.status == 403


def test_pages_of_exchange() -> None:
    c = cast()
    study = _study(c)
    client, base = c.client(c.ana), f"/acme/-/studies/{study.slug}/exchange/"
    assert "Show what it holds" in client.get(base).content.decode()
    assert "valence" in client.get(base, {"as": "qdpx"}).content.decode()
    assert client.get(base, {"as": "docx"}).status_code == 422
    assert client.get(base, {"as": "csv", "coder": "x"}).status_code == 422
    answer = client.get(base + "export.qdpx")
    assert zipfile.ZipFile(BytesIO(answer.content)).namelist()[0] == "project.qde"
    assert client.get(base + "export.docx").status_code == 422
    assert "valence" in client.get(base + "losses-qdpx.csv").content.decode()

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("runners.qdpx", answer.content)

    done = client.post(base + "import/", {"file": file()}, follow=True)
    assert "What was lost" in done.content.decode() or "Nothing is lost" in done.content.decode()
    assert client.post("/acme/-/exchange/import/", {"file": file(), "title": "Once more"}).status_code == 302
    assert client.post("/acme/-/exchange/import/", {"file": file(), "title": "Once more"}).status_code == 409
    assert client.post(base + "import/").status_code == 422
    assert client.post(base + "import/", {"file": SimpleUploadedFile("a.qdpx", b"nothing")}).status_code == 422
    key = done.redirect_chain[-1][0].rstrip("/").rsplit("/", 1)[-1]
    assert client.get(f"{base}imports/{key}/losses.csv").status_code == 200
    for who, status in ((c.vic, 403), (c.eva, 403), (c.dev, 404)):
        other = c.client(who)
        assert other.get(base).status_code == status
        assert other.get(base + "export.qdpx").status_code == status
        assert other.post(base + "import/", {"file": file()}).status_code == status


def test_the_api_of_exchange() -> None:
    c = cast()
    study = _study(c)
    client, url = c.client(c.ana), f"/api/acme/-/studies/{study.slug}/exchange"
    csv = client.get(f"{url}/export/csv")
    assert csv.content.startswith(b"statement,")
    assert client.get(f"{url}/export/csv", {"coder": [10**6]}).status_code == 200
    assert client.get(f"{url}/export/docx").status_code == 422
    assert client.get(f"{url}/export/qdpx/losses").json()["losses"]
    made = client.post(f"{url}/imports", {"file": SimpleUploadedFile("coded.csv", csv.content)})
    assert (made.status_code, made.json()["n_statements"]) == (201, 0)
    made = client.post("/api/acme/-/exchange/imports", {"file": SimpleUploadedFile("coded.csv", csv.content), "title": "New"})
    assert made.status_code == 201, made.json()
    assert (made.json()["study"], made.json()["n_statements"]) == ("new-study", 2)
    again = client.post("/api/acme/-/exchange/imports", {"file": SimpleUploadedFile("coded.csv", csv.content), "title": "New"})
    assert again.status_code == 409
    assert client.post(f"{url}/imports").status_code == 422
    assert c.client(c.vic).get(f"{url}/export/csv").status_code == 403
    assert c.client(c.dev).get(f"{url}/export/csv").status_code == 404
    assert Customer.objects.filter(place=c.acme).count() == 1


def test_files_of_other_programs_come_in_or_are_refused_in_words_and_go_out_again() -> None:
    data = shared_data()
    if data is None or not (data / "exchange").is_dir():
        pytest.skip("the files of ../shared/data/exchange are not beside this checkout")
    c = cast()
    ana = c.caller(c.ana)
    found = (data / "exchange").glob("*/*")
    files = sorted(file for file in found if file.suffix in {".qde", ".qdpx", ".qdc"})
    assert len(files) == 8
    for number, file in enumerate(files):
        try:
            made = import_exchange(ana, file, file.name, title=f"{file.name} {number}")
        except InputRefused as refused:
            assert refused.message.endswith(".")
            continue
        assert made.study.codebook.offered
        content, _ = written(ana, made.study, "qdpx")
        assert content == written(ana, made.study, "qdpx")[0]
