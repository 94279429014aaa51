"""What was done to protect a study: counts, and whole sentences that stand in the report."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lifeworld.constellations.core.protection.people import People
from lifeworld.constellations.core.protection.scrubber import Scrubber
from lifeworld.constellations.core.protection.values import Policy, Protection
from lifeworld.constellations.core.protection.withheld import Withheld
from lifeworld.voices.core.privacy.spans import CUSTOMER, PERSON, Spans


def protection_of(people: People, quiet: Withheld, scrubber: Scrubber, spans: Spans, statements: pl.DataFrame, policy: Policy,
                  n_suppressed: int, *, keyed: bool) -> Protection:
    """The protection of one study; ``statements`` are under their new ids, ``spans`` those found in their texts."""
    names = scrubber.finder.names
    n_persons = len(set(names.number.values())) if names else 0
    n_redacted = int(((spans.reason != PERSON) & (spans.reason != CUSTOMER)).sum())
    health = frozenset(statements["id"].filter(quiet.health))
    # The list itself is what must not leave.
    shown = replace(policy, redact=("[redacted]",) * len(policy.redact))
    done = Protection(shown, len(people.renamed), n_persons, n_redacted, quiet.n_speakers, len(health), n_suppressed, health)
    return replace(done, notes=tuple(_notes(done, spans, keyed=keyed)))


_KEYED = "The pseudonyms were made with a secret key; whoever has the key and a list of the customers can undo them."
_UNKEYED = (
    "No secret key was given, so whoever has the study's files can undo the pseudonyms; set LIFEWORLD_PSEUDONYM_KEY for "
    "pseudonyms that stay the same over waves and that nobody else can make again."
)


def _notes(done: Protection, spans: Spans, *, keyed: bool) -> list[str]:
    """The sentences, the weightiest first."""
    policy, said = done.policy, []
    if policy.pseudonyms:
        said.append(f"{_many(done.n_customers, 'customer is', 'customers are')} shown under pseudonyms, and "
                    f"{_many(done.n_persons, 'person', 'persons')} named in texts and maps under numbers.")
        said.append(_KEYED if keyed else _UNKEYED)
    elif done.n_customers:
        told = _many(done.n_customers, "customer has", "customers have")
        said.append(f"{told} an id that tells who they are, so a pseudonym stands instead.")
    counts = ", ".join(f"{name} {n:,}" for name, n in spans.counts().items() if name not in ("person", "customer"))
    if counts:
        said.append(f"Replaced in texts: {counts}.")
    if done.n_no_consent:
        said.append(f"{_many(done.n_no_consent, 'speaker', 'speakers')} did not consent to be quoted: they count in every figure, "
                    "and their words appear nowhere.")
    if done.n_health:
        how = "are withheld" if policy.health == "withhold" else "are flagged"
        said.append(f"{_many(done.n_health, 'statement holds', 'statements hold')} words about health; their quotes {how}.")
    if done.n_suppressed:
        said.append(f"{_many(done.n_suppressed, 'number', 'numbers')} resting on fewer than {policy.cell_min} customers, or giving "
                    "such a one away, are not shown.")
    said.append("Names are found by lists and by the words around them, so some may be left; read what leaves before it does.")
    return said


def _many(n: int, one: str, several: str) -> str:
    """A count with its words.

    >>> _many(1, "customer is", "customers are"), _many(1200, "customer is", "customers are")
    ('1 customer is', '1,200 customers are')
    """
    return f"{n:,} {one if n == 1 else several}"
