"""Rows, search and export."""
