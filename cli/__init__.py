"""The `pantau` command, one module a verb."""
