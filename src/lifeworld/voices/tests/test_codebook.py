"""The codebook: its words, its hash, and a study's changes."""

from pathlib import Path

import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import (
    ACTOR_NAMES,
    ACTORS,
    CODES,
    DRIVER_NAMES,
    DRIVERS,
    TYPE_OF_DRIVER,
    Code,
    Codebook,
)
from lifeworld.voices.core.codebook_changes import codebook_of
from lifeworld.voices.files.codebook import default_codebook, read_codebook


def test_the_default_codebook_has_the_twelve_codes_in_order_with_the_words_of_the_method() -> None:
    book = default_codebook()
    assert book.names == CODES == ACTORS + DRIVERS
    assert [code.title for code in book.codes] == [*ACTOR_NAMES.values(), *DRIVER_NAMES.values()]
    assert {code.name: code.type for code in book.codes if code.group == "driver"} == dict(TYPE_OF_DRIVER)
    assert all(code.definition and code.include and code.exclude for code in book.codes)
    assert all(3 <= len(code.examples) <= 4 for code in book.codes)


def test_the_hash_follows_the_content() -> None:
    one = Codebook("a", "1", (Code("x", "x", "Something.", "actor"),))
    same = Codebook("a", "1", (Code("x", "x", "Something.", "actor"),))
    other = Codebook("a", "1", (Code("x", "x", "Something else.", "actor"),))
    assert one.hash == same.hash != other.hash
    assert one.hash in one.label


@pytest.mark.parametrize(("code", "what"), [
    (("x", "x", " ", "actor"), "no definition"),
    (("", "x", "Something.", "actor"), "no name"),
    (("x", "x", "Something.", "thing"), "group"),
    (("x", "x", "Something.", "driver"), "type"),
    (("x", "x", "Something.", "actor", "social"), "type"),
])
def test_a_code_that_says_too_little_is_refused(code: tuple[str, ...], what: str) -> None:
    with pytest.raises(InputRefused, match=what):
        Code(*code)


def test_two_codes_of_one_name_are_refused() -> None:
    code = Code("x", "x", "Something.", "actor")
    with pytest.raises(InputRefused, match="stands twice"):
        Codebook("a", "1", (code, code))


def test_a_wrong_code_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputRefused, match="Did you mean «belonging»"):
        default_codebook().code("belongng")


STUDY = """
name = "bikes"
version = "2"
[[code]]
name = "status"
include = ["the fastest lap of the day"]
[[code]]
name = "weather"
group = "driver"
type = "individual"
definition = "Rain, wind, heat or cold colour the experience."
refines = "mood"
[[code]]
name = "strangers"
action = "replace"
definition = "Anybody the rider does not know."
"""


def test_a_study_adds_refines_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "book.toml"
    path.write_text("\ufeff" + STUDY, encoding="utf-8")
    book, default = read_codebook(path), default_codebook()
    assert (book.name, book.version, book.names) == ("bikes", "2", (*CODES, "weather"))
    assert book.code("status").definition == default.code("status").definition
    assert book.code("status").include == (*default.code("status").include, "the fastest lap of the day")
    assert book.code("strangers").examples == () and book.code("strangers").group == "actor"
    assert book.code("weather").refines == "mood"
    assert book.hash != default.hash == read_codebook(None).hash


def test_a_study_may_bring_a_codebook_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('base = "none"\n[[code]]\nname = "a"\ngroup = "actor"\ndefinition = "A."\n', encoding="utf-8")
    assert read_codebook(path).names == ("a",)


@pytest.mark.parametrize(("text", "what"), [
    ('colour = 1', "unknown key «colour»"),
    ('[[code]]\nname = "mood"\ninclud = ["x"]', "Did you mean «include»"),
    ('[[code]]\nname = "relibility"\ngroup = "driver"\ntype = "brand"', "no definition.*«reliability»"),
    ('[[code]]\nname = "relibility"\naction = "refine"', "Did you mean «reliability»"),
    ('[[code]]\nname = "mood"\naction = "add"\ndefinition = "x"', "known already"),
    ('[[code]]\nname = "mood"\naction = "drop"', "action «drop»"),
    ('[[code]]\nname = "mood"\nexamples = "one"', "no list of texts"),
    ('[[code]]\nname = "mood"\ndefinition = 3', "no text"),
    ('[[code]]\nname = "mood"\n[[code]]\nname = "mood"', "stands twice"),
    ('[[code]]\nname = "new"\ngroup = "actr"\ndefinition = "x"', "group «actr»"),
    ('[[code]]\nname = "new"\ndefinition = "x"', "no group"),
    ('[[code]]\nname = "new"\ngroup = "actor"\ndefinition = "x"\nrefines = "peer"', "Did you mean «peers»"),
    ('[[code]]\ndefinition = "x"', "no name"),
    ('[[code]]\nname = "mood"\ndefinition = " "', "no definition"),
    ('base = "other"', "base «other»"),
    ('base = "none"', "no list of codes"),
    ('code = 3', "no list of codes"),
    ('[[code', "no valid TOML"),
])
def test_a_wrong_codebook_is_refused_in_whole_sentences(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=what) as refused:
        read_codebook(path)
    assert str(refused.value).endswith((".", "?"))


def test_missing_and_undecodable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot be read"):
        read_codebook(tmp_path / "none.toml")
    path = tmp_path / "book.toml"
    path.write_bytes(b'name = "\xff"')
    with pytest.raises(InputRefused, match="not UTF-8"):
        read_codebook(path)


def test_without_a_default_the_data_stand_alone() -> None:
    raw = {"code": [{"name": "a", "group": "actor", "definition": "A."}]}
    assert codebook_of(raw, "here").names == ("a",)
    with pytest.raises(InputRefused, match="base «default»"):
        codebook_of({"base": "default", **raw}, "here")
