"""Counts, shares and amounts with unit, topic, region and period."""
