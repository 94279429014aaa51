"""The encoder, the accurate coder and the cascade: the same result in any company, order and process."""

import io
import pickle
import zipfile
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.testing.terminal import run
from lifeworld.voices.core.accurate import AccurateCoder
from lifeworld.voices.core.cascade import CascadeCoder, unsure
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.segments import segment
from lifeworld.voices.files.archive import archive_bytes, read_archive
from lifeworld.voices.files.coders import CODERS, load_coder
from lifeworld.voices.files.encoder import embed, packaged_encoder, packaged_weights

TEXTS = [
    "My wife and I run with the Kestrel club every Tuesday!", "The battery died again.", "", "!!",
    "I felt proud when I beat my sister on the leaderboard, although the app crashed twice.",
    "Strangers on the trail cheered me on.", "ok", "word " * 700, "Kestrel sent a refund. Their support was quick.",
]
FOCAL = ["Kestrel", None, "Kestrel", None, "Strava", "Kestrel", None, "Fitbit", "Kestrel"]
CAREFUL = ("accurate", "cascade")


def test_an_embedding_is_the_same_to_the_last_bit_in_any_company() -> None:
    together = embed(TEXTS)
    order = np.random.default_rng(0).permutation(len(TEXTS))
    assert np.array_equal(embed([TEXTS[row] for row in order]), together[order])
    assert np.array_equal(np.concatenate([embed([text]) for text in TEXTS]), together)
    assert np.allclose((together**2).sum(1), 1, atol=1e-6)
    assert embed([]).shape == (0, 384)


def test_embedding_says_how_far_it_is() -> None:
    done: list[int] = []
    embed(TEXTS, done.append)
    assert sum(done) == len(TEXTS)


def test_alike_texts_are_near_and_others_far() -> None:
    near, alike, far = embed(["I run with my sister.", "My sister runs with me.", "The battery is empty after a day."])
    assert near @ alike > near @ far + 0.3


@pytest.mark.parametrize("name", CAREFUL)
def test_a_texts_codes_do_not_depend_on_the_texts_beside_it(name: str) -> None:
    coder = load_coder(name)
    together = coder.code(TEXTS, FOCAL)
    for row, text in enumerate(TEXTS):
        alone = coder.code([text], [FOCAL[row]])
        assert np.abs(alone.probability[0] - together.probability[row]).max() <= 1e-6
        assert np.array_equal(alone.present[0], together.present[row])
    assert together.probability[2].max() == 0 and not together.present[2].any()


@given(st.permutations(range(len(TEXTS))), st.integers(1, len(TEXTS)))
@settings(max_examples=8, deadline=None)
def test_order_and_division_do_not_matter(order: list[int], cut: int) -> None:
    coder = load_coder("accurate")
    whole = coder.code(TEXTS, FOCAL).probability
    parts = [coder.code([TEXTS[row] for row in part], [FOCAL[row] for row in part]) for part in (order[:cut], order[cut:])]
    assert np.abs(np.concatenate([part.probability for part in parts]) - whole[order]).max() <= 1e-6


@pytest.mark.parametrize("name", CAREFUL)
def test_segments_share_out_the_statements_probability(name: str) -> None:
    coder = load_coder(name)
    coded = coder.code(TEXTS, FOCAL)
    cut = segment(TEXTS)
    of_segments = coder.code_segments(TEXTS, cut, coded)
    for row in range(len(TEXTS)):
        own = of_segments[cut.text_ptr[row] : cut.text_ptr[row + 1]]
        if len(own):
            assert np.allclose(1 - np.prod(1 - own, axis=0), coded.probability[row], atol=1e-6)


def test_the_cascade_asks_where_the_fast_coder_is_unsure_and_nowhere_else() -> None:
    accurate = load_coder("accurate")
    assert isinstance(accurate, AccurateCoder)
    fast, careful = load_coder("fast").code(TEXTS, FOCAL), accurate.code(TEXTS, FOCAL)
    found = accurate.base.scored(TEXTS, FOCAL)
    for cut in (0.0, 1.0, np.inf):
        cascade = CascadeCoder(replace(accurate, stack=replace(accurate.stack, cut=cut)))
        asked = unsure(found, accurate.base.threshold, cut)
        expected = np.where(asked[:, None], careful.probability, fast.probability)
        assert np.array_equal(cascade.code(TEXTS, FOCAL).probability, expected)
    assert not unsure(found, accurate.base.threshold, 0.0).any()
    assert unsure(found, accurate.base.threshold, np.inf).sum() == (~found.empty).sum()


def test_focal_and_its_aliases_are_kept_and_another_number_of_them_is_refused() -> None:
    coder = load_coder("accurate")
    assert coder.code(TEXTS[:2], FOCAL[:2], {"Kestrel": ("Kessy",)}).aliases == {"Kestrel": ("Kessy",)}
    with pytest.raises(ValueError, match="focal providers"):
        coder.code(TEXTS, FOCAL[:1])
    assert coder.code(TEXTS[:2]).probability.shape == (2, len(CODES))


@pytest.mark.parametrize("name", CODERS)
def test_a_coder_travels_to_another_process(name: str) -> None:
    coder = load_coder(name)
    assert load_coder(name) is coder or name == "cascade"
    again = pickle.loads(pickle.dumps(coder))  # noqa: S301  (its own bytes)
    assert again.label == coder.label
    assert np.array_equal(again.code(TEXTS, FOCAL).probability, coder.code(TEXTS, FOCAL).probability)


def test_devices_that_are_not_there_are_refused() -> None:
    with pytest.raises(InputRefused, match="no device"):
        packaged_encoder("general", "abacus")
    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        with pytest.raises(InputRefused, match="CUDAExecutionProvider"):
            load_coder("accurate", "cuda")
    with pytest.raises(InputRefused, match="does not use the device"):
        load_coder("fast", "cuda")


@pytest.mark.parametrize("graph", ["general", "tuned"])
def test_the_float_graph_for_other_devices_says_nearly_the_same(graph: str) -> None:
    rounded = packaged_encoder(graph)
    weights = packaged_weights()
    names = weights.meta["weights"][f"{graph}.float32"]
    given = [onnxruntime.OrtValue.ortvalue_from_numpy(weights.given(name, f"{graph}.float32")) for name in names]
    options = onnxruntime.SessionOptions()
    options.add_external_initializers(names, given)
    session = onnxruntime.InferenceSession(weights.arrays[f"graph.{graph}.float32"].tobytes(), options)
    full = replace(rounded, session=session, given=given)
    shift = np.zeros((len(TEXTS), 384), np.float32)
    one, other = (
        coder.pooled(TEXTS, FOCAL, shift) if graph == "tuned" else coder.through(coder.windows(coder.pieces(TEXTS)))
        for coder in (rounded, full)
    )
    cosine = (one * other).sum(1) / np.sqrt((one**2).sum(1) * (other**2).sum(1))
    assert cosine.mean() > 0.99 and cosine.min() > 0.97


def test_a_damaged_or_strange_archive_is_refused() -> None:
    content = archive_bytes({"a": np.arange(4)}, {"kind": "test", "format": 1})
    assert read_archive(content, "it", "test", 1)[0]["a"].tolist() == [0, 1, 2, 3]
    assert archive_bytes({"a": np.arange(4)}, {"kind": "test", "format": 1}) == content
    for broken in (b"", content[:40], content[: len(content) // 2]):
        with pytest.raises(InputRefused, match="damaged"):
            read_archive(broken, "it", "test", 1)
    with pytest.raises(InputRefused, match="format"):
        read_archive(content, "it", "test", 2)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = bytearray(old.read(name))
            part[-1] ^= name == "a.npy"
            new.writestr(name, bytes(part))
    with pytest.raises(InputRefused, match="checksum"):
        read_archive(changed.getvalue(), "it", "test", 1)


def test_the_encoder_and_its_coder_take_at_most_25_megabytes() -> None:
    folder = files("lifeworld.voices") / "data" / "encoder"
    assert sum(len(part.read_bytes()) for part in folder.iterdir()) <= 25_000_000


def test_the_terminal_codes_with_the_accurate_coder(tmp_path: Path) -> None:
    said = tmp_path / "texts.csv"
    said.write_text("id,text\n1,My wife runs with me every day\n2,The battery died\n", encoding="utf-8")
    for name in CAREFUL:
        out = tmp_path / f"{name}.csv"
        done = run("voices", "code", said, "--text", "text", "--coder", name, "--out", out)
        assert done.returncode == 0, done.stderr
        assert len(out.read_text(encoding="utf-8").splitlines()) == 3
