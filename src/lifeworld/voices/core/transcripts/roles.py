"""Which speaker is the customer and which the interviewer: said by people, by words, by names, or guessed where that is safe."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lifeworld.voices.core.transcripts.accepted import misspelled
from lifeworld.voices.core.transcripts.role_words import GROUP_LEADERS, ORDINARY, is_anonymous, plain_label, role_by_word
from lifeworld.voices.core.transcripts.values import NO_LABEL, Cast, Role, Speaker, Turn

FIRST_WORDS = 10
SAID_SO = "speakers.csv says so"
ASKS_MORE = 0.3
"""How much larger the share of turns with a question must be before somebody is taken for the interviewer."""


@dataclass(frozen=True)
class Said:
    """A person's word about one speaker: the role, and the customer's id where it is given."""

    role: Role
    customer: str | None = None


@dataclass(frozen=True)
class Known:
    """What is known of a file before its speakers are looked at; all names as compared by ``plain_label``.

    ``said`` is what people wrote into the mapping file, ``customers`` are names of customers that fit this file (its
    own name, its folder, people of the metadata), ``interviewers`` are names that speak in most files of the study.
    """

    said: Mapping[str, Said] = field(default_factory=dict)
    customers: Collection[str] = ()
    interviewers: Collection[str] = ()


def speakers_of(turns: Sequence[Turn]) -> list[Speaker]:
    """Counts for each speaker in the order in which they first speak.

    >>> speakers_of([Turn("I", "How far?", None, None, 1), Turn("Ana", "Ten km. Why?", None, None, 2)])[1]
    Speaker(name='Ana', n_turns=1, n_words=3, n_questions=1, first_words='Ten km. Why?')
    """
    said: dict[str, list[str]] = {}
    for turn in turns:
        said.setdefault(turn.speaker, []).append(turn.text)
    return [_counted(name, texts) for name, texts in said.items()]


def _counted(name: str, texts: Sequence[str]) -> Speaker:
    first = texts[0].split()
    shown = " ".join(first[:FIRST_WORDS]) + (" …" if len(first) > FIRST_WORDS else "")
    questions = sum(1 for text in texts if "?" in text or "？" in text or "؟" in text)
    return Speaker(name, len(texts), sum(len(text.split()) for text in texts), questions, shown)


def cast(speakers: Sequence[Speaker], known: Known) -> list[Cast]:
    """A role and its reason for every speaker; "unclear" where no guess is safe.

    What people said wins over words of roles, these over names, these over who asks.

    >>> people = [Speaker("Jo", 8, 90, 8, ""), Speaker("Ana", 8, 900, 0, "")]
    >>> [(one.role, one.why) for one in cast(people, Known())]
    [('interviewer', 'asks most of the questions and says less'), ('customer', 'answers the questions and says more')]
    """
    parts = [_by_name(one, known) for one in speakers]
    found = [part if part is not None else Cast(one, "unclear", "") for part, one in zip(parts, speakers, strict=True)]
    found = _letters(found)
    found = _by_company(found)
    found = _by_questions(found)
    return [one if one.role != "unclear" else replace(one, why=_doubt(one, found)) for one in found]


def _by_name(speaker: Speaker, known: Known) -> Cast | None:
    """What the label itself settles."""
    key = plain_label(speaker.name)
    if key in known.said:
        said = known.said[key]
        return Cast(speaker, said.role, SAID_SO, said.customer)
    if speaker.name == NO_LABEL:
        return None
    role = role_by_word(speaker.name)
    if role is not None and len(key) > 1 and not (role == "other" and key in ORDINARY and speaker.n_turns < 2):
        return Cast(speaker, role, f"the word «{speaker.name}»")
    if key in known.customers and not is_anonymous(key):
        return Cast(speaker, "customer", "the name of a customer")
    if key in known.interviewers and _asking(speaker) >= ASKS_MORE:
        return Cast(speaker, "interviewer", "asks questions in most of the files")
    return None


def _letters(found: list[Cast]) -> list[Cast]:
    """Labels of one letter are roles where the letter of the other side stands beside them: I and P, Q and A."""
    letters = {plain_label(one.speaker.name) for one in found if len(plain_label(one.speaker.name)) == 1 and one.role == "unclear"}
    sides = {role_by_word(letter) for letter in letters} | {one.role for one in found}
    if not letters or not {"interviewer", "customer"} <= sides:
        return found
    return [replace(one, role=role, why=f"the letter «{one.speaker.name}» beside the other side's")
            if one.role == "unclear" and plain_label(one.speaker.name) in letters and (role := role_by_word(one.speaker.name)) else one
            for one in found]


def _by_company(found: list[Cast]) -> list[Cast]:
    """One speaker that is left when the other side is known; everybody in a focus group with a moderator."""
    left = [one for one in found if one.role == "unclear" and one.speaker.name != NO_LABEL]
    roles = {one.role for one in found}
    leader = any(one.role == "interviewer" and plain_label(one.speaker.name).split(" ")[0] in GROUP_LEADERS for one in found)
    changed: dict[str, Cast] = {}
    if len(left) == 1 and "interviewer" in roles and "customer" not in roles:
        changed[left[0].speaker.name] = replace(left[0], role="customer", why="the only one whom the interviewer speaks with")
    elif len(left) == 1 and "customer" in roles and "interviewer" not in roles:
        changed[left[0].speaker.name] = replace(left[0], role="interviewer", why="the only one who speaks with the customer")
    elif left and leader:
        changed = {one.speaker.name: replace(one, role="customer", why="speaks in a group that a moderator leads") for one in left}
    others = len(found) > 1 and bool(roles & {"interviewer", "customer"} or changed)
    return [changed.get(one.speaker.name, one) if one.speaker.name != NO_LABEL or one.role != "unclear" or not others
            else replace(one, role="other", why="words without a label are nobody's") for one in found]


def _by_questions(found: list[Cast]) -> list[Cast]:
    """Of two people of whom nothing is known: one asks and says less, the other answers and says more; else no guess."""
    left = [one for one in found if one.role == "unclear"]
    if len(left) != 2 or any(one.role in {"customer", "interviewer"} for one in found):
        return found
    asks, answers = sorted(left, key=lambda one: (-_asking(one.speaker), one.speaker.n_words))
    clear = (_asking(asks.speaker) - _asking(answers.speaker) >= ASKS_MORE and asks.speaker.n_words < answers.speaker.n_words
             and asks.speaker.n_questions >= 3 and answers.speaker.n_turns >= 3)
    if not clear or NO_LABEL in {asks.speaker.name, answers.speaker.name}:
        return found
    settled = {
        asks.speaker.name: replace(asks, role="interviewer", why="asks most of the questions and says less"),
        answers.speaker.name: replace(answers, role="customer", why="answers the questions and says more"),
    }
    return [settled.get(one.speaker.name, one) for one in found]


def _asking(speaker: Speaker) -> float:
    return speaker.n_questions / max(1, speaker.n_turns)


def _doubt(one: Cast, found: Sequence[Cast]) -> str:
    """Why no role could be given, in words."""
    if one.speaker.name == NO_LABEL:
        return "no label says who speaks"
    if len(found) == 1:
        return "the only speaker, and nothing says who it is"
    like = spelled_like(one.speaker.name, [other.speaker.name for other in found])
    if like is not None:
        return f"spelled almost like «{like}»; if they are one person, give both the same role"
    return "neither the name nor the questions say who it is"


def spelled_like(name: str, names: Collection[str]) -> str | None:
    """The one other name that differs by a slip of the keys, or None: people may also be called almost the same.

    >>> spelled_like("Katarina", ["Katharina", "Interviewer"]), spelled_like("Anna", ["Anne"]), spelled_like("P11", ["P12"])
    ('Katharina', None, None)
    """
    others = {plain_label(other): other for other in names if plain_label(other) != plain_label(name)}
    near = misspelled([plain_label(name)], others)
    return others[near[plain_label(name)]] if near else None


def named_like(names: Collection[str], spoken: Collection[str]) -> frozenset[str]:
    """The one label that is part of a name of the file or holds it, word by word; none where several are.

    >>> named_like({"interview_2_anna-meyer"}, {"anna", "jo"}), named_like({"tomas"}, {"tomas lind", "jo"}), named_like({"a_b"}, {"a", "b"})
    (frozenset({'anna'}), frozenset({'tomas lind'}), frozenset())
    """
    found = set()
    for name in names:
        words = _words_of(name)
        found |= {label for label in spoken if role_by_word(label) is None
                  and (mine := _words_of(label)) and words and (mine <= words or words <= mine)}
    return frozenset(found if len(found) == 1 else ())


def _words_of(name: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[\W\d_]+", name) if len(word) >= 3)


def frequent_names(casts: Sequence[Sequence[Speaker]]) -> frozenset[str]:
    """Names that speak in at least three files and in more than half of all: whoever interviews, not a customer.

    >>> files = [[Speaker("Jo", 1, 1, 1, ""), Speaker(name, 1, 1, 0, "")] for name in ("Ana", "Ben", "Cem")]
    >>> sorted(frequent_names(files))
    ['jo']
    """
    counts: dict[str, int] = {}
    for speakers in casts:
        for key in {plain_label(one.name) for one in speakers}:
            if key and not is_anonymous(key) and role_by_word(key) is None:
                counts[key] = counts.get(key, 0) + 1
    return frozenset(key for key, count in counts.items() if count >= 3 and 2 * count > len(casts))
