"""goals: what customers want to accomplish or manage, measured by what, by when."""
