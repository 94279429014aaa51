"""Simulated worlds: what the method finds where the truth is known."""
