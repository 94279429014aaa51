"""What is asked of the scorecard: the frames that it reads, its plan, scores and their history, what a partner may see."""
