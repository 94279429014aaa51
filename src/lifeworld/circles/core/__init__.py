"""core of circles."""
