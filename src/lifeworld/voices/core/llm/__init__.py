"""Language models as coders: prompts, answers that are checked against text and codebook, records, cost."""
