"""What is asked of tools: which there are, designs, comparisons, what changed, jobs."""
