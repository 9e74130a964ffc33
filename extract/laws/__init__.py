"""Rules that an article cites."""
