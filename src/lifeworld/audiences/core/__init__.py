"""core of audiences."""
