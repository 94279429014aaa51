"""Interviews by the dozen, made up from a few sentences: for tests of speed and size, never for results."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

WORDS_A_PAGE = 500
QUESTIONS = (
    "How did that come about?", "What happened then?", "Who was there with you?", "What does the Marlo do for you?", "How did you feel?",
    "Could you tell me more about that?", "What would you change?", "Was it always like that?",
)
ANSWERS = (
    "I ride because it clears my head after a long day at the desk.", "My wife came along on the first tour and never complained.",
    "The Marlo lost the signal under the bridge and I had to restart it.", "My legs were tired, but I was proud of myself.",
    "The people of the Tuesday group wait for me on every hill.", "I wanted to be faster than last year, and I was.",
    "The battery lasted two days, which is more than they promise.", "A stranger helped me with the chain and did not even tell his name.",
    "My friends saw the ride in the evening and sent a message.", "The Veloroute app is simpler, but it has no maps of our valley.",
    "It rained the whole way and I did not mind.", "Everybody in the club knew about my time on the climb.",
)
_HEAD = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
         '2006/main"><w:body>')
_TYPES = ('<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
          'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
          'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
          '</Types>')
_RELS = ('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
         '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
         'Target="word/document.xml"/></Relationships>')


def made_turns(n_words: int, chance: random.Random) -> list[tuple[str, str]]:
    """Speaker and words of a conversation of about ``n_words`` words: questions of "Interviewer", answers of "Customer"."""
    turns, words = [], 0
    while words < n_words:
        answer = " ".join(chance.choices(ANSWERS, k=chance.randint(1, 6)))
        turns += [("Interviewer", chance.choice(QUESTIONS)), ("Customer", answer)]
        words += len(answer.split()) + 6
    return turns


def write_docx(paragraphs: list[str], path: Path) -> None:
    """A small DOCX with one paragraph for each text."""
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>' for text in paragraphs)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("word/document.xml", f"{_HEAD}{body}</w:body></w:document>")


def write_interviews(folder: Path, n: int = 60, pages: int = 5, seed: int = 0) -> int:
    """``n`` interviews of ``pages`` pages as DOCX with a people.csv, in an existing folder; returns the number of words."""
    chance = random.Random(seed)  # noqa: S311  (not a secret)
    words = 0
    rows = ["customer,group,wave,nps,consent"]
    for number in range(1, n + 1):
        turns = made_turns(pages * WORDS_A_PAGE, chance)
        write_docx([f"{speaker}: {text}" for speaker, text in turns], folder / f"c{number:03d}.docx")
        words += sum(len(text.split()) for _, text in turns)
        rows.append(f"c{number:03d},{'racer' if number % 2 else 'tourer'},2026 Q{number % 2 + 1},{number % 11},yes")
    (folder / "people.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return words
