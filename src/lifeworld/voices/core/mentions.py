"""Mentions of actors: who is named where, of which category, with marks of closeness ("my", "we", "with").

Mentions only say who was named; whether a category counts in a statement is the coder's decision.

Canonical actors. Mentions of one customer with the same category and name are one actor (``actor_key``). Plurals,
spellings and synonyms are folded by the lexicon (mum, mom, mother -> mother; bf, boyfriend -> boyfriend; friend,
friends -> friends; Forerunner, Garmin -> Garmin). Every mention of the focal provider, its products and general words
for them ("the app") is the one actor that carries the focal provider's name. A first name after a kin word of the
speaker's makes an actor of its own ("my friend Anna" -> "friend Anna"); a later bare "Anna" is not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.closeness import joint_marks, possessives
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.context import Bools, entries_found, taken
from lifeworld.voices.core.lexicon import FOCAL, OTHER, Lexicon
from lifeworld.voices.core.named_kin import given_names
from lifeworld.voices.core.own_names import with_own_names
from lifeworld.voices.core.phrases import Matches
from lifeworld.voices.core.tokens import Int, Tokens, tokenize

SELF, FAMILY = ACTORS.index("self"), ACTORS.index("family_friends")
OWN_KINDS = ("tracker", "app")
"""Where no focal provider is known, the customer's own tracker or app is the focal one (codebook)."""


@dataclass(frozen=True)
class Mentions:
    """Mentions in reading order, M of them.

    ``text`` int64 index of the text; ``start``, ``end`` int32 code points, half-open, never overlapping; ``category``
    int8 index in ACTORS; ``actor`` int32 index in ``names`` (the canonical name; "" = unnamed); ``possessive``: the
    speaker calls the actor "my" or "our"; ``joint``: something is done together ("we", "with my wife", "together").
    """

    text: Int
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    category: NDArray[np.int8]
    actor: NDArray[np.int32]
    possessive: Bools
    joint: Bools
    names: tuple[str, ...]

    def name(self) -> list[str]:
        """Canonical name of every mention."""
        return [self.names[code] for code in self.actor.tolist()]


def actor_key(category: str, name: str) -> str:
    """The key of an actor inside one customer: category and folded name; the self is one actor.

    >>> actor_key("family_friends", "wife"), actor_key("peers", ""), actor_key("self", "")
    ('family_friends:wife', 'peers:(unnamed)', 'self')
    """
    if category == "self":
        return "self"
    return f"{category}:{' '.join(name.casefold().split()) or '(unnamed)'}"


def find_mentions(
    texts: Sequence[str], focal: Sequence[str | None], lexicon: Lexicon, tokens: Tokens | None = None
) -> Mentions:
    """All mentions of actors in ``texts``; ``focal`` names the focal provider of each text, None = none known.

    Leftmost, longest, never overlapping. ``tokens`` are those of ``texts`` when they exist already. A focal provider
    that the lexicon does not know is searched for under its own name in its own texts.
    Errors: ValueError when ``texts`` and ``focal`` differ in length.
    """
    if len(texts) != len(focal):
        raise ValueError(f"{len(texts)} texts but {len(focal)} focal providers")
    providers, provider_of = _providers(focal)
    tokens = tokenize(texts) if tokens is None else tokens
    found = entries_found(texts, tokens, lexicon)
    found = taken(found, np.flatnonzero(lexicon.sure[found.phrase]))
    found = with_own_names(found, tokens, providers, provider_of, lexicon)
    possessive = possessives(tokens, found)
    category = _categories(found, provider_of[found.text], _owners(providers, lexicon), possessive, lexicon)
    kept = np.flatnonzero(category >= 0)
    found, category, possessive = taken(found, kept), category[kept], possessive[kept]
    names = tuple(dict.fromkeys((*lexicon.names, *providers)))
    provider_name = np.array([*(names.index(name) for name in providers), -1], np.int64)[provider_of[found.text]]
    actor = np.where((category == FOCAL) & (provider_name >= 0), provider_name, lexicon.name[found.phrase])
    mine = np.flatnonzero((category == FAMILY) & possessive)
    ends, actor, names = given_names(texts, tokens, found, mine, actor, names=names)
    return Mentions(
        found.text, found.start.astype(np.int32), ends.astype(np.int32), category, actor.astype(np.int32),
        possessive & (category != SELF), joint_marks(tokens, found, category, lexicon), names,
    )


def _providers(focal: Sequence[str | None]) -> tuple[list[str], Int]:
    """The distinct focal providers in a fixed order, and the index of each text's (-1 = none)."""
    providers = sorted({name.strip() for name in focal if name and name.strip()})
    index = {name: number for number, name in enumerate(providers)}
    return providers, np.fromiter((index.get((name or "").strip(), -1) for name in focal), np.int64, len(focal))


def _owners(providers: Sequence[str], lexicon: Lexicon) -> Int:
    """The firm of each provider, and -2 for "none known" at the end, so that index -1 finds it."""
    return np.array([*(lexicon.owner_of(name) for name in providers), -2], np.int64)


def _categories(
    found: Matches, provider: Int, owners: Int, possessive: Bools, lexicon: Lexicon
) -> NDArray[np.int8]:
    """Category of every match in its text, int8; -1 = no mention."""
    category = lexicon.category[found.phrase].copy()
    owner = lexicon.owner[found.phrase]
    category[(category == OTHER) & (owner >= 0) & (owner == owners[provider])] = FOCAL
    kinds = np.array([entry.kind in OWN_KINDS for entry in lexicon.entries], np.bool_)
    category[(category == OTHER) & (provider < 0) & kinds[found.phrase] & possessive] = FOCAL
    general = (lexicon.category[found.phrase] == FOCAL) & (provider < 0) & ~possessive
    category[general] = -1
    return category
