"""What pages of comparisons show: figures in words with the statements that they rest on, tables as rows of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import figure_words
from lifeworld.voices.core.coder_comparison.values import COEFFICIENTS, PairAgreement
from lifeworld.voices.core.site_comparison import CodeLine, SiteComparison, in_words
from lifeworld.voices.core.site_studies import CoderValue, StudyValue

TITLES: Mapping[str, str] = {"percent": "Agree", "f1": "F1", "kappa": "Kappa", "alpha": "Alpha", "ac1": "AC1", "pabak": "PABAK"}
SPAN_TITLES: Mapping[str, str] = {"u_alpha": "unitizing alpha", "character_alpha": "alpha of characters", "span_f1": "F1 of whole spans"}
MATRIX_CODES_MAX = 24
"""With more codes a table of codes by codes is a list."""


@dataclass(frozen=True)
class Shown:
    """A figure in words: value, interval, what it was counted over, how it was made and cautions; ``link`` opens its statements."""

    value: str
    interval: str
    basis: str
    method: str
    cautions: tuple[str, ...]
    link: str = ""
    title: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return bool(self.interval) or not self.value.startswith("not ")


def shown(figure: Figure | None, link: str = "", title: str = "") -> Shown | None:
    """The figure in words; None where there is none."""
    if figure is None:
        return None
    words = figure_words(figure)
    return Shown(words.value, words.interval, words.basis, figure.method, figure.warnings, link, title)


@dataclass(frozen=True)
class Links:
    """Addresses of the pages of a comparison for a study and a choice of coders."""

    place: str
    study: str
    coders: tuple[int, ...]

    def to(self, name: str, *args: str, **query: object) -> str:
        """The address of a page, with the coders and what else is asked; values that are "" or None are left out."""
        asked: list[tuple[str, object]] = [("coders", pk) for pk in self.coders]
        for key, value in query.items():
            asked += [(key, one) for one in (value if isinstance(value, list | tuple) else [value]) if one not in ("", None)]
        said = urlencode(asked)
        return reverse(name, args=[self.place, self.study, *args]) + (f"?{said}" if said else "")

    def cell(self, code: str, kind: str = "differ", **query: object) -> str:
        """The address of the statements behind a number."""
        return self.to("compare_cell", code=code, kind=kind, **query)


@dataclass(frozen=True)
class CodeRow:
    """One code of the table: every coefficient as a Shown in the order of the heads, None where it is not defined for so many coders."""

    code: str
    title: str
    verdict: str
    n: int
    n_differ: int
    words: str
    figures: tuple[Shown | None, ...]
    prevalence: tuple[Shown | None, ...]
    spans: tuple[Shown, ...]
    link: str
    differ_link: str
    tint: str

    @property
    def prevalence_range(self) -> str:
        """The least and the largest share in which a coder found it, in words."""
        known = sorted((one for one in self.prevalence if one is not None and one.interval), key=lambda one: float(one.value.split()[0]))
        return f"{known[0].value} to {known[-1].value}" if known else "not enough"


def code_row(line: CodeLine, found: SiteComparison, study: StudyValue, links: Links, heads: Sequence[str]) -> CodeRow:
    """One code for the page."""
    code, known = line.code, next((one for one in study.codebook.codes if one.name == line.code), None)
    title = known.title if known else code
    rests_on = links.cell(code, "twice")
    prevalence = tuple(shown(line.agreement.prevalence.get(label), links.cell(code, "said", present=pk), label)
                       for label, pk in zip(found.labels, found.coders, strict=True))
    marked = links.cell(code, "present")
    spans = tuple(one for name, figure in line.spans.items() if (one := shown(figure, marked, SPAN_TITLES.get(name, name))))
    return CodeRow(code, title, line.agreement.verdict, line.agreement.n_statements, line.n_differ, in_words(line, title),
                   tuple(shown(line.agreement.figures.get(name), rests_on, TITLES[name]) for name in heads), prevalence, spans,
                   links.to("compare_code", code), links.cell(code), tint_of(study, code))


def tint_of(study: StudyValue, code: str) -> str:
    """The class that gives a code its colour: that of its category or type; "" for themes of the study's own."""
    known = next((one for one in study.codebook.codes if one.name == code), None)
    if known is None or known.group == "other":
        return ""
    if known.group == "driver":
        return f"t-{known.type}"
    return {"self": "c-self", "focal_provider": "c-focal", "other_providers": "c-other", "peers": "c-peers", "family_friends": "c-family",
            "strangers": "c-strangers"}.get(known.refines or code, "")


def heads_of(found: SiteComparison) -> tuple[str, ...]:
    """Coefficients that the table has: kappa is of two coders only, and shown for each two of more on a code's page."""
    return tuple(name for name in COEFFICIENTS if name != "kappa" or len(found.coders) == 2)


@dataclass(frozen=True)
class Mixed:
    """How often two codes were given in each other's place; ``heat`` 0 to 3 says how far beyond chance."""

    n: int
    expected: float
    link: str
    heat: int
    words: str = ""


def confusion_rows(found: SiteComparison, study: StudyValue, links: Links) -> list[tuple[str, list[Mixed | None]]]:
    """Codes by codes: title of the row and its cells, None on the diagonal; empty where there are too many codes for a table."""
    codes = [line.code for line in found.lines]
    if len(codes) > MATRIX_CODES_MAX:
        return []
    titles = {code.name: code.title for code in study.codebook.codes}
    cells: dict[tuple[str, str], Mixed] = {}
    for first, second, mixed in confusion_list(found, study, links):
        cells[first, second] = cells[second, first] = mixed
    nothing = Mixed(0, 0.0, "", 0)
    return [(titles.get(row, row), [None if row == column else cells.get((row, column), nothing) for column in codes]) for row in codes]


def confusion_list(found: SiteComparison, study: StudyValue, links: Links) -> list[tuple[str, str, Mixed]]:
    """Keys of two codes that were given in each other's place, the largest excess over chance first."""
    titles = {code.name: code.title for code in study.codebook.codes}
    rows = []
    for one in found.confusions:
        excess = one.n / one.expected if one.expected else float("inf")
        heat = 0 if excess <= 1 or one.n < 2 else 1 if excess < 1.5 else 2 if excess < 3 else 3
        a, b = titles.get(one.code, one.code), titles.get(one.instead, one.instead)
        words = f"{one.n} times one coder gave «{a}» where another one gave «{b}»; {one.expected:.1f} expected by chance"
        rows.append((one.code, one.instead, Mixed(one.n, one.expected, links.cell(one.code, "differ", instead=one.instead), heat, words)))
    return rows


@dataclass(frozen=True)
class PairRow:
    """Two coders on a code: the four cells of their table (name, count, address), and their coefficients."""

    first: str
    second: str
    cells: tuple[tuple[str, int, str], ...]
    figures: tuple[Shown | None, ...]
    guessing: str


def pair_rows(pairs: Sequence[PairAgreement], by_label: Mapping[str, CoderValue], links: Links, first: int, n: int) -> list[PairRow]:
    """Each two coders for the page of a code, the least alpha first: ``n`` of them from the one numbered ``first``."""
    rows = []
    ordered = sorted(pairs, key=lambda pair: (pair.figures["alpha"].value if pair.figures["alpha"].value is not None else 2.0, pair.coders))
    for pair in ordered[first:first + n]:
        a, b = (by_label[label].pk for label in pair.coders)
        two = Links(links.place, links.study, tuple(sorted((a, b))))
        where: tuple[dict[str, list[int]], ...] = (
            {"present": [a, b]}, {"present": [a], "absent": [b]}, {"present": [b], "absent": [a]}, {"absent": [a, b]})
        names = ("both", f"{pair.coders[0]} only", f"{pair.coders[1]} only", "neither")
        cells = tuple((name, n, two.cell(pair.code, "said", **asked)) for name, n, asked in zip(names, pair.table, where, strict=True))
        rows.append(PairRow(*pair.coders, cells, tuple(shown(pair.figures.get(name), two.cell(pair.code, "twice"), TITLES[name])
                                                       for name in COEFFICIENTS), _guessing(pair.guessing)))
    return rows


def _guessing(probability: float | None) -> str:
    if probability is None:
        return "cannot be told"
    return "less than 1 %" if probability < 0.01 else f"{100 * probability:.0f} %"
