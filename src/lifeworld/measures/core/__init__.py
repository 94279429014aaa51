"""core of measures."""
