"""Partial results: what is kept of some customers of a study, so that all figures can be made of the sum of the parts."""
