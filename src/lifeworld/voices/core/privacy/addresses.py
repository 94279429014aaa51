"""Postal addresses, as far as they can be told safely: a street with a house number, a British postcode, a post box."""

from __future__ import annotations

import re

from lifeworld.voices.core.privacy.spans import ADDRESS

_WORD = r"[^\W\d_][\w'\u2019\-]{1,24}"
_NO_UNIT = r"(?! ?(?:km|k|m|min|mins|minutes?|hours?|h|miles?|mi|mal|times|x|%|kg|bpm|steps)\b)"
_PATTERNS = tuple(re.compile(pattern) for pattern in (
    rf"(?<!\w)\d{{1,5}}[a-zA-Z]?,? (?:(?=[A-Z]){_WORD} ){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Court|Ct"
    r"|Place|Pl|Square|Sq|Terrace|Close|Crescent|Gardens|Grove|Boulevard|Blvd|Parkway|Row|Mews)\b"
    r"(?:,? (?:Apt|Apartment|Flat|Unit|#) ?\w{1,5}\b)?",
    r"(?<!\w)(?=[A-Z\u00c4\u00d6\u00dc\u00c5\u00d8])[\w\-]{2,40}(?:stra\u00dfe|strasse|str\.|gasse|weg|allee|platz|damm|ufer|straat|laan|gracht"
    rf"|gatan|v\u00e4gen|vej|gade|gata|veien|vegen) \d{{1,4}}{_NO_UNIT}(?: ?[a-zA-Z]\b)?(?:,? \d{{4,5}} (?=[A-Z]){_WORD})?",
    rf"(?<!\w)(?=[A-Z]){_WORD} (?:Stra\u00dfe|Strasse|Str\.|Allee|Platz|Weg|Ring|Damm|Ufer) \d{{1,4}}{_NO_UNIT}(?: ?[a-z]\b)?"
    rf"(?:,? \d{{4,5}} (?=[A-Z]){_WORD})?",
    rf"(?<!\w)\d{{1,4}}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|quai|chemin|impasse|all\u00e9e) (?:(?:de|du|des|la|le|les) ){{0,2}}"
    rf"(?:[dl]['\u2019])?{_WORD}",
    r"(?<!\w)(?:Calle|Carrer|Avenida|Avda\.|Plaza|Via|Viale|Piazza|Corso|Rua|Ulica|ul\.|Odos) "
    r"(?:(?:de|del|della|la|los|las|do|da) ){0,2}"
    rf"(?=[A-Z\u0391-\u03a9]){_WORD},? \d{{1,4}}{_NO_UNIT}",
    r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)",
    r"(?<!\w)(?:PO|P\.O\.) Box \d{1,6}",
    r"(?<!\w)(?=[A-Z])[A-Za-z]{3,20}, [A-Z]{2} \d{5}(?:-\d{4})?(?!\w)",
))


def addresses(text: str) -> list[tuple[int, int, int]]:
    """(start, end, reason) of postal addresses; a street without a number and a town alone are not found.

    >>> addresses("I live at 14 Mill Lane."), addresses("Zum Lindenweg 7, dann 5 km")
    ([(10, 22, 7)], [(4, 15, 7)])
    """
    return [(match.start(), match.end(), ADDRESS) for pattern in _PATTERNS for match in pattern.finditer(text)]
