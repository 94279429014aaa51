"""Parts read, circuits simulated, designs written."""
