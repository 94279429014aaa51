"""tools: the secret sauce of an ecosystem: configure, test, optimise; designs that are kept, compared and reckoned again."""
