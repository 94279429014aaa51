"""actions of measures."""
