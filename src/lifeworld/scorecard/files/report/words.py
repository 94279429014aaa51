"""What the report, the board's pages and the terminal say of a card, in whole sentences; they say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import FigureWords, figure_words
from lifeworld.scorecard.core.values import FACTOR, FACTORS, Factor, FactorScore, Finding, Scorecard, Who

KINDS = {"act": "To do", "watch": "To watch", "good": "Goes well"}
_ORDER = tuple(KINDS)
NONE_WEAKEST = "Too little is known to name a weakest link."
SIMULATED = "Simulated: a program wrote these data, and nobody in them exists."
INTERVALS = ("An interval of 90 % would hold the true figure in nine of ten such studies. «Goes with» says that two things are found "
             "together; «because» stands only where chance decided who got what.")
AXES = ("Each factor has one figure on an axis from 0 to 1. The six are not averaged: an ecosystem is as strong as its weakest link. "
        "Distances on two axes do not compare: each has a meaning of its own.")
NOT_MEASURED = (
    ("Whether what is paid for is still what is good for customers", "It takes an audit at random, of outcomes that nobody is paid for; "
     "no table says of which outcomes one was made."),
    ("What partners would earn under another rule", "The chance with which each partner was chosen is not known, so that nothing "
     "can be weighted by it. The share of earnings that would move is told instead."),
    ("For whom the sauce works, customer by customer", "That takes far more customers than most places have. Segments are held beside "
     "one another instead."),
    ("Whether segments differ in who stays", "Staying shows after the window, and a card looks at one window."),
    ("How fast partners answer, and how old their stock is", "Offers say when they were observed, and neither when they were asked for nor "
     "when the stock was counted."),
    ("What a page under two brands adds", "Chance would have to decide who sees which page, and no holdout does."),
    ("How soon a page shows something", "Pages of partners send nothing that their readers' browsers measured."),
)
"""What the six factors speak of and no figure tells, each with the reason."""
OWNERS = "owners"
"""What shares are counted over that the owner stated."""
BY_WEIGHTS = "weakest_for_"
"""How keys of findings begin that follow from weights."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True)
class Said:
    """A finding with its factor and the figures that it names, those that exist."""

    finding: Finding
    factor: Factor
    figures: tuple[Figure, ...]

    @property
    def kind(self) -> str:
        """What is to be done about it, in two words."""
        return KINDS[self.finding.kind]


def named(keys: Iterable[str]) -> str:
    """Titles of factors in a sentence.

    >>> named(["sauce", "partners", "presence"])
    '«Secret sauce», «Partners contribute» and «There when needed»'
    """
    titles = [f"«{FACTOR[key].title}»" for key in keys]
    return " and ".join(filter(None, [", ".join(titles[:-1]), titles[-1]])) if titles else ""


def weakest_words(card: Scorecard) -> str:
    """What the weakest link is, or why none is named."""
    return f"The weakest link is {named([card.weakest])}." if card.weakest else NONE_WEAKEST


def overlap_words(card: Scorecard) -> str:
    """How sure the weakest link is: which other intervals reach as low as it reaches high; "" where there is none."""
    if not card.weakest:
        return ""
    high = card.score(card.weakest).axis.high
    others = [one.factor for one in card.scores if one.factor != card.weakest and one.axis.low is not None and high is not None
              and one.axis.low <= high]
    if not others:
        alone = "The intervals of all other factors that are known lie above its own."
        return alone if n_known(card) > 1 else "No other factor is known well enough to hold beside it."
    they, it = ("intervals of {} overlap", "one of them") if len(others) > 1 else ("interval of {} overlaps", "it")
    return f"That is not settled: the {they.format(named(others))} with its own, so {it} may be weaker."


def lowest_words(card: Scorecard) -> str:
    """By what the weakest link is the weakest; "" where none is named."""
    low = card.score(card.weakest).axis.low if card.weakest else None
    return "" if low is None else f"Its lower bound, {low:.2f}, is the lowest of the {NUMBERS[n_known(card)]} factors that are known."


def unknown_words(score: FactorScore, *, figure: bool = True) -> str:
    """Why a factor is not known and what would be enough: its figure in words, and its own warnings, else those of the factor."""
    said = figure_text(score.axis)
    return " ".join([*([f"{said[:1].upper()}{said[1:]}."] if figure else []), *dict.fromkeys(score.axis.warnings or score.warnings)])


def figure_text(figure: Figure) -> str:
    """A figure in one line, with true minus signs."""
    words = figure_words(figure)
    inside = ", ".join(filter(None, [words.interval, words.basis]))
    return f"{words.value}, {inside}" if figure.value is None and inside else f"{words.value} ({inside})" if inside else words.value


def stated(figure: Figure) -> FigureWords | None:
    """Other words for a share that the owner stated: its value alone, since nothing about it is uncertain; None for other figures.

    >>> stated(Figure("owner's weight", "estimate", 0.25, "share", 0.25, 0.25, n=1, n_unit="owners")).value
    '25 %'
    """
    if figure.value is None or figure.n_unit != OWNERS or figure.unit != "share":
        return None
    return FigureWords(f"{100 * figure.value:.0f} %")


def stated_text(figure: Figure) -> str:
    """A figure in one line; what was stated without an interval."""
    told = stated(figure)
    return told.value if told else figure_text(figure)


def axis_words(card: Scorecard, key: str) -> str:
    """A factor's figure on its axis, with what both ends of the axis mean."""
    factor = card.score(key).meaning
    return f"On its axis it lies at {figure_text(card.score(key).axis)}. At 0, {factor.none}; at 1, {factor.full}."


def weights_words(card: Scorecard) -> str:
    """Where most is missing by the weights of the owner and of the customers."""
    whose: dict[Who, str] = {"owner": "the owner's weights", "customers": "the customers' own weights"}
    found = {who: key for who in whose if (key := card.weakest_for.get(who))}
    if len(found) == 2 and len(set(found.values())) == 1:
        return f"By the owner's weights and by the customers' own, most is missing at {named([found['owner']])}."
    parts = [f"by {whose[who]} most is missing at {named([key])}" for who, key in found.items()]
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def window_words(card: Scorecard) -> str:
    """The days that are looked at."""
    asked = card.asked
    ends = [word for word in (f"from {asked.since}" if asked.since else "", f"to {asked.until}" if asked.until else "") if word]
    return (f"Days {' '.join(ends)}" if ends else "All days of the data") + (f", seen from {asked.as_of}" if asked.as_of else "")


def steps(card: Scorecard) -> tuple[Said, ...]:
    """Every finding once: what is to be done first, then what is to be watched, then what goes well; the weakest link before others.

    What weights say is left out here: it stands beside the weights (``weighed_steps``).
    """
    every = dict.fromkeys(one for one in [*card.findings, *(one for score in card.scores for one in score.findings)]
                          if not one.key.startswith(BY_WEIGHTS))
    number = {factor.key: factor.number for factor in FACTORS}
    ordered = sorted(every, key=lambda one: (_ORDER.index(one.kind), one.factor != card.weakest, number[one.factor]))
    return tuple(Said(one, FACTOR[one.factor], _figures(card, one)) for one in ordered)


def next_words(card: Scorecard) -> str:
    """What to do first: the first step of the weakest link, else of any factor; "" where nothing is said to be done."""
    acts = [one.finding for one in steps(card) if one.finding.kind == "act" and one.finding.next_step]
    return next((one.next_step for one in acts if one.factor == card.weakest), acts[0].next_step if acts else "")


def weighed_steps(card: Scorecard) -> tuple[Said, ...]:
    """What follows from the weights of the owner and of the customers."""
    return tuple(Said(one, FACTOR[one.factor], _figures(card, one)) for one in card.findings if one.key.startswith(BY_WEIGHTS))


def title_of(figure: Figure) -> str:
    """What a figure is called where it stands without its factor.

    >>> title_of(Figure("axis: sauce", "estimate", None))
    '«Secret sauce» on its axis'
    """
    key = figure.name.removeprefix("axis: ")
    return f"«{FACTOR[key].title}» on its axis" if key != figure.name and key in FACTOR else figure.name


def _figures(card: Scorecard, finding: Finding) -> tuple[Figure, ...]:
    shares = {one.name: one for weighed in card.weighed.values() for one in weighed.shares.values()}
    own = card.score(finding.factor)
    found = (own.figure(name) or next((each for score in card.scores if (each := score.figure(name))), shares.get(name))
             for name in finding.figures)
    return tuple(one for one in found if one is not None)


def n_known(card: Scorecard) -> int:
    """How many of the six are known."""
    return sum(one.axis.enough for one in card.scores)
