"""The lexicon of actors: which words name whom, as one table that ``find_phrases`` can search.

An entry (see ``lexicon_entries``) is one actor with the forms that name it; a form belongs to one entry only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.hashing import HashTable, hash_table
from lifeworld.voices.core.lexicon_entries import CASES, NEEDS, Entry
from lifeworld.voices.core.phrases import TOKENS_MAX, PhraseTable, followed, phrase_table
from lifeworld.voices.core.tokens import Hash, tokenize

OTHER = ACTORS.index("other_providers")
FOCAL = ACTORS.index("focal_provider")
OWN_NAME = Entry("focal_provider", "", ())
"""Stands for the name of a text's own focal provider when no other entry has it; every lexicon has it as its last."""


@dataclass(frozen=True)
class Lexicon:
    """Entries with their search table; phrase ids of ``table`` are indices of ``entries``.

    Arrays over the E entries: ``category`` int8 (index in ACTORS), ``name`` int32 (index in ``names``), ``owner``
    int32 (index in ``owners``, -1 = no firm), ``sure`` and ``joint`` bool, ``need`` int8 (index in NEEDS), ``case``
    int8 (index in CASES). ``before`` and ``after`` hold the cancelling neighbours (see ``neighbour_key``).
    """

    entries: tuple[Entry, ...]
    table: PhraseTable
    names: tuple[str, ...]
    owners: tuple[str, ...]
    category: NDArray[np.int8]
    name: NDArray[np.int32]
    owner: NDArray[np.int32]
    sure: NDArray[np.bool_]
    joint: NDArray[np.bool_]
    need: NDArray[np.int8]
    case: NDArray[np.int8]
    before: HashTable
    after: HashTable

    @property
    def own_name(self) -> int:
        """Index of the entry ``OWN_NAME``."""
        return len(self.entries) - 1

    @cached_property
    def form_entries(self) -> Mapping[tuple[int, ...], int]:
        """Entry of every form, keyed by the hashes of its tokens."""
        return {key: number for number, entry in enumerate(self.entries) for key in _keys(entry.forms)}

    def owner_of(self, provider: str) -> int:
        """Index in ``owners`` of the firm behind a provider as a study names it, or -1 when nobody knows it.

        The whole name decides, else the longest known beginning of it ("Garmin Connect for Android" is Garmin's).
        """
        tokens = tokenize([provider]).hash.tolist()
        for size in range(min(len(tokens), TOKENS_MAX), 0, -1):
            number = self.form_entries.get(tuple(tokens[:size]), -1)
            if number >= 0 and self.owner[number] >= 0:
                return int(self.owner[number])
        folded = provider.casefold()
        return next((index for index, owner in enumerate(self.owners) if owner.casefold() == folded), -1)

    def with_study(
        self, focal_aliases: Mapping[str, Sequence[str]], other_aliases: Mapping[str, Sequence[str]]
    ) -> Lexicon:
        """A lexicon that also knows the providers of a study: name -> further names that its customers use.

        An alias of a focal provider belongs to that provider's firm from now on, whatever it meant before; an alias of
        another provider likewise. Names that are no phrase (more than five words, no letter) are known as providers,
        but not searched for.
        """
        fresh = []
        for name, aliases in (*focal_aliases.items(), *other_aliases.items()):
            known = self.owner_of(name)
            owner = self.owners[known] if known >= 0 else name
            forms = tuple(form for form in (name, *aliases) if is_phrase(form))
            fresh.append(Entry("other_providers", name, forms, owner=owner))
        taken = {key for entry in fresh for key in _keys(entry.forms)}
        kept = [replace(entry, forms=_without(entry.forms, taken)) for entry in self.entries[:-1]]
        return lexicon((*kept, *fresh))


def is_phrase(form: str) -> bool:
    """Whether ``form`` can be searched for: one to five tokens and no full stop or comma between them.

    >>> is_phrase("running club"), is_phrase("a, b"), is_phrase("...")
    (True, False, False)
    """
    tokens = tokenize([form])
    return 1 <= len(tokens.hash) <= TOKENS_MAX and bool(tokens.joined[1:].all())


def lexicon(entries: Sequence[Entry]) -> Lexicon:
    """The searchable lexicon of these entries.

    Errors: InputRefused when a form is no phrase, or stands in two entries (say then which of them is meant).
    """
    entries = (*(entry for entry in entries if entry is not OWN_NAME), OWN_NAME)
    names, owners = _codes(entry.name for entry in entries), _codes(entry.owner for entry in entries if entry.owner)
    return Lexicon(
        entries, phrase_table(_phrases(entries)), tuple(names), tuple(owners),
        np.array([ACTORS.index(entry.category) for entry in entries], np.int8),
        np.array([names[entry.name] for entry in entries], np.int32),
        np.array([owners.get(entry.owner, -1) for entry in entries], np.int32),
        np.array([entry.sure for entry in entries], np.bool_),
        np.array([entry.joint for entry in entries], np.bool_),
        np.array([NEEDS.index(entry.need) for entry in entries], np.int8),
        np.array([CASES.index(entry.case) for entry in entries], np.int8),
        _neighbours([entry.not_after for entry in entries]), _neighbours([entry.not_before for entry in entries]),
    )


def neighbour_key(entry: NDArray[np.int32], token: Hash) -> Hash:
    """Keys of pairs (entry, hash of the token beside it), uint64 of the same length."""
    return followed(entry.astype(np.uint64) + np.uint64(1), token)


def _neighbours(words: Sequence[tuple[str, ...]]) -> HashTable:
    number = np.repeat(np.arange(len(words), dtype=np.int32), [len(own) for own in words])
    flat = [word for own in words for word in own]
    tokens = tokenize(flat)
    odd = np.flatnonzero(np.diff(tokens.text_ptr) != 1)
    if len(odd):
        raise InputRefused(
            "lexicon_neighbour", f"The neighbour «{flat[odd[0]]}» in not_after or not_before is not one word.",
            "Give single words; a longer phrase is an entry of its own.",
        )
    return hash_table(np.unique(neighbour_key(number, tokens.hash)))


def _codes(words: Iterable[str]) -> dict[str, int]:
    return {word: code for code, word in enumerate(sorted(set(words)))}


def _keys(forms: Sequence[str]) -> list[tuple[int, ...]]:
    tokens = tokenize(forms)
    hashes, borders = tokens.hash.tolist(), tokens.text_ptr.tolist()
    return [tuple(hashes[first:last]) for first, last in pairwise(borders)]


def _without(forms: tuple[str, ...], taken: set[tuple[int, ...]]) -> tuple[str, ...]:
    return tuple(form for form, key in zip(forms, _keys(forms), strict=True) if key not in taken)


def _phrases(entries: Sequence[Entry]) -> dict[str, int]:
    """Every form with the number of its entry; the possessive "'s" is added where no entry has it as a form."""
    forms = [form for entry in entries for form in entry.forms]
    number = [index for index, entry in enumerate(entries) for _ in entry.forms]
    tokens = tokenize(forms)
    whole = np.diff(tokens.text_ptr)
    breaks = np.add.reduceat(~tokens.joined, tokens.text_ptr[:-1]) if whole.all() else np.zeros(len(forms))
    owner_of: dict[tuple[int, ...], int] = {}
    phrases: dict[str, int] = {}
    for form, entry, size, parts, key in zip(forms, number, whole, breaks, _keys(forms), strict=True):
        if not 1 <= size <= TOKENS_MAX or parts != 1:
            raise InputRefused(
                "lexicon_form", f"The form «{form}» of «{entries[entry].name}» is no phrase of one to five words.",
                "Write one to five words without a full stop or comma between them.",
            )
        if owner_of.setdefault(key, entry) != entry:
            first, second = entries[owner_of[key]], entries[entry]
            raise InputRefused(
                "lexicon_twice", f"The form «{form}» stands in two entries: «{first.name}» ({first.category}) and "
                f"«{second.name}» ({second.category}).", "Keep it in the one that is meant.",
            )
        phrases[form] = entry
    owned = [form + "'s" for form in phrases if "'" not in form.split()[-1] and form[-1].isalpha()]
    for form, key in zip(owned, _keys(owned), strict=True):
        phrases.setdefault(form, owner_of.setdefault(key, phrases[form[:-2]]))
    return phrases
