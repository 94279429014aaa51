"""What happened, to whom, when: the journal that every other room reads. It knows nobody and holds keys only."""
