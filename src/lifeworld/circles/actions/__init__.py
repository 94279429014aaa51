"""actions of circles."""
