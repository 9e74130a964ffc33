"""Keeping a database: backups, copies from one back end to the other, checks, sizes."""
