"""Health words, pseudonyms, the secret key, the redaction list and the table that undoes pseudonyms."""

from __future__ import annotations

import stat
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.privacy.health import health_of
from lifeworld.voices.core.privacy.pseudonyms import content_key, pseudonyms
from lifeworld.voices.core.privacy.rules import rules_of
from lifeworld.voices.files.privacy import KEY_VARIABLE, default_rules, pseudonym_key, read_redactions, write_key_table

TOLD = (
    "I was diagnosed with diabetes.", "My depression got better.", "since my knee operation", "I am pregnant", "she uses a wheelchair",
    "beta-blockers slow my pulse", "Off sick for a week", "chemotherapy in spring", "My panic attacks stopped", "a broken ankle",
)
NOT_TOLD = (
    "healthy competition", "I am sick of updates", "this is crazy good", "my stroke rate in the pool", "I'll be there", "a chill pill",
    "it depressed the button", "an antivirus app", "tone deaf support", "retail therapy", "the steps are pillars of my day", "ms per frame",
)


def test_health_words_are_flagged_and_what_sounds_like_them_is_not() -> None:
    health = default_rules().health
    assert health.flagged(pl.Series(TOLD)).to_list() == [True] * len(TOLD)
    assert health.flagged(pl.Series(NOT_TOLD)).to_list() == [False] * len(NOT_TOLD)
    assert health.families_of(pl.Series(["my asthma and my anxiety", "fine"])).to_list() == [["illness", "mental_health"], []]


def test_an_exception_does_not_hide_a_real_word_beside_it() -> None:
    assert default_rules().health.flagged(pl.Series(["sick of my asthma"])).to_list() == [True]


def test_lists_with_unknown_keys_are_refused() -> None:
    with pytest.raises(InputRefused, match="stem"):
        health_of({"illness": {"stem": ["x"]}})
    with pytest.raises(InputRefused, match="firstnames"):
        rules_of({"firstnames": "Ana"}, {}, (), ())


def test_pseudonyms_depend_on_the_key_and_the_customer_alone() -> None:
    many = [f"customer {number}" for number in range(3000)]
    first = pseudonyms(many, b"key one")
    assert len(set(first.values())) == len(many)
    later = pseudonyms([*reversed(many[1000:]), "newcomer"], b"key one")
    assert sum(later[customer] != first[customer] for customer in many[1000:]) <= 4, "only codes that were alike may change"
    other = pseudonyms(many, b"key two")
    assert not set(first.items()) & set(other.items())
    order = [first[customer] for customer in many]
    assert sum(a < b for a, b in pairwise(order)) in range(1300, 1700), "the order of ids shows"


def test_the_key_of_the_content_does_not_depend_on_order_and_tells_contents_apart() -> None:
    assert content_key(pl.Series(["ab", "c"])) != content_key(pl.Series(["a", "bc"]))
    assert content_key(pl.Series(["a", None])) == content_key(pl.Series([None, "a"]))


def test_a_short_key_is_refused_and_no_key_is_none() -> None:
    assert pseudonym_key({}) == b""
    assert pseudonym_key({KEY_VARIABLE: "0123456789abcdef"}) == b"0123456789abcdef"
    with pytest.raises(InputRefused, match="16 characters"):
        pseudonym_key({KEY_VARIABLE: "secret"})


def test_the_redaction_list_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "redact.txt"
    path.write_text("\ufeff# words of the client\nProject  Heron\n\nProject Heron\nMüller\n", encoding="utf-8")
    assert read_redactions(path) == ("Project Heron", "Müller")
    with pytest.raises(InputRefused, match="cannot be read"):
        read_redactions(tmp_path / "none.txt")
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InputRefused, match="UTF-8"):
        read_redactions(path)


def test_the_key_table_is_the_owners_alone_and_never_among_the_results(tmp_path: Path) -> None:
    results, path = tmp_path / "study", tmp_path / "study-pseudonyms.csv"
    results.mkdir()
    write_key_table({"ben": "Customer BBBBB", "=ana": "Customer AAAAA"}, path, results)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "customer,pseudonym\n'=ana,Customer AAAAA\nben,Customer BBBBB\n"
    write_key_table({"ben": "Customer CCCCC"}, path, results)
    assert "CCCCC" in path.read_text()
    with pytest.raises(InputRefused, match="inside the results"):
        write_key_table({}, results / "deep" / "keys.csv", results)
