"""What changes studies: one file an idea, one verb each."""
