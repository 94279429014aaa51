"""queries of circles."""
