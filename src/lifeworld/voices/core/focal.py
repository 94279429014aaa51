"""Which provider is the focal one of each text, and where a study's own names for it stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lifeworld.voices.core.features import FeatureTable, Focal, known_grams
from lifeworld.voices.core.phrases import TOKENS_MAX, find_phrases, phrase_table
from lifeworld.voices.core.tokens import Int, Tokens, tokenize

FIRST_WORD_CHARS_MIN = 3


def focal_of(
    tokens: Tokens, table: FeatureTable, focal: Sequence[str | None] | None,
    aliases: Mapping[str, Sequence[str]] | None = None,
) -> Focal:
    """The focal provider of each text of ``tokens`` (``digits_alike``).

    ``focal`` names it per text (None or "" = none); None = no text has one. ``aliases`` gives further names that
    customers use for a provider. A provider that the lexicon does not know is found by its full name, its aliases
    and, where it is no everyday word, the first word of its name ("Acme" for "Acme Run").
    """
    n = tokens.n_texts
    names = [name or "" for name in focal] if focal is not None else [""] * n
    distinct = sorted(set(names))
    number = {name: index for index, name in enumerate(distinct)}
    of_text = np.fromiter((number[name] for name in names), np.int64, n)
    owners = provider_owners(distinct, table)
    named = np.zeros(len(tokens.hash), np.bool_)
    phrases = _own_phrases(distinct, owners, table, aliases or {})
    if phrases:
        sought = phrase_table({phrase: index for index, phrase in enumerate(phrases)}, digits_alike=True)
        found = find_phrases(tokens, sought)
        means = list(phrases.values())
        ours = np.fromiter((number in means[p] for p, number in zip(found.phrase, of_text[found.text], strict=True)),
                           np.bool_, len(found.text))
        first, count = found.first[ours], found.count[ours].astype(np.int64)
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        named[np.repeat(first, count) + step] = True
    none = np.array([not name for name in distinct], np.bool_)
    return Focal(owners[of_text], none[of_text], named)


def provider_owners(names: Sequence[str], table: FeatureTable) -> Int:
    """The firm behind each provider's name, int64[names]: that of the first known name in it, -1 when there is none."""
    tokens = tokenize(names, digits_alike=True)
    grams = known_grams(tokens, table)
    brands = np.flatnonzero(table.owner[grams.row] > 0)
    text = tokens.text()[grams.first[brands]]
    order = np.lexsort((-grams.count[brands], grams.first[brands], text))
    owners = np.full(len(names), -1, np.int64)
    of_text, first = np.unique(text[order], return_index=True)
    owners[of_text] = table.owner[grams.row[brands[order[first]]]]
    return owners


def _own_phrases(
    names: Sequence[str], owners: Int, table: FeatureTable, aliases: Mapping[str, Sequence[str]]
) -> dict[str, set[int]]:
    """Phrases to look for beside the lexicon's, each with the numbers of the providers that it names."""
    forms: list[tuple[str, int]] = []
    for index, (name, owner) in enumerate(zip(names, owners.tolist(), strict=True)):
        if not name:
            continue
        own = list(aliases.get(name, ()))
        if owner < 0:
            first = name.split()[0]
            own += [name] + ([first] if len(first) >= FIRST_WORD_CHARS_MIN and not _everyday(first, table) else [])
        forms += [(form, index) for form in own]
    found: dict[str, set[int]] = {}
    spelled: dict[tuple[int, ...], str] = {}
    tokens = tokenize([form for form, _ in forms], digits_alike=True)
    for (form, index), a, b in zip(forms, tokens.text_ptr[:-1].tolist(), tokens.text_ptr[1:].tolist(), strict=True):
        if 1 <= b - a <= TOKENS_MAX:
            key = spelled.setdefault(tuple(tokens.hash[a:b].tolist()), form)
            found.setdefault(key, set()).add(index)
    return found


def _everyday(word: str, table: FeatureTable) -> bool:
    """Whether the word is one of the known words (or no word at all)."""
    row = table.table.rows(tokenize([word], digits_alike=True).hash)
    return not len(row) or bool((row >= 0).any() and (table.word[row[row >= 0]] >= 0).any())
