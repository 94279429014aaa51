"""Recordings as devices and services write them."""
