"""`lifeworld map` and `voices code` with every coder that may be asked for: heads that a study taught, and runs of a language model."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from lifeworld.cli import lifeworld
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.heads.over import HeadsOver
from lifeworld.voices.files.artefact import packaged_coder
from lifeworld.voices.files.coders import load_coder
from lifeworld.voices.tests.language_model import language_model

RUNNERS = Path(__file__).resolve().parents[1] / "runners"
N = 60


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty statements, and Ana who finds «peers» where a club is named and a code of her own where shoes are."""
    folder = tmp_path_factory.mktemp("study")
    texts = [("The club waits, again" if k % 3 == 0 else "New shoes, blue" if k % 3 == 1 else "Rain on the bridge") + f" {k}."
             for k in range(N)]
    rows = pl.DataFrame({"id": [f"a{k}" for k in range(N)], "person": [f"c{k // 2}" for k in range(N)], "text": texts})
    rows.write_csv(folder / "answers.csv")
    club, shoes = (pl.col("text").str.contains(word).cast(pl.Int8) for word in ("club", "shoes"))
    rows.select("id", peers=club, shoes=shoes).write_csv(folder / "ana.csv")
    book = 'name = "clubs"\n[[code]]\nname = "shoes"\ndefinition = "shoes"\ngroup = "actor"\n'
    (folder / "codes.toml").write_text(book, encoding="utf-8")
    (folder / "study.toml").write_text('[columns]\ntext = "text"\ncustomer = "person"\nid = "id"\n[llm]\nsend = true\n', encoding="utf-8")
    done = run("voices", "learn", folder / "answers.csv", "--codings", folder / "ana.csv", "--codebook", folder / "codes.toml",
               "--words-alone", "--no-curve", "--out", folder / "heads.npz")
    assert done.exit_code == 0, done.output
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(lifeworld, [str(one) for one in arguments])


def mapped(study: Path, coder: object, out: Path, *more: object) -> Result:
    return run("map", study / "answers.csv", "--study", study / "study.toml", "--coder", coder, "--out", out, *more)


def refusal(done: Result) -> LifeworldError:
    assert isinstance(done.exception, LifeworldError), done.output
    return done.exception


def test_heads_code_what_they_learned_and_the_fast_coder_the_rest(study: Path) -> None:
    heads = load_coder(str(study / "heads.npz"))
    assert isinstance(heads, HeadsOver)
    assert heads.learned == ("peers",)
    texts = ["The club waits, again 0.", "My wife loves it.", " ", "Rain on the bridge 2."]
    found, fast = heads.code(texts), packaged_coder().code(texts)
    peers = CODES.index("peers")
    assert found.present[:, peers].tolist() == [True, False, False, False]
    assert found.probability[2, peers] == fast.probability[2, peers]  # without a word there is nothing to learn from
    others = [nth for nth in range(len(CODES)) if nth != peers]
    assert (found.probability[:, others] == fast.probability[:, others]).all()
    assert (found.valence == fast.valence).all()
    assert not heads.code([]).present.size


def test_a_map_by_heads_finds_what_ana_finds_and_says_who_coded(study: Path, tmp_path: Path) -> None:
    done = mapped(study, study / "heads.npz", tmp_path / "out")
    assert done.exit_code == 0, done.output
    codings = pl.read_parquet(tmp_path / "out" / "codings.parquet").filter(pl.col("present") & (pl.col("code") == "peers"))
    ana = pl.read_csv(study / "ana.csv").filter(pl.col("peers") == 1)
    assert set(codings["statement"]) == set(ana["id"])
    assert set(codings["coder"]) == {load_coder(str(study / "heads.npz")).label}
    assert "«peers» were coded by heads" in done.output and "coded the others, and valence" in done.output
    assert "«shoes» stand beside the twelve codes" in done.output


def test_shares_that_people_corrected_stand_in_the_terminal_and_too_few_finds_say_what_they_leave(tmp_path: Path) -> None:
    sheet = pl.read_csv(RUNNERS / "codings.csv", infer_schema_length=0).head(100)
    sheet.with_columns(strangers=pl.lit("")).write_csv(tmp_path / "ana.csv")
    done = run("map", RUNNERS / "statements.csv", "--study", RUNNERS / "study.toml", "--codings", tmp_path / "ana.csv",
               "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "100 of them read by people" in done.output
    assert "100 of 366 statements were drawn at random and read by" in done.output
    strangers = next(line for line in done.output.splitlines() if "strangers" in line)
    assert "too few: at most" in strangers
    provider = next(line for line in done.output.splitlines() if "focal provider" in line)
    assert provider.count(" to ") == 2


def test_partitions_by_heads_give_the_same(study: Path, tmp_path: Path) -> None:
    assert mapped(study, study / "heads.npz", tmp_path / "one").exit_code == 0
    done = mapped(study, study / "heads.npz", tmp_path / "parts", "--engine", "local", "--partitions", "2")
    assert done.exit_code == 0, done.output
    one, parts = (pl.read_parquet(path).filter("present").select("statement", "code").unique().sort("statement", "code")
                  for path in (tmp_path / "one" / "codings.parquet", tmp_path / "parts" / "codings.parquet" / "*.parquet"))
    assert one.equals(parts)


def test_a_map_by_a_language_model_that_was_asked_before(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tmp_path / "asked"
    with language_model() as server:
        monkeypatch.setenv("LIFEWORLD_LLM_URL", server.url)
        monkeypatch.setenv("LIFEWORLD_LLM_MODEL", "rules")
        ask = ("voices", "ask", study / "answers.csv", "--study", study / "study.toml", "--out", asked, "--yes")
        assert run(*ask, "--limit", 10).exit_code == 0
        unasked = refusal(mapped(study, f"llm:{asked}", tmp_path / "out"))
        assert unasked.code == "not_asked" and "50 of 60" in unasked.message
        whole = ("voices", "ask", study / "answers.csv", "--study", study / "study.toml", "--out", tmp_path / "whole", "--yes")
        assert run(*whole).exit_code == 0
    done = mapped(study, f"llm:{tmp_path / 'whole'}", tmp_path / "out")  # nobody answers any more
    assert done.exit_code == 0, done.output
    codings = pl.read_parquet(tmp_path / "out" / "codings.parquet").filter("present")
    assert set(codings["coder"].str.slice(0, 9)) == {"llm rules"}


@pytest.mark.parametrize(("coder", "code"), [
    ("none.npz", "heads_unreadable"), ("llm:none", "no_run"), ("fast", "device_not_used"), ("heads.npz", "device_not_used"),
    ("llm:asked", "device_not_used")])
def test_what_cannot_code_is_refused_with_a_sentence(coder: str, code: str) -> None:
    with pytest.raises(InputRefused) as said:
        load_coder(coder, "cuda" if code == "device_not_used" else "cpu")
    assert said.value.code == code
    assert said.value.next_step.endswith(".")


def test_a_coder_that_nobody_knows_is_refused_by_the_terminal(study: Path, tmp_path: Path) -> None:
    done = mapped(study, "fastt", tmp_path / "out")
    assert done.exit_code == 2 and "accurate" in done.output
