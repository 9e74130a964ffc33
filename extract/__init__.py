"""Text to facts, pure: no database, no network."""
