"""Plain text and Markdown to lines."""

from __future__ import annotations

import re

from lifeworld.voices.core.transcripts.values import Line

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(?P<inner>.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])(?P<inner>[^*_\n]+?)(?<=\S)\1(?![\w*_])")
_BOLD_HEAD = re.compile(r"^\s*(\*\*|__)(?=\S)(?P<inner>[^*_:\n]{1,48}?)(?<=\S)\1[ \t]+(?=[^\s:])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def text_lines(text: str) -> list[Line]:
    """The lines of a text with LF line ends, without empty ones; their numbers count all lines from 1.

    >>> [(line.number, line.text, line.after_gap) for line in text_lines("A: Hi.\\n\\nB: Hello.")]
    [(1, 'A: Hi.', True), (3, 'B: Hello.', True)]
    """
    lines: list[Line] = []
    gap = True
    for number, row in enumerate(text.split("\n"), 1):
        said = row.strip("\ufeff\u200b\x0c").rstrip()
        if said.strip():
            lines.append(Line(number, said, after_gap=gap))
        gap = not said.strip()
    return lines


def markdown_lines(text: str) -> list[Line]:
    """The same for Markdown: front matter and comments are left out, signs of emphasis and escapes are not words.

    >>> [(line.number, line.text) for line in markdown_lines("---\\ntitle: x\\n---\\n**Ana:** I *love* it.")]
    [(4, 'Ana: I love it.')]
    """
    front = _FRONT_MATTER.match(text)
    if front:
        text = "\n" * front[0].count("\n") + text[front.end():]
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    return [Line(line.number, _without_marks(line.text), after_gap=line.after_gap) for line in text_lines(text)]


def _without_marks(row: str) -> str:
    row = _BOLD_HEAD.sub(lambda found: found["inner"] + "\t", row)  # "**Ana** I ride." is laid out like a table
    for pattern in (_STRONG, _EMPHASIS):
        row = pattern.sub(lambda found: found["inner"], row)
    return _ESCAPED.sub(r"\1", row)
