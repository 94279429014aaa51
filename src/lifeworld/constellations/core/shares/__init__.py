"""Shares that carry the coding error: what a model counted, corrected by what people read in a random sample of it."""
