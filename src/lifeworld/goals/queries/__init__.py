"""queries of goals."""
