"""core of goals."""
