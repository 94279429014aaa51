"""What leaves a study: pseudonyms, redaction, consent, small cells, health words."""
