"""A circuit as other programs and people read it: text, nothing else."""
