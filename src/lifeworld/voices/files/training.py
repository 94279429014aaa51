"""What the coder learns from, as files: coded texts, unlabelled texts, reserved ids, cues and written examples."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.learning import Gold, Settings
from lifeworld.voices.core.lexicon_entries import Entry
from lifeworld.voices.core.training import Corpus

NO_FOCAL = ("", "(none named)")
"""How coded files say that a text has no focal provider."""
ID_DIGITS = 12
LETTERS = dict(zip("SFOPKXmpfrbs", CODES, strict=True))
"""How the packaged examples abbreviate the codes."""
ASKED_ABOUT = ("Garmin Connect", "Tessel", "Fitbit", "Auralis", "Strava", "Lumen")
"""Providers that ``off_topic`` texts are said to be asked about."""
VALENCES = {"+": 1, "0": 0, "-": -1}


@dataclass(frozen=True)
class CodedText:
    """One coded text. ``disputed`` codes were given by one of two annotators; ``valence`` None where they disagree;
    ``person`` is who says it where several statements are one person's, else empty.
    """

    id: str
    source: str
    focal: str | None
    text: str
    codes: frozenset[str]
    disputed: frozenset[str]
    valence: int | None
    person: str = ""


def text_id(text: str) -> str:
    """The id of a text in the coded data: first 12 hex digits of the sha1 of the text with single spaces.

    >>> text_id("a  b") == text_id("a b")
    True
    """
    return hashlib.sha1(" ".join(text.split()).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[
        :ID_DIGITS
    ]


def read_reserved(path: Path) -> frozenset[str]:
    """Ids that nothing may learn from, one a line."""
    return frozenset(path.read_text(encoding="utf-8").split())


def read_coded(path: Path, reserved: frozenset[str] = frozenset()) -> list[CodedText]:
    """Coded texts of a JSON Lines file: id, text, focal, source; and either ``codes`` and ``valence``, or ``agreed``,
    ``disputed``, ``valence_a`` and ``valence_b``.

    Errors: InputRefused for a line that is no such object, an unknown code, or a text with a reserved id.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            text = _coded_text(json.loads(line))
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            why = "it is not JSON" if isinstance(error, json.JSONDecodeError) else "a key is missing or of the wrong kind"
            raise InputRefused(
                "coded_line", f"Line {number} of {path} is no coded text: {why}.",
                "Each line must be an object with text, and codes or agreed and disputed.",
            ) from error
        unknown = sorted((text.codes | text.disputed) - set(CODES))
        if unknown:
            raise InputRefused(
                "unknown_code", f"Line {number} of {path} has the unknown codes {listed(unknown)}.",
                f"Known codes are {listed(CODES)}.",
            )
        found.append(text)
    refuse_reserved(((text.id, text.text) for text in found), reserved, str(path))
    return found


def _coded_text(raw: Mapping[str, Any]) -> CodedText:
    if "codes" not in raw and "agreed" not in raw:
        raise KeyError("codes")
    text, focal = raw["text"], raw.get("focal") or ""
    if not isinstance(text, str) or not isinstance(focal, str):
        raise TypeError("text and focal must be strings")
    valence = raw.get("valence")
    if "valence_a" in raw:
        valence = raw["valence_a"] if raw["valence_a"] == raw.get("valence_b") else None
    return CodedText(
        str(raw.get("id") or text_id(text)), str(raw.get("source", "")), None if focal in NO_FOCAL else focal, text,
        frozenset(raw.get("agreed", raw.get("codes", ()))), frozenset(raw.get("disputed", ())),
        None if valence is None else int(valence),
    )


def read_pool(path: Path, reserved: frozenset[str] = frozenset()) -> dict[str, str]:
    """Unlabelled texts by id, from a CSV file with the columns id and text.

    Errors: InputRefused for missing columns or a text with a reserved id.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        missing = {"id", "text"} - set(rows.fieldnames or ())
        if missing:
            raise InputRefused("pool_columns", f"{path} has no column {listed(sorted(missing))}.", "Give id and text.")
        found = {row["id"]: row["text"] for row in rows}
    refuse_reserved(found.items(), reserved, str(path))
    return found


def refuse_reserved(texts: Iterable[tuple[str, str]], reserved: frozenset[str], where: str) -> None:
    """Refuses texts (id, text) of which one is reserved, by its stated id or by its own words."""
    count = sum(1 for key, text in texts if reserved and (key in reserved or text_id(text) in reserved))
    if count:
        raise InputRefused(
            "reserved_texts", f"{where} holds {count} texts that are reserved for acceptance.",
            "Leave them out: nothing may be learned from them.",
        )


def packaged(name: str) -> str:
    """A packaged data file of voices, as text."""
    return (files("lifeworld.voices") / "data" / name).read_text(encoding="utf-8")


def read_cues() -> dict[str, list[str]]:
    """The packaged cue families: name -> phrases with braces."""
    return dict(tomllib.loads(packaged("lexicon/cues.toml"))["cues"])


STORIES = "own-stories"
EXAMPLES = {
    "own": "examples.txt", "own-interviews": "interviews.txt", STORIES: "stories.txt", "written-rare": "written/rare.txt",
    "written-reviews": "written/reviews.txt", "written-forum": "written/forum.txt", "written-survey": "written/survey.txt",
    "written-interviews": "written/interviews.txt",
}
"""The packaged coded examples by source: reviews; statements in the manner of interviews and diaries; and texts written
for what a coder finds hard: rare codes with near misses, and one file for each manner of speaking."""
PERSON = "# person:"


def read_examples() -> list[CodedText]:
    """The packaged coded examples, which were written for this project.

    A line is codes with a valence, focal provider and text, with ``|`` between them; below a line ``# person: ...`` all
    statements are that person's.
    """
    found = []
    for source, name in EXAMPLES.items():
        person = ""
        for line in packaged(name).splitlines():
            if line.startswith(PERSON):
                person = line.removeprefix(PERSON).strip()
            elif line.strip() and not line.startswith("#"):
                marks, focal, text = (part.strip() for part in line.split("|", 2))
                codes = frozenset(LETTERS[letter] for letter in marks[:-1])
                valence = VALENCES[marks[-1]]
                found.append(CodedText(text_id(text), source, focal or None, text, codes, frozenset(), valence, person))
    return found


def off_topic(texts: Sequence[CodedText]) -> list[CodedText]:
    """Texts about no provider once more, as if a study had asked about one that they do not mention.

    Reviews are nearly always about their focal provider, interviews are not; without these copies a coder would
    learn that a provider who is asked about is always a subject. Half of them get a provider that the lexicon knows.
    """
    return [
        replace(text, focal=ASKED_ABOUT[int(text.id[:4], 16) % len(ASKED_ABOUT)], source="off-topic")
        for text in texts if text.focal is None and "focal_provider" not in text.codes
    ]


def gold_of(texts: Sequence[CodedText]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Presence float64[n, 12] (1, 0, nan = disputed) and valence float64[n] (nan = unknown) of coded texts."""
    present = np.zeros((len(texts), len(CODES)))
    valence = np.full(len(texts), np.nan)
    for row, text in enumerate(texts):
        present[row, [CODES.index(code) for code in text.codes]] = 1
        present[row, [CODES.index(code) for code in text.disputed]] = np.nan
        if text.valence is not None:
            valence[row] = text.valence
    return present, valence


SOURCE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"happydb": 0.3, "vader-amazon": 0.5, "steam-reviews": 0.5, "mhealth-reviews": 0.7, "own": 2.0,
     "own-interviews": 2.0, STORIES: 1.0, "off-topic": 0.5}
)
"""How much a text of another domain counts beside one of the pool's own (1); chosen out of fold on dev."""
DEV_WEIGHT = 2.0
"""A text coded twice counts as two; texts that calibrate and have a source weight keep that."""


def corpus_of(coded: Sequence[CodedText], dev: Sequence[CodedText]) -> Corpus:
    """What the coder learns from, in the order of ids, so that the order of files and lines does not matter.

    ``dev`` are the texts that also calibrate and score.
    """
    texts = [*sorted(coded, key=lambda text: (text.id, text.source)), *sorted(dev, key=lambda text: text.id)]
    is_dev = np.arange(len(texts)) >= len(coded)
    present, valence = gold_of(texts)
    weight = np.array([SOURCE_WEIGHTS.get(text.source, 1.0) for text in texts])
    weight[is_dev] = [SOURCE_WEIGHTS.get(text.source, DEV_WEIGHT) for text in texts[len(coded) :]]
    ids = np.array([int(text_id(text.text), 16) for text in texts], np.uint64)
    return Corpus(
        [text.text for text in texts], [text.focal for text in texts], Gold(present, valence, weight), is_dev, ids
    )


def recipe_hash(corpus: Corpus, unlabelled: Sequence[str], entries: Sequence[Entry], settings: Settings, seed: int) -> str:
    """sha256 of everything that a coder is made from: texts, codes, words, cues, examples, lexicon, settings, seed."""
    digest = hashlib.sha256()
    for part in (settings, seed, sorted(SOURCE_WEIGHTS.items()), DEV_WEIGHT, packaged("lexicon/cues.toml"), *entries):
        digest.update(repr(part).encode())
    for text in (*corpus.texts, *unlabelled):
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    digest.update(repr(corpus.focal).encode() + corpus.gold.present.tobytes() + corpus.gold.valence.tobytes())
    return digest.hexdigest()
