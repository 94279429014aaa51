"""Answers of a language model, checked: only codes of the codebook with words of the text are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lifeworld.voices.core.llm.exchange import Unreadable
from lifeworld.voices.core.llm.quotes import located
from lifeworld.voices.core.llm.values import Answer, Judgement, Rejected

RATIONALE_CHARS_MAX = 600
CODINGS_MAX = 400
"""Items of one answer that are looked at; whatever stands beyond is malformed."""
_BASES = {"explicit": True, "interpretive": False}


def checked_answer(content: str, text: str, codes: Sequence[str]) -> Answer:
    """The answer in ``content`` on ``text``.

    A coding is kept where its code is in ``codes`` and its quote stands in the text; otherwise it is counted as rejected. The
    same code on the same words counts once. Errors: Unreadable where there is no JSON object with a list of codings.

    >>> said = '{"codings": [{"code": "peers", "quote": "my club", "basis": "explicit"}, {"code": "joy", "quote": "my"}], "valence": 1}'
    >>> answer = checked_answer(said, "I love my club", ["peers"])
    >>> [(one.code, one.start, one.end) for one in answer.judgements], answer.rejected.codes
    ([('peers', 7, 14)], 1)
    """
    said = json_object(content)
    items = said["codings"]
    kept: dict[tuple[str, int, int], Judgement] = {}
    quotes, invented = 0, 0
    malformed = max(0, len(items) - CODINGS_MAX)
    known = {_folded(code): code for code in codes}
    for item in items[:CODINGS_MAX]:
        if not isinstance(item, Mapping) or not isinstance(item.get("code"), str):
            malformed += 1
        elif (code := known.get(_folded(item["code"]))) is None:
            invented += 1
        elif (place := located(text, item["quote"]) if isinstance(item.get("quote"), str) else None) is None:
            quotes += 1
        else:
            kept.setdefault((code, *place), _judgement(code, *place, item))
    order = {code: nth for nth, code in enumerate(codes)}
    judgements = sorted(kept.values(), key=lambda one: (order[one.code], one.start, one.end))
    return Answer(tuple(judgements), _number(said.get("valence"), -1, 1), Rejected(quotes, invented, malformed))


def json_object(content: str) -> dict[str, Any]:
    """The first JSON object with a list "codings" in the words of a model, fenced or surrounded by talk.

    Errors: Unreadable where there is none.
    """
    decoder = json.JSONDecoder(parse_constant=lambda _: None)
    at = content.find("{")
    tries = 0
    while at >= 0 and tries < 50:  # an answer that opens more braces before its object is none
        try:
            said, _ = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict) and isinstance(said.get("codings"), list):
            return said
        at = content.find("{", at + 1)
        tries += 1
    raise Unreadable("the answer holds no JSON object with a list of codings")


def _judgement(code: str, start: int, end: int, item: Mapping[str, Any]) -> Judgement:
    basis, rationale = item.get("basis"), item.get("rationale")
    explicit = _BASES.get(basis.strip().lower()) if isinstance(basis, str) else None
    words = " ".join(rationale.split()) if isinstance(rationale, str) else ""
    words = words.encode("utf-8", "replace").decode("utf-8")[:RATIONALE_CHARS_MAX]
    return Judgement(code, start, end, explicit, words, _number(item.get("confidence"), 0, 1))


def _number(value: Any, low: float, high: float) -> float | None:
    """A number within bounds, else None: unknown is not zero."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        return None
    return float(value)


def _folded(code: str) -> str:
    return code.strip().casefold().replace(" ", "_").replace("-", "_")
