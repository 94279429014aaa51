"""Requests and replies of an OpenAI-compatible endpoint, as plain values: what is sent, what weaker endpoints get, what came back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from lifeworld.voices.core.llm.prompts import answer_schema, message
from lifeworld.voices.core.llm.values import Prompt, Question, Reply, Settings, Usage

Format = Literal["json_schema", "json_object", "text"]
WEAKER: dict[Format, Format] = {"json_schema": "json_object", "json_object": "text"}
"""What an endpoint gets that does not know a format: JSON by schema, any JSON, plain words with JSON in them."""
TOO_LONG = "length"
FILTERED = ("content_filter", "refusal")


@dataclass(frozen=True)
class Shape:
    """What an endpoint understands: the format of the answer, and which settings it takes."""

    format: Format = "json_schema"
    temperature: bool = True
    seed: bool = True
    limit: str = "max_tokens"


class Unreadable(ValueError):
    """A reply that is none: another try may help. The message says what was wrong."""


def request(shape: Shape, prompt: Prompt, question: Question, settings: Settings, seed: int, tokens_max: int) -> dict[str, Any]:
    """The body of one request; ``tokens_max`` bounds the answer."""
    body: dict[str, Any] = {
        "model": settings.model,
        "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": message(question)}],
        shape.limit: tokens_max,
    }
    if shape.temperature:
        body["temperature"] = settings.temperature
    if shape.seed:
        body["seed"] = seed
    if shape.format == "json_schema":
        schema = {"name": "codings", "strict": True, "schema": answer_schema(prompt.codes)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif shape.format == "json_object":
        body["response_format"] = {"type": "json_object"}
    return body


def weaker(shape: Shape, complaint: str) -> Shape | None:
    """The shape to try after an endpoint refused one, by what its complaint names; None where nothing is left to give up.

    >>> weaker(Shape(), "Unsupported value: 'temperature' does not support 0").temperature
    False
    >>> weaker(Shape(), "bad request").format
    'json_object'
    """
    said = complaint.lower()
    if "max_completion_tokens" in said and shape.limit == "max_tokens":
        return replace(shape, limit="max_completion_tokens")
    if "temperature" in said and shape.temperature:
        return replace(shape, temperature=False)
    if "seed" in said and shape.seed:
        return replace(shape, seed=False)
    if shape.format in WEAKER:
        return replace(shape, format=WEAKER[shape.format])
    return replace(shape, temperature=False, seed=False) if shape.temperature or shape.seed else None


def reply_of(body: bytes) -> Reply:
    """What a body with status 200 says. Errors: Unreadable where it is no completion with exactly one choice."""
    try:
        said = json.loads(body.decode("utf-8"), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the endpoint did not send JSON") from error
    choices = said.get("choices") if isinstance(said, Mapping) else None
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], Mapping):
        raise Unreadable("the reply has no single answer")
    words = choices[0].get("message")
    content = words.get("content") if isinstance(words, Mapping) else None
    refusal = words.get("refusal") if isinstance(words, Mapping) else None
    finish = "refusal" if refusal and not content else str(choices[0].get("finish_reason") or "")
    if isinstance(content, list):  # some endpoints send words in parts
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, Mapping))
    if not isinstance(content, str):
        content = ""
    model = said.get("model")
    return Reply(content, finish, _usage(said.get("usage")), model if isinstance(model, str) else "")


def _usage(said: Any) -> Usage:
    """Tokens as the endpoint counted them; 0 where it did not."""
    counts = [said.get(name) if isinstance(said, Mapping) else None for name in ("prompt_tokens", "completion_tokens")]
    whole = [count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else 0 for count in counts]
    return Usage(*whole)


def complaint_of(body: bytes, limit: int = 200) -> str:
    """What the body of a refusal says, in one line without control characters, shortened.

    >>> complaint_of(b'{"error": {"message": "no such\\\\nmodel"}}'), complaint_of(b"<html>")
    ('no such model', '')
    """
    try:
        said = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return ""
    error = said.get("error", said) if isinstance(said, Mapping) else {}
    words = error if isinstance(error, str) else error.get("message") or error.get("detail") or "" if isinstance(error, Mapping) else ""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in str(words)).split())
    return line if len(line) <= limit else line[: limit - 1] + "\u2026"
