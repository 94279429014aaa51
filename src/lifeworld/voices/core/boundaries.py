"""Where sentences of informal text end: candidates by one pattern, and the rules that refuse some of them.

The rules are ours; abbreviations are those of sports, health, shops and e-mails in English.
"""

from __future__ import annotations

import re

_NEVER = """
    dr mr mrs ms prof mt st e.g i.e eg ie vs approx aprox ca cf incl esp viz resp sr jr lt col sgt rev hon fig figs eq
    w.r.t
"""
_BEFORE_CAPITAL = """
    km kms mi hr hrs min mins sec secs kg kgs lb lbs ft oz cm mm ml kcal cal cals max avg temp ver vers inc ltd corp
    etc a.m p.m ph.d b.sc m.sc tel ext jan feb apr jun jul aug sept oct nov dec tues thurs blvd dept misc prev yr yrs
    wk wks pp vol
"""
_BEFORE_NUMBER = "no nr art pt sec v ver chap ch"
_STARTERS = """
    i i'm i've it it's its the this that these those there they but my we you he she so and if when what why how
    please also now great good love not no then would after since still
"""
NEVER = frozenset(_NEVER.split())
"""After these a full stop ends nothing."""
BEFORE_CAPITAL = frozenset(_BEFORE_CAPITAL.split())
"""After these a full stop ends a sentence only when a capital follows."""
BEFORE_NUMBER = frozenset(_BEFORE_NUMBER.split())
"""After these a full stop ends nothing when a number follows ("no. 5")."""
STARTERS = frozenset(_STARTERS.split())
"""Words that begin a sentence even after initials ("in the U.S. It works")."""
WRAP_CHARS = 60
"""A line of at least this length that breaks before a small letter was wrapped: its sentence goes on."""

_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23fa"
_JOIN = "\ufe0e\ufe0f\u200d\u20e3\u2640\u2642"
_MOUTH = r"(?:(?<=[:;=])[-'^]?[)(DPp*\]\[]+|(?<=<)3+|(?<=\^)_*\^|(?<=:)'\()(?!\w)"
_FACE = rf"(?:[{_EMOJI}][{_EMOJI}{_JOIN}]*|[:;=<^]{_MOUTH})"
_FACES = rf"(?:[ \t]*{_FACE})*"
_DOTS, _WIDE, _BREAKS, _BULLETS = ".!?…؟।۔", "。！？｡．", r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029", "•▪●◦‣"
# The first character alone decides whether anything is looked at, which lets the pattern engine skip all others.
_CANDIDATE = re.compile(
    rf"[{_DOTS}{_WIDE}{_BREAKS}{_BULLETS}{_EMOJI}:;=<^](?:"
    rf"(?<=[{_DOTS}])(?P<stop>(?P<marks>(?:[ \t]?[{_DOTS}])*)(?P<closers>[\"'”’»)\]}}*_]*)(?P<faces>{_FACES}))"
    rf"|(?<=[{_BREAKS}])(?P<line>\s*)"
    rf"|(?<=[{_WIDE}])(?<!．(?=\d))(?P<wide>[{_WIDE}{_DOTS}]*[」』）”\"']*{_FACES})"
    rf"|(?<=[{_EMOJI}])(?P<face>(?:[ \t]*{_FACE}|[{_JOIN}])*)"
    rf"|(?<=\s[:;=<^])(?P<smiley>{_MOUTH}{_FACES})"
    rf"|(?<=\s[{_BULLETS}])(?P<bullet>(?=\s?\S)))"
)
_LAST_WORD = re.compile(r"[^\W_](?:[\w.'’/-]*\w)?$")
_NEXT = re.compile(r"[ \t\xa0]*[\"'“‘«(\[*_]*([\w'’]*)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$|[^\W\d_]$")
_NEW_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ](?:[a-zß-öø-ÿ]|['’]|\s|\Z)")
_LINK = re.compile(r"://|www\.|@|\w/\w|\\")


def boundaries(text: str) -> list[int]:
    """Positions in ``text`` at which a sentence ends and the next one may begin, ascending.

    Each is the index after the last mark of a sentence; white space around it belongs to neither side.

    >>> boundaries("One. Two e.g. 3.5 km")
    [4]
    """
    ends: list[int] = []
    for found in _CANDIDATE.finditer(text):
        kind = found.lastgroup
        if kind == "stop":
            item = _inline_item(text, found)
            if item >= 0:
                ends.append(item)
            elif _stops(text, found):
                ends.append(found.end())
        elif kind == "line":
            if not _wraps(text, found):
                ends.append(found.end())
        elif kind == "bullet":
            ends.append(found.start())
        elif kind == "wide" or _begins_anew(text, found.end()):
            ends.append(found.end())
    return ends


def _stops(text: str, found: re.Match[str]) -> bool:
    """Whether the marks of this candidate end a sentence."""
    end = found.end()
    glued = end < len(text) and not text[end].isspace()
    marks = text[found.start()] + found["marks"]
    if glued and not found["faces"]:
        return _stops_without_space(text, found.start(), end, marks)
    after = _NEXT.match(text, end)
    following = after[1] if after else ""
    if not following:  # the end, a line break, or another mark
        return text[end : end + 2].strip()[:1] not in (",", ";", ":", ")", "-", "–", "/")
    if following[0].islower() and found["closers"]:  # «"wow!" she said», "(it syncs.) and"
        return bool(found["faces"])
    if marks[0] in "!?؟।۔" or found["faces"]:
        return marks != "." or _word_before(text, found.start()) not in NEVER
    if marks != ".":  # dots that trail off go on before a small letter
        return not following[0].islower()
    return _full_stop_ends(_word_before(text, found.start()), following, text, found.start())


def _inline_item(text: str, found: re.Match[str]) -> int:
    """Where an item of a list inside a line begins ("1. Fast sync 2. Long battery" at the 2), or -1."""
    at = found.start()
    if text[at] != "." or not text[at - 1 : at].isdigit() or not text[at + 1 : at + 2].isspace():
        return -1
    number = _word_before(text, at)
    if not number.isdigit() or len(number) > 2 or number in ("0", "1"):
        return -1
    before = re.compile(rf"(?:^|[\s(]){int(number) - 1}[.)]\s")
    return at - len(number) if before.search(text[max(0, at - 300) : at].rpartition("\n")[2]) else -1


def _full_stop_ends(word: str, following: str, text: str, at: int) -> bool:
    """Whether a single full stop between ``word`` and ``following`` (a space apart) ends a sentence."""
    folded = word.casefold().replace("’", "'")
    if folded in NEVER or (following[0].isdigit() and folded in BEFORE_NUMBER):
        return False
    if folded in BEFORE_CAPITAL:
        return following[0].isupper()
    if word != "I" and _INITIALS.match(word):
        return following.casefold().replace("’", "'") in STARTERS and following[0].isupper()
    if word.isdigit() and len(word) <= 2:
        return not following[0].islower() and not following[0].isdigit() and not _is_list_mark(text, at - len(word))
    return True


def _stops_without_space(text: str, start: int, end: int, marks: str) -> bool:
    """Whether marks directly before a character end a sentence: "great.But", "wow!what", but not "3.5" or a link."""
    before, after = text[start - 1 : start], text[end]
    if _LINK.search(_chunk_before(text, start)):
        return False
    if marks[0] in "!?" and end - start == len(marks):
        return after.isalpha() and bool(before.strip())
    if not _NEW_WORD.match(text, end) or not (before.islower() or before.isdigit() or before in " \t)\"'”’"):
        return False
    word = _word_before(text, start)
    return not before.strip() or (word.casefold() not in NEVER and not _INITIALS.match(word))


def _begins_anew(text: str, at: int) -> bool:
    """Whether a capital follows, so that emoji or a smiley before it end a sentence."""
    after = _NEXT.match(text, at)
    return bool(after and after[1][:1].isupper())


def _wraps(text: str, found: re.Match[str]) -> bool:
    """Whether a single line break only wraps a long line."""
    start, end = found.span()
    if end >= len(text) or not text[end].islower() or found[0].strip(" \t") not in ("\n", "\r\n", "\r"):
        return False
    line = text[max(0, start - 2 * WRAP_CHARS) : start].replace("\r", "\n").rpartition("\n")[2].rstrip(" \t")
    return len(line) >= WRAP_CHARS and (line[-1].isalnum() or line[-1] == ",")


def _is_list_mark(text: str, at: int) -> bool:
    """Whether a number beginning at ``at`` opens a line, a sentence or a list after a colon ("Pros: 1. ...")."""
    before = text[max(0, at - 8) : at].rstrip(" \t(")
    return not before or before[-1] in "\n\r.!?:;…-•"


def _word_before(text: str, at: int) -> str:
    found = _LAST_WORD.search(text[max(0, at - 16) : at])
    return found[0] if found else ""


def _chunk_before(text: str, at: int) -> str:
    return text[max(0, at - 60) : at].rpartition(" ")[2].rpartition("\n")[2]
