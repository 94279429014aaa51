"""What must not leave a study: persons' names, contact data, redacted phrases; and the words that are about health."""
