"""Transcripts: lines of a file to turns of speakers, and which speaker is the customer."""
