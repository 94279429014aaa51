"""`lw.report`: the report of a mapped study, protected, on the page or as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from lifeworld.analysis.mapped import Mapped
from lifeworld.constellations.commands.release import HEALTH, released
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.write import check_kinds, write_board
from lifeworld.constellations.files.report import render_report
from lifeworld.kit.errors import listed
from lifeworld.kit.frames import write_text

HEIGHT = 720


@dataclass(frozen=True, eq=False)
class Report:
    """A rendered report; a notebook shows it in a frame of its own, cut off from the notebook. ``study`` is the protected study."""

    html: str
    study: MappedStudy

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done to protect the people in it."""
        return self.study.protection.notes if self.study.protection else ()

    def save(self, path: str | Path, to: str | Sequence[str] = ()) -> Path:
        """Write the page to ``path``, and into a folder beside it what ``to`` names: pptx, pdf, xlsx, svg, png, kumu.

        The folder has the page's name without its ending. Errors: InputRefused for an unknown form or a folder with other content.
        """
        path = Path(path)
        kinds = check_kinds([to] if isinstance(to, str) else to) if to else ()
        write_text(self.html, path)
        if kinds:
            write_board(self.study, path.with_suffix(""), kinds)
        return path

    def __repr__(self) -> str:
        return f"<Report «{self.study.title}»: {len(self.html):,} characters; show it in a notebook, or save it>"

    def _repr_html_(self) -> str:
        return (f'<iframe title="Report" sandbox="allow-scripts" width="100%" height="{HEIGHT}" '
                f'srcdoc="{escape(self.html, quote=True)}"></iframe>')


def report(study: MappedStudy, policy: Policy | None = None, /, *, pseudonyms: bool | None = None, redact: Sequence[str] = (),
           cell_min: int | None = None, health: str | None = None) -> Report:
    """The report of a mapped study as it may leave: contact data and redacted words gone, no words without consent, no
    small groups.

    What the study file says of privacy holds; what is named here wins over it, and ``redact`` adds to its phrases.
    ``policy`` replaces both. Errors: InputRefused for a key of pseudonyms that is too short, ValueError for an unknown ``health``.

    >>> import lifeworld as lw, polars as pl
    >>> said = pl.DataFrame({"who": ["Ana"], "answer": ["Write to ana@example.org about my club."]})
    >>> lw.report(lw.map(said, text="answer", customer="who")).study.statements["text"].item()
    'Write to [e-mail] about my club.'
    """
    if health not in {None, *HEALTH}:
        raise ValueError(f"health is «{health}»; known are {listed(HEALTH)}")
    own = policy or (study.policy if isinstance(study, Mapped) else Policy())
    said: dict[str, Any] = {"pseudonyms": pseudonyms, "cell_min": cell_min, "health": health}
    wanted = replace(own, redact=(*own.redact, *redact), **{name: value for name, value in said.items() if value is not None})
    safe = released(study.plain() if isinstance(study, Mapped) else study, wanted)
    return Report(render_report(safe), safe)
