"""How the people in a study were protected before anything left it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """What is done before anything leaves a study.

    ``pseudonyms``: customers and persons named in texts are shown under pseudonyms. ``redact``: words and phrases that no
    report may hold. ``cell_min``: groups of fewer customers are not shown. ``quote_without_consent``: what an unknown
    consent means; a clear "no" always withholds. ``health``: "flag" marks quotes with health words, "withhold" leaves
    them out, "show" does neither.
    """

    pseudonyms: bool = False
    redact: tuple[str, ...] = ()
    cell_min: int = 5
    quote_without_consent: bool = True
    health: str = "flag"


@dataclass(frozen=True)
class Protection:
    """What the policy did: counts for the report, and whole sentences.

    ``n_customers`` shown under pseudonyms, ``n_persons`` named persons replaced, ``n_redacted`` spans blacked out,
    ``n_no_consent`` customers whose words are never quoted, ``n_health`` statements flagged, ``n_suppressed`` small cells.
    ``health_statements`` are the ids of flagged statements; ``notes`` whole sentences for the report.
    """

    policy: Policy
    n_customers: int = 0
    n_persons: int = 0
    n_redacted: int = 0
    n_no_consent: int = 0
    n_health: int = 0
    n_suppressed: int = 0
    health_statements: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
