"""Which actor a person means: by key, by name, or by a word that names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from lifeworld.constellations.core.corrections.evidence import Evidence, lowered
from lifeworld.constellations.core.gather import UNNAMED_WORDS
from lifeworld.kit.errors import listed, nearest
from lifeworld.voices.core.codebook import ACTORS

UNNAMED_KEY = "(unnamed)"


class Actor(NamedTuple):
    """An actor inside customers: its category and its name as spelled ("" unnamed)."""

    category: str
    name: str

    @property
    def key(self) -> str:
        """The key as in actors.parquet: category and name without case."""
        return f"{self.category}:{self.folded or UNNAMED_KEY}"

    @property
    def folded(self) -> str:
        """The name without case."""
        return self.name.lower()


@dataclass(frozen=True)
class Known:
    """Actors of a study, or of one customer: frames of category, name, folded and word (a form; "" none), in any order.

    They are as long as the evidence; a question filters them and makes no table of everybody.
    """

    frames: tuple[pl.DataFrame, ...]

    def matching(self, column: str, text: str, category: str = "") -> list[Actor]:
        """The actors whose ``column`` is ``text``, sorted; one spelling each."""
        wanted = (pl.col(column) == text) & (pl.col("category") != "self")
        if category:
            wanted &= pl.col("category") == category
        found = pl.concat([frame.filter(wanted) for frame in self.frames])
        spelled = found.group_by("category", "folded").agg(pl.col("name").min()).sort("category", "folded")
        return [Actor(category, name) for category, name in spelled.select("category", "name").iter_rows()]

    def all_keys(self) -> list[str]:
        """Keys of all actors, sorted."""
        pairs = pl.concat([frame.select("category", "folded").unique() for frame in self.frames]).unique()
        others = pairs.filter(pl.col("category") != "self").sort("category", "folded")
        return [Actor(category, folded).key for category, folded in others.iter_rows()]


def known_actors(evidence: Evidence, customer: str) -> Known:
    """The actors in scope: of one customer, or of everybody where ``customer`` is empty."""
    def scoped(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(pl.col("customer") == customer) if customer else frame

    no_word, named = pl.lit("").alias("word"), pl.col("name").fill_null("").cast(pl.String)
    frames = [scoped(evidence.mentions).select("category", "name", "folded", "word")]
    focal = scoped(evidence.statements).select(name=pl.col("focal").cast(pl.String)).drop_nulls().unique()
    frames.append(focal.select(pl.lit("focal_provider").alias("category"), "name", lowered("name").alias("folded"), no_word))
    for facts in (evidence.drawn, evidence.done):
        if facts is not None:
            placed = scoped(facts).filter(pl.col("category").is_not_null())
            frames.append(placed.select(pl.col("category").cast(pl.String), named, lowered("name").alias("folded"), no_word))
    return Known(tuple(frames))


def split_key(text: str) -> tuple[str, str]:
    """Category and name of a key; ("", text) where the text is no key. White space is folded, the case of the name stays.

    >>> split_key("Family_Friends:  My wife"), split_key("the bus")
    (('family_friends', 'My wife'), ('', 'the bus'))
    """
    text = " ".join(text.split())
    for category, words in UNNAMED_WORDS.items():
        if text.lower() == words:
            return category, ""
    category, colon, name = text.partition(":")
    if not colon or category.strip().lower() not in ACTORS:
        return "", text
    name = name.strip()
    return category.strip().lower(), "" if name.lower() == UNNAMED_KEY else name


def actor_meant(text: str, known: Known) -> tuple[Actor | None, str]:
    """The one actor that ``text`` means, or None and why not, in a sentence.

    A name goes before a word that names an actor; a name or word of several actors means none of them.
    """
    category, name = split_key(text)
    if category and not name:
        return Actor(category, ""), ""
    for column in ("folded", "word"):
        found = known.matching(column, name.lower(), category)
        if len(found) == 1:
            return found[0], ""
        if found:
            keys = [actor.key for actor in found]
            return None, f"«{text}» means several actors: {listed(keys)}; write the key of one."
    return None, f"No actor «{text}» was found{near_key(text, known)}."


def near_key(text: str, known: Known) -> str:
    """Words that name the actor that was perhaps meant, or nothing."""
    by_name = {key.partition(":")[2]: key for key in known.all_keys()}
    near = nearest(text, by_name.values()) or by_name.get(nearest(text, by_name) or "")
    return f"; perhaps «{near}» is meant" if near else ""


def target_meant(text: str, source: Actor, known: Known) -> tuple[Actor | None, str]:
    """The actor that ``source`` becomes: one that is known, else a new one of the same category (or that of the key)."""
    category, name = split_key(text)
    if category and not name:
        return Actor(category, ""), ""
    for column in ("folded", "word"):
        for scope in (category,) if category else (source.category, ""):
            found = known.matching(column, name.lower(), scope)
            if len(found) == 1:
                return found[0], ""
            if found and not scope:
                return None, f"«{text}» means several actors: {listed(actor.key for actor in found)}; write the key of one."
    return Actor(category or source.category, name), ""
