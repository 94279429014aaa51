"""What changes measures: definitions, the days and standings that follow the events, erasure."""
