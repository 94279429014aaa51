"""The instruction holds the whole codebook, and no statement can leave its place in the message."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.voices.core.codebook import Code, Codebook
from lifeworld.voices.core.llm.cost import Prices, estimated, tokens
from lifeworld.voices.core.llm.prompts import WORDINGS, answer_schema, message, prompts
from lifeworld.voices.core.llm.retry import DELAY_MAX_S, delay_s
from lifeworld.voices.core.llm.values import Question, Usage

BOOK = Codebook("own", "1", (
    Code("peers", "peers", "Others who run as well.", "actor", include=("a club",), exclude=("family",), examples=("We run on Sundays.",)),
    Code("mood", "mood", "How it feels.", "driver", "individual"), Code("joy", "joy", "Delight.", "driver", "individual", refines="mood"),
))


def test_every_wording_says_everything_of_every_code() -> None:
    made = prompts(BOOK, WORDINGS)
    assert len({one.hash for one in made}) == WORDINGS and all(one.codes == BOOK.names for one in made)
    for one in made:
        for words in ("Others who run as well.", "counts: a club", "does not count: family", "example: We run on Sundays.", "Delight."):
            assert one.system.count(words) == 1 or words == "counts: a club"
    assert len({tuple(sorted(BOOK.names, key=lambda name: one.system.index(f"\n{name} ("))) for one in made}) == WORDINGS


def test_the_hash_is_that_of_the_instruction() -> None:
    again, other = prompts(BOOK)[0], prompts(replace(BOOK, codes=BOOK.codes[:2]))[0]
    assert again.hash == prompts(BOOK, 3)[0].hash != other.hash
    assert again.hash == prompts(replace(BOOK, version="2"))[0].hash
    with pytest.raises(ValueError, match="1 to 3"):
        prompts(BOOK, 4)


@given(st.text(max_size=80), st.none() | st.text(max_size=20), st.none() | st.text(max_size=20))
def test_a_statement_cannot_leave_its_place(text: str, focal: str | None, context: str | None) -> None:
    read = json.loads(message(Question("id-17", text, focal, context)))
    assert read.pop("statement") == text
    assert read == {name: value for name, value in (("focal_provider", focal), ("context", context)) if value is not None}


def test_ids_are_not_sent_and_the_schema_is_strict() -> None:
    assert "id-17" not in message(Question("id-17", "text", "Kestrel", "before"))
    schema = answer_schema(BOOK.names)
    coding = schema["properties"]["codings"]["items"]
    assert coding["properties"]["code"]["enum"] == list(BOOK.names) and set(coding["required"]) == set(coding["properties"])
    assert schema["additionalProperties"] is False and coding["additionalProperties"] is False


@given(st.lists(st.text(max_size=40), max_size=5))
def test_tokens_add_up_and_more_questions_never_cost_less(texts: list[str]) -> None:
    prompt = prompts(BOOK)[0]
    asks = [(prompt, Question(str(nth), text)) for nth, text in enumerate(texts)]
    whole, apart = estimated(asks), [estimated([ask]) for ask in asks]
    assert whole.tokens_in == sum(one.tokens_in for one in apart)
    assert whole.tokens_in >= len(texts) * tokens(prompt.system)
    assert estimated(asks, Usage(0, 90), 3).tokens_out == 30 * len(texts)
    price = Prices(2.0, 4.0).cost(whole)
    assert price == pytest.approx((2 * whole.tokens_in + 4 * whole.tokens_out) / 1e6)


@given(st.integers(1, 200), st.floats(0, 1), st.none() | st.floats(0, 1e6))
def test_waiting_is_bounded_and_at_least_what_the_server_asks(tries: int, uniform: float, after: float | None) -> None:
    waited = delay_s(tries, uniform, after)
    assert 0.5 <= waited <= 600 + DELAY_MAX_S
    assert after is None or waited >= min(after, 600)
    assert delay_s(tries, uniform) <= delay_s(tries + 1, uniform)
