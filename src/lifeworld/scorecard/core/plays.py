"""Plays: what is offered next to customers of a type or with a driver, why, and which measure tells whether it helps.

A play is data. Whoever is for it and not held out by chance is offered it; beside those who are held out its effect can be told. What is
held out is a feature, never care that somebody needs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal

from lifeworld.audiences.core import expression as e
from lifeworld.constellations.core.types import TYPES
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.figure import noun
from lifeworld.scorecard.core.values import T_POINTS
from lifeworld.voices.core.codebook import DRIVERS

Tells = Literal["attainment", "days_to_done", "indicator"]
MEASURES: Mapping[str, str] = {
    "attainment": "attainment T of customers' own goals", "days_to_done": "days until customers' goals are done",
    "indicator": "an indicator"}
"""What may tell the effect of a play. Attainment and indicators belong to the first factor, days to done to the third."""
ENDED: Mapping[str, str] = {
    "nil": "shown to do nothing that is worth it", "harms": "does harm", "late": "not known in time", "replaced": "a newer version runs",
    "owner": "ended by hand"}
"""Why a play is retired."""
HELD_MIN, HELD_MAX = 0.05, 0.5
WORTH_MIN, WORTH_MAX = 1e-9, 10**9
DAYS_MAX, LONGEST_DAYS = 365, 1_460
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
PATH = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)+")
CHARS_MAX = {"title": 80, "why": 600, "source": 300, "offer": 300, "says": 60, "withheld": 300}
"""Texts that a play has to have, in code points."""
SENTENCES = ("why", "offer")
PURPOSE_CHARS_MAX = 80


@dataclass(frozen=True, slots=True)
class PlayPlan:
    """One play as it is declared. Every text is plain words; ``why`` and ``offer`` are whole sentences.

    ``why``: why it should help, and ``source``: where that is from. ``offer``: what the customer reads, ``says``: the words of the link,
    and ``leads``: where it leads, below her own pages ("friends/clubs/"; "goals/" are her goals). ``withheld``: what those who are held
    out do not get: a feature, never care.

    For whom: ``type`` of her ecosystem, ``driver`` (a code) with a share of at least ``driver_share``, and ``only``, an expression of
    audiences as JSON; what is left out is not asked. ``purpose``: only those who said yes to it.

    Its effect: ``measure`` (a word of ``MEASURES``), of one ``job`` where it is named, or ``indicator`` with what is ``better``; ``days``
    after which a customer's value is read; ``worth``: the smallest effect worth having, above 0, in the measure's own unit. ``held``: the
    share held out. ``days_max``: days after which it ends where nothing is known by then.
    """

    key: str
    title: str
    why: str
    source: str
    offer: str
    says: str
    leads: str
    withheld: str
    measure: Tells
    worth: float
    type: str = ""
    driver: str = ""
    driver_share: float = 0.2
    only: Mapping[str, Any] | None = None
    purpose: str = ""
    job: str = ""
    indicator: str = ""
    better: Literal["more", "less"] = "more"
    unit: str = ""
    days: int = 28
    held: float = 0.2
    days_max: int = 365

    @property
    def factor(self) -> str:
        """The factor whose measure tells the effect."""
        return "sauce" if self.measure == "days_to_done" else "success"

    @property
    def wants_study(self) -> bool:
        """Whether it asks for what a study says of a customer."""
        return bool(self.type or self.driver)

    @property
    def better_sign(self) -> int:
        """+1 where more is better, -1 where less is."""
        return -1 if self.measure == "days_to_done" or (self.measure == "indicator" and self.better == "less") else 1

    @property
    def in_unit(self) -> str:
        """The unit of its effect."""
        return {"attainment": T_POINTS, "days_to_done": "days"}.get(self.measure, self.unit)

    @property
    def worth_words(self) -> str:
        """The least effect that is worth its while, with its unit."""
        return f"{self.worth:g} {noun(1 if self.worth == 1 else 0, self.in_unit)}".strip()


def play_of(body: object) -> PlayPlan:
    """A play of plain values, checked. Errors: InputRefused names the field, what is wrong with it, and what to do.

    >>> play_of({"key": "x", "titel": "X"})
    Traceback (most recent call last):
    ...
    lifeworld.kit.errors.InputRefused: The play «x» has the unknown field «titel». Did you mean «title»?
    """
    if not isinstance(body, Mapping):
        raise _refused("", "is no table of fields", "Give an object.")
    key = str(body.get("key") or "")
    known = {one.name: one for one in fields(PlayPlan)}
    for name in body:
        if name not in known:
            near = nearest(str(name), list(known))
            raise _refused(key, f"has the unknown field «{str(name)[:40]}»",
                           f"Did you mean «{near}»?" if near else f"Fields are {listed(known, 30)}.")
    if lost := [name for name, one in known.items() if one.default is MISSING and name not in body]:
        raise _refused(key, f"lacks {listed(lost)}", "Write them.")
    return checked_play(PlayPlan(**{str(name): value for name, value in body.items()}))


def play_json(play: PlayPlan) -> dict[str, Any]:
    """The play as plain values; what says the same as nothing is left out."""
    return {one.name: getattr(play, one.name) for one in fields(play)
            if one.default is MISSING or getattr(play, one.name) != one.default}


def checked_play(play: PlayPlan) -> PlayPlan:
    """The play itself. Errors: InputRefused."""
    key = play.key if isinstance(play.key, str) else ""
    if not KEY.fullmatch(key):
        raise _refused(key, "has a key that cannot stand in an address", "Use up to 60 small letters, digits and dashes.")
    _check_texts(key, play)
    _check_whom(key, play)
    _check_measure(key, play)
    for name, low, high in (("held", HELD_MIN, HELD_MAX), ("days", 1, DAYS_MAX), ("days_max", play.days, LONGEST_DAYS)):
        value = getattr(play, name)
        if isinstance(value, bool) or not isinstance(value, int if name != "held" else int | float) or not low <= value <= high:
            raise _refused(key, f"has {_said(value)} for «{name}»",
                           f"Give {'a share' if name == 'held' else 'whole days'} from {low:g} to {high:g}.")
    return play


def _check_texts(key: str, play: PlayPlan) -> None:
    for name, longest in CHARS_MAX.items():
        text = getattr(play, name)
        if not isinstance(text, str) or not text.strip() or len(text) > longest or not text.isprintable():
            raise _refused(key, f"has no usable «{name}»", f"Write 1 to {longest} characters on one line.")
        if name in SENTENCES and not text.rstrip().endswith((".", "?", "!")):
            raise _refused(key, f"has a «{name}» that is no whole sentence", "End it with a full stop.")
    if not isinstance(play.leads, str) or not PATH.fullmatch(play.leads):
        raise _refused(key, "leads to something that is no page of a customer's own", "Write it as «goals/» or «friends/clubs/».")
    for name in ("purpose", "job", "indicator", "unit", "type", "driver"):
        text = getattr(play, name)
        if not isinstance(text, str) or len(text) > PURPOSE_CHARS_MAX or (text and not text.isprintable()):
            raise _refused(key, f"has no usable «{name}»", f"Write at most {PURPOSE_CHARS_MAX} characters, or leave it out.")


def _check_whom(key: str, play: PlayPlan) -> None:
    if play.type and play.type not in TYPES:
        raise _refused(key, f"is for the type «{play.type[:40]}»", f"Use one of {listed(TYPES)}.")
    if play.driver and play.driver not in DRIVERS:
        raise _refused(key, f"is for the driver «{play.driver[:40]}»", f"Use one of {listed(DRIVERS)}.")
    if not isinstance(play.driver_share, int | float) or not 0 < play.driver_share <= 1:
        raise _refused(key, f"asks for {_said(play.driver_share)} as the share of a driver", "Give a share above 0, at most 1.")
    if play.only is not None:
        e.from_json(play.only)
    if not (play.type or play.driver or play.only):
        raise _refused(key, "does not say for whom it is", "Give a type, a driver, or an expression in «only».")


def _check_measure(key: str, play: PlayPlan) -> None:
    if not isinstance(play.measure, str) or play.measure not in MEASURES:
        raise _refused(key, f"is to be told by «{str(play.measure)[:40]}»", f"Use one of {listed(MEASURES)}.")
    if (play.measure == "indicator") != bool(play.indicator):
        raise _refused(key, "names an indicator and another measure, or neither",
                       "Name an «indicator» where the measure is one, and only there.")
    if play.measure == "indicator" and play.job:
        raise _refused(key, "asks an indicator of one job", "Leave the job out.")
    if play.better not in ("more", "less"):
        raise _refused(key, f"calls «{str(play.better)[:20]}» better", "Write more or less.")
    if isinstance(play.worth, bool) or not isinstance(play.worth, int | float) or not WORTH_MIN <= play.worth <= WORTH_MAX:
        raise _refused(key, f"has {_said(play.worth)} as the smallest effect worth having",
                       f"Give a number from {WORTH_MIN:g} to {WORTH_MAX:,}, in the measure's own unit.")


def whom(play: PlayPlan, study: str = "") -> e.Condition:
    """For whom the play is, as an expression of audiences; ``study``: the study that says the type and the drivers.

    >>> whom(PlayPlan("k", "T", "W.", "S", "O.", "S", "goals/", "W", "attainment", 2.0, type="brand-driven"), "running")
    Type(study='running', type='brand-driven')
    """
    parts: list[e.Condition] = []
    if play.type:
        parts.append(e.Type(study, play.type))
    if play.driver:
        parts.append(e.Driver(study, play.driver, float(play.driver_share)))
    if play.only is not None:
        parts.append(e.from_json(play.only))
    if play.purpose:
        parts.append(e.Consent(play.purpose))
    return parts[0] if len(parts) == 1 else e.All(tuple(parts))


def own_address(leads: str, token: str) -> str:
    """The address of a customer's own page. Her goals stand under their own word.

    >>> own_address("goals/", "abc"), own_address("friends/clubs/", "abc")
    ('/goals/abc/', '/own/abc/friends/clubs/')
    """
    first, _, rest = leads.partition("/")
    return f"/goals/{token}/{rest}" if first == "goals" else f"/own/{token}/{leads}"


def _said(value: object) -> str:
    """What was given for a number, short enough to be told; a whole number of thousands of digits is not written out."""
    return "a number of too many digits" if isinstance(value, int) and abs(value) > 10**40 else str(value)[:40]


def _refused(key: str, what: str, next_step: str) -> InputRefused:
    return InputRefused("play_refused", f"The play{f' «{key[:60]}»' if key else ''} {what}.", next_step)
