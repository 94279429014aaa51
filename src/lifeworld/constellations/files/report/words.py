"""The words of the report: names, short definitions, order and class names of types, categories and drivers.

The words are those of the method (docs/words.md); a code that the default codebook does not have is named by its own key
and coloured as "other", so that a study with its own codebook is still readable.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lifeworld.constellations.core.study import TYPE_NAMES
from lifeworld.kit.figure import Figure, share_digits
from lifeworld.voices.core.codebook import ACTOR_NAMES, ACTORS, DRIVER_NAMES
from lifeworld.voices.core.codebook import DRIVERS as DRIVER_KEYS


@dataclass(frozen=True)
class Word:
    """One thing that the report names: its key in the frames, its name, its class and a short definition."""

    key: str
    name: str
    css: str
    means: str


_TYPES = {
    "individual-driven": ("t-individual",
                          "Few actors; the customer's own body, mood, aims and performance make the experience."),
    "brand-driven": ("t-brand",
                     "The focal provider is the nearest and most relevant actor; features and reliability lead."),
    "socially driven": ("t-social",
                        "Many actors; peers, family, friends and strangers matter most; belonging and status lead."),
    "undetermined": ("t-undetermined", "Too little evidence, or no type that fits best in at least half of the random readings."),
}
PLAIN = {
    "individual-driven": "Their own body, mood and progress make the experience.",
    "brand-driven": "The product and the firm behind it make the experience.",
    "socially driven": "Other people make the experience.",
    "undetermined": "Too little is said, or it points more than one way.",
}
"""What a type means in one line, for people who have read nothing else."""

_CATEGORIES = {
    "self": ("c-self", "The speaker's own body, effort, mood, aims or skill."),
    "focal_provider": ("c-focal", "The brand, product, app or support that the text is about."),
    "other_providers": ("c-other", "Any other firm, product, app, medium or shop: rival, complement or supplier."),
    "peers": ("c-peers", "Other users, or others who do the same activity."),
    "family_friends": ("c-family", "Partner, parents, children, siblings, friends and own colleagues."),
    "strangers": ("c-strangers", "People unknown to the customer who do not share the activity."),
}
_DRIVERS = {
    "mood": ("t-individual", "Feeling, energy, motivation, fun or stress of the customer."),
    "performance": ("t-individual", "Own progress, records, aims met or missed."),
    "features": ("t-brand", "What the offering can do or cannot do."),
    "reliability": ("t-brand", "Whether it works and can be trusted."),
    "belonging": ("t-social", "Sharing, seeing, helping; being part of something."),
    "status": ("t-social", "Comparing, competing, ranking, recognition."),
}

SELF = "self"
TYPES = tuple(Word(key, key, *_TYPES[key]) for key in TYPE_NAMES)
CATEGORIES = tuple(
    Word(key, ACTOR_NAMES[key] + (" (self)" if key == SELF else ""), *_CATEGORIES[key]) for key in ACTORS
)
DRIVERS = tuple(Word(key, DRIVER_NAMES[key], *_DRIVERS[key]) for key in DRIVER_KEYS)

SHORT = {"performance": "own performance", "features": "features", "belonging": "belonging", "status": "status",
         "peers": "peers"}
"""Names for a sentence where the whole name would be a sentence of its own."""

CODE_NAMES = {word.key: word.name for word in CATEGORIES + DRIVERS}
_BY_KEY = {word.key: word for word in TYPES + CATEGORIES + DRIVERS}

VALENCES = ((-1, "negative"), (0, "mixed or neutral"), (1, "positive"))
_SIDE = 0.2
"""From this distance to zero on, a mean valence is called negative or positive; between, it is mixed."""


def word(key: str) -> Word:
    """The word of a type, category or driver; a key of another codebook names itself.

    >>> word("peers").name, word("own_code").name
    ('co-customers and peers', 'own code')
    """
    return _BY_KEY.get(key) or Word(key, key.replace("_", " "), "c-none", "")


def valence_side(valence: float | None) -> int | None:
    """-1, 0 or 1 for a valence in -1..1; None where it is unknown (None or NaN)."""
    if valence is None or math.isnan(valence):
        return None
    return -1 if valence <= -_SIDE else 1 if valence >= _SIDE else 0


def valence_words(valence: float | None) -> str:
    """A valence as words.

    >>> valence_words(0.7), valence_words(0.0), valence_words(None)
    ('positive', 'mixed or neutral', 'not known')
    """
    side = valence_side(valence)
    return "not known" if side is None else dict(VALENCES)[side]


def plural(n: int, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> plural(1, "customer"), plural(1200, "customer"), plural(2, "category", "categories")
    ('1 customer', '1,200 customers', '2 categories')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """The text with its first letter as a capital.

    >>> capital("brand-driven")
    'Brand-driven'
    """
    return text[:1].upper() + text[1:]


def told(parts: Sequence[str]) -> str:
    """Parts as a list in a sentence.

    >>> told(["a"]), told(["a", "b"]), told(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def percent(share: float, *, unit: bool = True) -> str:
    """A share in whole per cent.

    >>> percent(0.256), percent(0.256, unit=False)
    ('26 %', '26')
    """
    return f"{100 * share:.0f}{' %' if unit else ''}"


def tenths(share: float) -> str:
    """A share as people say it.

    >>> tenths(0.38), tenths(0.02), tenths(0.97), tenths(0.0)
    ('about 4 in 10', 'fewer than 1 in 10', 'nearly all', 'none')
    """
    if share <= 0:
        return "none"
    if share >= 1:
        return "all"
    n = math.floor(10 * share + 0.5)
    return "fewer than 1 in 10" if n == 0 or share < 0.075 else "nearly all" if n == 10 else f"about {n} in 10"


def interval_words(figure: Figure) -> str:
    """The interval of a share, "26 to 50 %".

    Errors: ValueError for a figure that has no interval.
    """
    if figure.low is None or figure.high is None:
        raise ValueError(f"the figure «{figure.name}» has no interval to say")
    digits = share_digits(figure)
    return f"{100 * figure.low:.{digits}f} to {100 * figure.high:.{digits}f} %"


GLOSSARY = (
    ("Constellation", "One customer's own ecosystem: the actors this customer deems relevant, each with relevance and "
     "proximity, its type and its drivers of the experience."),
    ("Ecosystem", "A business network aligned to help customers get things done. A customer's constellation is something "
     "else and has its own word here."),
    ("Actor", "Someone or something that plays a part in a customer's account: mentions with the same name by one customer."),
    ("Relevance", "How much of a customer's account an actor takes, as a share. The self takes part; the unmentioned is "
     "reported and never drawn."),
    ("Proximity", "Closeness to the thing being done: 1 at the centre, 0 at the outer ring. It is known where a customer "
     "drew a map or where it could be predicted from enough drawn maps; elsewhere it is not known."),
    ("Driver", "What makes the experience what it is. Six drivers, two for each type."),
    ("Valence", "Whether a statement is negative, mixed or neutral, or positive towards the experience."),
    ("Statement", "A whole answer, review, turn or post: the unit that is coded."),
    ("Segment", "A sentence of a statement: what is quoted. Which segment carries a code is derived from the statement."),
    ("Said, done, drawn", "The three kinds of evidence: coded statements, events, and maps that customers drew."),
    ("Size", "The number of actors other than the self with a relevance of at least .05. It grows with talk, so the number "
     "of statements stands beside it."),
    ("Interval", "A range, 90 % unless said otherwise. For many customers it resamples customers, never sentences."),
    ("Random reading", "One of many ways to weigh the same words that fit the evidence equally well (a posterior draw). Where "
     "they disagree on a type, the label is not sure."),
    ("As labelled", "Counted by the labels that were given, without allowing for labels that are wrong."),
    ("Points", "The difference of two shares: from 30 % to 45 % is +15 points."),
)
