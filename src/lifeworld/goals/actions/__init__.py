"""actions of goals."""
