"""What may leave a study: everything that is rendered for people goes through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lifeworld.constellations.core.protection.people import study_pseudonyms
from lifeworld.constellations.core.protection.protect import protect
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.files.privacy import default_rules, pseudonym_key, read_redactions, write_key_table
from lifeworld.voices.files.study import Study

HEALTH = ("flag", "withhold", "show")

_OPTIONS = (
    click.option("--pseudonyms/--names", default=None, help="Show customers and persons under pseudonyms; default: as the study says."),
    click.option("--redact", type=click.Path(path_type=Path), help="File of words and phrases that must not appear, one a line."),
    click.option("--cell-min", type=click.IntRange(1), help="Groups of fewer customers are not shown; default: as the study says, else 5."),
    click.option("--key-table", type=click.Path(path_type=Path, dir_okay=False),
                 help="File for the table of customers and their pseudonyms: keep it apart from the results."),
    click.option("--health", type=click.Choice(HEALTH), help="What to do with quotes that hold health words; default: flag."),
)


def release_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what may leave."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def policy_of(study: Study) -> Policy:
    """The policy of a study file. Errors: InputRefused for a list of redactions that cannot be read."""
    own = study.privacy
    redact = read_redactions(study.redact) if study.redact else ()
    return Policy(own.pseudonyms, redact, own.cell_min, own.quote_without_consent, own.health)


def stricter(policy: Policy, options: Mapping[str, Any]) -> Policy:
    """The policy with what the terminal says otherwise; its list of redactions adds to the study's."""
    said = {name: options[name] for name in ("pseudonyms", "cell_min", "health") if options.get(name) is not None}
    redact = read_redactions(options["redact"]) if options.get("redact") else ()
    return replace(policy, redact=tuple(dict.fromkeys((*policy.redact, *redact))), **said)


def released(study: MappedStudy, policy: Policy) -> MappedStudy:
    """The study as it may leave; one that is protected already stays as it is."""
    if study.protection is not None:
        return study
    return protect(study, policy, rules=default_rules(), key=pseudonym_key())


def write_keys(study: MappedStudy, policy: Policy, path: Path | None, results: Path) -> None:
    """Write who is behind which pseudonym, where that was asked for: a file that only its owner can read.

    Errors: InputRefused where no pseudonyms are used, or where the file would lie among the ``results``.
    """
    if path is None:
        return
    if not policy.pseudonyms:
        raise InputRefused("no_pseudonyms", "A table of pseudonyms was asked for, but customers are shown by their names.",
                           "Add --pseudonyms, or leave --key-table out.")
    write_key_table(study_pseudonyms(study, pseudonym_key()), path, results)
