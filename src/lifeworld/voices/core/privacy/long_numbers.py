"""Telephone numbers, account, card and other long numbers, and coordinates. Every search is linear in the text."""

from __future__ import annotations

import re

from lifeworld.voices.core.privacy.spans import ADDRESS, NUMBER, PHONE

_CANDIDATE = re.compile(r"(?<![\w.,])[+(]{0,2}\d[\d .\-/()\u00a0\u2010-\u2013]{4,40}")
_LONG = re.compile(r"(?<![\w.,])\d{9,}")
_BORN = re.compile(
    r"(?i)(?<!\w)(?:born|birthday|birthdate|birth|dob)\W{1,3}(?:(?:is|on|was)\W{1,2}){0,2}"
    r"(\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8},? \d{4}|[A-Z][a-z]{2,8} \d{1,2},? \d{4})"
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}[A-Z0-9 ]{11,36}")
_PLACE = re.compile(r"(?<![\w.])-?\d{1,3}\.\d{4,9}\u00b0? ?[NS]?[,;/ ]{1,3}-?\d{1,3}\.\d{4,9}(?:\u00b0? ?[EW]\b)?")
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)|\d{1,2}[-./] ?\d{1,2}[-./] ?(?:\d{4}|\d{2})(?!\d)|\d{4} ?[-\u2013/] ?\d{4}(?!\d)")
_CUE = re.compile(r"(?i)(?:phone|telephone|tel|call|cell|mobile|handy|whats ?app|text|sms|ring|fax|number|reach|contact|dial)\W")
_AMERICAN = re.compile(r"(?:1[ .\-]?)?(?:\(\d{3}\) ?|\d{3}[ .\-])\d{3}[ .\-]\d{4}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .\u00a0]\d{3})+")
_CARD = re.compile(r"\d{4}(?:[ \-]\d{4}){2}[ \-]\d{1,7}")
_SOCIAL = re.compile(r"\d{3}-\d{2}-\d{4}")
_DECIMAL = re.compile(r"\d+[.]\d+")
_INTERNET = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")


def long_numbers(text: str) -> list[tuple[int, int, int]]:
    """(start, end, reason) of numbers that may belong to a person; dates, decimals, steps and times stay.

    >>> long_numbers("Ring 0171 555 01 99 after 10 000 steps on 2026-03-04."), long_numbers("IBAN DE89 3704 0044 0532 0130 00")
    ([(5, 19, 3)], [(5, 32, 6)])
    """
    found = []
    for match in _CANDIDATE.finditer(text):
        whole = match.group()
        piece = whole[: max(i for i, char in enumerate(whole) if char.isdigit()) + 1]
        reason = _reason(piece, text[max(0, match.start() - 24) : match.start()])
        if reason is not None:
            found.append((match.start(), match.start() + len(piece), reason))
    found += [(m.start(), m.end(), NUMBER) for m in _LONG.finditer(text)]
    found += [(m.start(), m.end(), ADDRESS) for m in _PLACE.finditer(text)]
    found += [(m.start(1), m.end(1), NUMBER) for m in _BORN.finditer(text)]
    for match in _IBAN.finditer(text):
        length = _account(match.group())
        if length:
            found.append((match.start(), match.start() + length, NUMBER))
    return found


def _reason(piece: str, before: str) -> int | None:
    """What a run of digits and marks is: a telephone number, another number of a person, or nothing."""
    digits = "".join(char for char in piece if char.isdigit())
    n, bare = len(digits), piece.lstrip("(")
    # A card may begin as a span of years does: 4111-1111-1111-1111.
    if _SOCIAL.fullmatch(piece) or (_CARD.fullmatch(piece) and n >= 13):
        return NUMBER
    if _DATE.match(bare) and not bare.startswith("+"):
        return None
    if _CARD.fullmatch(piece) or (_INTERNET.fullmatch(piece) and n >= 8):
        return NUMBER
    if _AMERICAN.fullmatch(piece) or (bare.startswith(("+", "00")) and 8 <= n <= 15):
        return PHONE
    if _DECIMAL.fullmatch(piece) or _THOUSANDS.fullmatch(piece):
        return None
    cued = 6 <= n <= 15 and _CUE.search(before + " ")
    national = bare.startswith("0") and 8 <= n <= 13 and not re.match(r"0[ .]\d ", bare)
    return PHONE if cued or national else NUMBER if n >= 9 and piece.isdigit() else None


def _account(text: str) -> int:
    """Length of the longest beginning that is an account number by its check digits (ISO 13616), 0 = none."""
    places = [i for i, char in enumerate(text) if char != " "]
    compact = text.replace(" ", "")
    for length in range(min(len(compact), 34), 14, -1):
        turned = compact[4:length] + compact[:4]
        if int("".join(str(int(char, 36)) for char in turned)) % 97 == 1:
            return places[length - 1] + 1
    return 0
