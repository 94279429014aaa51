"""What a tool is: a specification, candidates, checks, designs; frozen values and pure functions."""
