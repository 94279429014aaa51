"""Learning: folding changes nothing, held-out texts tell nothing, reserved texts are refused, the recipe repeats itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.commands.evaluate import evaluate as evaluate_command
from lifeworld.voices.commands.train import train as train_command
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.features import observe
from lifeworld.voices.core.focal import focal_of
from lifeworld.voices.core.latent import word_vectors
from lifeworld.voices.core.learning import Settings
from lifeworld.voices.core.tokens import tokenize
from lifeworld.voices.core.training import Corpus, Prepared, final_coder, folds, out_of_fold, prepared, without_dev
from lifeworld.voices.files.artefact import coder_bytes
from lifeworld.voices.files.training import CodedText, corpus_of, off_topic, read_coded, read_examples, read_pool, text_id

SETTINGS = Settings(vectors=8, iterations_max=30)
CUES = {"crash": ["{crash,crashes,crashed}", "does not work"], "kin": ["my {wife,son,brother}"]}


def coded(text: str, *codes: str, focal: str | None = None) -> CodedText:
    return CodedText(text_id(text), "", focal, text, frozenset(codes), frozenset(), 0)


@pytest.fixture(scope="module")
def small() -> tuple[Corpus, Prepared]:
    texts = read_examples()[:160]
    corpus = corpus_of(texts[:100], texts[100:])
    return corpus, prepared(corpus, [text.text for text in texts[:100]], [], CUES, SETTINGS)


def test_the_folded_coder_says_what_the_regressions_say(small: tuple[Corpus, Prepared]) -> None:
    corpus, ready = small
    start = without_dev(ready, corpus, SETTINGS)
    words, sides, bias = ready.design.folded(start)
    tokens = tokenize(corpus.texts, digits_alike=True)
    seen = observe(tokens, ready.table, focal_of(tokens, ready.table, corpus.focal))
    folded = (seen.words @ words) / np.sqrt(np.maximum(seen.n_tokens, 1))[:, None] + seen.sides @ sides + bias
    np.testing.assert_allclose(folded, ready.design.matrix @ start[:-1] + start[-1], atol=1e-9)


def test_codes_of_a_held_out_text_do_not_reach_its_own_score(small: tuple[Corpus, Prepared]) -> None:
    corpus, ready = small
    start = without_dev(ready, corpus, SETTINGS)
    dev = np.flatnonzero(corpus.dev)
    fold = folds(len(dev), 5, 7, 4)
    before = out_of_fold(ready, corpus, dev, SETTINGS, start, 7, 4)
    row = int(dev[0])
    corpus.gold.present[row] = 1 - corpus.gold.present[row]
    after = out_of_fold(ready, corpus, dev, SETTINGS, start, 7, 4)
    corpus.gold.present[row] = 1 - corpus.gold.present[row]
    own = fold == fold[0]
    np.testing.assert_array_equal(before[own], after[own])
    assert np.abs(before[~own] - after[~own]).max() > 0


def test_the_recipe_repeats_itself_byte_for_byte(small: tuple[Corpus, Prepared]) -> None:
    corpus, ready = small
    start = without_dev(ready, corpus, SETTINGS)
    made = [
        coder_bytes(final_coder(ready, corpus, SETTINGS, start, 1, name="t", version="1", codebook="c", recipe="r"))
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_the_order_of_lines_does_not_matter() -> None:
    texts = read_examples()[:60]
    one, other = corpus_of(texts[:40], texts[40:]), corpus_of(texts[:40][::-1], texts[40:][::-1])
    assert list(one.texts) == list(other.texts)
    np.testing.assert_array_equal(one.gold.present, other.gold.present)


def test_folds_are_of_almost_equal_sizes() -> None:
    counts = np.bincount(folds(103, 5, 0, 1))
    assert counts.min() == 20 and counts.max() == 21


def test_words_in_the_same_company_have_similar_vectors() -> None:
    texts = [f"my {word} runs far today" for word in ("wife", "son") * 20]
    texts += [f"the {word} is empty again" for word in ("battery", "band") * 20]
    tokens = tokenize(texts)
    keys, word = np.unique(tokens.hash, return_inverse=True)
    vectors = word_vectors(word, tokens.text(), len(keys), 4)
    wife, son, battery = (vectors[np.searchsorted(keys, tokenize([w]).hash[0])] for w in ("wife", "son", "battery"))
    assert wife @ son > 0.9
    assert wife @ battery < 0.3


def test_texts_about_no_provider_are_asked_about_one() -> None:
    copies = off_topic([coded("I ran far", "self"), coded("My watch died", "focal_provider"), coded("Nice", focal="Strava")])
    assert [copy.text for copy in copies] == ["I ran far"] and copies[0].focal


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_reserved_texts_are_refused_by_id_and_by_words(tmp_path: Path) -> None:
    row = {"id": "x", "text": "I ran  far", "codes": ["self"], "valence": 1}
    path = write(tmp_path / "a.jsonl", row)
    for reserved in ({"x"}, {text_id("I ran far")}):
        with pytest.raises(InputRefused, match="1 texts that are reserved"):
            read_coded(path, frozenset(reserved))
    pool = tmp_path / "pool.csv"
    pool.write_text("id,text\nq,I ran far\n", encoding="utf-8")
    with pytest.raises(InputRefused, match="reserved"):
        read_pool(pool, frozenset({text_id("I ran far")}))


@pytest.mark.parametrize(("line", "message"), [
    ("not json", "Line 1"), ('{"text": "a"}', "Line 1"), ('{"text": 3, "codes": []}', "Line 1"),
    ('{"text": "a", "codes": ["mod"]}', "unknown codes «mod»"),
])
def test_a_line_that_is_no_coded_text_is_refused(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=message):
        read_coded(path)


def test_disputed_codes_and_valences_are_unknown(tmp_path: Path) -> None:
    row = {"text": "a", "agreed": ["mood"], "disputed": ["self"], "valence_a": 1, "valence_b": 0}
    corpus = corpus_of([], read_coded(write(tmp_path / "a.jsonl", row)))
    assert np.isnan(corpus.gold.present[0, CODES.index("self")]) and np.isnan(corpus.gold.valence[0])
    assert corpus.gold.present[0, CODES.index("mood")] == 1


def test_evaluate_writes_its_table_and_says_what_was_learned_from(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "It crashed and lost my data.", "codes": ["reliability"], "focal": "Fitbit"},
                 {"text": "My wife walks with me.", "codes": ["family_friends"], "focal": "Fitbit"})
    out = tmp_path / "t.json"
    done = CliRunner().invoke(evaluate_command, [str(path), "--out", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    content = json.loads(out.read_text(encoding="utf-8"))
    assert [row["code"] for row in content["codes"][:12]] == list(CODES) and content["n_learned_from"] == 0
    with pytest.raises(InputRefused, match="neither"):
        CliRunner().invoke(evaluate_command, [str(path), "--out", "t.csv"], catch_exceptions=False)


def test_learn_refuses_a_reserved_text_before_it_writes(tmp_path: Path) -> None:
    rows = write(tmp_path / "t.jsonl", {"id": "x", "text": "I ran far", "codes": ["self"]})
    (tmp_path / "r.txt").write_text("x\n", encoding="utf-8")
    out = tmp_path / "c.npz"
    arguments = [str(rows), "--dev", str(rows), "--reserved", str(tmp_path / "r.txt"), "--out", str(out)]
    with pytest.raises(InputRefused, match="reserved"):
        CliRunner().invoke(train_command, arguments, catch_exceptions=False)
    assert not out.exists()
