"""Heads in files, the learning curve and its advice, and the way of a study: learn, queue, code."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner, Result

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import hash64
from lifeworld.testing.terminal import shared_data
from lifeworld.voices.commands import voices
from lifeworld.voices.core.heads.coder import HeadsCoder
from lifeworld.voices.core.heads.curve import fitted_law, learning_curve
from lifeworld.voices.core.heads.learning import learned_from, ready
from lifeworld.voices.core.heads.material import material
from lifeworld.voices.core.heads.report import reported
from lifeworld.voices.core.heads.values import Examples, Heads, HeadSettings, Scaling
from lifeworld.voices.files.coder_codings import read_codings
from lifeworld.voices.files.heads import heads_bytes, heads_from, read_heads, write_heads

WORDS = ("=rain", "shoes", "club", "coach", "pain", "song")
BOOK = "\n".join(['name = "runs"', 'base = "none"', *(
    f'[[code]]\nname = "{name}"\ndefinition = "about {name}"\ngroup = "actor"' for name in ("rain", "shoes"))])


def answers(n: int) -> list[str]:
    return [f"{WORDS[k % 6]} again. Number {k} and {WORDS[(k * k // 7) % 6]}" for k in range(n)]


def study(folder: Path, n: int = 120, coded: int = 90) -> None:
    frame = pl.DataFrame({"id": [f"a{k}" for k in range(n)], "customer": [f"c{k // 2}" for k in range(n)], "text": answers(n)})
    frame.write_csv(folder / "answers.csv")
    rain, shoes = (pl.col("text").str.contains(word).cast(pl.Int8) for word in ("rain", "shoes"))
    frame.head(coded).select("id", rain=rain, shoes=shoes).write_csv(folder / "ana.csv")
    (folder / "codes.toml").write_text(BOOK, encoding="utf-8")


def run(folder: Path, verb: str, *more: str) -> Result:
    given = [verb, str(folder / "answers.csv"), *more]
    given += ["--codebook", str(folder / "codes.toml"), "--words-alone"] if verb != "code" else []
    return CliRunner().invoke(voices, given, catch_exceptions=False)


def test_a_study_is_learned_queued_filled_in_and_coded(tmp_path: Path) -> None:
    study(tmp_path)
    heads, sheet, codes, page = (tmp_path / name for name in ("heads.npz", "next.csv", "codes.csv", "learned.md"))
    done = run(tmp_path, "learn", "--codings", str(tmp_path / "ana.csv"), "--out", str(heads), "--report", str(page))
    assert "more codings" in done.output
    assert "| rain | 90 |" in page.read_text(encoding="utf-8") and "](<learned.svg>)" in page.read_text(encoding="utf-8")
    picture = ElementTree.fromstring((tmp_path / "learned.svg").read_text(encoding="utf-8"))  # noqa: S314 our own file
    assert len(picture.findall("{*}circle")) == 4 and len(picture.findall("{*}polyline")) == 2
    assert "more codings" in picture.findtext("{*}desc", "")
    run(tmp_path, "queue", "--codings", str(tmp_path / "ana.csv"), "--heads", str(heads), "--n", "20", "--out", str(sheet))
    with pytest.raises(InputRefused, match="somebody may have filled it"):
        run(tmp_path, "queue", "--codings", str(tmp_path / "ana.csv"), "--heads", str(heads), "--n", "20", "--out", str(sheet))
    rows = pl.read_csv(sheet, infer_schema_length=0)
    assert rows.columns == ["id", "customer", "text", "queue", "inclusion", "coder", "rain", "shoes", "done"]
    assert rows["queue"].value_counts().sort("queue").rows() == [("active", 10), ("random", 10)]
    assert (rows["inclusion"].is_null() == (rows["queue"] == "active")).all()
    assert rows["text"].str.starts_with("'=").sum() == rows["text"].str.contains("^'?=").sum()  # no cell starts a formula
    filled = rows.with_columns(rain=pl.col("text").str.contains("rain").cast(pl.Int8).cast(pl.String), shoes=pl.lit("0"))
    filled.write_csv(tmp_path / "ben.csv")
    read = rows.with_row_index().with_columns(done=pl.when(pl.col("index") < 5).then(pl.lit("x")))
    read.drop("index").write_csv(tmp_path / "cleo.csv")  # five were read and nothing was found in them
    assert read_codings([tmp_path / "cleo.csv"], pl.read_csv(tmp_path / "answers.csv")).select("statement", "present").unique().height == 5
    back = read_codings([tmp_path / "ben.csv"], pl.read_csv(tmp_path / "answers.csv"))
    assert back["coder"].unique().to_list() == ["ben"]
    assert back.filter(pl.col("queue") == "random")["inclusion"].is_not_null().all()
    run(tmp_path, "code", "--coder", str(heads), "--out", str(codes))
    found = pl.read_csv(codes)
    assert len(found) == 120
    unseen = found.tail(30).with_columns(text=pl.Series(answers(120)[90:]))
    assert (unseen["rain_present"] == unseen["text"].str.contains("rain")).mean() > 0.9
    assert found["coder"][0] == read_heads(heads).label


def test_the_same_codings_give_the_same_file(tmp_path: Path) -> None:
    study(tmp_path, 40, 40)
    for name in ("one.npz", "two.npz"):
        run(tmp_path, "learn", "--codings", str(tmp_path / "ana.csv"), "--no-curve", "--out", str(tmp_path / name))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_heads_do_not_code_sentences(tmp_path: Path) -> None:
    study(tmp_path, 40, 40)
    run(tmp_path, "learn", "--codings", str(tmp_path / "ana.csv"), "--no-curve", "--out", str(tmp_path / "heads.npz"))
    with pytest.raises(InputRefused, match="whole statements"):
        run(tmp_path, "code", "--coder", str(tmp_path / "heads.npz"), "--per", "segment", "--out", str(tmp_path / "x.csv"))


def small() -> Heads:
    scaling = Scaling(np.ones(2), np.zeros(2), np.full(2, 0.5))
    return Heads(("rain", "shoes"), "runs 1 0", np.array([3, 8], np.uint64), np.ones(2, np.float32), np.array([True, False]),
                 np.ones((2, 2), np.float32), np.zeros((0, 2), np.float32), np.zeros(2), scaling, 0.5, np.array([4, 4]),
                 np.array([1, 2]), "")


def test_heads_come_back_as_they_were_and_a_changed_file_is_refused(tmp_path: Path) -> None:
    write_heads(small(), tmp_path / "heads.npz")
    assert read_heads(tmp_path / "heads.npz").label == HeadsCoder(small()).label
    content = heads_bytes(small())
    assert heads_bytes(heads_from(content, "x")) == content
    for broken in (content[:-40], b"", b"no archive"):
        with pytest.raises(InputRefused):
            heads_from(broken, "broken.npz")
    with pytest.raises(InputRefused, match="cannot be read"):
        read_heads(tmp_path / "none.npz")


def packed(content: bytes, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr("meta.npy", content)
    return out.getvalue()


def numpy_file(header: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()


def saved(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """The same archive with the bit that says it is encrypted."""
    bent = bytearray(content)
    bent[6] |= 1
    bent[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(bent)


HOSTILE = {
    "objects": packed(saved(np.array([{}], dtype=object))), "nested": packed(saved(np.frombuffer(b"[" * 200_000, np.uint8))),
    "a shape without end": packed(numpy_file("{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000000,), }\n")),
    "a bent header": packed(numpy_file("(" * 5000)), "another packing": packed(saved(np.zeros(3)), zipfile.ZIP_LZMA)[:-90],
    "locked": locked(packed(saved(np.zeros(3)))),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_somebody_bent_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(InputRefused, match="damaged"):
        heads_from(content, "bent.npz")


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.voices.files.archive.UNPACKED_BYTES_MAX", 1 << 20)
    with pytest.raises(InputRefused, match="unpacks to"):
        heads_from(packed(saved(np.zeros(1 << 18))), "bomb.npz")


def test_heads_remember_what_taught_them_by_hashes_alone(tmp_path: Path) -> None:
    study(tmp_path, 40, 30)
    run(tmp_path, "learn", "--codings", str(tmp_path / "ana.csv"), "--no-curve", "--out", str(tmp_path / "heads.npz"))
    taught = read_heads(tmp_path / "heads.npz").heads.taught
    ids = pl.Series([f"a{k}" for k in range(30)])
    np.testing.assert_array_equal(taught, np.unique(hash64(ids)))


def test_the_law_of_a_curve_is_found_again() -> None:
    n = np.array([[20.0, 60.0, 150.0, 500.0]])
    np.testing.assert_allclose(fitted_law(n, 0.8 - 3 * n**-0.7)[0], [0.8, 3, 0.7], atol=0.02)
    falling = fitted_law(n, np.array([[0.7, 0.65, 0.6, 0.55]]))[0]
    assert falling[1] == 0  # more codings never make the law fall


@pytest.mark.parametrize(("n", "told"), [(24, "Not enough codings"), (150, "lift mean alpha by about")])
def test_advice_is_given_where_there_is_enough_to_tell(n: int, told: str) -> None:
    texts = answers(n)
    y = np.array([["rain" in text, "shoes" in text] for text in texts], np.float64)
    keys = np.arange(n, dtype=np.uint64)
    made, settings = material(texts), HeadSettings()
    found = Examples(y, np.ones_like(y), keys, keys)
    parts = ready(made, np.zeros((len(made.texts), 0), np.float32), found, settings)
    heads = learned_from(parts, found, ("rain", "shoes"), "runs 1 0", "", settings, 0)
    report = reported(heads, learning_curve(parts, found, ("rain", "shoes"), settings), resamples=100)
    assert told in report.advice
    figure = report.figures["lift_of_mean_alpha/100_more_codings"]
    assert figure.enough == (n == 150)


@pytest.mark.skipif(shared_data() is None, reason="the real data of ../shared/data is not beside this checkout")
def test_human_codes_of_real_answers_are_learned_from_words_alone() -> None:
    folder = shared_data()
    assert folder is not None
    rows = pl.read_csv(folder / "coded" / "shuffle" / "shuffle_music_coded_LONG.csv", infer_schema_length=0)
    rows = rows.with_columns(code=pl.col("code_level3").str.strip_chars(), answer=pl.concat_str("participant_id", pl.lit("/"), "track_id"))
    frame = rows.group_by("answer", maintain_order=True).agg(pl.col("participant_id", "full_response_text").first(), "code").head(400)
    codes = ("Friends", "Family", "Dancing", "Lyrics", "Exercising", "Vocals")
    y = np.array([[code in said for code in codes] for said in frame["code"]], np.float64)
    customer = frame["participant_id"].cast(pl.UInt64).to_numpy()
    made = material(frame["full_response_text"].to_list())
    found = Examples(y, np.ones_like(y), customer, np.arange(len(y), dtype=np.uint64))
    parts = ready(made, np.zeros((len(made.texts), 0), np.float32), found, HeadSettings())
    report = reported(learned_from(parts, found, codes, "music 1 0", "", HeadSettings(), 0), None, resamples=100)
    assert report.mean.value is not None
    assert report.mean.value > 0.5
    assert (report.by_code["ece"] < 0.12).all()
