"""`lw.report`: the report of a mapped study, protected, on the page or as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from lifeworld.constellations.commands.release import released
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.write import write_board
from lifeworld.constellations.files.report import render_report
from lifeworld.kit.frames import write_text

HEIGHT = 720


@dataclass(frozen=True)
class Report:
    """A rendered report; a notebook shows it in a frame of its own, cut off from the notebook."""

    html: str
    study: MappedStudy

    def save(self, path: str | Path, to: Sequence[str] = ()) -> Path:
        """Write the page to ``path``, and beside it what ``to`` names: pptx, pdf, xlsx, svg, png, kumu."""
        path = Path(path)
        write_text(self.html, path)
        if to:
            write_board(self.study, path.with_suffix(""), to)
        return path

    def _repr_html_(self) -> str:
        return (f'<iframe title="Report" sandbox="allow-scripts" width="100%" height="{HEIGHT}" '
                f'srcdoc="{escape(self.html, quote=True)}"></iframe>')


def report(study: MappedStudy, policy: Policy | None = None) -> Report:
    """The report of a mapped study as it may leave: contact data and redacted words gone, no words without consent, no
    small cells; ``policy`` adds pseudonyms and more.
    """
    safe = released(study, policy or Policy())
    return Report(render_report(safe), safe)
