"""Texts that any of the formats can hold: no control characters, no lone surrogates, no override of the reading direction."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embedded direction marks could show a name or a number backwards in somebody else's sentence."""


def visible(text: object) -> str:
    """The text as XML 1.0 and people can read it; what they cannot is shown as U+FFFD, direction marks are left out.

    >>> visible("a\\x00b\\u202ec")
    'a\\ufffdbc'
    """
    return _FORBIDDEN.sub("\ufffd", _DIRECTION.sub("", str(text)))


def one_line(text: object) -> str:
    """``visible`` with every run of white space as one space.

    >>> one_line(" a\\n b ")
    'a b'
    """
    return " ".join(visible(text).split())
