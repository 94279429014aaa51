"""What leaves a study as files: reports, boards, pictures and networks, protected as every release is."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from lifeworld import __version__
from lifeworld.constellations.core.board_data import asked_of, with_waves
from lifeworld.constellations.core.exchange.from_study import study_networks
from lifeworld.constellations.core.further import Asked
from lifeworld.constellations.core.made import some_found, whole_found
from lifeworld.constellations.core.mapping import About, study_from
from lifeworld.constellations.core.protection.protect import protect
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.schemas import POOLED, empty
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.standing import counted_note, counted_stood
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.core.study_values import StudyValues
from lifeworld.constellations.core.whose_codes import saying_whose
from lifeworld.constellations.files.board.pictures import constellation_svg
from lifeworld.constellations.files.board.raster import png
from lifeworld.constellations.files.board.write import write_board
from lifeworld.constellations.files.exchange.write import write_networks
from lifeworld.constellations.files.report import render_report
from lifeworld.constellations.models import Reckoned
from lifeworld.constellations.queries.material import Material, material
from lifeworld.customers.models import Customer
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.figure import Versions
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.files.privacy import default_rules, pseudonym_key

STATEMENTS_MAX = 20_000
"""A study with more statements is exported at the terminal, because a request would wait too long."""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Form:
    """A form of export: the name of its file, its media type, and what it is in a sentence."""

    filename: str
    media: str
    about: str


@dataclass(frozen=True)
class ExportedFile:
    """A file that leaves."""

    filename: str
    media: str
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """Of the answer that brings it: an attachment that no cache keeps."""
        return {"Content-Disposition": f'attachment; filename="{self.filename}"', "Cache-Control": "no-store"}


FORMS: Mapping[str, Form] = MappingProxyType({
    "report": Form("report.html", "text/html; charset=utf-8", "The whole report as one page that needs no network."),
    "pdf": Form("report.pdf", "application/pdf", "The report as a document with page numbers and bookmarks."),
    "pptx": Form("board.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                 "Slides with one message each, the evidence in their notes."),
    "xlsx": Form("tables.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Every table as a workbook."),
    "svg": Form("pictures-svg.zip", "application/zip", "The pictures of the study as SVG."),
    "png": Form("pictures-png.zip", "application/zip", "The same pictures as PNG."),
    "kumu": Form("networks-kumu.zip", "application/zip", "Every customer's network as Kumu JSON."),
    "graphml": Form("networks-graphml.zip", "application/zip", "Every customer's network as GraphML, for Gephi, igraph, networkx."),
    "gexf": Form("networks-gexf.zip", "application/zip", "Every customer's network as GEXF, for Gephi."),
    "csv": Form("networks-csv.zip", "application/zip", "Three tables: egos, alters, and ties among alters."),
})


def study_file(caller: Caller, study: StudyValue, kind: str, *, pseudonyms: bool = False) -> ExportedFile:
    """One form of export of a study, protected: no words without consent, no contact data, no small groups.

    Errors: LifeworldError 403; 409 for a study that is too large for a request, or has no customer yet; InputRefused for an unknown form.
    """
    caller.require("constellations.analyse")
    if kind not in FORMS:
        raise InputRefused("unknown_export", f"«{kind[:40]}» is no form of export.", f"Take one of {listed(FORMS)}.")
    if study.n_statements > STATEMENTS_MAX:
        raise conflict("export_too_large", f"The study has {study.n_statements:,} statements; a request takes at most {STATEMENTS_MAX:,}.",
                       "Take its statements out under Exchange, and export with `lifeworld map` and `lifeworld export`.")
    safe = released(mapped(caller, study), Policy(pseudonyms=pseudonyms, cell_min=study.settings.cell_min))
    form = FORMS[kind]
    return ExportedFile(form.filename, form.media, _bytes(safe, kind))


def mapped(caller: Caller, study: StudyValue) -> MappedStudy:
    """The study as `lifeworld map` would map what stands now. Errors: 409 where nothing was said or drawn."""
    known = material(caller, study)
    if known.nothing:
        raise conflict("nothing_to_export", "Nobody has said, done or drawn anything in this study yet.", "Bring in statements first.")
    statements, _ = with_waves(known.statements)
    whole = whole_found(statements, known.batch, known.lexicon, known.drawn, done=known.done)
    found = study_from(whole.found, whole.pools, about_of(study, known, whole.notes), Settings(),
                       Asked(asked_of(statements), study.settings.group_label))
    return saying_whose(found, counted_stood(known.stands))


def about_of(study: StudyValue, known: Material, notes: tuple[str, ...] = ()) -> About:
    """What a reader of the study must know."""
    versions = Versions(study.codebook.core().label, "what stands: settled, people, model", f"lifeworld {__version__}")
    return About(study.title, notes=(counted_note(known.stands), *notes), versions=versions)


def released(study: MappedStudy, policy: Policy) -> MappedStudy:
    """The study as it may leave."""
    return protect(study, policy, rules=default_rules(), key=pseudonym_key())


def customer_picture(caller: Caller, study: StudyValue, customer: int, kind: str) -> ExportedFile:
    """One customer's picture as SVG or PNG, under the label that the team reads; its file names nobody.

    Errors: LifeworldError 403; 404 for a customer of whom the study has nothing; InputRefused for another kind.
    """
    caller.require("constellations.see")
    if kind not in {"svg", "png"}:
        raise InputRefused("unknown_picture", f"«{kind[:20]}» is no kind of picture.", "Ask for svg or png.")
    row = Customer.objects.filter(pk=customer, place=caller.place_id).first()
    known = material(caller, study, [row.key]) if row is not None else None
    if row is None or known is None or known.nothing:
        raise not_found("customer ecosystem", customer)
    kept = Reckoned.objects.filter(study=study.pk).values_list("values", flat=True).first()
    values = StudyValues.from_json(kept) if kept else StudyValues()
    found = some_found(known.statements, known.batch, known.lexicon, known.drawn, values, done=known.done)
    about = about_of(study, known)
    alone = MappedStudy(study.title, False, "", found.statements, found.codings, found.actors, found.ties, found.constellations,
                        empty(POOLED), versions=about.versions, notes=about.notes, n_customers=1)
    svg = constellation_svg(alone, row.key)
    body, media = (svg.encode(), "image/svg+xml") if kind == "svg" else (png(svg), "image/png")
    return ExportedFile(f"ecosystem-{customer}.{kind}", media, body)


def _bytes(study: MappedStudy, kind: str) -> bytes:
    if kind == "report":
        return render_report(study).encode()
    networks = study_networks(study.constellations, study.ties) if kind in {"kumu", "graphml", "gexf", "csv"} else None
    write: Callable[[Path], object] = (lambda out: write_board(study, out, [kind])) if networks is None else (
        lambda out: write_networks(networks, out, [kind]))
    with tempfile.TemporaryDirectory(prefix="lw-export-") as folder:
        out = Path(folder) / "out"
        write(out)
        files = sorted(path for path in out.rglob("*") if path.is_file())
        return files[0].read_bytes() if FORMS[kind].media != "application/zip" else _zipped(files)


def _zipped(files: list[Path]) -> bytes:
    """The files in one archive whose bytes do not depend on when it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for path in files:
            folder.writestr(zipfile.ZipInfo(path.name, ZIP_DATE), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
