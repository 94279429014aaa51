"""One transcript from disk to lines, whatever its format; the reasons why a file cannot be read."""

from __future__ import annotations

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.encoding import detect_encoding, utf8_blocks
from lifeworld.kit.frames.source import SIGNATURES
from lifeworld.voices.core.transcripts.plain import markdown_lines, text_lines
from lifeworld.voices.core.transcripts.subtitles import srt_lines, vtt_lines
from lifeworld.voices.core.transcripts.values import Line
from lifeworld.voices.files.transcripts.docx import docx_lines
from lifeworld.voices.files.transcripts.found import TranscriptFile

TEXT_BYTES_MAX = 64 << 20
OFFICE = b"\xd0\xcf\x11\xe0"
SAVE_AS = "Open it in the program that wrote it and save it as DOCX or as plain text (.txt)."


def read_lines(file: TranscriptFile) -> tuple[list[Line], tuple[str, ...]]:
    """The lines of a transcript and the kinds of text in it that are left out (headers of a DOCX and the like).

    Errors: InputRefused for a file that is empty, too large, in an unknown encoding, encrypted or damaged.
    """
    path, label = file.path, file.name
    try:
        size = path.stat().st_size
        if not size:
            raise InputRefused("empty_file", f"The file «{label}» is empty.", "Export it again, or remove it.")
        if path.suffix.lower() == ".docx":
            lines, left_out = docx_lines(path, label)
        else:
            lines, left_out = _text(file, size), ()
    except OSError as error:
        raise InputRefused("unreadable_file", f"«{label}» cannot be opened: {error.strerror or error}.",
                           "Check that you may read it.") from error
    if not lines:
        raise InputRefused("empty_file", f"The file «{label}» holds no words.", "Export it again, or remove it.")
    return lines, left_out


def _text(file: TranscriptFile, size: int) -> list[Line]:
    if size > TEXT_BYTES_MAX:
        raise InputRefused("too_large", f"«{file.name}» has more than {TEXT_BYTES_MAX >> 20} MiB.", "Check that it is a transcript.")
    with file.path.open("rb") as stream:
        head = stream.read(64)
    for signature, what in (*SIGNATURES, (b"PK\x03\x04", "a ZIP archive or an Office file")):
        if head.startswith(signature):
            kind = "an old Word document (.doc) or a file with a password" if signature == OFFICE else what
            raise InputRefused("not_a_transcript", f"«{file.name}» is {kind}, which is not read as a transcript.", SAVE_AS)
    encoding = detect_encoding(file.path, file.name)
    text = b"".join(utf8_blocks(file.path, encoding)).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    ending = file.path.suffix.lower()
    if ending == ".vtt" or text.lstrip("\ufeff \n").startswith("WEBVTT"):
        return vtt_lines(text)
    if ending == ".srt":
        return srt_lines(text)
    return markdown_lines(text) if ending in {".md", ".markdown"} else text_lines(text)
