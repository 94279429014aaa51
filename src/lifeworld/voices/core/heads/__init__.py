"""Heads: what a study's own codings teach the model about any codebook, from a few examples to thousands."""
