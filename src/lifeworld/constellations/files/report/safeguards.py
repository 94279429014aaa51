"""What people changed by hand, and what was done to protect those who spoke."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.constellations.core.corrections.values import Applied
from lifeworld.constellations.core.protection.values import Protection
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report.words import capital, plural
from lifeworld.kit.figure_html import clipped

ROWS_MAX = 60
_SAID = ("words about health", "are not shown.", "is not shown.", "did not consent to be quoted")
"""Notes of a protection that the pairs of words beside them say already."""


@dataclass(frozen=True)
class CorrectionRow:
    """One correction as it is shown; ``effect`` says how much it changed, ``problem`` why it did not."""

    row: int
    says: str
    who: str
    when: str
    why: str
    effect: str
    problem: str


@dataclass(frozen=True)
class Corrections:
    """The section: a sentence, the rows (those with a problem first), and how many are left to the file."""

    headline: str
    rows: tuple[CorrectionRow, ...]
    n_left: int


@dataclass(frozen=True)
class Protected:
    """The section: what the policy asks for and what it did, as pairs of words, and notes."""

    did: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def corrections_view(applied: tuple[Applied, ...]) -> Corrections | None:
    """The corrections of a study, or None where nobody corrected anything."""
    if not applied:
        return None
    failed = sum(1 for a in applied if a.problem)
    changed = sum(a.n_changed for a in applied)
    headline = (f"{plural(len(applied), 'correction')} by hand {'was' if len(applied) == 1 else 'were'} replayed on this run; together "
                f"they changed {plural(changed, 'statement or fact', 'statements or facts')}.")
    if failed:
        headline += f" {failed:,} of them could not be applied as written and {'stands' if failed == 1 else 'stand'} first."
    ranked = sorted(applied, key=lambda a: (not a.problem, a.correction.row))
    return Corrections(headline, tuple(_row(a) for a in ranked[:ROWS_MAX]), max(len(applied) - ROWS_MAX, 0))


def _row(a: Applied) -> CorrectionRow:
    c = a.correction
    return CorrectionRow(c.row, clipped(a.says, 300), clipped(c.who, 60) or "not said who", clipped(c.when, 30),
                         clipped(c.why, 300) or "no reason given",
                         "not applied" if a.problem else f"{a.n_changed:,} changed", clipped(a.problem, 300))


def protection_view(protection: Protection | None) -> Protected | None:
    """What was done to protect people, or None where no policy was given."""
    if protection is None:
        return None
    p, policy = protection, protection.policy
    health = {"flag": "flagged", "withhold": "withheld", "show": "neither flagged nor withheld"}[policy.health]
    did = (
        ("Names", f"{plural(p.n_customers, 'customer')} and {plural(p.n_persons, 'named person')} shown under pseudonyms"
         if policy.pseudonyms else "customers are shown as they are called in the data"),
        ("Words blacked out", f"{plural(p.n_redacted, 'place')} for {plural(len(policy.redact), 'word or phrase', 'words or phrases')} "
         "of the redaction list" if policy.redact else "no redaction list was given"),
        ("Consent", (f"{plural(p.n_no_consent, 'customer is', 'customers are')} never quoted" if p.n_no_consent else
                     "nobody refused to be quoted") +
         f"; where consent is not known, quotes are {'shown' if policy.quote_without_consent else 'withheld'}"),
        ("Health words", f"{plural(p.n_health, 'statement')} with health words {'was' if p.n_health == 1 else 'were'} {health}"
         if p.n_health else "no statement with health words was found" if policy.health != "show" else "not looked for"),
        ("Small groups", f"{plural(p.n_suppressed, 'number is', 'numbers are')} not shown, because fewer than {policy.cell_min} customers "
         f"stand behind {'it' if p.n_suppressed == 1 else 'them'} or could be worked out from {'it' if p.n_suppressed == 1 else 'them'}; "
         f"“not shown” stands in {'its' if p.n_suppressed == 1 else 'their'} place" if p.n_suppressed else
         f"no number had to be hidden; shares and means of fewer than {policy.cell_min} customers would be"
         if policy.cell_min > 1 else "small groups are shown"),
    )
    return Protected(did, tuple(note for note in p.notes if not any(said in note for said in _SAID)))


def safeguards_lede(study: MappedStudy) -> str:
    """What the section answers, of what it holds."""
    asked = (
        ("whether more customers would have told more", bool(study.saturation)), ("what people corrected by hand", bool(study.corrections)),
        ("how those who spoke are protected", study.protection is not None),
    )
    return capital("; ".join(says for says, there in asked if there)) + "."
