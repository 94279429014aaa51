"""The world of runners: recordings, what they say, routes, progress."""
