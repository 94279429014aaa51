"""Backups: a ZIP of one JSON line a row, the same for SQLite and PostgreSQL."""
