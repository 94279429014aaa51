"""A paragraph as its sentences: a lead that is read, and the rest as a list behind it."""

from __future__ import annotations

import re
from itertools import pairwise

_ASIDE = re.compile(r" \(([^()]*)\)(?=[.;])")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\([^()]*\)")
_END = re.compile(r"(?<=[.!?]) +(?=[A-Z0-9«“])")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph; a full stop inside quotation marks or brackets ends none.

    >>> sentences("Two hold. At «St. Pauli» more do (see p. 4. There.). 4 could not be shown.")
    ('Two hold.', 'At «St. Pauli» more do (see p. 4. There.).', '4 could not be shown.')
    """
    masked = _QUOTED.sub(lambda found: found[0].replace(" ", "_"), text)
    ends = [0, *(m.end() for m in _END.finditer(masked)), len(text)]
    return tuple(part for a, b in pairwise(ends) if (part := text[a:b].strip()))


def lead_and_rest(text: str) -> tuple[str, tuple[str, ...]]:
    """The first sentence without what it says in brackets at its end, and everything else; nothing is lost.

    >>> lead_and_rest("Six hold (Benjamini-Hochberg, at most 10 %). Two could not be shown.")
    ('Six hold.', ('Benjamini-Hochberg, at most 10 %.', 'Two could not be shown.'))
    """
    first, *rest = sentences(text) or ("",)
    aside = _ASIDE.search(first)
    if aside is None:
        return first, tuple(rest)
    said = aside[1][:1].upper() + aside[1][1:] + "."
    return _ASIDE.sub("", first, count=1), (said, *rest)
