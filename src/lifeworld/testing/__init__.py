"""Published for tests and demonstrations: the fictional runners of the demo."""
