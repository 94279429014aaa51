"""Label Studio's exports: tasks with annotations of several people and predictions of models, positions in UTF-16 units.

JSON-MIN and CSV hold the same with one record an annotation; ``tasks_of_records`` makes tasks of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.columns import NAMES, plain_name
from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.marks import CODING_NOTE
from lifeworld.voices.core.exchange.refi_found import Found, FoundCoding, FoundSelection, FoundText
from lifeworld.voices.core.exchange.refi_people import UNKNOWN
from lifeworld.voices.core.exchange.refi_settling import Exchanged, settled
from lifeworld.voices.core.exchange.values import MODEL, ExchangedCode, User, Variable

Task = Mapping[str, Any]
RECORD_KEYS = frozenset({"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement", "history"})
LABELS, CHOICES = ("labels",), ("choices", "taxonomy")
VALUE_CHARS_MAX = 1_000


@dataclass(frozen=True)
class Result:
    """One mark of an annotation: the control that made it, its codes, where (UTF-16 units; None = the whole text), and its quote."""

    control: str
    codes: tuple[str, ...]
    start: int | None
    end: int | None
    quote: str
    score: float | None


def from_tasks(tasks: Sequence[Task], where: str, text: str = "", customer: str = "") -> Exchanged:
    """The bundle of a JSON export. ``text`` and ``customer`` name fields of the tasks' data; the text is found where it is not named.

    Whoever handed in an annotation judged every code of the file, so what they did not mark is absent.
    Errors: InputRefused where no field holds texts, or quotes stand elsewhere than their positions say.
    """
    found = Found(name=where, origin="Label Studio")
    marks = [(task, *one) for task in tasks for one in _annotations(found, task)]
    fields = _Fields(tasks, [result for *_, some in marks for result in some], where, text)
    _take_codes(found, (result for *_, some in marks for result in some))
    by_name = {(one.parent, one.name): one.guid for one in found.codes if one.is_codable}
    controls = {one.name: one.guid for one in found.codes if not one.is_codable}
    raw: dict[str, str] = {}
    cases: dict[str, list[str]] = {}
    scores: dict[float, str] = {}
    by_task: dict[int, list[tuple[str, str, list[Result]]]] = {}
    for task, coder, created, some in marks:
        by_task.setdefault(id(task), []).append((coder, created, some))
    for nth, task in enumerate(tasks):
        words = _data(task).get(fields.text)
        if not isinstance(words, str):
            found.lose("tasks", "tasks", f"Their data has no text «{fields.text}».")
            continue
        name = str(task.get("id", nth + 1))
        key = guid("text", f"label studio {name} {nth}")
        raw[key] = words
        selections: list[FoundSelection] = []
        whole: list[FoundCoding] = []
        for coder, created, some in by_task.get(id(task), ()):
            user = _user(found, coder)
            found.judged += [(key, user, code, None, None) for code in by_name.values()]
            for result in some:
                note = _score_note(found, result.score, scores)
                codings = tuple(FoundCoding(by_name[controls.get(result.control, ""), code], user, created, note) for code in result.codes)
                if result.start is None or result.end is None:
                    whole += codings
                else:
                    selections.append(FoundSelection("", result.start, result.end, result.quote, user, created, "", codings, ()))
        found.texts.append(FoundText(key, name, "", None, "", tuple(selections), tuple(whole), ()))
        _take_data(found, _data(task), key, fields.text, customer, cases)
    found.cases = [(guid("case", name), name, "", tuple(texts)) for name, texts in cases.items()]
    found.users.sort(key=lambda one: one.name)
    return settled(found, raw, where, ("UTF-16 units", "code points"))


def _data(task: Task) -> Mapping[str, Any]:
    data = task.get("data")
    return data if isinstance(data, Mapping) else {}


def _annotations(found: Found, task: Task) -> Iterator[tuple[str, str, list[Result]]]:
    """Coder, date and marks of each annotation and prediction of a task."""
    for one in _dicts(task.get("annotations") or task.get("completions")):
        if one.get("was_cancelled"):
            found.lose("annotations", "skipped annotations", "Their annotator skipped the task.")
            continue
        by = one.get("completed_by")
        coder = (by.get("email") or by.get("username") or by.get("id")) if isinstance(by, Mapping) else by
        name = "" if coder in (None, "") else f"annotator {coder}" if str(coder).isdigit() else str(coder)
        yield name, str(one.get("created_at") or "")[:19], list(_results(found, one.get("result"), None))
    for one in _dicts(task.get("predictions")):
        score = one.get("score")
        yield (f"{MODEL}{one.get('model_version') or 'unnamed'}", "",
               list(_results(found, one.get("result"), float(score) if isinstance(score, int | float) else None)))


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _results(found: Found, results: Any, score: float | None) -> Iterator[Result]:
    for one in _dicts(results):
        value, kind = one.get("value"), str(one.get("type") or "")
        if not isinstance(value, Mapping):
            found.lose("annotations", f"results of type «{kind[:40]}»", "Only labels and choices of texts are codings.")
            continue
        codes = _codes(value)
        start, end = value.get("start"), value.get("end")
        placed = _number(start) is not None and _number(end) is not None
        if not codes or (kind.endswith("labels") and not placed) or "startOffset" in value or "globalOffsets" in value:
            found.lose("annotations", f"results of type «{kind[:40]}»", "Only labels and choices of texts are codings.")
            continue
        own = one.get("score")
        probability = float(own) if isinstance(own, int | float) else score
        yield Result(str(one.get("from_name") or ""), codes, _number(start) if placed else None, _number(end) if placed else None,
                     str(value.get("text") or ""), probability if probability is not None and 0 <= probability <= 1 else None)


def _number(value: Any) -> int | None:
    """A position; None where it is none (a paragraph's number is text, a time is no whole number)."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 2**31 else None


def _codes(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the codes in a value; a path of a taxonomy is one name."""
    named: list[Any] = next((value[key] for key in (*LABELS, *CHOICES) if isinstance(value.get(key), list)), [])
    codes = (" / ".join(map(str, one)) if isinstance(one, list) else str(one) for one in named)
    return tuple(dict.fromkeys(one for one in codes if one))


class _Fields:
    """Which field of the tasks' data holds the text."""

    def __init__(self, tasks: Sequence[Task], results: Sequence[Result], where: str, asked: str) -> None:
        length: Counter[str] = Counter()
        for task in tasks:
            for key, value in _data(task).items():
                if isinstance(value, str):
                    length[key] += len(value)
        if asked and asked not in length:
            raise InputRefused("exchange_text", f"The tasks of «{where}» have no text «{asked}».", f"Their texts are {listed(length)}.")
        known = [key for key in length if plain_name(key) in NAMES["text"]]
        order = {key: NAMES["text"].index(plain_name(key)) for key in known}
        ranked = sorted(length, key=lambda key: (key not in known, order.get(key, 0), -length[key], key))
        if not ranked:
            raise InputRefused("exchange_text", f"The tasks of «{where}» hold no text.",
                               "Export tasks whose data has a text, or name another file.")
        self.text = asked or ranked[0]


def _take_codes(found: Found, results: Iterable[Result]) -> None:
    """Codes in the order of their names; where several controls made them, each control is a folder."""
    pairs = sorted({(one.control, code) for one in results for code in one.codes})
    controls = sorted({control for control, _ in pairs})
    folders = {control: guid("code", f"label studio control {control}") for control in controls} if len(controls) > 1 else {}
    found.codes = [ExchangedCode(key, control, is_codable=False) for control, key in folders.items()]
    found.codes += [ExchangedCode(guid("code", f"label studio {control} {code}"), code, parent=folders.get(control, ""))
                    for control, code in pairs]


def _user(found: Found, name: str) -> str:
    """The guid of a coder."""
    user = User(guid("user", name or UNKNOWN), name or UNKNOWN)
    if user not in found.users:
        found.users.append(user)
    return user.guid


def _score_note(found: Found, score: float | None, known: dict[float, str]) -> tuple[str, ...]:
    """A note with the score of a prediction, which is kept as the probability of its codings."""
    if score is None:
        return ()
    if score not in known:
        known[score] = guid("note", f"label studio probability {score}")
        found.notes.append(FoundText(known[score], CODING_NOTE, "", f"probability: {score}\n", "", (), (), ()))
    return (known[score],)


def _take_data(found: Found, data: Mapping[str, Any], key: str, text: str, customer: str, cases: dict[str, list[str]]) -> None:
    """The rest of a task's data: the customer, and short values as variables of the text."""
    for name, value in data.items():
        if name == customer and isinstance(value, str | int) and str(value):
            cases.setdefault(str(value), []).append(key)
        elif name != text and isinstance(value, str | int | float) and len(str(value)) <= VALUE_CHARS_MAX:
            variable = Variable(guid("variable", name), name)
            if variable not in found.variables:
                found.variables.append(variable)
            found.values.append((key, variable.guid, "Text", str(value)))
        elif name != text and value is not None:
            found.lose("tasks", f"values of «{name[:40]}»", "They are lists, or longer than a value of a variable.")


def tasks_of_records(records: Iterable[Mapping[str, Any]], choices: Sequence[str] = ()) -> list[Task]:
    """Tasks of JSON-MIN or CSV records, one an annotation: what is a list of labels or a choice is a result, the rest is data.

    A choice of one word looks like data; ``choices`` names the controls that made such. In JSON-MIN it stands behind the id.

    >>> tasks_of_records([{"text": "Ran.", "id": 7, "mood": "good", "annotator": 2}])[0]["annotations"][0]["result"][0]["value"]
    {'choices': ['good']}
    """
    tasks: dict[str, dict[str, Any]] = {}
    for nth, record in enumerate(records):
        keys = list(record)
        after = set(keys[keys.index("id") + 1 :]) if "id" in keys and keys != sorted(keys) else set()  # a CSV has sorted columns
        results: list[dict[str, Any]] = []
        data: dict[str, Any] = {}
        for key, cell in record.items():
            value = _unpacked(cell)
            marks = list(_marks(value, key in choices or (key in after and key not in RECORD_KEYS)))
            if key not in RECORD_KEYS and marks:
                results += [{"from_name": key, "type": next(iter(mark)), "value": mark} for mark in marks]
            elif key not in RECORD_KEYS:
                data[key] = value
        name = str(record.get("id", f"row {nth + 1}"))
        task = tasks.setdefault(name, {"id": record.get("id", name), "data": data, "annotations": []})
        task["annotations"].append({"completed_by": record.get("annotator"), "created_at": record.get("created_at"), "result": results})
    return list(tasks.values())


def _unpacked(cell: Any) -> Any:
    """A cell with JSON in it as what it holds."""
    if isinstance(cell, str) and cell[:1] in "[{" and cell[-1:] in "]}":
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    return cell


def _marks(value: Any, is_choice: bool) -> Iterator[dict[str, Any]]:
    """The values of results in a cell; nothing where it is data."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping) and any(isinstance(one.get(key), list) for key in (*LABELS, *CHOICES)):
            yield {"labels": one["labels"], **one} if "labels" in one else dict(one)
        elif is_choice and isinstance(one, str) and one:
            yield {"choices": [one]}
