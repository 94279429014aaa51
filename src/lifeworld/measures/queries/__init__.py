"""queries of measures."""
