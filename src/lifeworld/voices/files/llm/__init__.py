"""Asking a language model: the endpoint, its client, retries, what was answered already, and the folder of a run."""
