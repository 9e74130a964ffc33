"""The programmatic side of the desk, version 1: what may be shown, as JSON, CSV and JSON Lines."""
