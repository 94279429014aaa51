"""Desks, saved designs and jobs as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.kit.caller import Caller


@dataclass(frozen=True)
class Attribution:
    """Where a design was made: an open desk, a partner's page (its key, placement and origin), or by the team (all empty)."""

    desk: int | None = None
    embed: str = ""
    placement: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Door:
    """What an address below ``/desks/`` opens: a tool, for somebody without an account. ``over``: it did, and its time ran out."""

    caller: Caller
    tool: str
    title: str
    attribution: Attribution
    over: bool = False


@dataclass(frozen=True)
class DeskValue:
    """An open desk; ``state``: open, over or closed."""

    pk: int
    tool: str
    key: str
    title: str
    opened_at: str
    until: str
    state: str


@dataclass(frozen=True)
class Termed:
    """One set of terms on which a design was kept: its ``address``, for how many in which currency, what one cost, when."""

    address: str
    quantity: int
    currency: str
    cost_text: str
    saved_at: str


@dataclass(frozen=True)
class Saved:
    """A saved design. ``body``: the record as of saving; ``previous`` and ``later``: addresses of the versions before and after.

    ``terms``: key of those on which it is read here, ``others``: the same design on other terms; ``first``: whether these are the first.
    """

    pk: int
    tool: str
    hash: str
    visitor: bool
    title: str
    holds: bool
    saved_at: str
    note: str = ""
    number: int = 1
    who: str = ""
    previous: str = ""
    later: tuple[str, ...] = ()
    desk: int | None = None
    desk_title: str = ""
    embed: str = ""
    placement: str = ""
    origin: str = ""
    body: Mapping[str, Any] | None = None
    terms: str = ""
    first: bool = True
    others: tuple[Termed, ...] = ()

    @property
    def address(self) -> str:
        """What opens it on these terms: its content alone opens the first."""
        return self.hash if self.first else f"{self.hash}-{self.terms}"


@dataclass(frozen=True)
class JobValue:
    """Long work. ``result``: what it found, None until it is done."""

    pk: int
    tool: str
    hash: str
    study: str
    state: str
    share: float
    doing: str
    made_at: str
    done_at: str
    error: str = ""
    result: Mapping[str, Any] | None = None
    visitor: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing comes any more."""
        return self.state in {"done", "failed", "cancelled"}


def job_json(job: JobValue) -> dict[str, Any]:
    """A job as the element and machines read it."""
    result = job.result or {}
    return {"id": job.pk, "study": job.study, "design": job.hash, "state": job.state, "share": job.share, "doing": job.doing,
            "made_at": job.made_at, "done_at": job.done_at, "error": job.error, "panels": result.get("panels", []),
            "values": result.get("values", []), "notes": result.get("notes", []), "candidates": result.get("candidates")}
