"""What leaves: nothing of people who said no, no ids, no contact data; and every place leads back to the customer's own words."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.voices.core.llm.leaving import HEALTH, LONG, NO_CONSENT, TEXT_CHARS_MAX, UNKNOWN_CONSENT, Wishes, leaving
from lifeworld.voices.core.statements import STATEMENT_SCHEMA
from lifeworld.voices.files.privacy import default_rules

RULES = default_rules()


def statements(*rows: dict[str, object]) -> pl.DataFrame:
    full = [dict.fromkeys(STATEMENT_SCHEMA) | {"id": f"s{nth}", "text": "", "field": "t"} | row for nth, row in enumerate(rows)]
    return pl.DataFrame(full, schema=STATEMENT_SCHEMA)


def test_one_no_withholds_everything_a_customer_said() -> None:
    found = leaving(statements(
        {"customer": "a", "text": "one", "consent": True}, {"customer": "a", "text": "two", "consent": False},
        {"customer": "b", "text": "three"}, {"text": "four", "consent": False}, {"text": "five"}), RULES, Wishes())
    assert [one.sent for one in found.questions] == ["three", "five"]
    assert found.withheld.rows() == [("s0", NO_CONSENT), ("s1", NO_CONSENT), ("s3", NO_CONSENT)]


def test_unknown_consent_health_and_length_as_the_study_wishes() -> None:
    rows = statements({"customer": "a", "text": "yes", "consent": True}, {"customer": "a", "text": "and so"},
                      {"customer": "b", "text": "maybe"}, {"customer": "a", "text": "my diabetes"},
                      {"customer": "a", "text": "x" * (TEXT_CHARS_MAX + 1)})
    strict = leaving(rows, RULES, Wishes(unknown_consent=False, health=False))
    assert strict.withheld["reason"].to_list() == [UNKNOWN_CONSENT, HEALTH, LONG]
    assert [one.statement for one in strict.questions] == ["s0", "s1"]
    assert leaving(rows, RULES, Wishes()).withheld["reason"].to_list() == [LONG]


def test_contact_data_ids_and_listed_phrases_are_replaced_in_words_and_context() -> None:
    row = {"customer": "zurbaran-olvik", "text": "Mail bo@x.org about Blue Heron, says zurbaran-olvik.", "context": "Is bo@x.org yours?",
           "focal": "Kestrel", "consent": True}
    sent = leaving(statements(row), RULES, Wishes(), ("blue heron",)).questions[0]
    assert leaving(statements(row), RULES, Wishes(), ("blue heron",)).counts([0]) == {"redacted": 1, "e-mail": 2, "customer": 1}
    assert (sent.sent, sent.context) == ("Mail [e-mail] about [redacted], says [customer].", "Is [e-mail] yours?")
    plain = leaving(statements(row), RULES, Wishes(redact=False), ("blue heron",)).questions[0]
    assert (plain.sent, plain.context) == (row["text"], row["context"])


def test_names_go_only_where_the_study_uses_pseudonyms() -> None:
    row = {"customer": "a", "text": "My sister Marion runs with me."}
    assert "Marion" in leaving(statements(row), RULES, Wishes()).questions[0].sent
    assert "Marion" not in leaving(statements(row), RULES, Wishes(persons=True)).questions[0].sent


PIECES = st.lists(st.sampled_from(["run ", "bo@x.org ", "my wife, ", "blue heron ", "é ", "https://x.org/me "]), max_size=8)


@given(st.lists(PIECES, min_size=1, max_size=4), st.data())
def test_places_lead_back_to_the_own_words(pieces: list[list[str]], data: st.DataObject) -> None:
    texts = ["".join(part) + "end" for part in pieces]
    out = leaving(statements(*({"text": text} for text in texts)), RULES, Wishes(), ("blue heron",))
    row = data.draw(st.integers(0, len(texts) - 1))
    sent = out.questions[row].sent
    start = data.draw(st.integers(0, len(sent) - 1))
    end = data.draw(st.integers(start + 1, len(sent)))
    a, b = (int(place[0]) for place in out.restored(np.array([row]), np.array([start]), np.array([end])))
    assert 0 <= a < b <= len(texts[row])
    forth = out.words.remapped(np.array([row]), np.array([a]), np.array([b]))
    assert int(forth[0][0]) <= start and end <= int(forth[1][0])
    if "[" not in sent[start:end] and "]" not in sent[start:end] and texts[row] == sent:
        assert texts[row][a:b] == sent[start:end]
    whole = out.restored(np.array([row]), np.array([0]), np.array([len(sent)]))
    assert (int(whole[0][0]), int(whole[1][0])) == (0, len(texts[row]))
