"""What a study of the site is: its settings, checked, and who works on it; pure values that the doors hand on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from lifeworld.kit.caller import SCOPES, Caller
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.site_codebook import StudyCodebook, storable

SUGGESTIONS = ("off", "on", "after")
CODERS = ("fast", "cascade", "accurate")
RINGS = ("As close as it gets", "Close", "Further away")
QUESTION = "Who or what plays a part when you do this? Put those closest to it nearest to you."
RINGS_MAX, TITLE_CHARS_MAX, SLUG_CHARS_MAX = 7, 200, 60
KINDS = ("person", "model", "imported", "settled")
"""Kinds of coders, all equal."""

Suggestions = Literal["off", "on", "after"]


@dataclass(frozen=True)
class StudySettings:
    """What people decided about a study; everything has a default.

    ``focal`` is the provider the texts are about where they name none, ``aliases`` its further names, ``others`` other providers with
    theirs. ``blind``: nobody sees what others coded in a statement before having coded it. ``suggestions`` of the model: "off", "on",
    or "after" one's own coding. ``coder`` codes what comes in. ``rings`` are the words of the drawing's rings, the innermost first.
    ``cell_min``: smaller groups of customers are not shown. Errors: InputRefused for values that do not fit.

    >>> StudySettings(suggestions="after").rings[0]
    'As close as it gets'
    """

    focal: str | None = None
    aliases: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    language: str | None = None
    blind: bool = True
    suggestions: Suggestions = "off"
    coder: str = "fast"
    question: str = QUESTION
    rings: tuple[str, ...] = RINGS
    cell_min: int = 5
    group_label: str = ""

    def __post_init__(self) -> None:
        if self.suggestions not in SUGGESTIONS:
            raise InputRefused("study_suggestions", f"Suggestions cannot be «{self.suggestions}».", f"Use one of {listed(SUGGESTIONS)}.")
        if self.coder not in CODERS:
            raise InputRefused("study_coder", f"There is no coder «{self.coder}».", f"Use one of {listed(CODERS)}.")
        if not 1 <= len(self.rings) <= RINGS_MAX or not all(ring.strip() for ring in self.rings):
            raise InputRefused("study_rings", f"A drawing has {len(self.rings)} rings, or one without words.",
                               f"Give one to {RINGS_MAX} rings, each with its words, the innermost first.")
        if not 1 <= self.cell_min <= 1000:
            raise InputRefused("study_cell_min", f"The smallest group that is shown cannot be {self.cell_min}.", "Use 1 to 1,000.")
        if self.aliases and not self.focal:
            raise InputRefused("study_aliases", "There are further names, but no focal provider that they belong to.",
                               "Name the focal provider, or take the further names away.")
        owner: dict[str, str] = {}
        for provider, names in {**({self.focal: self.aliases} if self.focal else {}), **self.others}.items():
            for name in {provider.casefold(), *(one.casefold() for one in names)}:
                if owner.setdefault(name, provider) != provider:
                    raise InputRefused("study_alias_twice", f"«{name}» is a name of «{owner[name]}» and of «{provider}».",
                                       "Leave it with one of them.")

    @staticmethod
    def of(said: Mapping[str, Any]) -> StudySettings:
        """Settings from JSON; keys that are absent have their defaults. Errors: InputRefused for unknown keys and wrong types.

        >>> StudySettings.of({"focal": "Stride", "others": {"Strava": ["strava premium"]}}).others["Strava"]
        ('strava premium',)
        """
        known = StudySettings.__dataclass_fields__
        for key in said:
            if key not in known:
                near = nearest(key, known)
                raise InputRefused("study_setting", f"There is no setting «{key}» of a study.",
                                   f"Did you mean «{near}»?" if near else f"Known are {listed(known, 20)}.")
        values: dict[str, Any] = {}
        for key, value in said.items():
            if key == "aliases":
                values[key] = tuple(one for one in _texts(key, value) if one)
            elif key == "rings":
                values[key] = _texts(key, value)
            elif key == "others":
                if not isinstance(value, Mapping):
                    raise _wrong(key, "an object of providers with lists of names")
                values[key] = MappingProxyType({
                    storable(str(name).strip()): tuple(one for one in _texts(key, names) if one) for name, names in value.items()})
            elif key == "blind":
                values[key] = _of_kind(key, value, bool, "true or false")
            elif key == "cell_min":
                values[key] = _of_kind(key, value, int, "a whole number")
            else:
                text = value if value is None else _of_kind(key, value, str, "a text").strip()
                values[key] = (text or None) if key in {"focal", "language"} else (text or "")
        return StudySettings(**values)

    def json(self) -> dict[str, Any]:
        """As JSON: ``StudySettings.of(settings.json()) == settings``."""
        said: dict[str, Any] = {key: getattr(self, key) for key in self.__dataclass_fields__}
        return said | {"aliases": list(self.aliases), "rings": list(self.rings),
                       "others": {name: list(names) for name, names in self.others.items()}}


def _texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(one, str) for one in value):
        raise _wrong(key, "a list of texts")
    return tuple(storable(one.strip()) for one in value)


def _of_kind(key: str, value: object, kind: type, words: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _wrong(key, words)
    return storable(value) if isinstance(value, str) else value


def _wrong(key: str, words: str) -> InputRefused:
    return InputRefused("study_setting", f"The setting «{key}» is not {words}.", f"Give {words}.")


@dataclass(frozen=True)
class CoderValue:
    """Whoever codes a study: ``kind`` is one of KINDS; ``user`` the key of the login of a person; ``n_readings`` statements read."""

    pk: int
    kind: str
    name: str
    user: int | None = None
    version: str = ""
    n_readings: int = 0


@dataclass(frozen=True)
class StudyValue:
    """A study with its settings and the codebook that holds now; ``place`` is the path of its place.

    ``n_read`` counts readings by people, a coder is told of her own alone; ``n_modelled`` statements that the model has coded. Both are
    0 where nobody asked for them.
    """

    pk: int
    place_id: int
    place: str
    slug: str
    title: str
    settings: StudySettings
    codebook: StudyCodebook
    n_statements: int = 0
    n_customers: int = 0
    n_read: int = 0
    n_modelled: int = 0


def worker(place: str, place_id: int) -> Caller:
    """The caller that work in the background is: it may do everything in its place, and is nobody's login.

    >>> worker("acme", 1).who
    'worker'
    """
    return Caller(place, place_id, frozenset(SCOPES), "worker")


def slug_of(title: str) -> str:
    """The part of an address that a title becomes: lower-case letters, digits and hyphens; "study" where nothing is left.

    >>> slug_of("Läufer & Uhren, Welle 2"), slug_of("跑步")
    ('laufer-uhren-welle-2', 'study')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_CHARS_MAX].strip("-") or "study"
    return "new-study" if slug == "new" else slug  # that address begins one


def checked_title(title: str) -> str:
    """The title without surrounding space. Errors: InputRefused where nothing is left or it is too long."""
    bare = storable(" ".join(title.split()))
    if not bare or len(bare) > TITLE_CHARS_MAX:
        raise InputRefused("study_title", "The study has no title." if not bare else f"The title has {len(bare)} characters.",
                           f"Give a title of 1 to {TITLE_CHARS_MAX} characters.")
    return bare
