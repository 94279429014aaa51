"""Schematics, drawn."""
