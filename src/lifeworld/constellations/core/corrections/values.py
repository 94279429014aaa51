"""A correction as a person wrote it, and what became of it on this run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Action = Literal["merge", "split", "recategorise", "ignore", "code", "valence"]


@dataclass(frozen=True)
class Correction:
    """One line of ``corrections.csv``. Empty text means "not given"; an empty ``customer`` means every customer.

    merge: ``actor`` becomes ``to``. split: the mentions of ``actor`` in the statements ``statement`` (or whose words hold
    ``where``) become ``to``. recategorise: ``actor`` moves to the category ``to``. ignore: ``actor`` is left out.
    code: the code ``code`` is ``to`` ("present" or "absent") on ``statement``. valence: ``to`` is -1, 0 or 1.
    ``text_hash`` is the hash of the statement's text when it was corrected, so that a changed text is found out.
    """

    row: int
    action: Action
    customer: str = ""
    actor: str = ""
    statement: str = ""
    code: str = ""
    where: str = ""
    to: str = ""
    who: str = ""
    why: str = ""
    when: str = ""
    text_hash: str = ""


@dataclass(frozen=True)
class Applied:
    """What a correction did on this run: ``says`` in one sentence, how many statements (or facts) it changed, or why not.

    ``problem`` is empty where it applied; a correction that finds nothing to change is said, never dropped in silence.
    """

    correction: Correction
    says: str
    n_changed: int
    problem: str = ""
