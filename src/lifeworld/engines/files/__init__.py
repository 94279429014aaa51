"""Engines that reach beyond this process: worker processes, a cluster, and results kept on disk."""
