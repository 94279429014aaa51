"""Transcripts on disk: DOCX, TXT, Markdown, VTT and SRT, with the sheets beside them."""

from lifeworld.voices.files.transcripts.found import SUFFIXES, is_transcript
from lifeworld.voices.files.transcripts.interviews import Interview, Interviews, read_interviews

__all__ = ["SUFFIXES", "Interview", "Interviews", "is_transcript", "read_interviews"]
