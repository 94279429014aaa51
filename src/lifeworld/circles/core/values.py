"""What customers are to one another and share, as frozen values; and how long words may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lifeworld.circles.core.days import at_words, day_words
from lifeworld.circles.core.leaderboard import Place

ME, FOLLOWERS, PLACE = "me", "followers", "place"
SEEN_BY = (ME, FOLLOWERS, PLACE)
SEEN_WORDS = {ME: "only I", FOLLOWERS: "those who follow me", PLACE: "everybody who joined here"}
ENTRIES = ("open", "asked")
ENTRY_WORDS = {"open": "anybody may join", "asked": "a lead lets people in"}
REACHES = (PLACE, "club", "invited")
HANDICAPS = ("none", "own_improvement", "age_grade")
HANDICAP_WORDS = {"none": "as measured", "own_improvement": "by how much each improves on her own six weeks before",
                  "age_grade": "by age and sex, with a table of factors"}
SEXES = ("", "f", "m")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of a post as text, with its unit."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True)
class ProfilePlan:
    """What a customer says of herself to the others. ``birth_year`` and ``sex`` serve age grades alone, and are shown to nobody."""

    name: str
    about: str = ""
    seen_by: str = FOLLOWERS
    follows_need_yes: bool = True
    birth_year: int | None = None
    sex: str = ""


@dataclass(frozen=True)
class ProfileValue:
    """A customer as another sees her. ``person``: the number others name her by; ``state``: "", asked or follows (the viewer follows her).

    ``follows_me``: "", asked or follows. ``birth_year``, ``sex`` and ``customer`` are filled for herself alone.
    """

    person: int
    name: str
    about: str
    seen_by: str
    follows_need_yes: bool
    mine: bool
    state: str = ""
    follows_me: str = ""
    blocked: bool = False
    birth_year: int | None = None
    sex: str = ""
    customer: int | None = None


@dataclass(frozen=True)
class SharePlan:
    """What is shared of a thing. ``link``: where it is read, below the reader's own address ("running/activities/5/")."""

    source: str
    key: str
    kind: str
    title: str
    day: int
    facts: tuple[Fact, ...] = ()
    body: str = ""
    seen_by: str = FOLLOWERS
    link: str = ""
    trust: float | None = None


@dataclass(frozen=True)
class CommentValue:
    """What somebody wrote under a post; ``hidden``: the place hid it, and its words are left out."""

    pk: int
    person: int
    author: str
    text: str
    at: str
    mine: bool
    hidden: bool = False

    @property
    def day_words(self) -> str:
        """The day on which it was written, in words."""
        return at_words(self.at)


@dataclass(frozen=True)
class PostValue:
    """A post as the viewer sees it. ``customer`` is for other rooms and worlds, never for other customers."""

    pk: int
    person: int
    author: str
    customer: int
    source: str
    key: str
    kind: str
    title: str
    day: int
    at: str
    facts: tuple[Fact, ...]
    body: str
    seen_by: str
    link: str
    trust: float | None
    kudos: int
    comments: int
    liked: bool
    mine: bool
    hidden: bool = False

    @property
    def day_words(self) -> str:
        """The day that it is about, in words: of a run the day of the run, whenever it was shared."""
        return day_words(self.day) if self.day else at_words(self.at)


@dataclass(frozen=True)
class ClubValue:
    """A club as the viewer sees it. ``state``: "", asked or in; ``role``: "", member or lead. ``members``: how many are in."""

    pk: int
    name: str
    about: str
    entry: str
    seen_by: str
    state: str
    role: str
    members: int
    closed: bool


@dataclass(frozen=True)
class MemberValue:
    """Somebody in a club, or who asked to be."""

    person: int
    name: str
    role: str
    state: str
    mine: bool


@dataclass(frozen=True)
class ChallengePlan:
    """A challenge to declare. ``indicator``: slug of a measure; days as 2026-05-01; ``club``: its number where ``reach`` is club."""

    client_id: str
    title: str
    indicator: str
    from_day: str
    to_day: str
    about: str = ""
    verified_only: bool = False
    handicap: str = "none"
    table: dict[str, Any] | None = None
    reach: str = PLACE
    club: int | None = None
    invited: tuple[int, ...] = ()


@dataclass(frozen=True)
class ChallengeValue:
    """A challenge. ``how``: what is counted, in words; ``state``: coming, on, over or closed; ``by_place``: the place declared it."""

    pk: int
    title: str
    about: str
    indicator: str
    measure: str
    unit: str
    direction: str
    how: str
    from_day: int
    to_day: int
    verified_only: bool
    handicap: str
    table_name: str
    reach: str
    club: int | None
    club_name: str
    by_place: bool
    mine: bool
    entered: bool
    entrants: int
    state: str


@dataclass(frozen=True)
class BoardLine:
    """A line of a challenge's board: who, and how she stands. ``name`` is "" where the viewer may not read it."""

    person: int
    name: str
    mine: bool
    place: Place


@dataclass(frozen=True)
class Board:
    """Who stands how, as of a day. ``unit`` is of ``place.shown``; ``n_hidden``: entrants whom the viewer may not see."""

    lines: tuple[BoardLine, ...]
    unit: str
    as_of: int
    building: bool
    n_hidden: int = 0


@dataclass(frozen=True)
class ZoneValue:
    """A private zone as its owner sees it."""

    pk: int
    label: str
    lat: float
    lon: float
    radius_m: float


@dataclass(frozen=True)
class ReportValue:
    """What a customer told the place about: the words of a post or comment, and who wrote them."""

    pk: int
    at: str
    post: int
    comment: int | None
    author: str
    words: str
    hidden: bool

    @property
    def day_words(self) -> str:
        """The day on which the place was told, in words."""
        return at_words(self.at)
