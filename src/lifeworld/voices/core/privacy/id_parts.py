"""Ids of customers that are names: what else such a customer is called in texts, as in "thanks, Perpetua"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from lifeworld.voices.core.privacy.known_names import NOBODY
from lifeworld.voices.core.privacy.rules import Rules

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-\u2010\u2011][^\W\d_]+)*")
PART_MIN, WORDS_MAX, OWNERS_MAX = 3, 4, 3
"""Letters of a part; words of an id that may be a name; customers whose ids may share a part that no list of names knows."""


def id_parts(customers: Mapping[str, str], rules: Rules) -> dict[str, str]:
    """Parts and other orders of the ids of ``customers`` (id -> label), each with the label that replaces it.

    A part that several ids have is replaced by "[person]". Words of the language, names of firms, and words that more than
    three ids share and no list of first names knows ("interview") are no parts.
    """
    words = {customer: _words(customer) for customer in customers}
    shared = Counter(part for parts in words.values() for part in dict.fromkeys(parts))
    found: dict[str, set[str]] = {}
    for customer, parts in words.items():
        kept = [part for part in parts if _is_part(part, shared[part], rules)]
        whole = [" ".join(parts), " ".join((*parts[1:], parts[0])), " ".join((parts[-1], *parts[:-1]))] if len(parts) >= 2 else []
        for form in (*kept, *(whole if kept else ())):
            if form != customer.casefold():
                found.setdefault(form, set()).add(customers[customer])
    return {form: next(iter(labels)) if len(labels) == 1 else NOBODY for form, labels in sorted(found.items())}


def _words(customer: str) -> list[str]:
    """The words of an id in small letters; none where it has more words than a name. Of an address only what stands before "@"."""
    local = customer.partition("@")[0].replace("_", " ")
    joined = [word.casefold() for word in _WORD.findall(local)]
    # "zebedee-quux" is two names, "Thelonia-Mae Brixx" has a double one.
    parts: Sequence[str] = joined if len(joined) > 1 else re.split(r"[\-\u2010\u2011]", joined[0]) if joined else []
    return [part for part in parts if part] if len(parts) <= WORDS_MAX else []


def _is_part(part: str, n: int, rules: Rules) -> bool:
    """Whether a word of an id may be looked for in texts."""
    short = len(part) < (PART_MIN if part.isascii() else 2)
    if short or part in rules.words.not_names or part in rules.keep:
        return False
    return n <= OWNERS_MAX or rules.words.given(part)
