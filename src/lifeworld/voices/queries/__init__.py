"""What is asked about studies: the place first; frozen values and frames come back, never rows."""
