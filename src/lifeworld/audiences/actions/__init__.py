"""actions of audiences."""
