"""A study file (``study.toml``): what a study is about, who its providers are, and which columns mean what.

    title = "How runners live with their watch"
    label = "Fictional runners, written for this project"
    fictional = true
    language = "en"
    seed = 7
    codebook = "codebook.toml"        # beside the study file; leave it out for the default codebook
    group_label = "Club members"      # what the column of the group is called for readers
    compare = ["group", "wave"]       # what every run compares by: group, wave, brand, outcome
    playbook = "playbook.toml"        # beside the study file: what the report advises for each type
    corrections = "corrections.csv"   # beside the study file: corrections that every run repeats
    redact = "redact.txt"             # beside the study file: words and phrases that no report may hold

    [columns]
    text = ["introduction", "goal"]   # one name or several
    customer = "example"              # also: id, time, source, focal, outcome, group, language, consent, context, and
                                      # wave, which may also be "quarter", "month" or "year" of the time

    [focal]
    name = "Stride"
    aliases = ["stride app", "stride watch"]

    [others]                          # other providers, each with its aliases
    Strava = ["strava premium"]

    [privacy]                         # what is done before a report leaves
    pseudonyms = true                 # customers and named persons under pseudonyms; default: false
    cell_min = 5                      # smaller groups of customers are not shown
    quote_without_consent = false     # whether words may be shown where consent is unknown; default: true
    health = "flag"                   # quotes with health words: flag, withhold or show

    [llm]                             # whether a language model may be asked (`lifeworld voices ask`)
    send = true                       # statements may be sent to the endpoint of LIFEWORLD_LLM_URL; default: false
    redact = true                     # contact data, ids and the redaction list are replaced before; default: true

Reading is strict: an unknown key, a wrong type or an alias of two providers refuses the file, with the key named.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.voices.core.columns import ROLES, Columns

NAMES = {str: "a text", bool: "true or false", int: "a whole number", float: "a number", list: "a list",
         dict: "a table"}
SEED_MAX = 2**63 - 1
CELL_MAX = 1000
HEALTH = ("flag", "withhold", "show")


@dataclass(frozen=True)
class Privacy:
    """What a study wants done before anything leaves it; see the table [privacy] above."""

    pseudonyms: bool = False
    cell_min: int = 5
    quote_without_consent: bool = True
    health: str = "flag"


@dataclass(frozen=True)
class Asking:
    """Whether statements may go to a language model, and whether what names people is replaced before; see [llm] above."""

    send: bool = False
    redact: bool = True


@dataclass(frozen=True)
class Study:
    """What a study file says; everything has a default, so a study without a file is ``Study()``.

    ``label`` is shown wherever the study is, ``group_label`` names the column of the group for readers. ``others``
    maps each other provider to its aliases; ``codebook`` is None for the default one, ``playbook``, ``corrections`` and
    ``redact`` are None where the study names no such file. Names keep their case.
    """

    title: str = ""
    label: str = ""
    fictional: bool = False
    language: str | None = None
    seed: int | None = None
    codebook: Path | None = None
    group_label: str = ""
    columns: Columns = field(default_factory=Columns)
    focal: str | None = None
    focal_aliases: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    playbook: Path | None = None
    corrections: Path | None = None
    redact: Path | None = None
    privacy: Privacy = field(default_factory=Privacy)
    compare: tuple[str, ...] = ()
    llm: Asking = field(default_factory=Asking)


def read_study(path: str | Path) -> Study:
    """The study of a TOML file.

    Errors: InputRefused ("wrong_study") for a missing file, broken TOML, an unknown key, a wrong type, an alias that
    belongs to two providers, a codebook that does not exist.
    """
    path = Path(path)
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        near = nearest(path.name, (entry.name for entry in path.parent.iterdir())) if path.parent.is_dir() else None
        raise _wrong(path, "does not exist", f"Did you mean «{near}»?" if near else "Check the path.") from error
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror or error}", "Give the path of a TOML file.") from error
    except UnicodeDecodeError as error:
        raise _wrong(path, f"is not UTF-8 (byte offset {error.start})", "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, f"is not valid TOML: {error}", "Correct the line; text values stand in quotes.") from error
    return study_from(said, path)


def study_from(said: Mapping[str, Any], path: Path) -> Study:
    """The study that a parsed TOML document describes; ``path`` names it in messages and is where its codebook lies."""
    reader = _Reader(path)
    reader.known(said, "", ("title", "label", "fictional", "language", "seed", "codebook", "group_label", "columns",
                            "focal", "others", "compare", "playbook", "corrections", "redact", "privacy", "llm"))
    columns = reader.table(said, "columns")
    reader.known(columns, "columns.", ("text", *ROLES))
    focal = reader.table(said, "focal")
    reader.known(focal, "focal.", ("name", "aliases"))
    others = {name: reader.texts(aliases, f"others.{name}") for name, aliases in reader.table(said, "others").items()}
    study = Study(
        title=reader.text(said, "title") or "", label=reader.text(said, "label") or "",
        fictional=bool(reader.value(said, "fictional", bool)), language=reader.text(said, "language"),
        seed=reader.value(said, "seed", int), codebook=reader.file(said, "codebook"),
        group_label=reader.text(said, "group_label") or "",
        columns=Columns(reader.texts(columns.get("text", []), "columns.text"),
                        **{role: reader.text(columns, role, "columns.") for role in ROLES}),
        focal=reader.text(focal, "name", "focal."), others=MappingProxyType(others),
        focal_aliases=reader.texts(focal.get("aliases", []), "focal.aliases"),
        playbook=reader.file(said, "playbook"), corrections=reader.file(said, "corrections"),
        compare=reader.texts(said.get("compare", []), "compare"), redact=reader.file(said, "redact"),
        privacy=_privacy(reader, reader.table(said, "privacy")), llm=_asking(reader, reader.table(said, "llm")))
    if study.focal_aliases and not study.focal:
        raise _wrong(path, "has focal.aliases but no focal.name", "Name the focal provider.")
    if study.seed is not None and not 0 <= study.seed <= SEED_MAX:
        raise _wrong(path, f"has the seed {study.seed}", "Give a whole number from 0 up.")
    _check_aliases(study, path)
    return study


def _privacy(reader: _Reader, said: Mapping[str, Any]) -> Privacy:
    """The table [privacy], checked; what it leaves out has its default."""
    kinds: dict[str, type] = {"pseudonyms": bool, "cell_min": int, "quote_without_consent": bool, "health": str}
    reader.known(said, "privacy.", tuple(kinds))
    given = {key: value for key, kind in kinds.items() if (value := reader.value(said, key, kind, "privacy.")) is not None}
    privacy = Privacy(**given)
    if privacy.health not in HEALTH:
        raise _wrong(reader.path, f"gives «privacy.health» as «{privacy.health}»", f"Known are {listed(HEALTH)}.")
    if not 1 <= privacy.cell_min <= CELL_MAX:
        raise _wrong(reader.path, f"gives «privacy.cell_min» as {privacy.cell_min}", f"Give a whole number from 1 to {CELL_MAX}.")
    return privacy


def _asking(reader: _Reader, said: Mapping[str, Any]) -> Asking:
    """The table [llm], checked: nothing is sent unless it says so."""
    reader.known(said, "llm.", ("send", "redact"))
    return Asking(**{key: value for key in ("send", "redact") if (value := reader.value(said, key, bool, "llm.")) is not None})


class _Reader:
    """Typed access to the values of a document; every refusal names the file and the key."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def known(self, table: Mapping[str, Any], prefix: str, keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                near = nearest(key, keys)
                raise _wrong(self.path, f"has the unknown key «{prefix}{key}»",
                             f"Did you mean «{prefix}{near}»?" if near else f"Known are {listed(keys, 20)}.")

    def value(self, table: Mapping[str, Any], key: str, kind: type, prefix: str = "") -> Any:
        value = table.get(key)
        if value is not None and type(value) is not kind:
            raise _wrong(self.path, f"gives «{prefix}{key}» as {_kind_of(value)}, not as {NAMES[kind]}",
                         'Put texts in quotes, as in title = "Runners".' if kind is str else "Correct the value.")
        return value

    def text(self, table: Mapping[str, Any], key: str, prefix: str = "") -> str | None:
        value: str | None = self.value(table, key, str, prefix)
        if value is not None and not value.strip():
            raise _wrong(self.path, f"has an empty «{prefix}{key}»", "Fill it in or remove the line.")
        return value

    def table(self, said: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value: Mapping[str, Any] | None = self.value(said, key, dict)
        return value or {}

    def texts(self, value: Any, key: str) -> tuple[str, ...]:
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
            raise _wrong(self.path, f"gives «{key}» as {_kind_of(value)}, not as a list of texts",
                         f'Write {key.rpartition(".")[2]} = ["one", "two"].')
        if not all(one.strip() for one in texts) or len(set(texts)) < len(texts):
            raise _wrong(self.path, f"has an empty or repeated text in «{key}»", "Give each name once.")
        return tuple(texts)

    def file(self, said: Mapping[str, Any], key: str) -> Path | None:
        name = self.text(said, key)
        if name is None:
            return None
        path = self.path.parent / name
        if not path.is_file():
            raise _wrong(self.path, f"names the {key} «{name}», but there is no such file beside it", "Check the path.")
        return path


def _check_aliases(study: Study, path: Path) -> None:
    """A name or alias must lead to one provider, whatever its case."""
    owner: dict[str, str] = {}
    providers = {**({study.focal: study.focal_aliases} if study.focal else {}), **study.others}
    if study.focal and study.focal in study.others:
        raise _wrong(path, f"names «{study.focal}» as focal and as another provider", "Keep one of the two.")
    for provider, aliases in providers.items():
        for alias in (provider, *aliases):
            if owner.setdefault(alias.casefold(), provider) != provider:
                raise _wrong(path, f"gives «{alias}» to «{owner[alias.casefold()]}» and to «{provider}»",
                             "Keep it at one of them.")


def _kind_of(value: Any) -> str:
    return NAMES.get(type(value), "a date or time")


def _wrong(path: Path, what: str, next_step: str) -> InputRefused:
    return InputRefused("wrong_study", f"The study file «{path}» {what}.", next_step)
