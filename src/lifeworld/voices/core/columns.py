"""Which column of a table means what: asked for by name, or found by its name and content.

What is asked for always wins. A text column is guessed only where one column is clearly it; everything else is refused
with the names that exist, because a wrong text column makes every later figure wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

import polars as pl

from lifeworld.kit.errors import InputRefused, listed, nearest

NOT_USED = ""
"""As the name of a role's column: use none, not even one that would be found."""

PERIODS = ("quarter", "month", "year")
"""What may be said instead of a column of the wave: the wave is then made of the time."""

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "text": (
        "text", "review text", "review body", "review content", "review", "body", "content", "comment text", "comment",
        "comments", "answer text", "answer", "answers", "response text", "response", "statement", "message", "post",
        "feedback", "verbatim", "opinion", "transcript", "story", "utterance", "turn", "quote", "sentence",
        "description", "kommentar", "bewertung", "rezension", "antwort", "aussage", "texte", "commentaire", "avis",
        "réponse", "texto", "comentario", "respuesta", "opinión", "reseña",
    ),
    "customer": (
        "customer id", "customer", "customer number", "customer name", "client id", "client", "user id", "user",
        "username", "user name", "respondent id", "respondent", "participant id", "participant", "participant number",
        "person id", "person", "interviewee", "speaker", "who", "author id", "author", "author name", "reviewer id",
        "reviewer", "reviewer name", "member id", "member", "account id", "account", "kundennummer", "kunde",
        "teilnehmer", "nutzer", "utilisateur", "auteur", "cliente", "usuario", "participante",
    ),
    "id": (
        "id", "statement id", "sentence id", "review id", "answer id", "response id", "comment id", "post id",
        "message id", "row id", "record id", "uuid",
    ),
    "time": (
        "time", "timestamp", "date time", "datetime", "created at", "posted at", "published at", "submitted at", "at",
        "date", "review date", "created", "published", "day", "datum", "zeit", "fecha",
    ),
    "source": ("source", "channel", "platform", "store", "quelle", "canal"),
    "focal": ("focal", "focal provider", "brand", "app", "app name", "company", "provider", "product", "product name",
              "marke", "produkt", "marque", "marca"),
    "outcome": ("outcome", "rating", "stars", "star rating", "review rating", "score", "nps", "satisfaction",
                "note", "bewertung", "puntuación"),
    "group": ("group", "segment", "customer group", "customer segment", "cohort", "gruppe", "groupe", "grupo"),
    "language": ("language", "lang", "locale", "ori lang", "sprache", "langue", "idioma"),
    "wave": ("wave", "survey wave", "wave name", "survey round", "round", "welle", "erhebungswelle", "vague", "ola"),
    "consent": ("consent", "consent to quote", "quote consent", "may quote", "may be quoted", "quotable", "einwilligung",
                "darf zitiert werden", "consentement", "consentimiento"),
    "context": ("context", "question", "interviewer question", "question asked", "frage", "pregunta", "kontext", "contexte", "contexto"),
})
"""Names by which a role is known, the best first; compared without case, underscores and camel humps."""


@dataclass(frozen=True)
class Columns:
    """The column of each role. As a wish, None (or no text) means "find it" and "" means "use none".

    A ``wave`` that is one of PERIODS and no column of the table makes waves of the times; ``wave_by`` then says which.
    """

    text: tuple[str, ...] = ()
    customer: str | None = None
    id: str | None = None
    time: str | None = None
    source: str | None = None
    focal: str | None = None
    outcome: str | None = None
    group: str | None = None
    language: str | None = None
    wave: str | None = None
    consent: str | None = None
    context: str | None = None
    wave_by: str | None = None

    def named(self) -> dict[str, str]:
        """Role and column of everything but the texts that names a column.

        >>> Columns(("a",), customer="who", id="").named()
        {'customer': 'who'}
        """
        return {role: name for role in ROLES if (name := getattr(self, role))}

    def over(self, other: Columns) -> Columns:
        """These wishes, and those of ``other`` where these say nothing."""
        mine = {role: value for role in ROLES if (value := getattr(self, role)) is not None}
        return replace(other, text=self.text or other.text, wave_by=self.wave_by or other.wave_by, **mine)


ROLES = tuple(field.name for field in fields(Columns) if field.name not in {"text", "wave_by"})


def detect_columns(names: Sequence[str], sample: pl.DataFrame, wanted: Columns | None = None,
                   label: str = "the table") -> Columns:
    """The columns to use: those of ``wanted`` as they are, the others by name and by what ``sample`` holds.

    ``sample`` has rows of the table as text (String columns); the same rows in any order give the same answer.
    Errors: InputRefused when a wanted column does not exist, or no column or several could be the text.

    >>> sample = pl.DataFrame({"userId": ["u1"], "review": ["It counts my steps."], "stars": ["4"]})
    >>> found = detect_columns(sample.columns, sample)
    >>> found.text, found.customer, found.outcome
    (('review',), 'userId', 'stars')
    """
    wanted = with_period(wanted or Columns(), names)
    _check_wanted(wanted, names, label)
    found, free = _found_roles(names, sample, wanted)
    if "context" in found and not wanted.text and not any(plain_name(name) in NAMES["text"] for name in names):
        free.append(found.pop("context"))  # with no other name of a text it may be the text itself
    text = wanted.text or (_text_column([*free, *_doubtful(found)], free, sample, names, label),)
    found = {role: name for role, name in found.items() if name not in text}
    if wanted.id is None and "id" in found and _repeats(sample, found["id"], text):
        person = found.pop("id")
        if wanted.customer is None and "customer" not in found:
            found["customer"] = person
    mine = {role: None if name == NOT_USED else name for role in ROLES if (name := getattr(wanted, role)) is not None}
    columns = Columns(text, **{**found, **mine}, wave_by=wanted.wave_by)
    if columns.wave_by and columns.time is None:
        raise InputRefused("wave_without_time", f"{label} has no column with the time, so no {columns.wave_by} can be told.",
                           "Name the column with --time, or give --wave a column of its own.")
    return columns


def with_period(wanted: Columns, names: Sequence[str]) -> Columns:
    """The wishes in which a wave that is a period and no column becomes ``wave_by``.

    >>> with_period(Columns(wave="quarter"), ["text", "time"]).wave_by
    'quarter'
    """
    if wanted.wave in PERIODS and wanted.wave not in names:
        return replace(wanted, wave=NOT_USED, wave_by=wanted.wave)
    return wanted


def detect_roles(names: Sequence[str], sample: pl.DataFrame, wanted: Columns | None = None) -> dict[str, str]:
    """Role and column of a sheet that has no text, such as one about people; wishes for columns that it has come first.

    >>> sheet = pl.DataFrame({"Participant": ["ana"], "NPS": ["9"], "Club": ["north"]})
    >>> detect_roles(sheet.columns, sheet, Columns(group="Club"))
    {'customer': 'Participant', 'outcome': 'NPS', 'group': 'Club'}
    """
    wanted = wanted or Columns()
    own: dict[str, str] = {role: name for role in ROLES if (name := getattr(wanted, role)) is not None and name in {NOT_USED, *names}}
    wishes = Columns((), **own)
    found, _ = _found_roles(names, sample, wishes)
    return {**found, **wishes.named()}


def _found_roles(names: Sequence[str], sample: pl.DataFrame, wanted: Columns) -> tuple[dict[str, str], list[str]]:
    """Roles by name where nothing was wished for, and the columns that no role took."""
    taken = set(wanted.text) | set(wanted.named().values())
    free = [name for name in sorted(names) if name not in taken and sample.schema.get(name) == pl.String]
    found: dict[str, str] = {}
    for role in ROLES:
        if getattr(wanted, role) is None and (name := _by_name(role, free, sample)):
            found[role] = name
            free.remove(name)
    return found, free


def plain_name(name: str) -> str:
    """A column name without case, humps and punctuation.

    >>> plain_name("reviewText"), plain_name("User_ID"), plain_name(" Star-Rating ")
    ('review text', 'user id', 'star rating')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", spaced).casefold().split())


def _check_wanted(wanted: Columns, names: Sequence[str], label: str) -> None:
    asked = [("text", name) for name in wanted.text] + list(wanted.named().items())
    missing = [(role, name) for role, name in asked if name not in names]
    if missing:
        said = ", ".join(f"«{name}» (as {role})" for role, name in missing)
        hints = [f"«{near}»" for _, name in missing if (near := nearest(name, names))]
        raise InputRefused(
            "no_such_column", f"{label} has no column {said}; it has {listed(names, 30)}.",
            f"Did you mean {' and '.join(dict.fromkeys(hints))}?" if hints else "Name columns that the table has.")
    twice = sorted({name for name in wanted.text if wanted.text.count(name) > 1})
    both = sorted(set(wanted.text) & {name for role, name in wanted.named().items() if role != "source"})
    if twice or both:
        raise InputRefused("column_used_twice", f"The column {listed(twice or both)} is asked for as text and again.",
                           "Name every text column once, and no other role for it.")


def _by_name(role: str, free: Sequence[str], sample: pl.DataFrame) -> str | None:
    """The free column with the best name for the role that also holds what the role needs."""
    ranks = {name: NAMES[role].index(plain) for name in free if (plain := plain_name(name)) in NAMES[role]}
    for name in sorted(ranks, key=lambda name: (ranks[name], name)):
        values = sample[name].drop_nulls()
        if not values.len() or (role == "outcome" and _share_of_numbers(values) < 0.8):
            continue
        if role == "id" and _best_id(ranks, sample) != name:
            continue
        return name
    return None


def _best_id(ranks: Mapping[str, int], sample: pl.DataFrame) -> str:
    return min(ranks, key=lambda name: (-round(sample[name].n_unique() / max(1, sample.height), 2), ranks[name], name))


def _repeats(sample: pl.DataFrame, name: str, text: Sequence[str]) -> bool:
    """Whether a column called id names something with many statements: a person, not a statement.

    Rows that are the same in id and text are exports of one row, which says nothing about the id.
    """
    distinct = sample.select(name, *(column for column in text if column in sample.columns)).unique()
    return distinct.height >= 20 and distinct[name].n_unique() < 0.5 * distinct.height


def _doubtful(found: Mapping[str, str]) -> list[str]:
    """Columns taken for another role whose name could also be that of a text."""
    return [name for name in found.values() if plain_name(name) in NAMES["text"]]


def _text_column(named: Sequence[str], free: Sequence[str], sample: pl.DataFrame, names: Sequence[str],
                 label: str) -> str:
    ranks = {name: NAMES["text"].index(plain) for name in named if (plain := plain_name(name)) in NAMES["text"]}
    known = [name for name in ranks if _share_of_numbers(sample[name].drop_nulls()) <= 0.5]
    prose = [name for name in known or free if _is_prose(sample[name].drop_nulls())]
    exact = [name for name in known if plain_name(name) == "text"]
    for candidates in (exact, known, prose, free if len(names) == 1 else []):
        if len(candidates) == 1:
            return candidates[0]
    if prose or known:
        raise InputRefused(
            "ambiguous_text_column",
            f"Several columns of {label} could be the text: {listed(prose or known)}.",
            f"Say which with --text, several with commas: --text {','.join((prose or known)[:3])}.")
    raise InputRefused("no_text_column", f"No column of {label} looks like text; it has {listed(names, 30)}.",
                       "Say which column holds the text with --text.")


def _share_of_numbers(values: pl.Series) -> float:
    """Share of cells that are numbers, 0 where there is no cell."""
    share = values.str.strip_chars().str.contains(r"^[+-]?\d+([.,]\d+)?$").mean()
    return share if isinstance(share, float) else 0.0


def _is_prose(values: pl.Series) -> bool:
    """Cells of several words; short ones must also differ, for names of products have several words too."""
    if not values.len():
        return False
    length, spaced = values.str.len_chars().mean(), values.str.contains(r"\S\s+\S").mean()
    assert isinstance(length, float) and isinstance(spaced, float)  # noqa: S101  (the column is not empty)
    return spaced >= 0.5 and (length >= 80 or (length >= 20 and values.n_unique() >= 0.2 * values.len()))
