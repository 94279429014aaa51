"""Segments, waves, brands and outcomes held against each other: differences with intervals, trends, what changed."""
