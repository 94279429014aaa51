"""The terminal's words are loaded when they are said."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from lifeworld.cli import SITE, WORDS, lifeworld


@pytest.mark.parametrize("word", [*WORDS, *SITE])
def test_every_word_is_there_and_bears_its_name(word: str) -> None:
    command = lifeworld.get_command(click.Context(lifeworld), word)
    assert isinstance(command, click.Command)
    assert command.name == word


def test_help_loads_neither_pages_nor_slides_nor_a_web_framework() -> None:
    code = ("import sys; from lifeworld.cli import main; main(['--help']); "
            "print([name for name in ('django', 'pptx', 'jinja2', 'xlsxwriter', 'typst', 'scipy', 'onnxruntime') if name in sys.modules])")
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"


def test_a_word_that_nobody_knows_is_refused() -> None:
    said = subprocess.run([sys.executable, "-m", "lifeworld.cli", "mpa"], capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "No such command 'mpa'" in said.stderr
