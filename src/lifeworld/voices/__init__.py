"""voices: what customers say, and which codes it carries."""
