"""queries of audiences."""
