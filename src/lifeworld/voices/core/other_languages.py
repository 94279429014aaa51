"""Statements in languages that a coder does not read: how many, which, and what a reader is told about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from lifeworld.kit.figure import EXAMPLES_MAX, Evidence, Example, Figure, count
from lifeworld.voices.core.languages import ENGLISH, Languages, guessed

READS = (ENGLISH,)
"""Languages that the packaged coders read."""
SHARE_MIN = 0.005
"""Least share of guessed statements in other languages that is told: below it a guess is as likely a strange spelling."""
NAMED_MAX = 3
QUOTE_CHARS = 120
SCHEMA = {"language": pl.String, "given": pl.Boolean, "statements": pl.Int64}
_SEEN = {"id": pl.String, "customer": pl.String, "text": pl.String, "language": pl.String}


@dataclass(frozen=True, eq=False)
class Spoken:
    """How many statements are in which language.

    ``counts`` has the columns of SCHEMA, one row a language: null where it cannot be told; ``given`` says that the data
    name it. ``examples`` (id, customer, text, language) are of languages that no packaged coder reads, the smallest ids.
    """

    counts: pl.DataFrame
    examples: pl.DataFrame

    @property
    def n_statements(self) -> int:
        """All statements that were looked at."""
        return int(self.counts["statements"].sum())


def statement_languages(statements: pl.DataFrame, known: Languages) -> pl.DataFrame:
    """Language of each statement and whether the data give it: columns language (null: not known) and given.

    ``statements`` needs text, and language as the data give it ("fr", "fr-FR", "French"); what the data give wins, and a
    value that is no language is as good as none.

    >>> said = {"names": {"en": "English", "fr": "French"}, "letters": {}, "scripts": {}, "words": {"en": "the is good"}}
    >>> frame = pl.DataFrame({"text": ["The strap is good.", "The strap is good.", "Bon"], "language": [None, "fr_FR", "?"]})
    >>> from lifeworld.voices.core.languages import languages
    >>> statement_languages(frame, languages(said)).rows()
    [('en', False), ('fr', True), (None, False)]
    """
    said = statements["language"].cast(pl.String).str.to_lowercase().str.strip_chars()
    names = {name.casefold(): code for code, name in known.names.items()} | {code: code for code in known.names}
    values = said.unique().drop_nulls().to_list()
    codes = {value: code for value in values if (code := names.get(value) or _tag(value)) is not None}
    given = said.replace_strict(codes, default=None, return_dtype=pl.String)
    found = given.clone()
    open_rows = given.is_null()
    if open_rows.any():
        texts = statements["text"].filter(open_rows).fill_null("")
        found = found.scatter(open_rows.arg_true(), guessed(texts.to_list(), known))
    return pl.DataFrame({"language": found, "given": ~open_rows})


def _tag(value: str) -> str | None:
    """The language of a tag such as "pt-BR"; two or three small letters before its first hyphen or underscore."""
    head = value.replace("_", "-").split("-")[0]
    return head if len(head) in (2, 3) and head.isalpha() and head.isascii() else None


def spoken(statements: pl.DataFrame, known: Languages) -> Spoken:
    """Languages of statements with the columns id, customer, text and language."""
    told = statement_languages(statements, known)
    counts = told.group_by("language", "given").len("statements").cast({"statements": pl.Int64})
    other = statements.select("id", "customer", "text").with_columns(told["language"]).filter(
        pl.col("language").is_not_null() & ~pl.col("language").is_in(READS))
    return Spoken(counts, other.bottom_k(EXAMPLES_MAX, by="id").sort("id"))


def merged(parts: Sequence[Spoken]) -> Spoken:
    """All parts as one, in any order; no part at all is no statement."""
    counts = pl.concat([pl.DataFrame(schema=SCHEMA), *(part.counts for part in parts)])
    examples = pl.concat([pl.DataFrame(schema=_SEEN), *(part.examples for part in parts)])
    return Spoken(counts.group_by("language", "given").sum(), examples.bottom_k(EXAMPLES_MAX, by="id").sort("id"))


def other_languages(found: Spoken, known: Languages, reads: Sequence[str] = READS) -> Figure | None:
    """The count of statements in languages that a coder does not read, with examples; None where there are too few to
    tell (less than SHARE_MIN of all, and none that the data name).
    """
    other = _other(found, reads)
    n = int(other["statements"].sum())
    if not n or (n < SHARE_MIN * found.n_statements and not other["given"].any()):
        return None
    examples = tuple(
        Example(text[:QUOTE_CHARS], customer, statement, 0, min(len(text), QUOTE_CHARS), known.name(language))
        for statement, customer, text, language in found.examples.filter(~pl.col("language").is_in(reads)).rows())
    query = f"statements whose language is known and not {' or '.join(reads)}"
    return count("statements in other languages", n, evidence=Evidence(query, n, examples), unit="statements",
                 warnings=(language_note(found, known, reads),))


def language_note(found: Spoken, known: Languages, reads: Sequence[str] = READS) -> str:
    """What a reader is told about statements in other languages than those that a coder reads; "" where there are none.

    >>> from lifeworld.voices.core.languages import languages
    >>> known = languages({"names": {"en": "English", "fr": "French"}, "words": {}, "letters": {}, "scripts": {}})
    >>> counts = pl.DataFrame([("en", False, 3688), ("fr", False, 312)], schema=SCHEMA, orient="row")
    >>> language_note(Spoken(counts, pl.DataFrame()), known)
    '312 of 4,000 statements (8 %) look French; the coders read English; their codes are not to be relied on.'
    """
    other = _other(found, reads)
    n, n_all = int(other["statements"].sum()), found.n_statements
    if not n:
        return ""
    by_language = other.group_by("language").agg(pl.col("statements").sum()).sort(
        "statements", "language", descending=[True, False])
    names = [known.name(code) for code in by_language["language"]]
    given = bool(other["given"].all())
    verb = ("is" if n == 1 else "are") if given else ("looks" if n == 1 else "look")
    what = names[0]
    if len(names) > 1:
        told = [f"{k:,} {name}" for name, k in zip(names, by_language["statements"], strict=True)]
        rest = int(by_language["statements"][NAMED_MAX:].sum())
        listed = told[:NAMED_MAX] + ([f"{rest:,} other"] if rest else [])
        what = f"{'of' if given else 'like'} other languages ({', '.join(listed)})"
    read = " and ".join(known.name(code) for code in reads)
    share = f"{100 * n / n_all:.{0 if n >= 0.01 * n_all else 1}f} %"
    whose = "its" if n == 1 else "their"
    return (f"{n:,} of {n_all:,} statements ({share}) {verb} {what}; the coders read {read}; {whose} codes are not to be "
            "relied on.")


def _other(found: Spoken, reads: Sequence[str]) -> pl.DataFrame:
    return found.counts.filter(pl.col("language").is_not_null() & ~pl.col("language").is_in(reads))
