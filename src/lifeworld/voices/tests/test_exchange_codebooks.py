"""The default codebook out to .qdc and back: names, definitions, inclusions, examples, groups and types are equal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import Code, Codebook
from lifeworld.voices.core.exchange.codebooks import codebook_of_codes, exchanged_codes
from lifeworld.voices.core.exchange.values import ExchangedCode, Project
from lifeworld.voices.files.codebook import default_codebook
from lifeworld.voices.files.exchange import read_exchange, write_qdc
from lifeworld.voices.files.exchange.folder import CODED, read_folder

LINE = st.text(st.sampled_from("ab :=é👩\"<&"), min_size=1, max_size=8).map(lambda one: " ".join(one.split())).filter(bool)
LINES = st.lists(LINE, max_size=3)


def test_the_default_codebook_comes_back_from_a_codebook_file(tmp_path: Path) -> None:
    book = default_codebook()
    write_qdc(Project("default", codes=exchanged_codes(book)), tmp_path / "a.qdc")
    found = read_exchange(tmp_path / "a.qdc").project
    assert codebook_of_codes(found.codes, book.name, book.version) == book
    assert [one.name for one in found.codes if not one.is_codable] == ["Actors", "Drivers"]


@given(LINES, LINES, LINES)
def test_any_lines_come_back(include: list[str], exclude: list[str], examples: list[str]) -> None:
    code = Code("mood", "The mood", "How it feels.\n\nTwo lines.", "driver", "individual", tuple(include), tuple(exclude), tuple(examples))
    book = Codebook("b", "1", (code,))
    assert codebook_of_codes(exchanged_codes(book), "b", "1") == book


def test_a_code_of_another_program_needs_a_description() -> None:
    codes = (ExchangedCode("5215cc69-b628-4e02-afb9-9beeaee55808", "Economy", "", "Anything about jobs."),)
    book = codebook_of_codes(codes, "other", "1")
    assert (book.codes[0].definition, book.codes[0].group) == ("Anything about jobs.", "actor")
    with pytest.raises(InputRefused, match="has no description"):
        codebook_of_codes((ExchangedCode("5215cc69-b628-4e02-afb9-9beeaee55808", "Economy"),), "other", "1")


def test_a_folder_with_a_codebook_keeps_its_definitions(tmp_path: Path) -> None:
    (tmp_path / "statements.csv").write_text("id,customer,text\na,cleo,My mum ran.\n", encoding="utf-8")
    (tmp_path / CODED).write_text("id,coder,code\na,Ana,mood\n", encoding="utf-8")
    toml = 'name = "own"\nversion = "1"\n[[code]]\nname = "rain"\ndefinition = "It rains."\ngroup = "driver"\ntype = "individual"\n'
    (tmp_path / "codebook.toml").write_text(toml, encoding="utf-8")
    codes = {one.name: one for one in read_folder(tmp_path).codes}
    assert codes["rain"].description.startswith("It rains.")
    assert default_codebook().code("mood").definition in codes["mood"].description
