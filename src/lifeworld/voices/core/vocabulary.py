"""The feature table of a coder: words of unlabelled texts, families of cues, and the lexicon's providers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.features import FeatureTable
from lifeworld.voices.core.hashing import hash_table
from lifeworld.voices.core.lexicon_entries import Entry
from lifeworld.voices.core.phrases import TOKENS_MAX, followed
from lifeworld.voices.core.tokens import Hash, Int, Tokens, tokenize

POSSESSIVES = ("my", "our", "your", "his", "her", "their")


@dataclass(frozen=True)
class Vocabulary:
    """Words and word pairs: ``keys`` uint64[W] and ``idf`` float64[W]; the first ``n_single`` are single words.

    ``begin`` uint64[B] are the words that a pair begins with.
    """

    keys: Hash
    idf: NDArray[np.float64]
    n_single: int
    begin: Hash


def vocabulary(tokens: Tokens, words_min: int, pairs_min: int, without: Hash) -> Vocabulary:
    """Words in at least ``words_min`` texts and pairs of neighbours in at least ``pairs_min``; ``without`` are left out.

    Providers' names are left out, so that a coder learns nothing about one brand. idf = log((1 + n) / (1 + df)) + 1.
    """
    text = tokens.text()
    banned = np.isin(tokens.hash, without)
    single = np.flatnonzero(~banned)
    second = np.flatnonzero(tokens.joined)
    second = second[~banned[second] & ~banned[second - 1]]
    pair = followed(tokens.hash[second - 1], tokens.hash[second])
    words, word_counts = _in_texts(tokens.hash[single], text[single], words_min)
    pairs, pair_counts = _in_texts(pair, text[second], pairs_min)
    idf = np.log((1 + tokens.n_texts) / (1 + np.concatenate([word_counts, pair_counts]))) + 1
    begin = np.unique(tokens.hash[second - 1][np.isin(pair, pairs)])
    return Vocabulary(np.concatenate([words, pairs]), idf, len(words), begin)


def _in_texts(keys: Hash, text: Int, least: int) -> tuple[Hash, Int]:
    """Keys that stand in at least so many texts, ascending, and in how many."""
    order = np.lexsort((text, keys))
    keys, text = keys[order], text[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]) | (text[1:] != text[:-1])
    distinct, counts = np.unique(keys[new], return_counts=True)
    return distinct[counts >= least], counts[counts >= least]


def families_of(entries: Sequence[Entry], cues: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Families of phrases: those of the cues (braces spelled out), and the lexicon's actors by category and kind.

    Forms that need a possessive are given one; vague forms ("people") make a family of their own, and so do providers
    whose name is an everyday word unless it is written in capitals ("Honor"), because tokens forget capitals.
    """
    found = {name: sorted({spelled for phrase in phrases for spelled in spelled_out(phrase)})
             for name, phrases in cues.items()}
    for entry in entries:
        forms = list(entry.forms)
        if entry.category == "other_providers" and entry.case:
            found.setdefault(f"everyday word or {entry.kind}", []).extend(forms)
        if entry.category == "focal_provider":
            found.setdefault("an offer", []).extend(forms)
        if entry.category in ("other_providers", "focal_provider", "self"):
            continue
        if entry.need == "owned":
            forms = [f"{owner} {form}" for owner in POSSESSIVES for form in forms]
        groups = [entry.category if entry.sure else f"{entry.category}, vague"]
        if entry.sure:
            groups.append(f"{entry.category}: {_group(entry)}")
        for group in groups:
            found.setdefault(group, []).extend(forms)
    return found


def _group(entry: Entry) -> str:
    """Peers are told apart by name; family and friends by friends, people at work or school, and kin."""
    if entry.category != "family_friends":
        return entry.name
    if entry.name in ("friends", "best friend"):
        return "friends"
    return "work" if entry.name in ("colleagues", "boss", "classmates", "neighbours", "roommate") else "kin"


def spelled_out(phrase: str) -> list[str]:
    """A phrase with braces as all the phrases it stands for.

    >>> spelled_out("my {wife,son} runs")
    ['my wife runs', 'my son runs']
    """
    start = phrase.find("{")
    if start < 0:
        return [phrase]
    end = phrase.index("}", start)
    rest = spelled_out(phrase[end + 1 :])
    return [phrase[:start] + word.strip() + tail for word in phrase[start + 1 : end].split(",") for tail in rest]


def feature_table(
    words: Vocabulary, families: Mapping[str, Sequence[str]], entries: Sequence[Entry]
) -> FeatureTable:
    """One table of all n-grams. Phrases of more than five tokens are left out; of two providers the first entry wins."""
    brands = brands_of(entries)
    owners = ("", *sorted({entry.owner for entry in brands} - {""}))
    kinds = tuple(sorted({entry.kind for entry in brands}))
    cue_text = [phrase for phrases in families.values() for phrase in phrases]
    brand_text = [form for entry in brands for form in entry.forms]
    begin, whole, is_phrase = _prefixes(tokenize(cue_text + brand_text, digits_alike=True))
    keys = np.unique(np.concatenate([words.keys, words.begin, begin, whole[is_phrase]]))
    rows = hash_table(keys)
    longer = np.zeros(len(keys), np.bool_)
    longer[rows.rows(np.concatenate([begin, words.begin]))] = True
    word = np.full(len(keys), -1, np.int32)
    word[rows.rows(words.keys)] = np.arange(len(words.keys))
    cues = np.flatnonzero(is_phrase[: len(cue_text)])
    family = np.repeat(np.arange(len(families)), [len(phrases) for phrases in families.values()])[cues]
    pairs = np.unique(np.stack([rows.rows(whole[cues]), family], axis=1), axis=0)
    pointer = np.searchsorted(pairs[:, 0], np.arange(len(keys) + 1)).astype(np.int32)
    owner, kind = np.full(len(keys), -1, np.int16), np.zeros(len(keys), np.int8)
    named = len(cue_text) + np.flatnonzero(is_phrase[len(cue_text) :])[::-1]  # the first entry is written last
    entry_of = np.repeat(np.arange(len(brands)), [len(entry.forms) for entry in brands])[named - len(cue_text)]
    at = rows.rows(whole[named])
    owner[at] = np.array([owners.index(entry.owner) for entry in brands], np.int16)[entry_of]
    kind[at] = np.array([kinds.index(entry.kind) for entry in brands], np.int8)[entry_of]
    return FeatureTable(
        keys, longer, word, pointer, pairs[:, 1].astype(np.int16), owner, kind, tuple(families), kinds
    )


def _prefixes(tokens: Tokens) -> tuple[Hash, Hash, NDArray[np.bool_]]:
    """Of each phrase: hashes of its proper beginnings (all phrases together), its own hash, whether it can be found."""
    size = np.diff(tokens.text_ptr)
    first = tokens.text_ptr[:-1]
    breaks = np.zeros(len(size), np.int64)
    np.add.at(breaks, tokens.text(), ~tokens.joined)
    is_phrase = (size >= 1) & (size <= TOKENS_MAX) & (breaks == 1)
    whole = np.zeros(len(size), np.uint64)
    on = np.flatnonzero(is_phrase)
    gram = tokens.hash[first[on]]
    begin = [np.zeros(0, np.uint64)]
    for length in range(1, TOKENS_MAX + 1):
        ended = size[on] == length
        whole[on[ended]] = gram[ended]
        on, gram = on[~ended], gram[~ended]
        begin.append(gram)
        gram = followed(gram, tokens.hash[first[on] + length])
    return np.unique(np.concatenate(begin)), whole, is_phrase


def brands_of(entries: Sequence[Entry]) -> list[Entry]:
    """Providers that their name alone gives away."""
    return [entry for entry in entries if entry.category == "other_providers" and not entry.case]


def brand_words(entries: Sequence[Entry]) -> Hash:
    """Hashes of providers' names that are a single word."""
    forms = [form for entry in brands_of(entries) for form in entry.forms]
    tokens = tokenize(forms, digits_alike=True)
    return np.unique(tokens.hash[tokens.text_ptr[:-1][np.diff(tokens.text_ptr) == 1]])
