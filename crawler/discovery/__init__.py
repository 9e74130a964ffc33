"""Finds article addresses in feeds, sitemaps and index pages: pure functions over bytes."""
