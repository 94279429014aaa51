"""Settling: what coders said of one statement side by side, and what people decided after talking about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lifeworld.kit.errors import InputRefused, listed

REASON_CHARS_MAX = 1_000


@dataclass(frozen=True)
class Span:
    """A marked span: code points, half-open; ``quote`` is the slice of the statement."""

    code: str
    start: int
    end: int
    quote: str
    memo: str = ""
    interpretive: bool = False


@dataclass(frozen=True)
class Opinion:
    """What one coder said of a statement: codes ``judged``, those ``present`` among them, and where the words were marked."""

    coder: int
    name: str
    kind: str
    judged: tuple[str, ...]
    present: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    valence: float | None = None
    memo: str = ""
    codebook: int = 0


@dataclass(frozen=True)
class Question:
    """One code of a statement: who says present, who says absent, and what was settled (None: not yet)."""

    code: str
    title: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    settled: bool | None = None
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether two coders differ on it."""
        return bool(self.present) and bool(self.absent)


@dataclass(frozen=True)
class ToSettle:
    """A statement to settle. ``version`` is that of what was settled, 0 where nothing was; it must be sent back with a decision.

    ``hidden`` says that the caller codes blind in this study and has not read the statement: then there are no opinions.
    """

    statement: int
    key: str
    text: str
    context: str
    customer: str
    opinions: tuple[Opinion, ...]
    questions: tuple[Question, ...]
    version: int = 0
    hidden: bool = False

    @property
    def open(self) -> tuple[Question, ...]:
        """The codes on which coders differ."""
        return tuple(one for one in self.questions if one.differs)

    @property
    def state(self) -> str:
        """"hidden", "unread", "alone" (one coder judged it), "unanimous", "open" or "settled"."""
        if self.hidden:
            return "hidden"
        if self.version:
            return "settled"
        if not self.opinions:
            return "unread"
        if len(self.opinions) == 1:
            return "alone"
        return "open" if self.open else "unanimous"


def questions_of(opinions: Sequence[Opinion], codes: Sequence[tuple[str, str]], settled: Opinion | None = None) -> tuple[Question, ...]:
    """One question for each code (key, title) that anybody judged; coders in their order.

    >>> said = [Opinion(1, "Ana", "person", ("mood",), ("mood",)), Opinion(2, "fast", "model", ("mood",), ())]
    >>> questions_of(said, [("mood", "mood"), ("status", "social status")])[0].differs
    True
    """
    reasons = reasons_of(settled.memo) if settled else {}
    found = []
    for code, title in codes:
        present = tuple(one.name for one in opinions if code in one.present)
        absent = tuple(one.name for one in opinions if code in one.judged and code not in one.present)
        if present or absent:
            decided = code in settled.present if settled and code in settled.judged else None
            found.append(Question(code, title, present, absent, decided, reasons.get(code, "")))
    return tuple(found)


def decided(questions: Sequence[Question], decisions: Mapping[str, bool]) -> tuple[str, ...]:
    """The codes that are present after these decisions: what coders agree on stays, unless it was decided otherwise.

    Errors: InputRefused for a code that nobody judged, and where a code on which coders differ is left open.

    >>> asked = [Question("mood", "mood", ("Ana",), ("Ben",)), Question("peers", "peers", ("Ana", "Ben"), ())]
    >>> decided(asked, {"mood": False})
    ('peers',)
    """
    known = [one.code for one in questions]
    if strange := [code for code in decisions if code not in known]:
        raise InputRefused("settled_code", f"Nobody judged {listed(strange)} in this statement.", f"Decide on {listed(known)}.")
    if left := [one.title for one in questions if one.differs and one.code not in decisions]:
        raise InputRefused("settled_open", f"Coders differ on {listed(left)}, and nothing was decided.",
                           "Say present or absent for each code on which coders differ.")
    return tuple(one.code for one in questions if decisions.get(one.code, bool(one.present) and not one.absent))


def reasons_text(reasons: Mapping[str, str]) -> str:
    """Reasons by code as the memo of what was settled, one line a code; empty ones are left out. Errors: InputRefused, too long.

    >>> reasons_of(reasons_text({"mood": "It is about  the weather.", "peers": " "}))
    {'mood': 'It is about the weather.'}
    """
    lines = []
    for code, reason in reasons.items():
        words = " ".join(reason.split())
        if len(words) > REASON_CHARS_MAX:
            raise InputRefused("reason_too_long", f"The reason for «{code}» has {len(words):,} characters.",
                               f"Say it in {REASON_CHARS_MAX:,} characters.")
        if words:
            lines.append(f"[{code}] {words}")
    return "\n".join(lines)


def reasons_of(memo: str) -> dict[str, str]:
    """The reasons that a memo of ``reasons_text`` holds; lines of another form are left out."""
    found = {}
    for line in memo.split("\n"):
        code, bracket, reason = line.removeprefix("[").partition("] ")
        if line.startswith("[") and bracket and code:
            found[code] = reason
    return found


def spans_of(opinions: Sequence[Opinion], present: Sequence[str]) -> tuple[Span, ...]:
    """The spans that people marked for codes that were settled as present, each place once, in the order of the text."""
    found: dict[tuple[str, int, int], Span] = {}
    for one in opinions:
        for span in one.spans:
            if one.kind != "model" and span.code in present:
                found.setdefault((span.code, span.start, span.end), span)
    return tuple(sorted(found.values(), key=lambda span: (span.start, span.end, span.code)))


def valence_of(opinions: Sequence[Opinion]) -> float | None:
    """The valence that all who gave one gave; None where nobody did or they differ.

    >>> valence_of([Opinion(1, "Ana", "person", (), (), valence=0.5), Opinion(2, "Ben", "person", (), ())])
    0.5
    """
    given = {one.valence for one in opinions if one.valence is not None}
    return given.pop() if len(given) == 1 else None
