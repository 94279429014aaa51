"""E-mail addresses, links with personal parts, and handles. Every search is linear in the length of the text."""

from __future__ import annotations

import re
from collections.abc import Collection

from lifeworld.voices.core.privacy.spans import EMAIL, HANDLE, LINK

_LOCAL_REVERSED = re.compile(r"[\w.%+'\-]{1,64}")
_HOST = re.compile(r"(?:[^\W_](?:[\w\-]{0,62}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?!\w)")
_SPOKEN = re.compile(
    r"(?<!\w)[\w.+\-]{1,64} ?[(\[{] ?(?:at|AT|\u00e4t) ?[)\]}] ?[\w\-]{1,63}"
    r"(?: ?(?:\.|[(\[{] ?(?:dot|DOT|punkt) ?[)\]}]| dot ) ?[\w\-]{2,63}){1,4}"
)
_TOLD = re.compile(
    r"(?i)(?<![\w.])[\w.+\-]{2,64} at [\w\-]{2,63}(?: dot [\w\-]{2,63}){0,3} dot (?:com|org|net|edu|gov|info|eu|io|me|co dot uk|de|at|ch"
    r"|fr|it|es|nl|be|se|no|dk|fi|pl|pt|gr|ie|uk|us|ca|au|nz|in|jp)(?!\w)"
)
_HANDLE = re.compile(r"(?<![\w@.])@\w(?:[\w.]{0,38}\w)?")
_URL = re.compile(r"(?i)(?<!\w)(?:[a-z][a-z+]{1,10}://|www\.)[^\s<>\"'\u201c\u201d\u00ab\u00bb]{3,2000}")
_BARE_URL = re.compile(r"(?<![\w@./])(?:[A-Za-z0-9\-]{1,63}\.){1,4}[a-z]{2,10}/[^\s<>\"']{2,2000}")
_CALLED = re.compile(
    r"(?i)(?<!\w)(?:user ?name|nick ?name|screen ?name|handle|login|insta(?:gram)?|snap(?:chat)?|tik ?tok|twitter|telegram"
    r"|discord|skype|strava (?:name|user))(?: name| id| handle| account)?(?: is|:| =| called)?:? [\"'\u201c\u2018(]?"
    r"(@?(?=[\w.\-]{0,40}(?:[\d_]|\.\w))\w[\w.\-]{1,38}\w)"
)
_UNDERSCORED = re.compile(r"(?<![\w@/.])(?=\w{0,40}[A-Z0-9])[^\W_]{1,30}(?:_[^\W_]{1,30}){1,4}(?!\w)")


def contacts(text: str, keep: Collection[str]) -> list[tuple[int, int, int]]:
    """(start, end, reason) of e-mail addresses, links and handles; ``keep`` are names of firms, in lower case.

    A link is kept where it is a bare address of a site ("https://www.example.org").

    >>> contacts("mail bo.li@x.org or see www.example.org, @bo_li", frozenset())
    [(5, 16, 2), (41, 47, 5)]
    """
    found: list[tuple[int, int, int]] = []
    if "@" in text:
        found += _emails(text)
        found += [(m.start(), m.end(), HANDLE) for m in _HANDLE.finditer(text) if m.group()[1:].casefold() not in keep]
    found += [(m.start(), m.end(), EMAIL) for m in _SPOKEN.finditer(text)] if "(" in text or "[" in text else []
    found += [(m.start(), m.end(), EMAIL) for m in _TOLD.finditer(text)] if " dot " in text.lower() else []
    if "/" in text or "www." in text or "WWW." in text:
        for pattern in (_URL, _BARE_URL):
            for match in pattern.finditer(text):
                end = match.start() + len(match.group().rstrip(".,;:!?)]}*_"))
                if _personal(text[match.start() : end]):
                    found.append((match.start(), end, LINK))
    found += [(m.start(1), m.end(1), HANDLE) for m in _CALLED.finditer(text) if m.group(1).casefold().strip("@.") not in keep]
    if "_" in text:
        found += [(m.start(), m.end(), HANDLE) for m in _UNDERSCORED.finditer(text)]
    return found


def _emails(text: str) -> list[tuple[int, int, int]]:
    """Addresses around each "@": looked at from the sign to both sides, so long runs of letters cost nothing."""
    found, at = [], text.find("@")
    while at >= 0:
        local = _LOCAL_REVERSED.match(text[max(0, at - 64) : at][::-1])
        host = _HOST.match(text, at + 1, at + 260) if local else None
        if local and host:
            found.append((at - len(local.group().rstrip(".'")), host.end(), EMAIL))
        at = text.find("@", at + 1)
    return found


def _personal(link: str) -> bool:
    """Whether a link has more than the name of a site."""
    rest = re.sub(r"(?i)^[a-z][a-z+]{1,10}://", "", link)
    site, _, path = rest.partition("/")
    return bool(path) or any(mark in site for mark in "@?#=:") or link.lower().startswith(("mailto:", "tel:"))
