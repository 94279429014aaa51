"""A simulated world: what is set about customers, their words and their silence, with defaults that were fixed in advance.

The world is not the model that reads it. Customers differ by logistic-normal effects, not by a Dirichlet; codes of a
statement go together because its sentences share a topic, and statements of a customer go together in time; some
customers talk ten times as much as others; actors have names or none, and some are never mentioned.

The three pure strata are the ecosystem types of Lipkin & Heinonen 2022 (Table 5): few actors and a large self, with mood
and performance; a large focal provider, with features and reliability; many actors, the social ones large, with belonging
and status. How often codes occur follows the stories in docs/coder.md: about 1.6 actor categories and 1.1 drivers a
statement.
"""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.kit.errors import InputRefused

STRATA = ("individual-driven", "brand-driven", "socially driven", "mixed")
MIXED = STRATA.index("mixed")
SLOTS = 8
"""Largest number of actors of one category that one customer has, apart from the unnamed one."""

SENTENCES_MAX = 12
REFERENCE_SENTENCES = 3

Profile = tuple[float, ...]

# self, focal provider, other providers, peers, family and friends, strangers; then mood, performance, features,
# reliability, belonging, status: how often a median customer's statement of three sentences carries the code.
PRESENCE: tuple[Profile, Profile, Profile] = (
    (0.75, 0.30, 0.06, 0.07, 0.10, 0.02, 0.45, 0.40, 0.10, 0.08, 0.05, 0.05),
    (0.30, 0.80, 0.12, 0.06, 0.06, 0.02, 0.12, 0.10, 0.50, 0.40, 0.04, 0.04),
    (0.35, 0.25, 0.08, 0.55, 0.40, 0.12, 0.15, 0.10, 0.08, 0.05, 0.50, 0.30),
)
# Mean number of actors beyond the first, by category; the self and the focal provider are one each.
FURTHER: tuple[Profile, Profile, Profile] = (
    (0.0, 0.0, 0.5, 0.3, 0.5, 0.0), (0.0, 0.0, 1.0, 0.3, 0.3, 0.0), (0.0, 0.0, 0.7, 3.0, 2.0, 1.0),
)


@dataclass(frozen=True)
class World:
    """Settings of a world; the defaults are the world that docs/proof.md reports on.

    mixed: share of customers without a type: half of them blend two types, half all three. blend_sd: spread of the blend
    on the log scale. presence and further: see ``PRESENCE`` and ``FURTHER``. customer_sd, topic_sd, richness_sd: standard
    deviations, on the logit scale of one sentence, of a customer's own inclination to each code, of the topic of a
    statement (one each for the customer, the provider and other people) and of how much a statement carries at all.
    serial: correlation of topics of consecutive statements. sentences: mean number of sentences (geometric).
    talk_median, talk_sd, talk_min, talk_max: statements of a customer, log-normal; statements: a fixed number instead.
    twice: chance that a category that occurs is mentioned twice. unnamed: mean share of mentions without a name, of
    people and other providers. weight_sd: log-normal spread of how much actors of one category matter. silent: chance
    that an actor matters but is never mentioned; silent_share: its mean share of the experience. valence_sd: spread of
    valence within a driver.
    Errors: InputRefused for values outside their range.
    """

    mixed: float = 1 / 3
    blend_sd: float = 0.3
    presence: tuple[Profile, Profile, Profile] = PRESENCE
    further: tuple[Profile, Profile, Profile] = FURTHER
    customer_sd: float = 0.6
    topic_sd: float = 0.8
    richness_sd: float = 0.5
    serial: float = 0.3
    sentences: float = 3.0
    talk_median: float = 8.0
    talk_sd: float = 0.7
    talk_min: int = 3
    talk_max: int = 40
    statements: int | None = None
    twice: float = 0.3
    unnamed: float = 0.4
    weight_sd: float = 1.0
    silent: float = 0.3
    silent_share: float = 0.2
    valence_sd: float = 0.4

    def __post_init__(self) -> None:
        if not 0 <= self.mixed <= 1:
            raise InputRefused("mixed", f"The share of mixed customers is {self.mixed}, which is no share.", "Give 0 to 1.")
        if self.statements is not None and not 1 <= self.statements <= 400:
            raise InputRefused("statements", f"{self.statements} statements a customer cannot be simulated.", "Give 1 to 400.")

    @property
    def longest(self) -> int:
        """The largest number of statements that a customer can make."""
        return self.statements or self.talk_max


EVEN_WORLD = World(
    mixed=1.0, blend_sd=0.0, customer_sd=0.0, presence=((0.45, 0.45, 0.10, 0.148, 0.148, 0.148, *(0.2,) * 6),) * 3,
    further=((0.0, 0.0, 0.5, 0.5, 0.5, 0.0),) * 3,
)
"""A world without types: the self, the focal provider and the three social categories together take a third each (but for
a few other providers), every driver is as likely as every other, everybody is alike, and size is between small and large."""

EVEN_CODES = World(mixed=1.0, blend_sd=0.0, customer_sd=0.0, presence=((0.25,) * 6 + (0.2,) * 6,) * 3,
                   further=((0.0, 0.0, 0.5, 0.5, 0.5, 0.0),) * 3)
"""Every category as likely as every other: the social ones are three of six, so Table 5's third row takes half."""


def diluted(share: float) -> World:
    """The default world with its pure profiles drawn towards their mean: 0 leaves them, 1 makes them one.

    >>> diluted(1.0).presence[0] == diluted(1.0).presence[2]
    True
    """
    mean = [sum(column) / 3 for column in zip(*PRESENCE, strict=True)]
    profiles = [tuple((1 - share) * p + share * m for p, m in zip(profile, mean, strict=True)) for profile in PRESENCE]
    return World(presence=(profiles[0], profiles[1], profiles[2]))
