"""What is asked of a language model, what it answered, and what was kept of it."""

from __future__ import annotations

from dataclasses import dataclass

LABEL = "llm"
"""First word of the label of every language model as a coder."""


@dataclass(frozen=True)
class Question:
    """One statement as it leaves: ``sent`` is its text and ``context`` the words before it, both after redaction.

    ``statement`` is the id, which stays here; ``focal`` names the focal provider.
    """

    statement: str
    sent: str
    focal: str | None = None
    context: str | None = None


@dataclass(frozen=True)
class Settings:
    """How the model is asked: its name, temperature, the seed of the first run, the longest answer, in tokens."""

    model: str
    temperature: float = 0.0
    seed: int = 0
    answer_tokens_max: int = 2000


@dataclass(frozen=True)
class Prompt:
    """One wording of the instruction: 0 is the first, further ones are paraphrases.

    ``hash`` is made of the text alone: the same instruction, the same hash. ``codes`` are the names of the codebook.
    """

    wording: int
    system: str
    codes: tuple[str, ...]
    hash: str


@dataclass(frozen=True)
class Usage:
    """Tokens that were read and written."""

    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)


@dataclass(frozen=True)
class Reply:
    """What the endpoint sent back for one question, unread: words, why they ended, tokens, who says it answered."""

    content: str
    finish: str
    usage: Usage
    model: str = ""


@dataclass(frozen=True)
class Judgement:
    """One code with the words that show it: ``start`` and ``end`` are code points of the text that was sent, half-open.

    ``explicit`` says whether the words say it or it is understood from them (None = the model did not say);
    ``confidence`` is the model's own, over 0 to 1, and is not calibrated.
    """

    code: str
    start: int
    end: int
    explicit: bool | None
    rationale: str
    confidence: float | None


@dataclass(frozen=True)
class Rejected:
    """What was in answers and was not kept: quotes that the text does not hold, codes that nobody defined, malformed items."""

    quotes: int = 0
    codes: int = 0
    malformed: int = 0

    def __add__(self, other: Rejected) -> Rejected:
        """Both together."""
        return Rejected(self.quotes + other.quotes, self.codes + other.codes, self.malformed + other.malformed)


@dataclass(frozen=True)
class Answer:
    """A checked answer on one statement: what was kept, its valence (-1..1 or None) and what was rejected."""

    judgements: tuple[Judgement, ...]
    valence: float | None
    rejected: Rejected


@dataclass(frozen=True)
class Failure:
    """A statement without an answer: which, in which run and wording, why, and after how many tries."""

    statement: str
    run: int
    wording: int
    reason: str
    tries: int


def coder_label(model: str, prompt_hash: str, run: int) -> str:
    """What a coding keeps about who coded.

    >>> coder_label("local-8b", "0123456789ab", 2)
    'llm local-8b 0123456789ab run 2'
    """
    return f"{LABEL} {model} {prompt_hash} run {run}"
