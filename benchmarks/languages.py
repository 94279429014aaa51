"""`python -m benchmarks.languages`: languages of statements beside py3langid; writes docs/languages.md.

py3langid (BSD) is no part of the project: run this in an environment that has it as well. Without it the page has no peer.
"""

from __future__ import annotations

import csv
import platform
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from pathlib import Path

from benchmarks.measure import table
from lifeworld.voices.core.languages import CHARS, guessed
from lifeworld.voices.files.languages import default_languages

ROOT = Path(__file__).resolve().parents[1]
REVIEWS = ROOT.parent / "shared" / "data" / "reviews" / "mini-bar" / "dataset" / "for_classification"
OUT = ROOT / "docs" / "languages.md"
PEER = "py3langid"
COPIES = 10
RUNS = 3
BANDS = ((1, 2), (3, 4), (5, 8), (9, 16), (17, 10_000))
Guess = Callable[[Sequence[str]], list[str | None]]
Labelled = list[tuple[str, str]]

PAGE = """# The language of a statement
<!-- made by `python -m benchmarks.languages` -->

The packaged coders read English. Every statement gets a language where it can be told: from frequent small words, letters
and script (`data/languages.toml`), from its first {chars} characters. Short statements stay unknown, they are never taken for
English. What the data say (a column `language`, or `language` in the study file) wins. Where at least one in two hundred
statements looks like another language, or the data name one, `lifeworld map` and `lifeworld voices code` say so; the statements
are counted like all others all the same.

Had whole texts been looked at, {longer} of {n_texts:,} answers would be others. Measured on Python {python} with {peer}.
*Right*, *unknown* and *wrong* are shares of the texts, in per cent; the peer always answers. Reviews carry the language of the
shop that they were written in; some are in another one (English words in the French shop above all), which counts as wrong
here for both.

## App reviews in English and French

{reviews}

## Invented statements in twelve languages

{invented}

## Speed

{speed}

Not measured: statements that mix languages, languages that are not in the list (they stay unknown, or are told by their script
alone), transcripts of speech in other languages.
"""


def main() -> None:
    """Measure and write the page."""
    known, peer = default_languages(), _peer()
    guessers: dict[str, Guess] = {"lifeworld": lambda texts: guessed(texts, known).to_list()}
    if peer is not None:
        guessers[PEER] = peer
    invented = [(text, code) for code, texts in tomllib.loads(_invented()).items() for text in texts]
    reviews = _reviews()
    said = [text for text, _ in reviews or invented]
    whole = guessed(said, known, max(map(len, said)))
    OUT.write_text(PAGE.format(
        longer=int((~whole.eq_missing(guessed(said, known))).sum()), n_texts=len(said), chars=CHARS,
        python=platform.python_version(), peer=f"{PEER} {metadata.version(PEER)}" if peer else "no peer",
        reviews=_by_length(reviews, guessers) if reviews else "The reviews are not beside the repository.",
        invented=_by_language(invented, guessers), speed=_speed(reviews or invented * 100, guessers),
    ), encoding="utf-8")
    sys.stderr.write(f"{OUT.name} is written\n")


def _invented() -> str:
    return (Path(__file__).parent / "languages.toml").read_text(encoding="utf-8")


def _peer() -> Guess | None:
    """py3langid with its own defaults, where it is installed."""
    try:
        classify = import_module(PEER).classify
    except ImportError:
        return None
    return lambda texts: [classify(text)[0] for text in texts]


def _reviews() -> Labelled:
    files = sorted(REVIEWS.glob("*.csv"))
    return [(row["data"], row["ori_lang"]) for file in files for row in csv.DictReader(file.open(encoding="utf-8", newline=""))]


def _shares(answers: list[str | None], truth: list[str]) -> list[str]:
    n = max(len(truth), 1)
    right = sum(told == is_ for told, is_ in zip(answers, truth, strict=True))
    unknown = sum(told is None for told in answers)
    return [f"{100 * k / n:.1f}" for k in (right, unknown, n - right - unknown)]


def _header(first: list[str], guessers: dict[str, Guess]) -> list[str]:
    return first + [f"{name} {what}" for name in guessers for what in ("right", "unknown", "wrong")]


def _by_length(texts: Labelled, guessers: dict[str, Guess]) -> str:
    answers = {name: guess([text for text, _ in texts]) for name, guess in guessers.items()}
    rows = []
    for code in ("en", "fr"):
        for low, high in BANDS:
            rows_in = [k for k, (text, is_) in enumerate(texts) if is_ == code and low <= len(text.split()) <= high]
            words = f"{low} to {high}" if high < BANDS[-1][1] else f"{low} or more"
            truth = [code] * len(rows_in)
            cells = [cell for told in answers.values() for cell in _shares([told[k] for k in rows_in], truth)]
            rows.append([code, words, f"{len(rows_in):,}", *cells])
    truth = [is_ for _, is_ in texts]
    rows.append(["both", "all", f"{len(texts):,}", *(cell for told in answers.values() for cell in _shares(told, truth))])
    return table(_header(["language", "words", "texts"], guessers), rows)


def _by_language(texts: Labelled, guessers: dict[str, Guess]) -> str:
    answers = {name: guess([text for text, _ in texts]) for name, guess in guessers.items()}
    rows = []
    for code in (*dict.fromkeys(is_ for _, is_ in texts), "all"):
        rows_in = [k for k, (_, is_) in enumerate(texts) if code in (is_, "all")]
        truth = [texts[k][1] for k in rows_in]
        cells = [cell for told in answers.values() for cell in _shares([told[k] for k in rows_in], truth)]
        rows.append([code, str(len(rows_in)), *cells])
    return table(_header(["language", "texts"], guessers), rows)


def _speed(texts: Labelled, guessers: dict[str, Guess]) -> str:
    """Texts per second of one core's time (the best of RUNS), and how often the peer's."""
    said = [text for text, _ in texts]
    rates: dict[str, float] = {}
    for name, guess in guessers.items():
        some = said * COPIES if name == "lifeworld" else said
        rates[name] = len(some) / min(_cpu_seconds(guess, some) for _ in range(RUNS))
    slowest = min(rates.values())
    rows = [[name, f"{rate:,.0f}", f"{rate / slowest:.0f}"] for name, rate in rates.items()]
    return table(["", "texts per second of processor time", "times the slowest"], rows)


def _cpu_seconds(guess: Guess, texts: list[str]) -> float:
    begun = time.process_time()
    guess(texts)
    return time.process_time() - begun


if __name__ == "__main__":
    main()
